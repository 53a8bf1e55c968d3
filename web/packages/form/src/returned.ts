// A return: a station's numbers for one contest, as canonical bytes (spec/record.md § 3).

import { decode, encode, type Json, type Octets } from "@sirekap/log";
import { type Form, fieldsOf } from "./form.ts";
import type { Numbers } from "./rules.ts";
import {
  ascending,
  flag,
  instant,
  Malformed,
  named,
  oneOf,
  orNull,
  type Shape,
  structure,
  text,
  whole,
} from "./shape.ts";

export type Phase = "real" | "rehearsal";

export interface PagePhoto {
  readonly page: number;
  readonly sha256: string;
}

/** A finding the officer saw before sending; `reason` is the salted hash of the words about it, if there are any. */
export interface Acknowledgement {
  readonly code: string;
  readonly reason: string | null;
}

/** What an officer files. Numbers not typed are not named; `null` is empty on the paper. */
export interface Filing {
  readonly election: string;
  readonly phase: Phase;
  /** When the officer finished entering, by the phone's clock. */
  readonly at: Date;
  readonly station: string;
  readonly poll: string;
  readonly numbers: Numbers;
  readonly photos: readonly PagePhoto[];
  readonly acknowledged: readonly Acknowledgement[];
  /** Whether another claim of these numbers was shown first. */
  readonly seenBeforeEntry: boolean;
  /** The return this one stands in for: its id and version; `null` for the first. */
  readonly replaces: { readonly record: string; readonly version: number } | null;
}

/** The bytes of a return on a form, to be signed by the key of that id. Refuses what the server would refuse. */
export function printReturn(form: Form, filing: Filing, signer: string): Octets {
  const block = (wanted: string) =>
    Object.fromEntries(
      fieldsOf(form).flatMap(({ name, block }): [string, number | null][] => {
        const number = filing.numbers[name];
        return block === wanted && number !== undefined ? [[name, number]] : [];
      }),
    );
  const value = {
    kind: "return",
    v: 1,
    election: filing.election,
    phase: filing.phase,
    at: `${filing.at.toISOString().slice(0, 19)}Z`,
    signer,
    station: filing.station,
    contest: form.contest,
    poll: filing.poll,
    version: (filing.replaces?.version ?? 0) + 1,
    replaces: filing.replaces?.record ?? null,
    form: { code: form.code, edition: form.edition },
    votes: block("votes"),
    administration: block("administration"),
    photos: filing.photos.map(({ page, sha256 }) => ({ page, sha256 })).sort(byOrder(ofPhoto)),
    acknowledged: filing.acknowledged.map(({ code, reason }) => ({ code, reason })).sort(byOrder(ofCode)),
    seen_before_entry: filing.seenBeforeEntry,
  };
  checkReturn(value);
  return encode(value);
}

/** Reads a return's bytes; refuses with the code and the place that the server would name. */
export function readReturn(octets: Octets): { readonly [member: string]: Json } {
  const value = decode(octets);
  checkReturn(value);
  return value as { readonly [member: string]: Json };
}

/** Returns if the value is a return; throws {@link Malformed} otherwise. */
export function checkReturn(value: Json): void {
  const { kind, v } = (value ?? {}) as { kind?: Json; v?: Json };
  if (kind === undefined) throw new Malformed("record_key_missing", ["kind"]);
  if (kind !== "return") throw new Malformed("record_kind_unknown", ["kind"], String(kind));
  if (v !== 1) throw new Malformed("record_version_unknown", ["v"], String(v));
  RETURN(value);
  const { version, replaces } = value as { version: number; replaces: string | null };
  if ((version === 1) !== (replaces === null)) throw new Malformed("record_replaces_wrong", ["replaces"]);
}

const ofPhoto = (photo: Json): string => {
  const { page, sha256 } = photo as { page: number; sha256: string };
  return `${String(page).padStart(2, "0")} ${sha256}`;
};
const ofCode = (each: Json): string => (each as { code: string }).code;
const byOrder =
  (order: (member: Json) => string) =>
  (one: Json, other: Json): number =>
    order(one) < order(other) ? -1 : 1;

const DIGEST = text(/^[0-9a-f]{64}$/);
const FIGURES = named(/^[a-z][a-z0-9_]{0,47}$/, orNull(whole(0, 99_999)), 2_000);

const RETURN: Shape = structure({
  kind: oneOf("return"),
  v: whole(1, 1),
  election: text(/^[a-z0-9][a-z0-9-]{0,62}$/),
  phase: oneOf("real", "rehearsal"),
  at: instant,
  signer: DIGEST,
  station: text(/^[0-9]{2}[0-9A-Z]{8}[0-9]{3}$/),
  contest: oneOf("ppwp", "pdpr", "pdpd", "pdprdp", "pdprdk"),
  poll: oneOf(
    "Reguler",
    "Pemungutan Suara Ulang",
    "Pemungutan Suara Susulan",
    "Pemungutan Suara Lanjutan",
    "Penghitungan Suara Ulang",
    "Penghitungan Suara Susulan",
  ),
  version: whole(1, 999),
  replaces: orNull(DIGEST),
  form: structure({
    code: text(/^[A-Z0-9][A-Z0-9.-]{0,39}$/),
    edition: text(/^[a-z0-9][a-z0-9.-]{0,19}$/),
  }),
  votes: FIGURES,
  administration: FIGURES,
  photos: ascending(structure({ page: whole(1, 99), sha256: DIGEST }), 200, ofPhoto),
  acknowledged: ascending(structure({ code: text(/^[A-Z][0-9]{3}$/), reason: orNull(DIGEST) }), 100, ofCode),
  seen_before_entry: flag,
});
