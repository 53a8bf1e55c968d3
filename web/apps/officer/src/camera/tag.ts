// Finds AprilTags of known numbers in a grey picture: dark shapes, their four corners, their modules.

import type { Point } from "../kit.ts";
import type { Grey, Sums } from "./grey.ts";
import { projection, through } from "./plane.ts";

export interface Known {
  readonly tag: number;
  readonly bits: number;
}

/** A tag found: its outer corners, its own top left first, clockwise, in pixels. */
export interface Found {
  readonly tag: number;
  readonly corners: readonly Point[];
}

const MODULES = 8;
const WRONG_BITS = 3; // Any two tags of 36h10 differ in ten.
const WRONG_BORDER = 2;
const LEAST_SIDE = 14;

/** The tags of `known` that stand in the picture. */
export function findTags(grey: Grey, sums: Sums, known: readonly Known[]): Found[] {
  const found: Found[] = [];
  for (const corners of quads(grey, sums)) {
    const read = readTag(grey, corners, known);
    if (read !== null) found.push(read);
  }
  return found;
}

/** The four corners of each dark shape that could be a tag. */
function* quads(grey: Grey, sums: Sums): Generator<Point[]> {
  const { width, height, pixels } = grey;
  const reach = Math.max(6, width >> 5);
  const dark = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if ((pixels[at] ?? 0) < 0.8 * (sums.mean(x, y, reach) ?? 0)) dark[at] = 1;
    }
  }
  const stack = new Int32Array(pixels.length);
  for (let start = 0; start < dark.length; start += 1) {
    if (dark[start] !== 1) continue;
    const shape = flooded(dark, stack, start, width);
    const [wide, high] = [shape.right - shape.left + 1, shape.bottom - shape.top + 1];
    const square = wide < 2 * high && high < 2 * wide;
    if (
      square &&
      Math.min(wide, high) >= LEAST_SIDE &&
      wide < width / 3 &&
      shape.count > 0.3 * Math.min(wide, high) ** 2
    ) {
      yield cornersOf(stack, shape.count, width);
    }
  }
}

interface Shape {
  readonly count: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Takes a connected dark shape out of the picture; its pixels are the first of `stack` then. */
function flooded(dark: Uint8Array, stack: Int32Array, start: number, width: number): Shape {
  let count = 1;
  let [left, right, top, bottom] = [width, 0, dark.length, 0];
  stack[0] = start;
  dark[start] = 2;
  for (let next = 0; next < count; next += 1) {
    const at = stack[next] ?? 0;
    const x = at % width;
    const y = (at - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    for (const beside of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
      if (dark[beside] === 1) {
        dark[beside] = 2;
        stack[count] = beside;
        count += 1;
      }
    }
  }
  return { count, left, right, top, bottom };
}

/** The four corners, clockwise: the farthest pixel from the middle, the farthest from that, and one to each side. */
function cornersOf(stack: Int32Array, count: number, width: number): Point[] {
  let [sumX, sumY] = [0, 0];
  for (let at = 0; at < count; at += 1) {
    const pixel = stack[at] ?? 0;
    sumX += pixel % width;
    sumY += Math.floor(pixel / width);
  }
  const farthest = (measure: (x: number, y: number) => number): Point => {
    let [best, most] = [0, Number.NEGATIVE_INFINITY];
    for (let at = 0; at < count; at += 1) {
      const pixel = stack[at] ?? 0;
      const value = measure(pixel % width, Math.floor(pixel / width));
      if (value > most) [best, most] = [pixel, value];
    }
    return [best % width, Math.floor(best / width)];
  };
  const from = ([px, py]: Point) => farthest((x, y) => (x - px) ** 2 + (y - py) ** 2);
  const one = from([sumX / count, sumY / count]);
  const across = from(one);
  const side = (x: number, y: number) =>
    (across[0] - one[0]) * (y - one[1]) - (across[1] - one[1]) * (x - one[0]);
  return [one, farthest((x, y) => -side(x, y)), across, farthest(side)];
}

function readTag(grey: Grey, corners: readonly Point[], known: readonly Known[]): Found | null {
  const plane = projection(
    [
      [0, 0],
      [MODULES, 0],
      [MODULES, MODULES],
      [0, MODULES],
    ],
    corners,
  );
  if (plane === null) return null;
  const values: number[] = [];
  for (let row = 0; row < MODULES; row += 1) {
    for (let column = 0; column < MODULES; column += 1)
      values.push(sampled(grey, through(plane, [column + 0.5, row + 0.5])));
  }
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (most - least < 40) return null;
  const dark = values.map((value) => value < (least + most) / 2);
  const edge = (at: number) =>
    at % MODULES === 0 || at % MODULES === MODULES - 1 || at < MODULES || at >= MODULES * (MODULES - 1);
  if (dark.filter((black, at) => edge(at) && !black).length > WRONG_BORDER) return null;
  let inside = dark.filter((_, at) => !edge(at));
  for (let turn = 0; turn < 4; turn += 1) {
    const match = known.find((each) => differing(inside, each.bits) <= WRONG_BITS);
    if (match !== undefined)
      return { tag: match.tag, corners: [...corners.slice(turn), ...corners.slice(0, turn)] };
    inside = turned(inside);
  }
  return null;
}

/** The mean of nine pixels about a point. */
function sampled({ width, height, pixels }: Grey, [x, y]: Point): number {
  let [sum, count] = [0, 0];
  for (let down = -1; down <= 1; down += 1) {
    for (let right = -1; right <= 1; right += 1) {
      const [px, py] = [Math.round(x) + right, Math.round(y) + down];
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      sum += pixels[py * width + px] ?? 0;
      count += 1;
    }
  }
  return count === 0 ? 255 : sum / count;
}

function differing(dark: readonly boolean[], bits: number): number {
  // 36 bits are more than JavaScript's bit operators take.
  return dark.filter((black, at) => black !== (Math.floor(bits / 2 ** (35 - at)) % 2 === 1)).length;
}

/** What is read when the corner after the first is taken for the first: a quarter turn to the left. */
function turned(inside: readonly boolean[]): boolean[] {
  return inside.map((_, at) => inside[(at % 6) * 6 + (5 - Math.floor(at / 6))] ?? false);
}
