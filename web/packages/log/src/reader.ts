// Proofs and entries out of published tiles. The tiles are not believed: a proof made of wrong ones fails its check.

import { leftPart, nodeHash, rootOf } from "./hashing.ts";
import type { Octets } from "./octets.ts";
import { Refusal } from "./refusal.ts";
import { entriesOf, hashesOf, pathOf, type TileFile, tileAt, WIDTH } from "./tiles.ts";

/** Gives a file of the log by its path under the log's prefix; `null` where there is none. */
export type Fetch = (path: string) => Promise<Octets | null>;

/** A log's tree of `size` leaves, read from its files; each is fetched once. */
export class TreeReader {
  readonly size: number;
  private readonly fetch: Fetch;
  private readonly kept = new Map<string, Promise<Octets | null>>();

  constructor(fetch: Fetch, size: number) {
    this.fetch = fetch;
    this.size = size;
  }

  /** The bytes of entry `index`. */
  async entry(index: number): Promise<Octets> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) {
      throw new Refusal("proof_wrong", "the index is outside the tree");
    }
    const file = tileAt("entries", Math.floor(index / WIDTH), this.size);
    return entriesOf(file, await this.bytes(file))[index % WIDTH] as Octets;
  }

  /** The root over all leaves, as the tiles have it. */
  root(): Promise<Octets> {
    return this.size === 0 ? rootOf([]) : this.subtree(0, this.size);
  }

  /** RFC 6962 § 2.1.1: PATH(index, D[size]). */
  inclusionProof(index: number): Promise<Octets[]> {
    return Promise.all(this.path(index, 0, this.size));
  }

  /** RFC 6962 § 2.1.2: PROOF(first, D[size]). */
  consistencyProof(first: number): Promise<Octets[]> {
    return Promise.all(this.subproof(first, 0, this.size, true));
  }

  private path(index: number, start: number, stop: number): Promise<Octets>[] {
    if (stop - start <= 1) return [];
    const middle = start + leftPart(stop - start);
    return index < middle
      ? [...this.path(index, start, middle), this.subtree(middle, stop)]
      : [...this.path(index, middle, stop), this.subtree(start, middle)];
  }

  private subproof(first: number, start: number, stop: number, whole: boolean): Promise<Octets>[] {
    if (first === stop) return whole ? [] : [this.subtree(start, stop)];
    const middle = start + leftPart(stop - start);
    return first <= middle
      ? [...this.subproof(first, start, middle, whole), this.subtree(middle, stop)]
      : [...this.subproof(first, middle, stop, false), this.subtree(start, middle)];
  }

  /** The root over the leaves from `start` to `stop`: a perfect tree out of one tile, else two parts. */
  private async subtree(start: number, stop: number): Promise<Octets> {
    const count = stop - start;
    if (count === 1 || leftPart(count) * 2 === count) return this.perfect(start, count);
    const middle = start + leftPart(count);
    const [left, right] = await Promise.all([this.subtree(start, middle), this.subtree(middle, stop)]);
    return nodeHash(left, right);
  }

  private async perfect(start: number, count: number): Promise<Octets> {
    let [level, under] = [0, 1];
    while (under * WIDTH <= count) [level, under] = [level + 1, under * WIDTH];
    const first = start / under;
    const file = tileAt(level, Math.floor(first / WIDTH), this.size);
    const hashes = hashesOf(file, await this.bytes(file));
    return rootOf(hashes.slice(first % WIDTH, (first % WIDTH) + count / under));
  }

  private bytes(file: TileFile): Promise<Octets | null> {
    const path = pathOf(file);
    const kept = this.kept.get(path) ?? this.fetch(path);
    this.kept.set(path, kept);
    return kept;
  }
}
