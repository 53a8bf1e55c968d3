// A published site checked from its files: the checkpoint's signature, tiles up to the root, records against leaves.

import { type Checkpoint, openCheckpoint, readCheckpoint } from "./checkpoint.ts";
import { leafHash, rootOf } from "./hashing.ts";
import { recordId } from "./identity.ts";
import { type Leaf, readLeaf } from "./leaf.ts";
import { noteText, readVerifierKey } from "./note.ts";
import { fromUtf8, hex, type Octets, same } from "./octets.ts";
import type { Fetch } from "./reader.ts";
import { Refusal } from "./refusal.ts";
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
  /** Every trouble, a refusal each; none for a site that holds. */
  readonly troubles: readonly Refusal[];
}

/** Checks a site. `records` are the names of the files under `v1/records`; troubles are collected, not thrown. */
export async function checkSite(
  get: Fetch,
  records: readonly string[],
  verifierKey: string | null,
): Promise<Verdict> {
  const troubles: Refusal[] = [];
  const collect = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      troubles.push(refusal);
      return null;
    }
  };
  const point = await collect(() => head(get, verifierKey));
  if (point === null) return { size: 0, root: "", signed: false, opened: 0, kept_back: 0, troubles };
  const entries = (await collect(() => allEntries(get, point.size))) ?? [];
  await collect(() => climbed(get, entries, point));
  const leaves: Leaf[] = [];
  for (const entry of entries) {
    const leaf = await collect(async () => readLeaf(entry));
    if (leaf !== null) leaves.push(leaf);
  }
  const known = new Set(leaves.map((leaf) => leaf.record));
  const opened = new Set<string>();
  for (const name of records.filter((each) => /^[0-9a-f]{64}\.json$/.test(each))) {
    const id = await collect(() => opens(get, name, known));
    if (id !== null) opened.add(id);
  }
  troubles.push(...missing(leaves, opened, await due(get)));
  return {
    size: point.size,
    root: hex(point.root),
    signed: verifierKey !== null,
    opened: opened.size,
    kept_back: known.size - opened.size,
    troubles,
  };
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

async function opens(get: Fetch, name: string, known: ReadonlySet<string>): Promise<string> {
  const octets = await get(`v1/records/${name}`);
  const id = octets === null ? "" : await recordId(octets);
  if (`${id}.json` !== name) throw new Refusal("root_wrong", `v1/records/${name} is not what its name says`);
  if (!known.has(id)) throw new Refusal("root_wrong", `v1/records/${name} is no leaf of the log`);
  return id;
}
