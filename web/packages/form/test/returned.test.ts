// Returns as bytes: the vectors' own return made again, what is refused and where, and a signature that holds.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checkPhone, encode, fromUtf8, type Json, recordId, saltedHash, unwrap, utf8 } from "@sirekap/log";
import {
  checkReturn,
  type Filing,
  type Form,
  Malformed,
  makeReturn,
  newPhone,
  printReturn,
  readReturn,
} from "../src/index.ts";

const ROOT = new URL("../../../../", import.meta.url);
const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`spec/vectors/${name}.json`, ROOT), "utf8")) as T;

const { good, bad } = read<{
  good: { name: string; kind: string; utf8: string; id: string }[];
  bad: { name: string; at: string; set?: Json; without?: boolean; refusal: string; pointer: string }[];
}>("records");
const { form } = read<{ form: Form }>("rules-ppwp");
const returns = good.filter(({ kind }) => kind === "return");
const [first, second] = returns as [(typeof good)[0], (typeof good)[0]];
const members = JSON.parse(first.utf8) as Record<string, never>;

const filing: Filing = {
  election: members.election ?? "",
  phase: "real",
  at: new Date("2024-02-14T08:30:05.999Z"),
  station: "3504012001001",
  poll: "Reguler",
  numbers: { ...(members.administration ?? {}), ...(members.votes ?? {}) },
  photos: [...(members.photos ?? [])].reverse(),
  acknowledged: [
    {
      code: "R131",
      reason: await saltedHash(
        Uint8Array.from({ length: 32 }, (_, at) => at),
        "Salah jumlah pada baris V.A",
      ),
    },
  ],
  seenBeforeEntry: false,
  replaces: null,
};

test("the first return of the vectors is made again, byte by byte", async () => {
  const body = printReturn(form, filing, members.signer ?? "");
  assert.equal(fromUtf8(body), first.utf8);
  assert.equal(await recordId(body), first.id);
});

test("its second version names it", () => {
  const replaces = { record: first.id, version: 1 };
  const later = { ...filing, at: new Date("2024-02-14T09:30:05Z"), replaces };
  assert.equal(fromUtf8(printReturn(form, later, members.signer ?? "")), second.utf8);
});

test("every return of the vectors is read", () => {
  for (const { utf8: text } of returns) assert.equal(fromUtf8(encode(readReturn(utf8(text)))), text);
});

for (const { name, at, set, without, refusal, pointer } of bad) {
  test(`refused: ${name}`, () => {
    const whole = JSON.parse(first.utf8);
    const way = at.split("/").slice(1);
    const last = way.pop() ?? "";
    const place = way.reduce((value, step) => value[step], whole);
    if (without) delete place[last];
    else place[last] = set;

    assert.throws(
      () => checkReturn(whole),
      (met) => met instanceof Malformed && met.code === refusal && met.pointer === pointer,
    );
  });
}

test("what a phone signs holds under its public key, and the key cannot be taken out", async () => {
  const phone = await newPhone();
  const made = await makeReturn(form, filing, phone);
  const { body, signature } = unwrap(made.envelope);

  await checkPhone(phone.publicOctets, body, signature);
  assert.equal(readReturn(body).signer, phone.id);
  assert.equal(await recordId(body), made.id);
  await assert.rejects(crypto.subtle.exportKey("pkcs8", phone.key));
});
