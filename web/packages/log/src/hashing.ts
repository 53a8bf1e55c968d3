// The tree's hashes: spec/log.md § 2 (RFC 6962 § 2.1).

import { joined, type Octets, sha256 } from "./octets.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(entry: Octets): Promise<Octets> {
  return sha256(joined(LEAF, entry));
}

export function nodeHash(left: Octets, right: Octets): Promise<Octets> {
  return sha256(joined(NODE, left, right));
}

/** The root over hashes of leaves, by the definition: the left part has the largest power of two below their count. */
export async function rootOf(hashes: readonly Octets[]): Promise<Octets> {
  const only = hashes[0];
  if (only === undefined) return sha256(new Uint8Array());
  if (hashes.length === 1) return only;
  const middle = leftPart(hashes.length);
  const [left, right] = await Promise.all([rootOf(hashes.slice(0, middle)), rootOf(hashes.slice(middle))]);
  return nodeHash(left, right);
}

/** The largest power of two below a number of two or more. */
export function leftPart(count: number): number {
  let part = 1;
  while (part * 2 < count) part *= 2;
  return part;
}
