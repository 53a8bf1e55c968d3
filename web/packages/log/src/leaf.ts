// An entry of the log: spec/log.md § 1.

import { decode } from "./canonical.ts";
import type { Octets } from "./octets.ts";
import { Refusal } from "./refusal.ts";
import { digest, instant, isObject, orNull, readMembers, text, whole } from "./statement.ts";

export interface Leaf {
  readonly v: number;
  readonly kind: string;
  /** When the server had the record. */
  readonly time: string;
  readonly place: string | null;
  readonly contest: string | null;
  /** The record's id. */
  readonly record: string;
}

/** Reads an entry; one that is none is refused as `bundle_malformed`. */
export function readLeaf(entry: Octets): Leaf {
  try {
    const value = decode(entry);
    if (!isObject(value) || Object.keys(value).length !== 6) throw new Refusal("bundle_malformed");
    return readMembers<Leaf>("leaf", value, {
      v: whole(1, 1),
      kind: text(/^[a-z_]+$/),
      time: instant,
      place: orNull(text(/^[0-9]{2}[0-9A-Z]{8}[0-9]{3}$/)),
      contest: orNull(text(/^[a-z]+$/)),
      record: digest,
    });
  } catch (refusal) {
    if (refusal instanceof Refusal) throw new Refusal("bundle_malformed", `entry: ${refusal.message}`);
    throw refusal;
  }
}
