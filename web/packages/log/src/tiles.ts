// The log's files and their paths (C2SP tlog-tiles, height 8): spec/log.md § 3.

import type { Octets } from "./octets.ts";
import { Refusal } from "./refusal.ts";

export const WIDTH = 256;

/** The file of tile `index` of a level, or of a bundle of entries, as it is in a tree of `size` leaves. */
export interface TileFile {
  readonly level: number | "entries";
  readonly index: number;
  /** How many hashes or entries it holds. */
  readonly width: number;
}

/** Its path under the log's prefix. */
export function pathOf({ level, index, width }: TileFile): string {
  const groups = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, "0")
    .match(/\d{3}/g) as string[];
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${number}${width === WIDTH ? "" : `.p/${width}`}`;
}

/** Tile `index` of a level in a tree of `size` leaves; its width is 0 or less where the tree has none. */
export function tileAt(level: number | "entries", index: number, size: number): TileFile {
  const hashes = Math.floor(size / WIDTH ** (level === "entries" ? 0 : level));
  return { level, index, width: Math.min(WIDTH, hashes - index * WIDTH) };
}

/** Every tile and bundle of a tree of `size` leaves. */
export function* tilesOf(size: number): Generator<TileFile> {
  const levels: (number | "entries")[] = ["entries"];
  for (let level = 0; size >= WIDTH ** level; level += 1) levels.push(level);
  for (const level of levels) {
    for (let index = 0; tileAt(level, index, size).width > 0; index += 1) yield tileAt(level, index, size);
  }
}

/** The hashes of a tile's bytes. */
export function hashesOf(file: TileFile, data: Octets | null): Octets[] {
  if (data?.length !== file.width * 32) {
    throw new Refusal(
      "tile_malformed",
      `${pathOf(file)}: ${data === null ? "missing" : `${data.length} bytes`}`,
    );
  }
  return Array.from({ length: file.width }, (_, at) => data.slice(at * 32, at * 32 + 32));
}

/** The entries of a bundle's bytes. */
export function entriesOf(file: TileFile, data: Octets | null): Octets[] {
  const entries: Octets[] = [];
  const told = data ?? new Uint8Array();
  let at = 0;
  while (at + 2 <= told.length) {
    const length = ((told[at] as number) << 8) | (told[at + 1] as number);
    entries.push(told.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== told.length || entries.length !== file.width) {
    throw new Refusal("bundle_malformed", `${pathOf(file)}: ${entries.length} entries`);
  }
  return entries;
}
