// Proofs checked by the algorithms of RFC 9162 § 2.1.3.2 and § 2.1.4.2. Hashes go from the leaf's side to the root's.

import { nodeHash } from "./hashing.ts";
import { type Octets, same, sha256 } from "./octets.ts";
import { Refusal } from "./refusal.ts";

function need(holds: boolean, told: string): void {
  if (!holds) throw new Refusal("proof_wrong", told);
}

const half = (value: number): number => Math.floor(value / 2); // Sizes pass 2^31, so no bit operators.
const odd = (value: number): boolean => value % 2 === 1;

/** Returns if the proof leads from the hash of leaf `index` to the root of `size` leaves. */
export async function checkInclusion(
  index: number,
  size: number,
  leaf: Octets,
  proof: readonly Octets[],
  root: Octets,
): Promise<void> {
  need(Number.isSafeInteger(index) && index >= 0 && index < size, "the index is outside the tree");
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of proof) {
    need(sn > 0, "the proof is too long");
    if (odd(fn) || fn === sn) {
      r = await nodeHash(p, r);
      while (!odd(fn) && fn > 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      r = await nodeHash(r, p);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  need(sn === 0, "the proof is too short");
  need(same(r, root), "the proof leads to another root");
}

export interface Head {
  readonly size: number;
  readonly root: Octets;
}

/** Returns if the first tree begins the second. */
export async function checkConsistency(first: Head, second: Head, proof: readonly Octets[]): Promise<void> {
  need(first.size >= 0 && first.size <= second.size, "the sizes are not in order");
  if (first.size === 0 || first.size === second.size) {
    const whole = first.size === 0 ? await sha256(new Uint8Array()) : second.root;
    need(proof.length === 0 && same(first.root, whole), "equal trees have equal roots and no proof");
    return;
  }
  const perfect = Number.isInteger(Math.log2(first.size));
  const [begin, ...rest] = perfect ? [first.root, ...proof] : proof;
  if (begin === undefined) throw new Refusal("proof_wrong", "the proof is too short");
  let [fn, sn] = [first.size - 1, second.size - 1];
  while (odd(fn)) [fn, sn] = [half(fn), half(sn)];
  let [fr, sr] = [begin, begin];
  for (const c of rest) {
    need(sn > 0, "the proof is too long");
    if (odd(fn) || fn === sn) {
      [fr, sr] = [await nodeHash(c, fr), await nodeHash(c, sr)];
      while (!odd(fn) && fn > 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      sr = await nodeHash(sr, c);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  need(sn === 0, "the proof is too short");
  need(same(fr, first.root), "the proof leads to another first root");
  need(same(sr, second.root), "the proof leads to another second root");
}
