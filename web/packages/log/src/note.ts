// Signed notes (C2SP signed-note), Ed25519 alone.

import { base64, fromBase64, fromUtf8, hex, joined, type Octets, same, sha256, utf8 } from "./octets.ts";
import { Refusal } from "./refusal.ts";
import { signedByServer } from "./signature.ts";

const ED25519 = Uint8Array.of(1);
const LARGEST = 65_536;

/** A public key under a name, as a verifier knows it. */
export interface VerifierKey {
  readonly name: string;
  /** The four bytes by which signatures name it. */
  readonly id: Octets;
  /** 32 raw bytes. */
  readonly key: Octets;
}

/** Reads `name+id+base64(1, key)`. */
export async function readVerifierKey(text: string): Promise<VerifierKey> {
  const [, name = "", id, written = ""] = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const octets = fromBase64(written);
  if (octets?.length !== 33 || octets[0] !== 1)
    throw new Refusal("verifier_key_malformed", text.slice(0, 80));
  const key = octets.slice(1);
  const hashed = (await sha256(joined(utf8(`${name}\n`), ED25519, key))).slice(0, 4);
  if (hex(hashed) !== id) throw new Refusal("verifier_key_malformed", text.slice(0, 80));
  return { name, id: hashed, key };
}

/** The verifier key as it is handed on. */
export function writeVerifierKey({ name, id, key }: VerifierKey): string {
  return `${name}+${hex(id)}+${base64(joined(ED25519, key))}`;
}

/** The text of a note that the key signed. Signatures of others are passed over. */
export async function openNote(note: Octets, key: VerifierKey): Promise<string> {
  const { text, signatures } = parts(note);
  const ours = signatures.filter(({ name, octets }) => name === key.name && same(octets.slice(0, 4), key.id));
  if (ours.length === 0) throw new Refusal("note_unsigned", key.name);
  for (const { octets } of ours) {
    const holds = await signedByServer(key.key, utf8(text), octets.slice(4));
    if (!holds) throw new Refusal("note_signature_wrong", key.name);
  }
  return text;
}

/** The text of a note without looking at any signature: for telling what could not be checked. */
export function noteText(note: Octets): string {
  return parts(note).text;
}

interface Signature {
  readonly name: string;
  readonly octets: Octets;
}

function parts(note: Octets): { text: string; signatures: Signature[] } {
  const told = note.length <= LARGEST ? fromUtf8(note) : null;
  const cut = told?.lastIndexOf("\n\n") ?? -1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note has none but line feeds.
  if (told === null || /[\u0000-\u0009\u000b-\u001f]/.test(told) || cut < 0 || !told.endsWith("\n")) {
    throw new Refusal("note_malformed", "no text with signatures under it");
  }
  const lines = told.slice(cut + 2, -1).split("\n");
  return { text: told.slice(0, cut + 1), signatures: lines.map(signature) };
}

function signature(line: string): Signature {
  const [, name, written] = /^\u2014 ([^+\s]+) (\S+)$/.exec(line) ?? [];
  const octets = written === undefined ? null : fromBase64(written);
  if (name === undefined || octets === null || octets.length <= 4)
    throw new Refusal("note_malformed", line.slice(0, 80));
  return { name, octets };
}
