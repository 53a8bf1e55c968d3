// QR codes (ISO/IEC 18004), drawn on the phone: byte or alphanumeric, level M while it fits in 15, else L.

const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

// Error correction: codewords in a block and blocks, by version; ISO/IEC 18004 table 9.
const LEVELS = {
  L: {
    bits: 1,
    words: [
      7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28,
      30,
    ],
    blocks: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12],
  },
  M: {
    bits: 0,
    words: [
      10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28,
      28,
    ],
    blocks: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25],
  },
} as const;
type Level = keyof typeof LEVELS;
/** Larger ones are not read from a phone's screen. */
const LARGEST = 27;
const LARGEST_M = 15;

/** The modules of the code, row by row, `true` for dark. Throws for more than fits. */
export function qr(text: string): boolean[][] {
  const { version, level, data } = fitted(text);
  const code = new Drawing(version);
  code.fill(interleaved(data, version, level));
  return code.masked(LEVELS[level].bits);
}

function fitted(text: string): { version: number; level: Level; data: number[] } {
  for (const [level, last] of [
    ["M", LARGEST_M],
    ["L", LARGEST],
  ] as const) {
    for (let version = 1; version <= last; version += 1) {
      const room = 8 * dataWords(version, level);
      const bits = written(text, version);
      if (bits.length <= room) return { version, level, data: padded(bits, room) };
    }
  }
  throw new RangeError(`${text.length} characters do not fit`);
}

function written(text: string, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let place = length - 1; place >= 0; place -= 1) bits.push((value >> place) & 1);
  };
  if ([...text].every((letter) => ALPHANUMERIC.includes(letter))) {
    put(2, 4);
    put(text.length, version < 10 ? 9 : 11);
    for (let at = 0; at < text.length; at += 2) {
      const first = ALPHANUMERIC.indexOf(text[at] ?? "");
      if (at + 1 < text.length) put(first * 45 + ALPHANUMERIC.indexOf(text[at + 1] ?? ""), 11);
      else put(first, 6);
    }
  } else {
    const octets = new TextEncoder().encode(text);
    put(4, 4);
    put(octets.length, version < 10 ? 8 : 16);
    for (const octet of octets) put(octet, 8);
  }
  return bits;
}

function padded(bits: number[], room: number): number[] {
  const whole = [...bits, ...new Array(Math.min(4, room - bits.length)).fill(0)];
  while (whole.length % 8 !== 0) whole.push(0);
  const words: number[] = [];
  for (let at = 0; at < whole.length; at += 8)
    words.push(whole.slice(at, at + 8).reduce((word, bit) => 2 * word + bit, 0));
  for (let pad = 0xec; words.length < room / 8; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

function allWords(version: number): number {
  const aligned = Math.floor(version / 7) + 2;
  const bits =
    (16 * version + 128) * version +
    64 -
    (version > 1 ? (25 * aligned - 10) * aligned - 55 : 0) -
    (version > 6 ? 36 : 0);
  return bits >> 3;
}

function dataWords(version: number, level: Level): number {
  const { words, blocks } = LEVELS[level];
  return allWords(version) - (words[version - 1] ?? 0) * (blocks[version - 1] ?? 0);
}

/** Data and error correction, block by block and then word by word. */
function interleaved(data: readonly number[], version: number, level: Level): number[] {
  const count = LEVELS[level].blocks[version - 1] ?? 1;
  const correction = LEVELS[level].words[version - 1] ?? 0;
  const short = Math.floor(data.length / count);
  const longer = data.length % count;
  const blocks: number[][] = [];
  for (let at = 0, block = 0; block < count; block += 1) {
    const length = short + (block >= count - longer ? 1 : 0);
    blocks.push(data.slice(at, at + length));
    at += length;
  }
  const generator = generatorOf(correction);
  const corrections = blocks.map((block) => remainder(block, generator));
  return [...across(blocks), ...across(corrections)];
}

function across(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, at) =>
    blocks.flatMap((block) => block.slice(at, at + 1)),
  ).flat();
}

// GF(256) by x^8 + x^4 + x^3 + x^2 + 1.
const POWERS: number[] = [];
const LOGS: number[] = [];
for (let power = 0, value = 1; power < 255; power += 1) {
  POWERS[power] = value;
  LOGS[value] = power;
  value = value < 128 ? 2 * value : (2 * value) ^ 0x11d;
}

function times(left: number, right: number): number {
  return left === 0 || right === 0 ? 0 : (POWERS[((LOGS[left] ?? 0) + (LOGS[right] ?? 0)) % 255] ?? 0);
}

function generatorOf(degree: number): number[] {
  let product = [1];
  for (let root = 0; root < degree; root += 1) {
    const next = [...product, 0];
    for (const [at, value] of product.entries())
      next[at + 1] = (next[at + 1] ?? 0) ^ times(value, POWERS[root] ?? 0);
    product = next;
  }
  return product;
}

function remainder(data: readonly number[], generator: readonly number[]): number[] {
  const rest = [...data, ...new Array(generator.length - 1).fill(0)];
  for (let at = 0; at < data.length; at += 1) {
    const factor = rest[at] ?? 0;
    for (const [place, value] of generator.entries())
      rest[at + place] = (rest[at + place] ?? 0) ^ times(value, factor);
  }
  return rest.slice(data.length);
}

