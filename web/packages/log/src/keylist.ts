// Which server key is for what and when, signed by the offline root: spec/record.md § 5.

import type { Json } from "./canonical.ts";
import { keyId } from "./identity.ts";
import type { Octets } from "./octets.ts";
import { Refusal } from "./refusal.ts";
import { signedByServer } from "./signature.ts";
import {
  digest,
  instant,
  isObject,
  octets,
  orNull,
  readMembers,
  readStatement,
  text,
  unwrap,
  whole,
} from "./statement.ts";

export interface ListedKey {
  readonly id: string;
  readonly key: Octets;
  readonly purpose: string;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly revoked_from: string | null;
}

/** The keys of a list that was taken. */
export interface KeyRing {
  readonly election: string;
  readonly serial: number;
  readonly at: string;
  readonly keys: readonly ListedKey[];
}

const KEY = {
  id: digest,
  key: octets(32),
  purpose: text(/^(?:enrolment|office|receipt|reading|log|publication)$/),
  valid_from: instant,
  valid_until: instant,
  revoked_from: orNull(instant),
};

const ENVELOPE = new TextEncoder().encode('{"body":');

/** Takes a signed list if the root signed it and it is not older than one already seen. */
export async function takeKeyList(signed: Octets, root: Octets, newestSerial = 0): Promise<KeyRing> {
  const { body, signature } = unwrap(signed);
  if (!(await signedByServer(root, body, signature))) throw new Refusal("signature_wrong", "root");
  const ring = await readKeyList(signed);
  if (ring.serial < newestSerial)
    throw new Refusal("key_list_older", `serial ${ring.serial}, ${newestSerial} seen`);
  return ring;
}

/**
 * Reads a list without asking who signed it: then all that follows is consistent, and nobody's.
 * A service without a root publishes the statement alone, not in an envelope.
 */
export async function readKeyList(list: Octets): Promise<KeyRing> {
  const statement = startsWith(list, ENVELOPE) ? unwrap(list).body : list;
  const ring = readStatement<KeyRing>("key_list", statement, {
    election: text(/^[a-z0-9][a-z0-9-]{0,62}$/),
    serial: whole(1, 2 ** 31 - 1),
    at: instant,
    keys: listed,
  });
  for (const [at, key] of ring.keys.entries()) {
    const before = ring.keys[at - 1];
    const ordered = before === undefined || before.id < key.id;
    if (!ordered || key.id !== (await keyId(key.key)) || key.valid_from >= key.valid_until) {
      throw new Refusal("statement_malformed", `key_list: key ${key.id.slice(0, 16)}`);
    }
  }
  return ring;
}

function startsWith(bytes: Octets, beginning: Octets): boolean {
  return beginning.every((byte, at) => bytes[at] === byte);
}

function listed(value: Json | undefined): ListedKey[] | undefined {
  if (!Array.isArray(value) || !value.every(isObject)) return undefined;
  return value.map((each) => readMembers<ListedKey>("key_list", each, KEY));
}

/** Returns if the key named is for this purpose, held at that time and signed these bytes; refuses otherwise. */
export async function checkServer(
  ring: KeyRing,
  id: string,
  purpose: string,
  at: string,
  body: Octets,
  signature: Octets,
): Promise<void> {
  const key = ring.keys.find((each) => each.id === id);
  const about = `key ${id.slice(0, 16)}`;
  if (key === undefined) throw new Refusal("key_unknown", about);
  if (key.purpose !== purpose) throw new Refusal("key_purpose_wrong", `${about} is for ${key.purpose}`);
  if (key.revoked_from !== null && key.revoked_from <= at) throw new Refusal("key_is_revoked", about);
  if (at < key.valid_from || at >= key.valid_until) throw new Refusal("key_not_valid_then", about);
  if (!(await signedByServer(key.key, body, signature))) throw new Refusal("signature_wrong", about);
}
