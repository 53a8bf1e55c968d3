// What the phone took along from the server: GET /api/v1/stations/{code}/kit.

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly block: "votes" | "administration";
  readonly page: number;
  readonly digits: number;
  readonly row: Box | null;
}
/** Left, top, right, bottom, in mm. */
export type Box = readonly [number, number, number, number];
export type Point = readonly [number, number];

export interface Group {
  readonly heading: string;
  readonly label: string;
  readonly fields: readonly Field[];
}

export interface Rule {
  readonly code: string;
  readonly kind: "sum" | "equal" | "at_most" | "reserve" | "voter_limit" | "all_zero" | "takes_all";
  readonly fields: readonly string[];
  readonly total?: string;
  readonly near?: string;
  readonly percent?: number;
  readonly tolerance?: number;
}

export interface Page {
  readonly number: number;
  readonly tag: number;
  readonly bits: number;
  readonly corners: readonly Point[];
  readonly marks: readonly Box[];
}

export interface Form {
  readonly contest: string;
  readonly code: string;
  readonly edition: string;
  readonly width: number;
  readonly height: number;
  readonly pages: readonly Page[];
  readonly groups: readonly Group[];
  readonly rules: readonly Rule[];
}

export interface Station {
  readonly station: string;
  readonly voters: number | null;
  readonly regions: readonly { readonly code: string; readonly name: string }[];
  readonly contests: readonly {
    readonly contest: string;
    readonly name: string;
    readonly form: string;
    readonly district: string | null;
  }[];
}

export interface Kit {
  readonly election: string;
  readonly name: string;
  readonly phase: "rehearsal" | "real";
  readonly station: Station;
  readonly voter_limit: number | null;
  readonly irregular: boolean;
  readonly forms: readonly Form[];
  /** The text of the key list, spec/record.md § 5. */
  readonly keys: string;
}

/** Every field, in the order of the paper. */
export function fieldsOf(form: Form): Field[] {
  return form.groups.flatMap((group) => group.fields);
}

/** A station's number on its village's list: the last three characters of its code. */
export function stationNumber(code: string): string {
  return code.slice(-3).replace(/^0+/, "") || "0";
}
