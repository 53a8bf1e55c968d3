// A published site checked from its files: the checkpoint's signature, tiles up to the root, records against leaves.

import { type Checkpoint, openCheckpoint, readCheckpoint } from "./checkpoint.ts";
import { leafHash, rootOf } from "./hashing.ts";
import { recordId } from "./identity.ts";
import { readKeyList, takeKeyList } from "./keylist.ts";
import { type Leaf, readLeaf } from "./leaf.ts";
import { noteText, readVerifierKey } from "./note.ts";
import { fromUtf8, hex, type Octets, same } from "./octets.ts";
import type { Fetch } from "./reader.ts";
import { Refusal } from "./refusal.ts";
import { checkSigned, type Published, phoneOf, published } from "./signatures.ts";
import { isObject } from "./statement.ts";
import { entriesOf, hashesOf, pathOf, tileAt, WIDTH } from "./tiles.ts";

/** What was looked at, and what is wrong. */
export interface Verdict {
  readonly size: number;
  readonly root: string;
  /** Whether a verifier key was given and the checkpoint's signature is its. */
  readonly signed: boolean;
  /** Records of the site that open their leaf. */
  readonly opened: number;
  /** Leaves whose record the site does not have. */
  readonly kept_back: number;
  /** Records whose signature holds; `null` where the site has no key list to tell. */
  readonly signatures: number | null;
  /** Whether the root's key was given and the key list is signed by it. */
  readonly rooted: boolean;
  /** Every trouble, a refusal each; none for a site that holds. */
  readonly troubles: readonly Refusal[];
}

/** What the checker was given from elsewhere, and believes. */
export interface Trusted {
  readonly verifierKey: string | null;
  /** The offline root's public key, 32 bytes. */
  readonly root: Octets | null;
}

type Collect = <T>(work: () => Promise<T>) => Promise<T | null>;

/** Checks a site. `names` are those of the files under `v1/records`; troubles are collected, not thrown. */
export async function checkSite(get: Fetch, names: readonly string[], trusted: Trusted): Promise<Verdict> {
  const troubles: Refusal[] = [];
  const collect: Collect = async (work) => {
    try {
      return await work();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      troubles.push(refusal);
      return null;
    }
  };
  const point = await collect(() => head(get, trusted.verifierKey));
  const leaves = point === null ? [] : await leavesOf(get, point, collect);
  const known = new Set(leaves.map((leaf) => leaf.record));
  const records: Published[] = [];
  for (const name of names.filter((each) => /^[0-9a-f]{64}\.json$/.test(each))) {
    const record = await collect(() => opens(get, name, known));
    if (record !== null) records.push(record);
  }
  const opened = new Set(records.map((record) => record.id));
  troubles.push(...missing(leaves, opened, await due(get)));
  const signatures = await signaturesOf(get, records, trusted.root, collect);
  return {
    size: point?.size ?? 0,
    root: point === null ? "" : hex(point.root),
    signed: trusted.verifierKey !== null && point !== null,
    opened: opened.size,
    kept_back: known.size - opened.size,
    signatures,
    rooted: trusted.root !== null && signatures !== null,
    troubles,
  };
}

async function leavesOf(get: Fetch, point: Checkpoint, collect: Collect): Promise<Leaf[]> {
  const entries = (await collect(() => allEntries(get, point.size))) ?? [];
  await collect(() => climbed(get, entries, point));
  const leaves = await Promise.all(entries.map((entry) => collect(async () => readLeaf(entry))));
  return leaves.filter((leaf) => leaf !== null);
}

async function signaturesOf(
  get: Fetch,
  records: readonly Published[],
  root: Octets | null,
  collect: Collect,
): Promise<number | null> {
  const list = await get("v1/key-list.json");
  if (list === null) return null;
  const ring = await collect(() => (root === null ? readKeyList(list) : takeKeyList(list, root)));
  if (ring === null) return null;
  const phones = new Map<string, Octets>();
  for (const record of records) {
    const phone = await collect(() => phoneOf(record, ring));
    if (phone !== null) phones.set(...phone);
  }
  let held = 0;
  for (const record of records) {
    const checked = await collect(async () => {
      await told(record.id, () => checkSigned(get, record, phones, ring));
      return true;
    });
    if (checked) held += 1;
  }
  return held;
}

/** A refusal says of which record it is. */
async function told(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    throw new Refusal(refusal.code, `v1/records/${id}.sig.json, ${refusal.about}`);
  }
}

async function head(get: Fetch, verifierKey: string | null): Promise<Checkpoint> {
  const note = await get("log/checkpoint");
  if (note === null) throw new Refusal("note_malformed", "log/checkpoint is not there");
  if (verifierKey !== null) return openCheckpoint(note, await readVerifierKey(verifierKey));
  const text = noteText(note);
  return readCheckpoint(text, text.slice(0, text.indexOf("\n")));
}

async function allEntries(get: Fetch, size: number): Promise<Octets[]> {
  const entries: Octets[] = [];
  for (let index = 0; index * WIDTH < size; index += 1) {
    const file = tileAt("entries", index, size);
    entries.push(...entriesOf(file, await get(`log/${pathOf(file)}`)));
  }
  return entries;
}

/** Hashes the entries up, level by level; each tile must say what comes out, and the root be the signed one. */
async function climbed(get: Fetch, entries: readonly Octets[], point: Checkpoint): Promise<void> {
  const leaves = await Promise.all(entries.map(leafHash));
  let row = leaves;
  for (let level = 0; row.length > 0; level += 1) {
    const above: Octets[] = [];
    for (let index = 0; index * WIDTH < row.length; index += 1) {
      const file = tileAt(level, index, point.size);
      const told = hashesOf(file, await get(`log/${pathOf(file)}`));
      const made = row.slice(index * WIDTH, (index + 1) * WIDTH);
      if (!told.every((hash, at) => same(hash, made[at] as Octets)))
        throw new Refusal("root_wrong", pathOf(file));
      if (file.width === WIDTH) above.push(await rootOf(made));
    }
    row = above;
  }
  if (!same(await rootOf(leaves), point.root)) throw new Refusal("root_wrong", hex(point.root));
}

/** How many leaves' records must be here: none before the site was opened, then those that its documents tell. */
async function due(get: Fetch): Promise<number> {
  const latest = await get("v1/latest.json");
  const told: unknown = JSON.parse((latest && fromUtf8(latest)) || "{}");
  if (!isObject(told) || told.opened !== true) return 0;
  return typeof told.size === "number" ? told.size : 0;
}

function missing(leaves: readonly Leaf[], opened: ReadonlySet<string>, size: number): Refusal[] {
  const at = (leaf: Leaf, index: number) => `v1/records/${leaf.record}.json, leaf ${index}`;
  return leaves
    .slice(0, size)
    .flatMap((leaf, index) =>
      leaf.place === null || opened.has(leaf.record) ? [] : [new Refusal("record_missing", at(leaf, index))],
    );
}

async function opens(get: Fetch, name: string, known: ReadonlySet<string>): Promise<Published> {
  const octets = await get(`v1/records/${name}`);
  const id = octets === null ? "" : await recordId(octets);
  if (octets === null || `${id}.json` !== name)
    throw new Refusal("root_wrong", `v1/records/${name} is not what its name says`);
  if (!known.has(id)) throw new Refusal("root_wrong", `v1/records/${name} is no leaf of the log`);
  return published(id, octets);
}
