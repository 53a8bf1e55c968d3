// Signed statements (certificates, receipts, key lists) and their envelope: spec/record.md §§ 4 to 7.

import { decode, encode, type Json } from "./canonical.ts";
import { base64url, fromBase64url, fromUtf8, joined, type Octets, utf8 } from "./octets.ts";
import { Refusal } from "./refusal.ts";

const HEAD = '{"body":';
const MIDDLE = ',"signature":"';
const TAIL = '"}';
const TAIL_LENGTH = MIDDLE.length + 86 + TAIL.length;

export interface Envelope {
  /** The signed bytes themselves. */
  readonly body: Octets;
  readonly signature: Octets;
}

/** Bytes and their signature as they travel. */
export function wrap({ body, signature }: Envelope): Octets {
  return joined(utf8(HEAD), body, utf8(MIDDLE + base64url(signature) + TAIL));
}

/** Cuts an envelope by position; checks neither part further. */
export function unwrap(octets: Octets): Envelope {
  const body = octets.slice(HEAD.length, -TAIL_LENGTH);
  const tail = fromUtf8(octets.slice(-TAIL_LENGTH)) ?? "";
  const opened = fromUtf8(octets.slice(0, HEAD.length)) === HEAD;
  const braced = body[0] === 0x7b && body[body.length - 1] === 0x7d;
  if (!opened || !tail.startsWith(MIDDLE) || !tail.endsWith(TAIL) || !braced) {
    throw new Refusal("envelope_malformed");
  }
  const signature = fromBase64url(tail.slice(MIDDLE.length, -TAIL.length));
  if (signature?.length !== 64) throw new Refusal("signature_malformed", "not base64url of 64 bytes");
  return { body, signature };
}

/** A member's test: gives what it stands for, or `undefined` for what it must not be. */
export type Member<T> = (value: Json | undefined) => T | undefined;
type Members<T> = { readonly [name in keyof T]: Member<T[name]> };

/** Reads a statement of this kind: exactly these members, canonical. */
export function readStatement<T>(kind: string, body: Octets, members: Members<T>): T {
  const value = parsed(kind, body);
  if (value.kind !== kind || value.v !== 1)
    throw new Refusal("statement_malformed", `${kind}: of another kind`);
  const read = readMembers(kind, value, members);
  const known = Object.keys(value).length === Object.keys(members).length + 2;
  if (!known) throw new Refusal("statement_not_canonical", kind);
  try {
    decode(body);
  } catch {
    throw new Refusal("statement_not_canonical", kind);
  }
  return read;
}

/** Writes a statement's bytes. */
export function writeStatement(kind: string, members: { readonly [name: string]: Json }): Octets {
  return encode({ kind, v: 1, ...members });
}

export function readMembers<T>(
  kind: string,
  value: { readonly [key: string]: Json },
  members: Members<T>,
): T {
  const read: Partial<T> = {};
  for (const name of Object.keys(members) as (keyof T & string)[]) {
    const taken = members[name](value[name]);
    if (taken === undefined) throw new Refusal("statement_malformed", `${kind}: ${name}`);
    read[name] = taken;
  }
  return read as T;
}

function parsed(kind: string, body: Octets): { readonly [key: string]: Json } {
  try {
    const value: unknown = JSON.parse(fromUtf8(body) ?? "");
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new Refusal("statement_malformed", `${kind}: not JSON`);
}

export function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const text =
  (pattern: RegExp): Member<string> =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? value : undefined;

export const whole =
  (least: number, most: number): Member<number> =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : undefined;

export const octets =
  (length: number): Member<Octets> =>
  (value) => {
    const found = typeof value === "string" ? fromBase64url(value) : null;
    return found?.length === length ? found : undefined;
  };

export const orNull =
  <T>(member: Member<T>): Member<T | null> =>
  (value) =>
    value === null ? null : member(value);

/** `YYYY-MM-DDThh:mm:ssZ`, as it is written: such texts compare as the times do. */
export const instant: Member<string> = (value) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) && isTime(value)
    ? value
    : undefined;

export const digest: Member<string> = text(/^[0-9a-f]{64}$/);

function isTime(value: string): boolean {
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === value.slice(0, 19);
}
