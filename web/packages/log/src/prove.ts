// That a record is in the log: shown step by step, from the site's files alone, in the reader's own browser.

import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { leafHash } from "./hashing.ts";
import { recordId } from "./identity.ts";
import { readLeaf } from "./leaf.ts";
import { readVerifierKey } from "./note.ts";
import { hex, type Octets } from "./octets.ts";
import { checkConsistency, checkInclusion } from "./proof.ts";
import { type Fetch, TreeReader } from "./reader.ts";
import { Refusal } from "./refusal.ts";

/** One step: the code and facts of its sentence, and why it does not hold, if it does not. */
export interface Step {
  readonly code: "prove.record" | "prove.checkpoint" | "prove.leaf" | "prove.inclusion" | "prove.consistent";
  readonly facts: Readonly<Record<string, string | number>>;
  readonly refusal: { readonly code: string; readonly about: string } | null;
}

export interface Explanation {
  /** Whether every step holds. The first that does not is the last one told. */
  readonly holds: boolean;
  readonly steps: readonly Step[];
  /** The checkpoint that was opened: keep it, and hand it in as `kept` the next time. */
  readonly checkpoint: Octets | null;
}

export interface Options {
  /** A checkpoint kept from before: the log of then must begin the log of now. */
  readonly kept?: Octets;
  /** Gets a file of the site by its path; the browser's `fetch` without this. */
  readonly get?: Fetch;
}

/** Proves that the site's log has record `id` as leaf `index`, by the verifier key, which came from elsewhere. */
export async function proveRecord(
  site: string,
  id: string,
  index: number,
  verifierKey: string,
  options: Options = {},
): Promise<Explanation> {
  const get = options.get ?? fetched(site);
  const steps: Step[] = [];
  let note: Octets | null = null;
  const step = async <T>(
    code: Step["code"],
    facts: Record<string, string | number>,
    work: () => Promise<T>,
  ) => {
    try {
      const result = await work();
      steps.push({ code, facts, refusal: null });
      return result;
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      steps.push({ code, facts, refusal: { code: refusal.code, about: refusal.about } });
      throw refusal;
    }
  };
  try {
    await step("prove.record", { record: id }, () => openRecord(get, id));
    const told: Record<string, string | number> = { size: 0, root: "", name: "" };
    const checkpoint = await step("prove.checkpoint", told, async () => {
      note = await needed(get, "log/checkpoint");
      const opened = await openCheckpoint(note, await readVerifierKey(verifierKey));
      Object.assign(told, { size: opened.size, root: hex(opened.root), name: opened.origin });
      return opened;
    });
    const tree = new TreeReader((path) => get(`log/${path}`), checkpoint.size);
    const when: Record<string, string | number> = { index, time: "" };
    const entry = await step("prove.leaf", when, async () => {
      const octets = await tree.entry(index);
      const leaf = readLeaf(octets);
      if (leaf.record !== id)
        throw new Refusal("proof_wrong", `entry ${index} is of ${leaf.record.slice(0, 16)}`);
      when.time = leaf.time;
      return octets;
    });
    const counted: Record<string, string | number> = { hashes: 0 };
    await step("prove.inclusion", counted, () => included(tree, entry, index, checkpoint, counted));
    if (options.kept !== undefined) await standsOn(options.kept, verifierKey, checkpoint, tree, step);
    return { holds: true, steps, checkpoint: note };
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return { holds: false, steps, checkpoint: note };
  }
}

async function openRecord(get: Fetch, id: string): Promise<void> {
  const octets = await needed(get, `v1/records/${id}.json`);
  const met = await recordId(octets);
  if (met !== id) throw new Refusal("proof_wrong", `the file has SHA-256 ${met.slice(0, 16)}…`);
}

async function included(
  tree: TreeReader,
  entry: Octets,
  index: number,
  checkpoint: Checkpoint,
  counted: Record<string, string | number>,
): Promise<void> {
  const proof = await tree.inclusionProof(index);
  counted.hashes = proof.length;
  await checkInclusion(index, checkpoint.size, await leafHash(entry), proof, checkpoint.root);
}

type Stepping = <T>(
  code: Step["code"],
  facts: Record<string, string | number>,
  work: () => Promise<T>,
) => Promise<T>;

async function standsOn(
  kept: Octets,
  verifierKey: string,
  now: Checkpoint,
  tree: TreeReader,
  step: Stepping,
): Promise<void> {
  const told: Record<string, string | number> = { first: 0, second: now.size };
  await step("prove.consistent", told, async () => {
    const then = await openCheckpoint(kept, await readVerifierKey(verifierKey));
    told.first = then.size;
    if (then.size > now.size) throw new Refusal("proof_wrong", "the log is shorter than it was");
    const proof = then.size === 0 ? [] : await tree.consistencyProof(then.size);
    await checkConsistency(then, now, proof);
  });
}

async function needed(get: Fetch, path: string): Promise<Octets> {
  const octets = await get(path);
  if (octets === null) throw new Refusal("proof_wrong", `${path} is not there`);
  return octets;
}

function fetched(site: string): Fetch {
  const base = site.endsWith("/") ? site : `${site}/`;
  return async (path) => {
    const response = await fetch(base + path);
    if (response.status === 404) return null;
    if (!response.ok) throw new Refusal("proof_wrong", `${path}: HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}