/** The modules under way: `null` where data goes. */
class Drawing {
  private readonly size: number;
  private readonly fixed: (boolean | null)[][];
  private readonly data: boolean[][];
  private readonly version: number;

  constructor(version: number) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.fixed = Array.from({ length: this.size }, () => new Array<boolean | null>(this.size).fill(null));
    this.data = Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false));
    this.patterns();
  }

  private set(x: number, y: number, dark: boolean): void {
    const row = this.fixed[y];
    if (row !== undefined && x >= 0 && x < this.size) row[x] = dark;
  }

  private patterns(): void {
    const { size } = this;
    for (let at = 0; at < size; at += 1) {
      this.set(6, at, at % 2 === 0);
      this.set(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [
      [3, 3],
      [size - 4, 3],
      [3, size - 4],
    ] as const)
      this.square(x, y, 4, [0, 1, 3]);
    const places = this.alignments();
    const last = places.length - 1;
    for (const [row, y] of places.entries()) {
      for (const [column, x] of places.entries()) {
        const corner =
          (row === 0 && column === 0) || (row === 0 && column === last) || (row === last && column === 0);
        if (!corner) this.square(x, y, 2, [0, 2]);
      }
    }
    this.format(0, 0); // Its room is taken; what stands there is written with the mask.
    this.versionBits();
  }

  /** Rings about a middle; those in `dark` are dark. */
  private square(x: number, y: number, reach: number, dark: readonly number[]): void {
    for (let down = -reach; down <= reach; down += 1) {
      for (let right = -reach; right <= reach; right += 1) {
        const ring = Math.max(Math.abs(down), Math.abs(right));
        this.set(x + right, y + down, dark.includes(ring));
      }
    }
  }

  private alignments(): number[] {
    if (this.version === 1) return [];
    const count = Math.floor(this.version / 7) + 2;
    const step = Math.floor((this.version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
    const places = [6];
    for (let at = this.size - 7; places.length < count; at -= step) places.splice(1, 0, at);
    return places;
  }

  private format(level: number, mask: number): void {
    const data = (level << 3) | mask;
    let rest = data;
    for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    const bits = ((data << 10) | rest) ^ 0x5412;
    const bit = (at: number) => ((bits >> at) & 1) === 1;
    const { size } = this;
    for (let at = 0; at < 6; at += 1) this.set(8, at, bit(at));
    this.set(8, 7, bit(6));
    this.set(8, 8, bit(7));
    this.set(7, 8, bit(8));
    for (let at = 9; at < 15; at += 1) this.set(14 - at, 8, bit(at));
    for (let at = 0; at < 8; at += 1) this.set(size - 1 - at, 8, bit(at));
    for (let at = 8; at < 15; at += 1) this.set(8, size - 15 + at, bit(at));
    this.set(8, size - 8, true);
  }

  private versionBits(): void {
    if (this.version < 7) return;
    let rest = this.version;
    for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let at = 0; at < 18; at += 1) {
      const dark = ((bits >> at) & 1) === 1;
      const [far, near] = [this.size - 11 + (at % 3), Math.floor(at / 3)];
      this.set(far, near, dark);
      this.set(near, far, dark);
    }
  }

  /** Words in pairs of columns, upwards and downwards by turns, from the right. */
  fill(words: readonly number[]): void {
    const { size } = this;
    let at = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
      const column = right <= 6 ? right - 1 : right;
      for (let step = 0; step < size; step += 1) {
        const up = ((column + 1) & 2) === 0;
        const y = up ? size - 1 - step : step;
        for (const x of [column, column - 1]) {
          const row = this.data[y];
          if (this.fixed[y]?.[x] === null && row !== undefined && at < 8 * words.length) {
            row[x] = (((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
            at += 1;
          }
        }
      }
    }
  }

  /** The modules under the mask that makes the fewest runs and blocks. */
  masked(level: number): boolean[][] {
    const drawn = MASKS.map((mask, number) => {
      this.format(level, number);
      return this.fixed.map((row, y) =>
        row.map((dark, x) => dark ?? (this.data[y]?.[x] ?? false) !== mask(x, y)),
      );
    });
    const costs = drawn.map(cost);
    return drawn[costs.indexOf(Math.min(...costs))] ?? [];
  }
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function cost(rows: readonly (readonly boolean[])[]): number {
  let total = 0;
  const size = rows.length;
  const dark = (x: number, y: number) => rows[y]?.[x] ?? false;
  for (let line = 0; line < size; line += 1) {
    for (const along of [(at: number) => dark(at, line), (at: number) => dark(line, at)]) {
      for (let at = 1, run = 1; at <= size; at += 1) {
        if (at < size && along(at) === along(at - 1)) run += 1;
        else {
          if (run >= 5) total += run - 2;
          run = 1;
        }
      }
    }
    for (let at = 1; line > 0 && at < size; at += 1) {
      const one = dark(at, line);
      if (one === dark(at - 1, line) && one === dark(at, line - 1) && one === dark(at - 1, line - 1))
        total += 3;
    }
  }
  return total;
}
