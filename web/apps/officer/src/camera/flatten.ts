// The page cut out and set upright: the whole paper, as large as the picture had it, at most 1,400 pixels wide.

import type { Form } from "../kit.ts";
import { type Plane, through } from "./plane.ts";

const WIDEST = 1400;

export function flattened(picture: ImageData, form: Form, plane: Plane): ImageData {
  const across = through(plane, [form.width, form.height / 2])[0] - through(plane, [0, form.height / 2])[0];
  const down = through(plane, [form.width, form.height / 2])[1] - through(plane, [0, form.height / 2])[1];
  const width = Math.max(600, Math.min(WIDEST, Math.round(Math.hypot(across, down))));
  const height = Math.round((width * form.height) / form.width);
  const mm = form.width / width;
  const upright = new ImageData(width, height);
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = plane;
  const source = picture.data;
  const target = upright.data;
  for (let y = 0, to = 0; y < height; y += 1) {
    const py = (y + 0.5) * mm;
    for (let x = 0; x < width; x += 1, to += 4) {
      const px = (x + 0.5) * mm;
      const depth = g * px + h * py + 1;
      blend(
        source,
        picture.width,
        picture.height,
        (a * px + b * py + c) / depth - 0.5,
        (d * px + e * py + f) / depth - 0.5,
        target,
        to,
      );
    }
  }
  return upright;
}

/** One pixel between four; white where the picture ends. */
function blend(
  source: Uint8ClampedArray,
  width: number,
  height: number,
  u: number,
  v: number,
  target: Uint8ClampedArray,
  to: number,
): void {
  const [x, y] = [Math.floor(u), Math.floor(v)];
  target[to + 3] = 255;
  if (x < 0 || y < 0 || x >= width - 1 || y >= height - 1) {
    target[to] = target[to + 1] = target[to + 2] = 255;
    return;
  }
  const [right, low] = [u - x, v - y];
  const at = 4 * (y * width + x);
  const under = at + 4 * width;
  for (let channel = 0; channel < 3; channel += 1) {
    const upper = (source[at + channel] ?? 0) * (1 - right) + (source[at + 4 + channel] ?? 0) * right;
    const lower = (source[under + channel] ?? 0) * (1 - right) + (source[under + 4 + channel] ?? 0) * right;
    target[to + channel] = upper * (1 - low) + lower * low;
  }
}
