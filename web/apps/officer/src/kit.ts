// What the phone took along from the server: GET /api/v1/stations/{code}/kit.

import { type Form as Definition, readForm } from "@sirekap/form";

export type { Field, Group } from "@sirekap/form";

/** Left, top, right, bottom, in mm. */
export type Box = readonly [number, number, number, number];
export type Point = readonly [number, number];

export interface Page {
  readonly number: number;
  readonly tag: number;
  /** The tag's 36 modules, row by row, the first one highest. */
  readonly bits: number;
  readonly corners: readonly Point[];
  readonly marks: readonly Box[];
}

export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly pages: readonly Page[];
  /** Where the number of a field stands on its page. */
  readonly rows: Readonly<Record<string, Box>>;
}

/** A contest's form at the station, with its paper. */
export type Form = Definition & Sheet;

export interface Station {
  readonly station: string;
  readonly voters: number | null;
  readonly regions: readonly { readonly code: string; readonly name: string }[];
  readonly contests: readonly { readonly contest: string; readonly name: string }[];
}

export interface Kit {
  readonly election: string;
  readonly name: string;
  readonly phase: "rehearsal" | "real";
  readonly station: Station;
  readonly forms: readonly Form[];
  /** The text of the key list, spec/record.md § 5. */
  readonly keys: string;
}

/** The kit as the server tells it. */
export type KitTold = Omit<Kit, "forms"> & {
  readonly forms: readonly { readonly form: unknown; readonly sheet: Sheet }[];
};

/** Takes a kit; throws for forms that this program is too old for. */
export function kitOf(told: KitTold): Kit {
  return { ...told, forms: told.forms.map(({ form, sheet }) => ({ ...readForm(form), ...sheet })) };
}

/** A station's number on its village's list: the last three characters of its code. */
export function stationNumber(code: string): string {
  return code.slice(-3).replace(/^0+/, "") || "0";
}
