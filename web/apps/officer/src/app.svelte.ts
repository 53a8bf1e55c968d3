// Joins the pure evening to this phone: keeps every state, and does what events ask for.

import { circumstancesOf, evaluate, type Finding } from "@sirekap/form";
import { decode, type Json, type Octets, recordId, takeCertificate, unwrap, utf8 } from "@sirekap/log";
import { Courier } from "./courier.ts";
import { after, DUSK, type Evening, type Event, type Otherwise } from "./evening.ts";
import { type DeviceKey, deviceKey, opens, type Pin, pinOf, ringOf } from "./keys.ts";
import { type Form, type Kit, type KitTold, kitOf } from "./kit.ts";
import type { Parcel, Waiting } from "./queue.ts";
import { claim, type Said, type Signed, signedReturn } from "./returns.ts";
import { NoAnswer, Server } from "./server.ts";
import { Shelf, type Store } from "./shelf.ts";

/** A page as it is kept: what the camera gave, and what is made of it for sending. */
export interface KeptPhoto {
  readonly sha256: string;
  readonly contest: string;
  readonly number: number;
  readonly page: Blob;
  readonly original: Blob;
  /** Whether `page` is upright and cut to the paper, so that rows can be found on it. */
  readonly upright: boolean;
}

const LOOK_MS = 20_000;

export class App {
  evening = $state.raw<Evening>(DUSK);
  kit = $state.raw<Kit | null>(null);
  parcels = $state.raw<readonly Parcel[]>([]);
  /** Whether the browser promised to keep what is stored; `null` until it was asked. */
  persisted = $state<boolean | null>(null);
  /** Nothing could be written: the storage is full or broken. */
  full = $state(false);
  started = $state(false);

  readonly server = new Server();
  private shelfOpen: Shelf | null = null;
  private key: DeviceKey | null = null;
  private courier: Courier | null = null;
  private writing: Promise<unknown> = Promise.resolve();
  private filing = new Set<string>();

  get shelf(): Shelf {
    if (this.shelfOpen === null) throw new Error("the shelf is not open yet");
    return this.shelfOpen;
  }

