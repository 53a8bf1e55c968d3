// How a value must stand in a record: exact types, exact keys, exact patterns (spec/record.md § 3).

import { type Json, Refusal } from "@sirekap/log";

/** A refusal with its place, as a JSON pointer. */
export class Malformed extends Refusal {
  readonly path: readonly (string | number)[];

  constructor(code: string, path: readonly (string | number)[] = [], about = "") {
    super(code, about);
    this.path = path;
  }

  get pointer(): string {
    return this.path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  }
}

/** Returns if the value has the shape; throws {@link Malformed} otherwise. */
export type Shape = (value: Json) => void;

const typed = (wanted: string) => new Malformed("record_type_wrong", [], `${wanted} wanted`);
const wrong = (value: Json) => new Malformed("record_value_wrong", [], String(value).slice(0, 80));

export const text =
  (pattern: RegExp): Shape =>
  (value) => {
    if (typeof value !== "string") throw typed("text");
    if (!pattern.test(value)) throw wrong(value);
  };

export const oneOf = (...values: readonly string[]): Shape => {
  const known = new Set<Json>(values);
  return (value) => {
    if (typeof value !== "string") throw typed("text");
    if (!known.has(value)) throw wrong(value);
  };
};

export const whole =
  (least: number, most: number): Shape =>
  (value) => {
    if (typeof value !== "number") throw typed("whole number");
    if (value < least || value > most) throw wrong(value);
  };

export const flag: Shape = (value) => {
  if (typeof value !== "boolean") throw typed("true or false");
};

export const instant: Shape = (value) => {
  text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)(value);
  const time = Date.parse(value as string);
  const same =
    !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === String(value).slice(0, 19);
  if (!same) throw wrong(value);
};

export const orNull =
  (shape: Shape): Shape =>
  (value) => {
    if (value !== null) shape(value);
  };

/** A list, each member above the one before by what `order` gives of it. */
export const ascending =
  (shape: Shape, most: number, order: (member: Json) => string): Shape =>
  (value) => {
    if (!Array.isArray(value)) throw typed("list");
    if (value.length > most) throw new Malformed("record_value_wrong", [], `${value.length} members`);
    for (const [index, member] of value.entries()) {
      under(index, () => shape(member));
      if (index > 0 && order(value[index - 1]) >= order(member))
        throw new Malformed("record_order_wrong", [index]);
    }
  };

/** An object of exactly these keys. */
export const structure =
  (members: Readonly<Record<string, Shape>>): Shape =>
  (value) => {
    const met = membersOf(value);
    const unknown = Object.keys(met)
      .filter((key) => !(key in members))
      .sort()[0];
    if (unknown !== undefined) throw new Malformed("record_key_unknown", [unknown]);
    const missing = Object.keys(members)
      .filter((key) => !(key in met))
      .sort()[0];
    if (missing !== undefined) throw new Malformed("record_key_missing", [missing]);
    for (const [key, shape] of Object.entries(members)) under(key, () => shape(met[key] as Json));
  };

/** An object from names of a pattern to values of a shape. */
export const named =
  (pattern: RegExp, shape: Shape, most: number): Shape =>
  (value) => {
    const met = Object.entries(membersOf(value));
    if (met.length > most) throw new Malformed("record_value_wrong", [], `${met.length} fields`);
    for (const [key, each] of met) {
      if (!pattern.test(key)) throw new Malformed("record_key_unknown", [key]);
      under(key, () => shape(each));
    }
  };

function membersOf(value: Json): { readonly [key: string]: Json } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw typed("object");
  return value as { readonly [key: string]: Json };
}

function under(step: string | number, work: () => void): void {
  try {
    work();
  } catch (refusal) {
    if (refusal instanceof Malformed)
      throw new Malformed(refusal.code, [step, ...refusal.path], refusal.about);
    throw refusal;
  }
}
