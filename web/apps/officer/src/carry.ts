// A signed return in QR codes, for another phone to carry: compressed, in base 45 (RFC 9285), in parts.

import type { Octets } from "@sirekap/log";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const HEAD = /^SIREKAP-BAWA:1:([1-9])\/([1-9]):([0-9A-F]{8}):/;
/** Characters in one code: as many as a phone's camera reads from another's screen. */
const MOST = 1_300;

export interface Part {
  readonly number: number;
  readonly of: number;
  readonly name: string;
  readonly text: string;
}

/** The texts of the codes that carry an envelope. */
export async function parts(id: string, envelope: Octets): Promise<string[]> {
  const text = base45(await passed(envelope, new CompressionStream("deflate-raw")));
  const of = Math.ceil(text.length / MOST);
  const length = Math.ceil(text.length / of);
  const name = id.slice(0, 8).toUpperCase();
  return Array.from(
    { length: of },
    (_, at) => `SIREKAP-BAWA:1:${at + 1}/${of}:${name}:${text.slice(at * length, (at + 1) * length)}`,
  );
}

/** The part that a code holds; `null` for any other code. */
export function partOf(text: string): Part | null {
  const found = HEAD.exec(text);
  if (found === null) return null;
  return {
    number: Number(found[1]),
    of: Number(found[2]),
    name: found[3] ?? "",
    text: text.slice(found[0].length),
  };
}

/** The envelope, when all parts of one name are there; `null` before. */
export async function whole(seen: readonly Part[]): Promise<Octets | null> {
  const [first] = seen;
  if (first === undefined) return null;
  const texts = Array.from(
    { length: first.of },
    (_, at) => seen.find((each) => each.name === first.name && each.number === at + 1)?.text,
  );
  if (texts.some((text) => text === undefined)) return null;
  return passed(fromBase45(texts.join("")), new DecompressionStream("deflate-raw"));
}

async function passed(octets: Octets, stream: CompressionStream | DecompressionStream): Promise<Octets> {
  const out = new Response(new Blob([octets]).stream().pipeThrough(stream));
  return new Uint8Array(await out.arrayBuffer());
}

export function base45(octets: Octets): string {
  let text = "";
  for (let at = 0; at < octets.length; at += 2) {
    const pair = at + 1 < octets.length;
    let value = pair ? (octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0) : (octets[at] ?? 0);
    for (let place = 0; place < (pair ? 3 : 2); place += 1) {
      text += LETTERS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

export function fromBase45(text: string): Octets {
  const octets: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const [c = 0, d = 0, e] = [...text.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
    const value = c + 45 * d + 2025 * (e ?? 0);
    if (e !== undefined) octets.push(value >> 8);
    octets.push(value & 255);
  }
  return Uint8Array.from(octets);
}
