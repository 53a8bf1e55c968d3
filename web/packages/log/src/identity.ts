// How records, keys and words are named: spec/record.md § 2.

import { hex, joined, type Octets, sha256, utf8 } from "./octets.ts";

/** The id of a record: SHA-256 of its bytes. */
export async function recordId(octets: Octets): Promise<string> {
  return hex(await sha256(octets));
}

/** The id of a key: SHA-256 of its raw public bytes. */
export async function keyId(publicOctets: Octets): Promise<string> {
  return hex(await sha256(publicOctets));
}

/** What stands in a record for words or a person: SHA-256 of 32 random bytes and the words. */
export async function saltedHash(salt: Octets, words: string): Promise<string> {
  return hex(await sha256(joined(salt, utf8(words))));
}
