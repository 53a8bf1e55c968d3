// The public log: hashes, proofs, files and checkpoints, by the vectors that Python and Go are held to.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkConsistency,
  checkInclusion,
  entriesOf,
  hashesOf,
  hex,
  leafHash,
  type Octets,
  openCheckpoint,
  pathOf,
  readLeaf,
  readVerifierKey,
  rootOf,
  sha256,
  TreeReader,
  tileAt,
  tilesOf,
  utf8,
  writeVerifierKey,
} from "../src/index.ts";
import { bitsOf, bytes, flipped, vectors, verdict } from "./vectors.ts";

interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: string;
  readonly proof: string[];
  readonly root: string;
}
interface Consistency {
  readonly first: number;
  readonly second: number;
  readonly first_root: string;
  readonly proof: string[];
  readonly second_root: string;
}

const tree = vectors<{
  leaves: { utf8: string; sha256: string }[];
  heads: { size: number; root: string }[];
  inclusion: Inclusion[];
  consistency: Consistency[];
  bad_inclusion: Inclusion[];
  bad_consistency: Consistency[];
}>("log-tree");
const files = vectors<{
  paths: { level: number | "entries"; index: number; width: number; path: string }[];
  trees: { size: number; files: { path: string; bytes: number; sha256: string; hex?: string }[] }[];
}>("log-files");
const checkpoints = vectors<{
  verifier_key: string;
  size: number;
  root: string;
  cases: { name: string; utf8: string; verdict: string }[];
}>("log-checkpoints");

const LARGEST = 70_001;
const entry = (number: number) => utf8(`sirekap test vector, log entry ${number}`);
const leaves = await Promise.all(Array.from({ length: LARGEST }, (_, number) => leafHash(entry(number))));

/** The log's files as the definition has them, made here from nothing but the leaves. */
const perfect = new Map<string, Promise<Octets>>();
function node(level: number, index: number): Promise<Octets> {
  const name = `${level}/${index}`;
  const below = 256 ** level;
  const made = perfect.get(name) ?? rootOf(leaves.slice(index * below, (index + 1) * below));
  perfect.set(name, made);
  return made;
}
async function made(path: string, size: number): Promise<Octets | null> {
  for (const file of tilesOf(size)) {
    if (pathOf(file) !== path) continue;
    const numbers = Array.from({ length: file.width }, (_, at) => file.index * 256 + at);
    const parts =
      file.level === "entries"
        ? numbers.flatMap((number) => [Uint8Array.of(0, entry(number).length), entry(number)])
        : await Promise.all(numbers.map((number) => node(file.level as number, number)));
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  }
  return null;
}

test("leaves are hashed as they are printed", async () => {
  for (const { utf8: text, sha256 } of tree.leaves) {
    assert.equal(hex(await leafHash(utf8(text))), sha256);
    assert.equal(await verdict(() => readLeaf(utf8(text))), "valid");
  }
});

for (const { size, root } of tree.heads) {
  test(`the root of ${size} leaves`, async () => {
    const reader = new TreeReader((path) => made(path, size), size);
    assert.equal(hex(await reader.root()), root);
    if (size < 600) assert.equal(hex(await rootOf(leaves.slice(0, size))), root);
  });
}

test("inclusion proofs are made from tiles, and hold", async () => {
  for (const { index, size, leaf, proof, root } of tree.inclusion) {
    const reader = new TreeReader((path) => made(path, size), size);
    assert.deepEqual((await reader.inclusionProof(index)).map(hex), proof);
    assert.equal(hex(await leafHash(await reader.entry(index))), leaf);
    await checkInclusion(index, size, bytes(leaf), proof.map(bytes), bytes(root));
  }
});

test("consistency proofs are made from tiles, and hold", async () => {
  for (const one of tree.consistency) {
    const reader = new TreeReader((path) => made(path, one.second), one.second);
    assert.deepEqual((await reader.consistencyProof(one.first)).map(hex), one.proof);
    assert.equal(await verdict(() => consistent(one)), "valid");
  }
});

