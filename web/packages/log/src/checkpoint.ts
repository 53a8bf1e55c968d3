// Checkpoints (C2SP tlog-checkpoint): spec/log.md § 4.

import { openNote, type VerifierKey } from "./note.ts";
import { fromBase64, type Octets } from "./octets.ts";
import { Refusal } from "./refusal.ts";

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Octets;
}

/** Opens a signed checkpoint of the log that the key is named for. */
export async function openCheckpoint(note: Octets, key: VerifierKey): Promise<Checkpoint> {
  return readCheckpoint(await openNote(note, key), key.name);
}

/** Reads a checkpoint's text: three lines, ours has no further one. */
export function readCheckpoint(text: string, origin: string): Checkpoint {
  const [, named, size, written] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([^\n]+)\n$/.exec(text) ?? [];
  const root = written === undefined ? null : fromBase64(written);
  if (named === undefined || root?.length !== 32 || !Number.isSafeInteger(Number(size))) {
    throw new Refusal("checkpoint_malformed", text.slice(0, 80));
  }
  if (named !== origin) throw new Refusal("checkpoint_of_another_log", named);
  return { origin: named, size: Number(size), root };
}
