// Which page of which form a picture shows, and where on it the paper lies.

import type { Form, Page, Point } from "../kit.ts";
import { type Grey, Sums } from "./grey.ts";
import { type Plane, projection, through } from "./plane.ts";
import { findTags } from "./tag.ts";

export interface Sight {
  readonly form: Form;
  readonly page: Page;
  /** From millimetres on the page to pixels; `null` while not all four corner marks are in sight. */
  readonly plane: Plane | null;
  /** The paper's corners in pixels, as well as is known. */
  readonly outline: readonly Point[];
  /** Contrast across one pixel at the tag's edges, 0 to 1: how sharp the picture is there. */
  readonly sharpness: number;
}

/** What a picture shows of these forms; `null` when no tag of theirs is in it. */
export function sight(grey: Grey, forms: readonly Form[]): Sight | null {
  const sums = new Sums(grey);
  const pages = forms.flatMap((form) => form.pages.map((page) => ({ form, page })));
  const [tag] = findTags(
    grey,
    sums,
    pages.map(({ page }) => page),
  );
  const seen = pages.find(({ page }) => page.tag === tag?.tag);
  if (tag === undefined || seen === undefined) return null;
  const { form, page } = seen;
  const rough = projection(page.corners, tag.corners);
  if (rough === null) return null;
  const plane = framed(sums, page, tag.corners);
  const paper: Point[] = [
    [0, 0],
    [form.width, 0],
    [form.width, form.height],
    [0, form.height],
  ];
  const outline = paper.map((corner) => through(plane ?? rough, corner));
  return { form, page, plane, outline, sharpness: sharpness(grey, tag.corners) };
}

/** The corner marks: two squares that touch, the upper left and lower right of a block, by their common corner. */
function marksOf(page: Page): { readonly middle: Point; readonly side: number }[] {
  const marks: { middle: Point; side: number }[] = [];
  for (const [left, top, right, bottom] of page.marks) {
    const partner = page.marks.some(([x, y]) => Math.abs(x - right) < 0.5 && Math.abs(y - bottom) < 0.5);
    if (partner) marks.push({ middle: [right, bottom], side: right - left });
    void top;
  }
  return marks;
}

/** The page's plane from its four marks, looked for one after the other, the nearest to what is known first. */
function framed(sums: Sums, page: Page, corners: readonly Point[]): Plane | null {
  const known: [Point, Point][] = page.corners.map((corner, at) => [corner, corners[at] ?? [0, 0]]);
  const open = marksOf(page);
  const found: [Point, Point][] = [];
  while (open.length > 0) {
    const near = ({ middle }: { middle: Point }) => Math.min(...known.map(([mm]) => distance(mm, middle)));
    open.sort((one, other) => near(one) - near(other));
    const mark = open.shift();
    if (mark === undefined) break;
    const guess = affine(known);
    if (guess === null) return null;
    const place = markNear(sums, guess, mark.middle, mark.side, 0.09 * near(mark) + mark.side);
    if (place === null) return null;
    found.push([mark.middle, place]);
    known.push([mark.middle, place]);
  }
  return projection(
    found.map(([mm]) => mm),
    found.map(([, px]) => px),
  );
}

/** The best affine map of what is known, by least squares: steadier than a projection when points are few. */
function affine(known: readonly (readonly [Point, Point])[]): Plane | null {
  const n = known.length;
  const mean = (pick: (pair: readonly [Point, Point]) => number) =>
    known.reduce((sum, pair) => sum + pick(pair), 0) / n;
  const [mx, my, mu, mv] = [
    mean(([mm]) => mm[0]),
    mean(([mm]) => mm[1]),
    mean(([, px]) => px[0]),
    mean(([, px]) => px[1]),
  ];
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  for (const [[x, y], [u, v]] of known) {
    const [dx, dy] = [x - mx, y - my];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    xu += dx * (u - mu);
    yu += dy * (u - mu);
    xv += dx * (v - mv);
    yv += dy * (v - mv);
  }
  const det = xx * yy - xy * xy;
  if (Math.abs(det) < 1e-6) return null;
  const [a, b] = [(xu * yy - yu * xy) / det, (yu * xx - xu * xy) / det];
  const [d, e] = [(xv * yy - yv * xy) / det, (yv * xx - xv * xy) / det];
  return [a, b, mu - a * mx - b * my, d, e, mv - d * mx - e * my, 0, 0];
}

/** Where near its guessed place a mark looks most like one: two dark squares, two light ones. */
function markNear(sums: Sums, guess: Plane, middle: Point, side: number, reachMm: number): Point | null {
  const [cx, cy] = through(guess, middle);
  const [a = 1, b = 0, , d = 0, e = 1] = guess;
  const scale = Math.sqrt(Math.abs(a * e - b * d));
  const reach = Math.ceil(reachMm * scale);
  const small = Math.max(1, 0.28 * side * scale);
  const offset = (x: number, y: number): Point => [
    0.5 * side * (a * x + b * y),
    0.5 * side * (d * x + e * y),
  ];
  const [nw, se, ne, sw] = [offset(-1, -1), offset(1, 1), offset(1, -1), offset(-1, 1)];
  let best: Point | null = null;
  let most = 45; // Grey levels between ink and paper, at the least.
  const step = Math.max(1, Math.floor(scale));
  const look = (x: number, y: number) => {
    const at = ([dx, dy]: Point) => sums.mean(x + dx, y + dy, small);
    const dark = larger(at(nw), at(se));
    const light = smaller(at(ne), at(sw));
    if (dark !== null && light !== null && light - dark > most) {
      most = light - dark;
      best = [x, y];
    }
  };
  for (let y = cy - reach; y <= cy + reach; y += step)
    for (let x = cx - reach; x <= cx + reach; x += step) look(x, y);
  return best;
}

function larger(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}

function smaller(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.min(one, other);
}

function distance([x, y]: Point, [u, v]: Point): number {
  return Math.hypot(x - u, y - v);
}

/** The steepest step between neighbours along lines through the tag, of its whole contrast. */
function sharpness({ width, pixels }: Grey, corners: readonly Point[]): number {
  const [x0, x1] = [Math.min(...corners.map(([x]) => x)), Math.max(...corners.map(([x]) => x))];
  const [y0, y1] = [Math.min(...corners.map(([, y]) => y)), Math.max(...corners.map(([, y]) => y))];
  let [least, most] = [255, 0];
  const steps: number[] = [];
  for (let y = Math.round(y0); y <= y1; y += 2) {
    let steepest = 0;
    for (let x = Math.round(x0) - 3; x < x1 + 3; x += 1) {
      const [here, next] = [pixels[y * width + x] ?? 0, pixels[y * width + x + 1] ?? 0];
      steepest = Math.max(steepest, Math.abs(next - here));
      least = Math.min(least, here);
      most = Math.max(most, here);
    }
    steps.push(steepest);
  }
  steps.sort((one, other) => one - other);
  return (steps[steps.length >> 1] ?? 0) / Math.max(1, most - least);
}
