// The proof a reader makes in the browser, over a log made here, and what it says of one that was altered.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  base64,
  type Explanation,
  encode,
  joined,
  leafHash,
  type Octets,
  pathOf,
  proveRecord,
  recordId,
  rootOf,
  sha256,
  tilesOf,
  utf8,
} from "../src/index.ts";
import { flipped } from "./vectors.ts";

const NAME = "log.example/test";
const SIZE = 300;
const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
const key = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
const keyOctets = joined(Uint8Array.of(1), key);
const keyHash = (await sha256(joined(utf8(`${NAME}\n`), keyOctets))).slice(0, 4);
const VERIFIER = `${NAME}+${Buffer.from(keyHash).toString("hex")}+${base64(keyOctets)}`;

const records = Array.from({ length: SIZE }, (_, number) => encode({ n: number }));
const ids = await Promise.all(records.map(recordId));
const entries = ids.map((record) =>
  encode({
    v: 1,
    kind: "return",
    time: "2024-02-14T08:30:05Z",
    place: "3504012001001",
    contest: "ppwp",
    record,
  }),
);
const leaves = await Promise.all(entries.map(leafHash));

async function checkpoint(size: number): Promise<Octets> {
  const text = `${NAME}\n${size}\n${base64(await rootOf(leaves.slice(0, size)))}\n`;
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, utf8(text)));
  return utf8(`${text}\n\u2014 ${NAME} ${base64(joined(keyHash, signature))}\n`);
}

/** The site with a log of so many leaves. */
async function site(size: number): Promise<Map<string, Octets>> {
  const files = new Map<string, Octets>([["log/checkpoint", await checkpoint(size)]]);
  for (const [at, octets] of records.slice(0, size).entries())
    files.set(`v1/records/${ids[at]}.json`, octets);
  for (const file of tilesOf(size)) {
    const [from, to] = [file.index * 256, file.index * 256 + file.width];
    let parts = entries.slice(from, to).map((entry) => joined(Uint8Array.of(0, entry.length), entry));
    if (file.level === 0) parts = leaves.slice(from, to);
    if (file.level === 1) parts = [await rootOf(leaves.slice(0, 256))];
    files.set(`log/${pathOf(file)}`, joined(...parts));
  }
  return files;
}

const whole = await site(SIZE);

function prove(index: number, files: Map<string, Octets>, kept?: Octets): Promise<Explanation> {
  const get = async (path: string) => files.get(path) ?? null;
  return proveRecord("", ids[index] ?? "", index, VERIFIER, kept === undefined ? { get } : { get, kept });
}

const told = (explanation: Explanation) =>
  explanation.steps.map((step) => [step.code, step.refusal?.code ?? null]);

test("each step is told with its facts, and a checkpoint to keep", async () => {
  const { holds, steps, checkpoint: note } = await prove(7, whole);

  assert.equal(holds, true);
  assert.deepEqual(
    steps.map(({ code }) => code),
    ["prove.record", "prove.checkpoint", "prove.leaf", "prove.inclusion"],
  );
  assert.deepEqual(steps[0]?.facts, { record: ids[7] });
  assert.deepEqual([steps[1]?.facts.size, steps[1]?.facts.name], [SIZE, NAME]);
  assert.deepEqual(steps[2]?.facts, { index: 7, time: "2024-02-14T08:30:05Z" });
  assert.deepEqual(steps[3]?.facts, { hashes: 9 });
  assert.equal(note, whole.get("log/checkpoint"));
});

test("the log kept from before begins the log of now", async () => {
  for (const size of [0, 1, 255, 256, 299, 300]) {
    const { holds, steps } = await prove(255, whole, await checkpoint(size));
    assert.equal(holds, true);
    assert.deepEqual(steps.at(-1), {
      code: "prove.consistent",
      facts: { first: size, second: SIZE },
      refusal: null,
    });
  }
});

test("a log that became shorter is told", async () => {
  const explanation = await prove(7, await site(200), await checkpoint(201));

  assert.equal(explanation.holds, false);
  assert.deepEqual(told(explanation).at(-1), ["prove.consistent", "proof_wrong"]);
});

for (const [path, step] of [
  [`v1/records/${ids[7]}.json`, "prove.record"],
  ["log/checkpoint", "prove.checkpoint"],
  ["log/tile/entries/000", "prove.leaf"],
  ["log/tile/0/000", "prove.inclusion"],
  ["log/tile/0/001.p/44", "prove.inclusion"],
] as const) {
  test(`one bit of ${path.slice(0, 30)} the other way ends at ${step}`, async () => {
    const octets = whole.get(path) as Octets;
    // In the entries, a bit of entry 7's own record id; elsewhere the 200th.
    const bit =
      step === "prove.leaf" ? 8 * ((2 + (entries[0] as Octets).length) * 7 + 120) : 200 % (octets.length * 8);
    const explanation = await prove(7, new Map([...whole, [path, flipped(octets, bit)]]));

    assert.equal(explanation.holds, false);
    assert.equal(explanation.steps.at(-1)?.code, step);
    assert.notEqual(explanation.steps.at(-1)?.refusal, null);
  });
  test(`without ${path.slice(0, 30)} it ends there too`, async () => {
    const explanation = await prove(7, new Map([...whole].filter(([name]) => name !== path)));

    assert.equal(explanation.holds, false);
    assert.equal(explanation.steps.at(-1)?.code, step);
  });
}

test("another record's index proves nothing", async () => {
  const get = async (path: string) => whole.get(path) ?? null;
  const explanation = await proveRecord("", ids[7] ?? "", 8, VERIFIER, { get });

  assert.deepEqual(told(explanation).at(-1), ["prove.leaf", "proof_wrong"]);
});
