// The officer's numbers as a signed record: spec/record.md §§ 3 and 4.

import {
  encode,
  hex,
  type Json,
  joined,
  type Octets,
  recordId,
  sha256,
  utf8,
  wrap,
  writeStatement,
} from "@sirekap/log";
import type { Draft } from "./entry.ts";
import { type Form, fieldsOf, type Kit } from "./kit.ts";
import type { Finding } from "./rules.ts";

/** Signs bytes as this phone: r‖s, 64 bytes. */
export type Sign = (octets: Octets) => Promise<Octets>;

/** Words about a finding, and the salt that is kept with them. */
export interface Said {
  readonly code: string;
  readonly salt: Octets;
  readonly words: string;
}

export interface Filing {
  readonly kit: Kit;
  readonly form: Form;
  readonly draft: Draft;
  readonly findings: readonly Finding[];
  readonly said: readonly Said[];
  readonly signer: string;
  readonly at: Date;
  readonly version: number;
  readonly replaces: string | null;
}

export interface Signed {
  readonly id: string;
  readonly envelope: Octets;
}

/** `YYYY-MM-DDThh:mm:ssZ`. */
export function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** The record's members; the same draft at the same moment gives the same bytes. */
export async function returnOf(filing: Filing): Promise<Json> {
  const { kit, form, draft } = filing;
  const blocks = { votes: {} as Record<string, Json>, administration: {} as Record<string, Json> };
  for (const field of fieldsOf(form)) {
    const value = draft.numbers[field.name];
    if (value !== undefined) blocks[field.block][field.name] = value;
  }
  return {
    kind: "return",
    v: 1,
    election: kit.election,
    phase: kit.phase,
    at: instant(filing.at),
    signer: filing.signer,
    station: kit.station.station,
    contest: form.contest,
    poll: "Reguler",
    version: filing.version,
    replaces: filing.replaces,
    form: { code: form.code, edition: form.edition },
    ...blocks,
    photos: pagesOf(draft),
    acknowledged: await acknowledged(filing),
    seen_before_entry: draft.seen,
  };
}

function pagesOf(draft: Draft): Json {
  return draft.photos
    .map(({ page, sha256 }) => ({ page, sha256 }))
    .sort((one, other) => one.page - other.page || (one.sha256 < other.sha256 ? -1 : 1));
}

/** Every finding that wants a word stands once, by its code. */
async function acknowledged({ findings, said }: Filing): Promise<Json> {
  const codes = [...new Set(findings.map((finding) => finding.code))].filter((code) => !code.startsWith("I"));
  return Promise.all(
    codes.sort().map(async (code) => {
      const words = said.find((each) => each.code === code);
      const reason = words === undefined ? null : hex(await sha256(joined(words.salt, utf8(words.words))));
      return { code, reason };
    }),
  );
}

/** A record as it travels, named by its bytes. */
export async function sealed(record: Json, sign: Sign): Promise<Signed> {
  const body = encode(record);
  return { id: await recordId(body), envelope: wrap({ body, signature: await sign(body) }) };
}

/** The phone's request to send a photo: spec/record.md § 8. */
export async function photoRequest(
  sign: Sign,
  asked: {
    readonly at: string;
    readonly key: string;
    readonly record: string;
    readonly sha256: string;
    readonly size: number;
  },
): Promise<Octets> {
  const body = writeStatement("photo_request", { ...asked, type: "image/jpeg" });
  return wrap({ body, signature: await sign(body) });
}

/** The claim of a station's slot: spec/enrolment.md § 3. */
export async function claim(
  sign: Sign,
  claimed: {
    readonly code: string;
    readonly election: string;
    readonly key: string;
    readonly station: string;
  },
): Promise<Octets> {
  const body = writeStatement("enrolment_claim", { ...claimed });
  return wrap({ body, signature: await sign(body) });
}
