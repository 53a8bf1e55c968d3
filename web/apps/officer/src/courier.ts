// Carries what waits to the server: one job after the other, whatever the network does.

import { checkReceipt, type KeyRing, type Octets, readReceipt, utf8 } from "@sirekap/log";
import {
  done,
  due,
  failed,
  hurried,
  type Job,
  type Parcel,
  photoIs,
  receipted,
  type Waiting,
  wake,
} from "./queue.ts";
import { instant, photoRequest, type Sign } from "./returns.ts";
import { NoAnswer, type Server } from "./server.ts";
import type { Shelf } from "./shelf.ts";

const PART = 64 * 1024;
const LOOK_AGAIN_MS = 5_000;
const AT_LEAST_MS = 60_000;

export interface Stored {
  readonly sha256: string;
  readonly page: Blob;
}

export interface Carrier {
  readonly shelf: Shelf;
  readonly server: Server;
  readonly ring: () => KeyRing;
  readonly sign: Sign;
  readonly signer: string;
  readonly now: () => number;
  readonly random: () => number;
  /** Told after each job what the parcel is now. */
  readonly told: (parcel: Parcel) => void;
  /** Told by how many ms this phone's clock is ahead of the server's. */
  readonly clock: (ahead: number) => void;
}

export class Courier {
  private readonly with: Carrier;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private again = false;
  private ahead: number;

  constructor(carrier: Carrier, ahead: number) {
    this.with = carrier;
    this.ahead = ahead;
    carrier.server.heard = (date) => this.heard(date);
  }

  /** Carry all that is due, and come back by itself for what is not yet. `hurry`: somebody looks, or a network came. */
  async drain(hurry = false): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    clearTimeout(this.timer);
    try {
      do {
        this.again = false;
        await this.carryAll(hurry);
      } while (this.again);
    } finally {
      this.running = false;
    }
    const next = wake(await this.parcels());
    if (next === null) return;
    const wait = Math.min(AT_LEAST_MS, Math.max(250, next - this.with.now()));
    this.timer = setTimeout(() => this.drain(), wait);
  }

  private parcels(): Promise<Parcel[]> {
    return this.with.shelf.all<Parcel>("parcels");
  }

  private async carryAll(hurry: boolean): Promise<void> {
    if (hurry) {
      for (const parcel of await this.parcels()) {
        if (!done(parcel) && parcel.trouble !== null)
          await this.change(parcel, (now) => hurried(now, this.with.now()));
      }
    }
    for (;;) {
      const job = due(await this.parcels(), this.with.now());
      if (job === null) return;
      await this.change(job.parcel, await this.tried(job));
    }
  }

  private async change(parcel: Parcel, change: (now: Parcel) => Parcel): Promise<void> {
    const { shelf, told } = this.with;
    told(await shelf.change<Parcel>("parcels", parcel.id, (now) => change(now ?? parcel)));
  }

  /** What a job made of its parcel; trouble is one of the things it can come to. */
  private async tried(job: Job): Promise<(now: Parcel) => Parcel> {
    const { now, random } = this.with;
    try {
      return job.kind === "numbers"
        ? await this.numbers(job.parcel)
        : await this.photo(job.parcel, job.photo);
    } catch (error) {
      const { code, wait } = troubleOf(error);
      return (parcel) => failed(parcel, code, now(), random, wait);
    }
  }

  private async numbers(parcel: Parcel): Promise<(now: Parcel) => Parcel> {
    const { server, ring, now } = this.with;
    const answer = await server.post("/api/v1/returns", parcel.envelope as Octets);
    const bytes = receiptIn(answer.text);
    const signed = readReceipt(bytes);
    await checkReceipt(signed, ring(), parcel.id);
    const { at, photos_from } = signed.receipt;
    const from = photos_from === null ? now() : Date.parse(photos_from) + this.ahead;
    return (parcel) => receipted(parcel, bytes, at, from);
  }

  private async photo(parcel: Parcel, photo: Waiting): Promise<(now: Parcel) => Parcel> {
    const { shelf, server, sign, signer, now } = this.with;
    const stored = await shelf.get<Stored>("photos", photo.sha256);
    if (stored === undefined) return (parcel) => photoIs(parcel, photo.sha256, "refused", "photo_lost");
    const { sha256, size } = photo;
    const at = instant(new Date(now() - this.ahead));
    const asked = await photoRequest(sign, { at, key: signer, record: parcel.id, sha256, size });
    const answer = await server.post(`/api/v1/photos/${sha256}`, asked);
    const offer = JSON.parse(answer.text) as Offer;
    if (offer.state === "safe") return (parcel) => photoIs(parcel, sha256, "safe", null);
    if (offer.address !== null) await this.send(offer.address, offer.received, stored.page);
    const standing = await server.get<{ state: string; refusal: string | null }>(`/api/v1/photos/${sha256}`);
    if (standing.state === "safe") return (parcel) => photoIs(parcel, sha256, "safe", null);
    if (standing.state === "refused") return (parcel) => photoIs(parcel, sha256, "refused", standing.refusal);
    return (parcel) => ({ ...parcel, next: now() + LOOK_AGAIN_MS, trouble: null });
  }

  /** The bytes that are missing: in parts to our own server, whole to another's. */
  private async send(address: string, received: number, photo: Blob): Promise<void> {
    const { server } = this.with;
    if (!address.startsWith("/")) {
      await server.put(address, photo, null);
      return;
    }
    let start = received;
    while (start < photo.size) {
      const end = Math.min(start + PART, photo.size);
      const taken = await server.put(
        address,
        photo.slice(start, end),
        `bytes ${start}-${end - 1}/${photo.size}`,
      );
      start = (JSON.parse(taken.text) as { received: number }).received;
    }
  }

  private heard(date: number): void {
    // A header tells whole seconds; what is within two is no difference.
    const ahead = this.with.now() - date;
    this.ahead = Math.abs(ahead) < 2_000 ? 0 : ahead;
    this.with.clock(this.ahead);
  }
}

interface Offer {
  readonly state: string;
  readonly address: string | null;
  readonly received: number;
}

/** The receipt's own bytes in the answer: what was signed is not written anew. */
function receiptIn(text: string): Octets {
  const mark = ',"receipt":';
  const start = text.indexOf(mark);
  if (start < 0) throw new NoAnswer({ kind: "portal" });
  return utf8(text.slice(start + mark.length, -1));
}

function troubleOf(error: unknown): { code: string; wait: number | null } {
  if (error instanceof NoAnswer) {
    const { trouble } = error;
    if (trouble.kind !== "refused") return { code: trouble.kind, wait: null };
    const { status, code, retryAfter } = trouble.problem;
    return { code: status === 503 || status === 429 ? "busy" : code || `http_${status}`, wait: retryAfter };
  }
  const code = (error as { code?: unknown }).code;
  return { code: typeof code === "string" ? code : "fault", wait: null };
}
