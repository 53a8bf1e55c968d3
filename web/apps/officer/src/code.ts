// The letter's code, scanned or typed: spec/enrolment.md § 2.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TYPED = 13;
const SCANNED = /^SIREKAP-ENROL:1:([0-9]{2}[0-9A-Z]{8}[0-9]{3}):([0-9A-HJKMNP-TV-Z]{26})$/;

/** What a letter says: which station, and the code as it goes into the claim. */
export interface Letter {
  readonly station: string;
  readonly code: string;
}

/** The letter behind a scanned QR; `null` for any other QR. */
export function scanned(text: string): Letter | null {
  const found = SCANNED.exec(text);
  return found === null ? null : { station: found[1] ?? "", code: found[2] ?? "" };
}

/** A typed code without what is only for the eye, and with the letters that look like digits as digits. */
export function tidy(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
}

/** How a typed code stands: still short, with a slip in it, or to be sent. */
export function typed(station: string, text: string): "short" | "slip" | "whole" {
  const code = tidy(text);
  if (code.length < TYPED) return "short";
  if (code.length > TYPED) return "slip";
  return checkCharacter(station, code.slice(0, -1)) === code.at(-1) ? "whole" : "slip";
}

/** The remainder over GF(32), by x^5 + x^2 + 1, of the station's characters and the code's. */
export function checkCharacter(station: string, code: string): string | null {
  const values = [
    ...Array.from(station, (letter) => Number.parseInt(letter, 36) % 32),
    ...Array.from(code, (letter) => ALPHABET.indexOf(letter)),
  ];
  if (values.some((value) => !(value >= 0))) return null;
  const rest = values.reduce((remainder, value) => times2(remainder) ^ value, 0);
  return ALPHABET[times2(rest)] ?? null;
}

function times2(value: number): number {
  const doubled = 2 * value;
  return doubled >= 32 ? doubled ^ 37 : doubled;
}