  async start(): Promise<void> {
    this.shelfOpen = await Shelf.open();
    this.kit = (await this.shelf.get<Kit>("kept", "kit")) ?? null;
    const kept = await this.shelf.get<Evening>("kept", "evening");
    if (kept !== undefined) this.evening = { ...DUSK, ...kept, locked: kept.hasPin };
    this.parcels = await this.shelf.all<Parcel>("parcels");
    for (const parcel of this.parcels) this.receipted(parcel); // A receipt that came as the tab was closed.
    this.persisted = (await navigator.storage?.persisted?.()) ?? null;
    this.started = true;
    if (this.evening.enrolled) await this.carry();
    addEventListener("online", () => this.drain());
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.drain());
    setInterval(() => this.look(), LOOK_MS);
  }

  /** Take an event: the next state is shown at once and written after those before it. */
  send(event: Event): void {
    this.evening = after(this.evening, event, this.kit);
    void this.kept();
  }

  /** Writes these and the evening as it is, all or nothing and in the order of asking; whether it could. */
  private kept(...things: readonly (readonly [Store, string, unknown])[]): Promise<boolean> {
    const now = this.evening;
    const write = async () => {
      try {
        await this.shelf.put(...things, ["kept", "evening", now]);
        this.full = false;
      } catch {
        this.full = true; // The screen says so, and what was typed is still on it.
      }
      return !this.full;
    };
    const written = this.writing.then(write);
    this.writing = written;
    return written;
  }

  form(contest: string): Form {
    const found = this.kit?.forms.find((each) => each.contest === contest);
    if (found === undefined) throw new Error(`no form of ${contest}`);
    return found;
  }

  contestName(contest: string): string {
    return this.kit?.station.contests.find((each) => each.contest === contest)?.name ?? contest;
  }

  found(contest: string): Finding[] {
    const { kit, evening } = this;
    const numbers = evening.drafts[contest]?.numbers;
    if (kit === null || numbers === undefined) return [];
    const form = this.form(contest);
    return evaluate(form.rules, numbers, circumstancesOf(form, kit.station.station));
  }

  /** Claim the station's slot; throws `NoAnswer` with the server's reason. */
  async enrol(station: string, code: string): Promise<void> {
    const kit = kitOf(await this.server.get<KitTold>(`/api/v1/stations/${station}/kit`));
    const claimed = async (key: DeviceKey) => {
      const envelope = await claim(key.sign, { code, election: kit.election, key: key.public, station });
      return this.server.post("/api/v1/devices", envelope);
    };
    let answer: { readonly text: string };
    try {
      answer = await claimed(await deviceKey(this.shelf));
    } catch (error) {
      const known = error instanceof NoAnswer && error.message === "device_key_known";
      if (!known) throw error;
      answer = await claimed(await deviceKey(this.shelf, true));
    }
    const certificate = certificateIn(answer.text);
    await takeCertificate(certificate, ringOf(kit.keys));
    await this.shelf.put(["kept", "kit", kit], ["kept", "certificate", certificate]);
    this.kit = kit;
    this.send({ type: "enrolled" });
    await this.keepStored();
    await this.carry();
  }

  async setPin(digits: string): Promise<void> {
    await this.shelf.put(["kept", "pin", await pinOf(digits)]);
    this.send({ type: "pinSet" });
  }

  async unlock(digits: string): Promise<boolean> {
    const pin = await this.shelf.get<Pin>("kept", "pin");
    const right = pin === undefined || (await opens(pin, digits));
    if (right) this.send({ type: "unlock" });
    return right;
  }

  /** Keep a photographed page, then say so. */
  async keep(photo: KeptPhoto, from: "camera" | "gallery"): Promise<void> {
    if (!(await this.kept(["photos", photo.sha256, photo]))) return;
    const { contest, number: page, sha256 } = photo;
    this.send({ type: "taken", contest, photo: { page, sha256, from } });
  }

  photo(sha256: string): Promise<KeptPhoto | undefined> {
    return this.shelf.get<KeptPhoto>("photos", sha256);
  }

  /** Sign the numbers of a contest and queue them. A second touch while it works, or after, files nothing. */
  async file(contest: string): Promise<void> {
    if (this.filing.has(contest)) return;
    this.filing.add(contest);
    try {
      const made = await this.parcelOf(contest);
      const before = this.evening;
      this.evening = after(before, { type: "filed", contest, id: made.id }, this.kit);
      // The return and the knowledge that it was filed are one writing: else it might be filed twice.
      if (await this.kept(["parcels", made.id, made])) this.parcels = [...this.parcels, made];
      else this.evening = before;
      this.drain();
    } finally {
      this.filing.delete(contest);
    }
  }

  /** Queue another phone's signed return as it is; whether it is one. Its photos come from that phone. */
  async carryFor(envelope: Octets): Promise<boolean> {
    const { body } = unwrap(envelope);
    const record = decode(body) as Readonly<Record<string, Json>>;
    if (
      record.kind !== "return" ||
      record.election !== this.kit?.election ||
      record.phase !== this.kit?.phase
    )
      return false;
    const id = await recordId(body);
    if (!this.parcels.some((each) => each.id === id)) {
      const parcel = await this.packed(String(record.contest), { id, envelope }, [], Number(record.version));
      await this.shelf.put(["parcels", id, parcel]);
      this.parcels = [...this.parcels, parcel];
    }
    this.drain();
    return true;
  }

  drain(): void {
    void this.courier?.drain(true).then(() => this.look());
  }

  private async parcelOf(contest: string): Promise<Parcel> {
    const draft = this.evening.drafts[contest];
    if (this.kit === null || this.key === null || draft === undefined) throw new Error("nothing to file");
    const before = this.evening.filed[contest];
    const entered = {
      kit: this.kit,
      form: this.form(contest),
      draft,
      findings: this.found(contest),
      said: await this.saidOf(contest, draft.words),
      at: new Date(Date.now() - this.evening.clockAhead),
      replaces: before === undefined ? null : { record: before.id, version: before.version },
    };
    const signed = await signedReturn(entered, this.key.id, this.key.sign);
    const photos = draft.photos.map((each) => each.sha256);
    return this.packed(contest, signed, photos, (before?.version ?? 0) + 1);
  }

  private async packed(
    contest: string,
    signed: Signed,
    names: readonly string[],
    version: number,
  ): Promise<Parcel> {
    const photos: Waiting[] = [];
    for (const sha256 of names) {
      const photo = await this.photo(sha256);
      if (photo !== undefined) {
        photos.push({ page: photo.number, sha256, size: photo.page.size, state: "waiting", refusal: null });
      }
    }
    const now = Date.now();
    return {
      ...signed,
      contest,
      version,
      made: now,
      photos,
      receipt: null,
      receiptAt: null,
      photosFrom: 0,
      tries: 0,
      next: now,
      trouble: null,
    };
  }

  /** The words about findings with their salts, kept apart from the record that has only their hash. */
  private async saidOf(contest: string, words: Readonly<Record<string, string>>): Promise<Said[]> {
    const said = Object.entries(words)
      .filter(([, told]) => told.trim() !== "")
      .map(([code, told]) => ({
        code,
        words: told.trim(),
        salt: crypto.getRandomValues(new Uint8Array(32)),
      }));
    if (said.length > 0) await this.shelf.put(["kept", `said/${contest}/${Date.now()}`, said]);
    return said;
  }

  private async carry(): Promise<void> {
    this.key = await deviceKey(this.shelf);
    const ring = ringOf(this.kit?.keys ?? "");
    this.courier = new Courier(
      {
        shelf: this.shelf,
        server: this.server,
        ring: () => ring,
        sign: this.key.sign,
        signer: this.key.id,
        now: Date.now,
        random: Math.random,
        told: (parcel) => this.heard(parcel),
        clock: (ahead) => {
          if (Math.abs(ahead - this.evening.clockAhead) > 30_000) this.send({ type: "clock", ahead });
        },
      },
      this.evening.clockAhead,
    );
    this.drain();
  }

  private heard(parcel: Parcel): void {
    this.parcels = [...this.parcels.filter((each) => each.id !== parcel.id), parcel];
    this.receipted(parcel);
  }

  private receipted({ contest, id, receiptAt }: Parcel): void {
    const filed = this.evening.filed[contest];
    if (receiptAt === null || filed?.id !== id || filed.receiptAt !== null) return;
    this.send({ type: "receipted", contest, id, at: receiptAt });
  }

  /** Ask whether the machine reads something otherwise; what cannot be asked now is asked later. */
  private async look(): Promise<void> {
    for (const [contest, filed] of Object.entries(this.evening.filed)) {
      if (filed.receiptAt === null || filed.looked) continue;
      try {
        const state = await this.server.get<{ reading: { otherwise: Otherwise[] } | null }>(
          `/api/v1/returns/${filed.id}`,
        );
        if (state.reading !== null) {
          this.send({ type: "read", contest, id: filed.id, otherwise: state.reading.otherwise });
        }
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
      }
    }
  }

  private async keepStored(): Promise<void> {
    this.persisted = (await navigator.storage?.persist?.()) ?? false;
  }
}

/** The certificate's own bytes in the answer. */
function certificateIn(text: string): Octets {
  const mark = ',"certificate":';
  const start = text.indexOf(mark);
  if (start < 0) throw new NoAnswer({ kind: "portal" });
  return utf8(text.slice(start + mark.length, -1));
}