function consistent(one: Consistency): Promise<void> {
  const first = { size: one.first, root: bytes(one.first_root) };
  const second = { size: one.second, root: bytes(one.second_root) };
  return checkConsistency(first, second, one.proof.map(bytes));
}

test("bad proofs are refused", async () => {
  for (const { index, size, leaf, proof, root } of tree.bad_inclusion) {
    const check = () => checkInclusion(index, size, bytes(leaf), proof.map(bytes), bytes(root));
    assert.equal(await verdict(check), "proof_wrong");
  }
  for (const one of tree.bad_consistency) assert.equal(await verdict(() => consistent(one)), "proof_wrong");
});

test("one bit the other way in leaf, root or any hash of a proof is refused", async () => {
  for (const { index, size, leaf, proof, root } of tree.inclusion.filter(({ size }) => size < 600)) {
    const hashes = [leaf, ...proof, root].map(bytes);
    for (const [at, hash] of hashes.entries()) {
      for (const bit of bitsOf(hash)) {
        const [first, ...rest] = hashes.map((each, place) => (place === at ? flipped(hash, bit) : each)) as [
          Octets,
          ...Octets[],
        ];
        const check = () => checkInclusion(index, size, first, rest.slice(0, -1), rest.at(-1) as Octets);
        assert.equal(await verdict(check), "proof_wrong");
      }
    }
  }
});

test("tiles and bundles stand where the specification has them", () => {
  for (const { level, index, width, path } of files.paths)
    assert.equal(pathOf({ level, index, width }), path);
});

for (const { size, files: wanted } of files.trees) {
  test(`the files of ${size} leaves, all of them and no others`, async () => {
    // The writer keeps partial tiles of the size it ended at; full ones of other sizes are the same.
    const paths = [...tilesOf(size)].map(pathOf).sort();
    assert.deepEqual(paths, wanted.map(({ path }) => path).sort());
    for (const { path, sha256: hash, hex: shown } of wanted) {
      const data = (await made(path, size)) as Octets;
      assert.equal(hex(await sha256(data)), hash);
      if (shown !== undefined) assert.equal(hex(data), shown);
    }
  });
}

test("a tile or a bundle of another length is refused", async () => {
  const [tile, bundle] = [tileAt(0, 0, 3), tileAt("entries", 0, 3)];
  const [hashes, entries] = [await made(pathOf(tile), 3), await made(pathOf(bundle), 3)];
  assert.equal(hashesOf(tile, hashes).length, 3);
  assert.deepEqual(entriesOf(bundle, entries), [entry(0), entry(1), entry(2)]);
  assert.equal(await verdict(() => hashesOf(tile, (hashes as Octets).slice(1))), "tile_malformed");
  assert.equal(await verdict(() => hashesOf(tile, null)), "tile_malformed");
  assert.equal(await verdict(() => entriesOf(bundle, (entries as Octets).slice(0, -1))), "bundle_malformed");
  assert.equal(await verdict(() => entriesOf(bundle, null)), "bundle_malformed");
});

for (const { name, utf8: text, verdict: wanted } of checkpoints.cases) {
  test(`checkpoint: ${name}`, async () => {
    const key = await readVerifierKey(checkpoints.verifier_key);
    const met = await verdict(async () => {
      const point = await openCheckpoint(utf8(text), key);
      assert.deepEqual([point.size, hex(point.root)], [checkpoints.size, checkpoints.root]);
    });
    assert.equal(met, wanted);
  });
}

test("a checkpoint or a verifier key with one bit the other way is refused", async () => {
  const key = await readVerifierKey(checkpoints.verifier_key);
  assert.equal(writeVerifierKey(key), checkpoints.verifier_key);
  const note = utf8(checkpoints.cases[0]?.utf8 ?? "");
  for (const bit of bitsOf(note)) {
    assert.notEqual(await verdict(() => openCheckpoint(flipped(note, bit), key)), "valid");
  }
  const told = utf8(checkpoints.verifier_key);
  for (const bit of bitsOf(told)) {
    const other = new TextDecoder().decode(flipped(told, bit));
    assert.equal(await verdict(() => readVerifierKey(other)), "verifier_key_malformed");
  }
});
