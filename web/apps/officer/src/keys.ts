// The phone's key: made here, never readable, not even by this program; and the PIN, which locks the screen alone.

import { base64url, fromBase64url, hex, type KeyRing, keyId, type Octets, utf8 } from "@sirekap/log";
import type { Sign } from "./returns.ts";
import type { Shelf } from "./shelf.ts";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const ROUNDS = 100_000;

export interface DeviceKey {
  readonly sign: Sign;
  /** Its name in records. */
  readonly id: string;
  /** The 65 public bytes, base64url. */
  readonly public: string;
}

/** The phone's key, made at the first asking. `anew` makes another one: the server knows the old one already. */
export async function deviceKey(shelf: Shelf, anew = false): Promise<DeviceKey> {
  let pair = anew ? undefined : await shelf.get<CryptoKeyPair>("kept", "key");
  if (pair === undefined) {
    pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
    await shelf.put(["kept", "key", pair]);
  }
  const { privateKey, publicKey } = pair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return {
    sign: async (octets) => new Uint8Array(await crypto.subtle.sign(SIGNING, privateKey, octets)),
    id: await keyId(raw),
    public: base64url(raw),
  };
}

/** The server's keys as the kit brought them: what receipts are checked against. */
export function ringOf(keys: string): KeyRing {
  const list = JSON.parse(keys) as Omit<KeyRing, "keys"> & {
    keys: (Omit<KeyRing["keys"][number], "key"> & { key: string })[];
  };
  return {
    ...list,
    keys: list.keys.map((each) => ({ ...each, key: fromBase64url(each.key) ?? new Uint8Array() })),
  };
}

export interface Pin {
  readonly salt: Octets;
  readonly hash: string;
}

export async function pinOf(
  digits: string,
  salt: Octets = crypto.getRandomValues(new Uint8Array(16)),
): Promise<Pin> {
  const key = await crypto.subtle.importKey("raw", utf8(digits), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS },
    key,
    256,
  );
  return { salt, hash: hex(new Uint8Array(bits)) };
}

export async function opens(pin: Pin, digits: string): Promise<boolean> {
  return (await pinOf(digits, pin.salt)).hash === pin.hash;
}
