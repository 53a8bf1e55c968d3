// From one plane to another: the eight numbers that take four points to four points, and on.

import type { Point } from "../kit.ts";

export type Plane = readonly number[];

/** The projection that takes each of four points to its partner; `null` if they do not span a plane. */
export function projection(from: readonly Point[], to: readonly Point[]): Plane | null {
  const rows: number[][] = [];
  for (const [at, [x, y]] of from.entries()) {
    const [u, v] = to[at] ?? [0, 0];
    rows.push([x, y, 1, 0, 0, 0, -x * u, -y * u, u], [0, 0, 0, x, y, 1, -x * v, -y * v, v]);
  }
  return solved(rows);
}

/** Where a point goes. */
export function through(plane: Plane, [x, y]: Point): Point {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = plane;
  const depth = g * x + h * y + 1;
  return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
}

/** Gaussian elimination with the largest pivot; each row has its right side last. */
function solved(rows: number[][]): number[] | null {
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let best = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = row;
    }
    const pivot = rows[best];
    const head = rows[column];
    if (pivot === undefined || head === undefined || Math.abs(pivot[column] ?? 0) < 1e-9) return null;
    rows[best] = head;
    rows[column] = pivot;
    for (const [at, row] of rows.entries()) {
      if (at === column) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      for (let place = column; place <= size; place += 1)
        row[place] = (row[place] ?? 0) - factor * (pivot[place] ?? 0);
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
}
