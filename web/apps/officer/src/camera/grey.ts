// A grey picture and the sums over its rectangles.

export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export function greyOf(picture: ImageData): Grey {
  const { width, height, data } = picture;
  const pixels = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < pixels.length; at += 1, from += 4) {
    pixels[at] = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  }
  return { width, height, pixels };
}

/** Means over rectangles, by sums made once. */
export class Sums {
  private readonly width: number;
  private readonly height: number;
  private readonly sums: Uint32Array;

  constructor({ width, height, pixels }: Grey) {
    this.width = width;
    this.height = height;
    const stride = width + 1;
    this.sums = new Uint32Array(stride * (height + 1));
    for (let y = 0; y < height; y += 1) {
      let row = 0;
      for (let x = 0; x < width; x += 1) {
        row += pixels[y * width + x] ?? 0;
        this.sums[(y + 1) * stride + x + 1] = (this.sums[y * stride + x + 1] ?? 0) + row;
      }
    }
  }

  /** The mean about a point, as far as the picture reaches; `null` if the point is outside. */
  mean(x: number, y: number, reach: number): number | null {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return null;
    const [left, top] = [Math.max(0, Math.round(x - reach)), Math.max(0, Math.round(y - reach))];
    const right = Math.min(this.width, Math.round(x + reach) + 1);
    const bottom = Math.min(this.height, Math.round(y + reach) + 1);
    const stride = this.width + 1;
    const at = (px: number, py: number) => this.sums[py * stride + px] ?? 0;
    const sum = at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top);
    return sum / ((right - left) * (bottom - top));
  }
}
