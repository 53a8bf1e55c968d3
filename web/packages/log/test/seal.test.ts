// Key lists, certificates and receipts, by the vectors that Python is held to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyEd25519 } from "../src/ed25519.ts";
import {
  checkReceipt,
  expandReceipt,
  fromBase64url,
  fromUtf8,
  type KeyRing,
  keyId,
  readKeyList,
  readReceipt,
  shortReceipt,
  signedByServer,
  takeCertificate,
  takeKeyList,
  unwrap,
  utf8,
  wrapReceipt,
} from "../src/index.ts";
import { bitsOf, bytes, flipped, vectors, verdict } from "./vectors.ts";

interface Case {
  readonly name: string;
  readonly utf8: string;
  readonly verdict: string;
}

const lists = vectors<{ root: string; newest_serial: number; cases: Case[] }>("key-lists");
const receipts = vectors<{ record: string; cases: (Case & { body: string; compact: string })[] }>("receipts");
const certificates = vectors<{ device: string; cases: Case[] }>("certificates");
const root = fromBase64url(lists.root) ?? new Uint8Array();
const first = (cases: readonly Case[]) => utf8(cases[0]?.utf8 ?? "");
const ring: KeyRing = await takeKeyList(first(lists.cases), root);

test("a list without a root is the statement alone, and of the same keys", async () => {
  const bare = unwrap(first(lists.cases)).body;
  assert.deepEqual(await readKeyList(bare), ring);
  assert.notEqual(await verdict(() => takeKeyList(bare, root)), "valid");
});

for (const { name, utf8: text, verdict: wanted } of lists.cases) {
  test(`key list: ${name}`, async () => {
    assert.equal(await verdict(() => takeKeyList(utf8(text), root, lists.newest_serial)), wanted);
  });
}

for (const { name, utf8: text, verdict: wanted } of certificates.cases) {
  test(`certificate: ${name}`, async () => {
    const met = await verdict(async () => {
      assert.equal(await keyId((await takeCertificate(utf8(text), ring)).key), certificates.device);
    });
    assert.equal(met, wanted);
  });
}

for (const { name, utf8: text, compact, body, verdict: wanted } of receipts.cases) {
  test(`receipt: ${name}`, async () => {
    const receipt = readReceipt(utf8(text));
    assert.deepEqual(expandReceipt(compact), receipt);
    assert.equal(shortReceipt(receipt), compact);
    assert.equal(fromUtf8(wrapReceipt(receipt)), text);
    assert.equal(fromUtf8(unwrap(utf8(text)).body), body);
    assert.equal(await verdict(() => checkReceipt(receipt, ring, receipts.record)), wanted);
  });
}

test("one bit the other way, and no list, certificate or receipt is taken", async () => {
  const receipt = first(receipts.cases);
  for (const bit of bitsOf(receipt)) {
    const take = () => checkReceipt(readReceipt(flipped(receipt, bit)), ring, receipts.record);
    assert.notEqual(await verdict(take), "valid");
  }
  const list = first(lists.cases);
  for (const bit of bitsOf(list))
    assert.notEqual(await verdict(() => takeKeyList(flipped(list, bit), root)), "valid");
  const signed = first(certificates.cases);
  for (const bit of bitsOf(signed)) {
    assert.notEqual(await verdict(() => takeCertificate(flipped(signed, bit), ring)), "valid");
  }
});

test("our Ed25519 says what WebCrypto's says, of what is signed and of every flipped bit", async () => {
  const { body, signature } = unwrap(first(lists.cases));
  const trials = [
    [root, body, signature],
    ...bitsOf(signature).map((bit) => [root, body, flipped(signature, bit)]),
    ...bitsOf(body).map((bit) => [root, flipped(body, bit), signature]),
    ...bitsOf(root).map((bit) => [flipped(root, bit), body, signature]),
  ] as const;
  for (const [at, [key, data, sealed]] of trials.entries()) {
    const ours = await verifyEd25519(key as typeof root, data as typeof root, sealed as typeof root);
    const theirs = await signedByServer(key as typeof root, data as typeof root, sealed as typeof root);
    assert.equal(ours, theirs);
    assert.equal(ours, at === 0);
  }
});

test("RFC 8032 § 7.1, tests 1 to 3", async () => {
  const cases = [
    [
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ] as const;
  for (const [key, data, signature] of cases) {
    assert.equal(await verifyEd25519(bytes(key), bytes(data), bytes(signature)), true);
  }
});
