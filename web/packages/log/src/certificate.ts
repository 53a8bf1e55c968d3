// A phone's key speaks for a station: spec/record.md § 6.

import { checkServer, type KeyRing } from "./keylist.ts";
import type { Octets } from "./octets.ts";
import { Refusal } from "./refusal.ts";
import { digest, instant, octets, readStatement, text, unwrap, whole } from "./statement.ts";

export interface Certificate {
  readonly election: string;
  readonly station: string;
  readonly slot: number;
  /** The phone's public key, 65 bytes. */
  readonly key: Octets;
  readonly issued_at: string;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly issuer: string;
}

/** Takes a certificate if an enrolment key signed it while that key held; whether it is valid now is not asked. */
export async function takeCertificate(signed: Octets, ring: KeyRing): Promise<Certificate> {
  const { body, signature } = unwrap(signed);
  const certificate = readStatement<Certificate>("certificate", body, {
    election: text(/^[a-z0-9][a-z0-9-]{0,62}$/),
    station: text(/^[0-9]{2}[0-9A-Z]{8}[0-9]{3}$/),
    slot: whole(1, 2),
    key: octets(65),
    issued_at: instant,
    valid_from: instant,
    valid_until: instant,
    issuer: digest,
  });
  if (certificate.valid_from >= certificate.valid_until) {
    throw new Refusal("statement_malformed", "certificate: valid_until");
  }
  await checkServer(ring, certificate.issuer, "enrolment", certificate.issued_at, body, signature);
  return certificate;
}
