// What this phone signs: the officer's numbers, a photo's request, the claim of a slot.

import { type Finding, printReturn } from "@sirekap/form";
import { type Octets, recordId, saltedHash, wrap, writeStatement } from "@sirekap/log";
import type { Draft } from "./entry.ts";
import type { Form, Kit } from "./kit.ts";

/** Signs bytes as this phone: r‖s, 64 bytes. */
export type Sign = (octets: Octets) => Promise<Octets>;

/** Words about a finding, and the salt that is kept with them. */
export interface Said {
  readonly code: string;
  readonly salt: Octets;
  readonly words: string;
}

/** What is filed, and what of it was said. */
export interface Entered {
  readonly kit: Kit;
  readonly form: Form;
  readonly draft: Draft;
  readonly findings: readonly Finding[];
  readonly said: readonly Said[];
  readonly at: Date;
  readonly replaces: { readonly record: string; readonly version: number } | null;
}

export interface Signed {
  readonly id: string;
  readonly envelope: Octets;
}

/** `YYYY-MM-DDThh:mm:ssZ`. */
export function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** The signed return; the same numbers at the same moment give the same record. */
export async function signedReturn(entered: Entered, signer: string, sign: Sign): Promise<Signed> {
  const { kit, form, draft, at, replaces } = entered;
  const body = printReturn(
    form,
    {
      election: kit.election,
      phase: kit.phase,
      at,
      station: kit.station.station,
      poll: "Reguler",
      numbers: draft.numbers,
      photos: draft.photos,
      acknowledged: await acknowledged(entered),
      seenBeforeEntry: draft.seen,
      replaces,
    },
    signer,
  );
  return { id: await recordId(body), envelope: wrap({ body, signature: await sign(body) }) };
}

/** Every finding that wants a word stands once, by its code. */
function acknowledged({ findings, said }: Entered): Promise<{ code: string; reason: string | null }[]> {
  const codes = [...new Set(findings.map((finding) => finding.code))].filter((code) => !code.startsWith("I"));
  return Promise.all(
    codes.map(async (code) => {
      const words = said.find((each) => each.code === code);
      return { code, reason: words === undefined ? null : await saltedHash(words.salt, words.words) };
    }),
  );
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
