// The vectors under spec/vectors, and what their cases have in common.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fromHex, type Octets, Refusal, utf8 } from "../src/index.ts";

/** One file of vectors, with the members that its test names. */
export function vectors<T>(name: string): T {
  const path = new URL(`../../../../spec/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

/** Bytes of hexadecimal that is right. */
export function bytes(text: string): Octets {
  return fromHex(text) ?? assert.fail(`${text} is not hexadecimal`);
}

/** What became of it: `valid`, or the code of the refusal. */
export async function verdict(work: () => unknown): Promise<string> {
  try {
    await work();
    return "valid";
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.code;
    throw refusal;
  }
}

/** The same bytes with one bit the other way. */
export function flipped(octets: Octets, bit: number): Octets {
  const other = octets.slice();
  other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
  return other;
}

/** Bits to flip, spread over the bytes: the first, the last and a few between. */
export function bitsOf(octets: Octets): number[] {
  const last = octets.length * 8 - 1;
  return [...new Set([0, 1, 2, 3, 4, 5, 6, 7].map((part) => Math.floor((last * part) / 7)))];
}

export interface Shown {
  readonly utf8?: string;
  readonly hex?: string;
  readonly before?: string;
  readonly run?: string;
  readonly times?: number;
  readonly after?: string;
}

/** The bytes that a case shows, long runs as a run. */
export function shown(one: Shown): Octets {
  if (one.run !== undefined) return utf8(`${one.before}${one.run.repeat(one.times ?? 0)}${one.after}`);
  return one.hex !== undefined ? bytes(one.hex) : utf8(one.utf8 ?? "");
}
