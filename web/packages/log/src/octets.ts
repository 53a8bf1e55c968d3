// Bytes and the ways they are written: hexadecimal, base64, base64url; each way in its one writing.

export type Octets = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

/** Text as UTF-8. */
export function utf8(text: string): Octets {
  return encoder.encode(text);
}

/** UTF-8 as text, nothing skipped; `null` for bytes that are none. */
export function fromUtf8(octets: Octets): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null;
  }
}

export function joined(...parts: readonly Octets[]): Octets {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function same(left: Octets, right: Octets): boolean {
  return left.length === right.length && left.every((octet, at) => octet === right[at]);
}

export function hex(octets: Octets): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** Bytes of lower-case hexadecimal; `null` for other text. */
export function fromHex(text: string): Octets | null {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}

/** RFC 4648 § 4, with padding. */
export function base64(octets: Octets): string {
  let binary = "";
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary);
}

/** Bytes of base64; `null` for what is none, or could be written in another way. */
export function fromBase64(text: string): Octets | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const octets = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return base64(octets) === text ? octets : null;
}

/** RFC 4648 § 5, without padding. */
export function base64url(octets: Octets): string {
  return base64(octets).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Bytes of base64url without padding; `null` for what is none, or could be written in another way. */
export function fromBase64url(text: string): Octets | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const padded = text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat(-text.length & 3);
  return fromBase64(padded);
}

/** SHA-256 (WebCrypto). */
export async function sha256(octets: Octets): Promise<Octets> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
}
