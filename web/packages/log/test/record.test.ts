// Canonical bytes, ids and phones' signatures, by the vectors that Python is held to.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkPhone,
  decode,
  encode,
  fromBase64url,
  fromUtf8,
  type Json,
  keyId,
  recordId,
  saltedHash,
  utf8,
} from "../src/index.ts";
import { bitsOf, bytes, flipped, type Shown, shown, vectors, verdict } from "./vectors.ts";

const canonical = vectors<{
  good: { name: string; value: Json; utf8: string; sha256: string }[];
  bad: ({ name: string; refusal: string } & Shown)[];
}>("canonical");
const records = vectors<{
  salted: { salt: string; words: string; hash: string };
  good: { name: string; utf8: string; id: string }[];
}>("records");
const signatures = vectors<{
  public: string;
  cases: { name: string; message: string; signature: string; verdict: string }[];
}>("signatures");

for (const { name, value, utf8: text, sha256 } of canonical.good) {
  test(`canonical: ${name}`, async () => {
    assert.equal(fromUtf8(encode(value)), text);
    assert.equal(fromUtf8(encode(decode(utf8(text)))), text);
    assert.equal(await recordId(utf8(text)), sha256);
  });
}

for (const one of canonical.bad) {
  test(`not canonical: ${one.name}`, async () => {
    assert.equal(await verdict(() => decode(shown(one))), one.refusal);
  });
}

test("every kind of record has its id and is canonical", async () => {
  for (const { name, utf8: text, id } of records.good) {
    assert.equal(await recordId(encode(decode(utf8(text)))), id, name);
  }
});

test("a record with one bit the other way has another id, or is none", async () => {
  for (const { utf8: text, id } of records.good) {
    for (const bit of bitsOf(utf8(text))) assert.notEqual(await recordId(flipped(utf8(text), bit)), id);
  }
});

test("words are hashed behind their salt", async () => {
  const { salt, words, hash } = records.salted;
  assert.equal(await saltedHash(bytes(salt), words), hash);
});

const octets = (text: string) => fromBase64url(text) ?? new Uint8Array();

for (const { name, message, signature, verdict: wanted } of signatures.cases) {
  test(`a phone's signature: ${name}`, async () => {
    const met = await verdict(() => checkPhone(octets(signatures.public), utf8(message), octets(signature)));
    assert.equal(met, wanted);
  });
}

test("a phone's signature is refused when one bit of it, of the message or of the key is the other way", async () => {
  const [{ message, signature }] = signatures.cases as [(typeof signatures.cases)[0]];
  const [key, data, good] = [octets(signatures.public), utf8(message), octets(signature)];
  for (const bit of bitsOf(good))
    assert.notEqual(await verdict(() => checkPhone(key, data, flipped(good, bit))), "valid");
  for (const bit of bitsOf(data))
    assert.notEqual(await verdict(() => checkPhone(key, flipped(data, bit), good)), "valid");
  for (const bit of bitsOf(key))
    assert.notEqual(await verdict(() => checkPhone(flipped(key, bit), data, good)), "valid");
});

test("keys are named by their public bytes", async () => {
  const keys = vectors<{ ed25519: { public: string; id: string }[]; p256: { public: string; id: string }[] }>(
    "keys",
  );
  for (const key of [...keys.ed25519, ...keys.p256]) assert.equal(await keyId(octets(key.public)), key.id);
});
