// Why something is not taken: a code of spec/record.md § 9 or spec/log.md § 7, whose sentence is in `texts`.

export class Refusal extends Error {
  readonly code: string;
  /** What was met, never a secret; the fact `about` of the code's sentence. */
  readonly about: string;

  constructor(code: string, about = "") {
    super(about ? `${code}: ${about}` : code);
    this.name = "Refusal";
    this.code = code;
    this.about = about;
  }
}
