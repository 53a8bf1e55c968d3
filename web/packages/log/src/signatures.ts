// Whose signature stands under each record of a site: a phone's, by its certificate, or a server's, by the key list.

import { decode, type Json } from "./canonical.ts";
import { takeCertificate } from "./certificate.ts";
import { checkServer, type KeyRing } from "./keylist.ts";
import { fromBase64url, fromHex, type Octets } from "./octets.ts";
import type { Fetch } from "./reader.ts";
import { Refusal } from "./refusal.ts";
import { checkPhone } from "./signature.ts";
import { isObject } from "./statement.ts";

/** A record of the site: its bytes, and what they say. */
export interface Published {
  readonly id: string;
  readonly body: Octets;
  readonly record: { readonly [member: string]: Json };
}

/** Public keys of phones, by name. */
export type Phones = ReadonlyMap<string, Octets>;

/** The record of some bytes. */
export function published(id: string, body: Octets): Published {
  const record = decode(body);
  if (!isObject(record)) throw new Refusal("json_malformed", `v1/records/${id}.json`);
  return { id, body, record };
}

/** The phone that a record enrols; its certificate must be an enrolment key's, for the station the record names. */
export async function phoneOf({ record }: Published, ring: KeyRing): Promise<[string, Octets] | null> {
  if (record.kind !== "device_enrolled") return null;
  const signed = fromBase64url(String(record.certificate));
  if (signed === null) throw new Refusal("envelope_malformed", "certificate");
  const { key, station, slot } = await takeCertificate(signed, ring);
  if (station !== record.station || slot !== record.slot) throw new Refusal("certificate_conflict", station);
  return [String(record.device), key];
}

/** Returns if the record's signer signed its bytes; refuses otherwise. */
export async function checkSigned(get: Fetch, one: Published, phones: Phones, ring: KeyRing): Promise<void> {
  const { key, signature } = await beside(get, one.id);
  if (key !== one.record.signer) throw new Refusal("key_unknown", `key ${key.slice(0, 16)}`);
  if (one.record.kind === "return") {
    const phone = phones.get(key);
    if (phone === undefined) throw new Refusal("certificate_unknown", `device ${key.slice(0, 16)}`);
    await checkPhone(phone, one.body, signature);
    return;
  }
  const purpose = ring.keys.find((each) => each.id === key)?.purpose ?? "";
  if (purpose === "receipt" || purpose === "log")
    throw new Refusal("key_purpose_wrong", `key ${key.slice(0, 16)}`);
  await checkServer(ring, key, purpose, String(one.record.at), one.body, signature);
}

async function beside(get: Fetch, id: string): Promise<{ key: string; signature: Octets }> {
  const path = `v1/records/${id}.sig.json`;
  const octets = await get(path);
  const told = octets === null ? null : decode(octets);
  const signature = isObject(told) ? fromHex(String(told.signature)) : null;
  if (!isObject(told) || signature === null) throw new Refusal("signature_malformed", path);
  return { key: String(told.key), signature };
}
