// A picture becomes a page that is kept: looked at, cut upright, compressed, named by its bytes.

import { hex, sha256 } from "@sirekap/log";
import type { KeptPhoto } from "../app.svelte.ts";
import type { Form, Page } from "../kit.ts";
import { flattened } from "./flatten.ts";
import { greyOf } from "./grey.ts";
import { type Sight, sight } from "./page.ts";

/** A picture is looked at this wide: a tag's module is some four pixels then. */
const LOOKED_AT = 720;
const LARGEST_BYTES = 300_000;
const QUALITIES = [0.72, 0.6, 0.48, 0.36];
const LARGEST_SIDE = 4096;

type Picture = HTMLVideoElement | ImageBitmap;

function sizeOf(picture: Picture): readonly [number, number] {
  return picture instanceof HTMLVideoElement
    ? [picture.videoWidth, picture.videoHeight]
    : [picture.width, picture.height];
}

function drawn(picture: Picture, largest: number, portraitWidth = false): ImageData | null {
  const [width, height] = sizeOf(picture);
  const side = portraitWidth ? Math.min(width, height) : Math.max(width, height);
  if (side === 0) return null;
  const scale = Math.min(1, largest / side);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
}

export interface Look {
  readonly sight: Sight | null;
  /** The size of the picture in which `sight` measures. */
  readonly width: number;
  readonly height: number;
}

/** A quick look at the picture, for the outline. */
export function lookAt(picture: Picture, forms: readonly Form[]): Look | null {
  const small = drawn(picture, LOOKED_AT, true);
  if (small === null) return null;
  return { sight: sight(greyOf(small), forms), width: small.width, height: small.height };
}

/** The page that a sight found, cut out of the picture at its full size. */
export async function pageFrom(
  picture: Picture,
  look: Look,
  original: Blob | null,
): Promise<KeptPhoto | null> {
  const full = drawn(picture, LARGEST_SIDE);
  const seen = look.sight;
  if (full === null || seen === null || seen.plane === null) return null;
  const scale = full.width / look.width;
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = seen.plane;
  const plane = [a * scale, b * scale, c * scale, d * scale, e * scale, f * scale, g, h];
  const page = await compressed(flattened(full, seen.form, plane));
  return kept(seen.form, seen.page, page, original ?? (await compressed(full, [0.9])), true);
}

/** A picture of a page that the officer named, as it is: no tag was found on it. */
export async function pageAs(
  picture: ImageBitmap,
  form: Form,
  page: Page,
  original: Blob,
): Promise<KeptPhoto | null> {
  const full = drawn(picture, 2100);
  return full === null ? null : kept(form, page, await compressed(full), original, false);
}

async function kept(
  form: Form,
  page: Page,
  sent: Blob,
  original: Blob,
  upright: boolean,
): Promise<KeptPhoto> {
  const name = hex(await sha256(new Uint8Array(await sent.arrayBuffer())));
  return { sha256: name, contest: form.contest, number: page.number, page: sent, original, upright };
}

/** A JPEG of at most `LARGEST_BYTES`, as far as it may be worse for that. */
async function compressed(picture: ImageData, qualities = QUALITIES): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  let last: Blob | null = null;
  for (const quality of qualities) {
    last = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (last !== null && last.size <= LARGEST_BYTES) break;
  }
  if (last === null) throw new Error("the browser makes no JPEG");
  return last;
}
