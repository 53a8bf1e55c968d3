// Ed25519 verification (RFC 8032 § 5.1.7) for browsers whose WebCrypto has none: Chrome before 137, Safari
// before 17. Nothing here is secret, so nothing has to take the same time.

import { joined, type Octets } from "./octets.ts";

type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const ROOT_OF_MINUS_ONE = 19681161376707505956807079304988542015446066515923890162744021073123829784752n;
const NEUTRAL: Point = [0n, 1n, 1n, 0n];

/** Whether the 64 bytes are the key's signature on these bytes. */
export async function verifyEd25519(publicKey: Octets, data: Octets, signature: Octets): Promise<boolean> {
  const own = decompress(publicKey);
  const commitment = decompress(signature.subarray(0, 32));
  const s = little(signature.subarray(32));
  if (own === null || commitment === null || signature.length !== 64 || s >= ORDER) return false;
  const hashed = await crypto.subtle.digest("SHA-512", joined(signature.slice(0, 32), publicKey, data));
  const k = little(new Uint8Array(hashed)) % ORDER;
  return equal(times(s, BASE), add(commitment, times(k, own)));
}

const mod = (value: bigint): bigint => ((value % P) + P) % P;

function little(octets: Uint8Array): bigint {
  return octets.reduceRight((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(base)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/** § 5.1.3; `null` for bytes that name no point. */
function decompress(octets: Uint8Array): Point | null {
  if (octets.length !== 32) return null;
  const written = little(octets);
  const y = written & (2n ** 255n - 1n);
  if (y >= P) return null;
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  const v3 = mod(v * v * v);
  let x = mod(u * v3 * power(u * v3 * v3 * v, (P - 5n) / 8n));
  if (mod(v * x * x) !== u) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u) return null;
  const odd = written >> 255n;
  if (x === 0n && odd) return null;
  if ((x & 1n) !== odd) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

/** § 5.1.4, in extended coordinates. */
function add(left: Point, right: Point): Point {
  const a = mod((left[1] - left[0]) * (right[1] - right[0]));
  const b = mod((left[1] + left[0]) * (right[1] + right[0]));
  const c = mod(2n * left[3] * right[3] * D);
  const d = mod(2n * left[2] * right[2]);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(factor: bigint, point: Point): Point {
  let [result, doubled] = [NEUTRAL, point];
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = add(result, doubled);
    doubled = add(doubled, doubled);
  }
  return result;
}

function equal(left: Point, right: Point): boolean {
  return (
    mod(left[0] * right[2] - right[0] * left[2]) === 0n && mod(left[1] * right[2] - right[1] * left[2]) === 0n
  );
}

const BASE_Y = mod(4n * power(5n, P - 2n));
const BASE = decompress(
  Uint8Array.from({ length: 32 }, (_, at) => Number((BASE_Y >> BigInt(8 * at)) & 255n)),
) as Point;
