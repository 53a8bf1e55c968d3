// The phone's key: made here, never leaves; what it signs the server takes (spec/record.md § 4).

import { keyId, type Octets, recordId, wrap } from "@sirekap/log";
import type { Form } from "./form.ts";
import { type Filing, printReturn } from "./returned.ts";

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const SIGN = { name: "ECDSA", hash: "SHA-256" };

export interface Phone {
  /** Not extractable: it can be kept in IndexedDB and used, not read. */
  readonly key: CryptoKey;
  /** The public key, 65 bytes, as certificates have it. */
  readonly publicOctets: Octets;
  /** The key's name: SHA-256 of the public bytes. */
  readonly id: string;
}

export interface SignedRecord {
  /** The record's id, known before anything is sent: the same bytes again are the same record. */
  readonly id: string;
  readonly body: Octets;
  readonly signature: Octets;
  /** What is sent to `POST /api/v1/returns`. */
  readonly envelope: Octets;
}

/** Makes a key that WebCrypto will never hand out. */
export async function newPhone(): Promise<Phone> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const publicOctets = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return { key: privateKey, publicOctets, id: await keyId(publicOctets) };
}

/** Signs canonical bytes: a return, a claim of a letter's code, a request for a photo's place. */
export async function sign(phone: Phone, body: Octets): Promise<SignedRecord> {
  const signature = new Uint8Array(await crypto.subtle.sign(SIGN, phone.key, body));
  return { id: await recordId(body), body, signature, envelope: wrap({ body, signature }) };
}

/** A return, printed and signed. Keep it as it is: to sign again gives other bytes of signature, the same id. */
export function makeReturn(form: Form, filing: Filing, phone: Phone): Promise<SignedRecord> {
  return sign(phone, printReturn(form, filing, phone.id));
}
