// The numbers of one contest as they are typed from the paper: pure, one key after the other.

import { type Field, fieldsOf } from "@sirekap/form";
import type { Form } from "./kit.ts";

/** What was typed, by field; `null` is empty on the paper. */
export type Numbers = Readonly<Record<string, number | null>>;

/** What is typed first: everything but the candidates of parties, which come as a version of their own. */
export type Part = "first" | "candidates";

export interface Draft {
  readonly contest: string;
  readonly part: Part;
  readonly numbers: Numbers;
  /** The field whose row is looked at now; `null` when all are through. */
  readonly at: string | null;
  /** Keys pressed for it so far. */
  readonly typed: string;
  /** Words about a finding, by its code. */
  readonly words: Readonly<Record<string, string>>;
  /** Another claim of these numbers was shown before they were typed. */
  readonly seen: boolean;
  readonly photos: readonly Taken[];
}

/** A page that was photographed; `sha256` names the bytes that are sent. */
export interface Taken {
  readonly page: number;
  readonly sha256: string;
  readonly from: "camera" | "gallery";
}

export type Key = { readonly digit: number } | "erase" | "enter" | "empty" | "rest";

/** A draft nobody typed in; the voters' list is known from set-up and only confirmed. */
export function blank(form: Form): Draft {
  const first = order(form, "first")[0]?.name ?? null;
  return {
    contest: form.contest,
    part: "first",
    numbers: {},
    at: first,
    typed: "",
    words: {},
    seen: false,
    photos: [],
  };
}

/** The fields of a part in the order of the paper. */
export function order(form: Form, part: Part): Field[] {
  return fieldsOf(form).filter((field) => field.stage === (part === "first" ? 1 : 2));
}

export function hasCandidates(form: Form): boolean {
  return order(form, "candidates").length > 0;
}

/** What Enter takes where nothing was typed: what is known of the field, and else zero. */
export function offered(field: string, draft: Draft, voters: number | null): number {
  const before = draft.numbers[field];
  if (before !== undefined && before !== null) return before;
  return field === "pemilih_dpt_j" ? (voters ?? 0) : 0;
}

/** One key on one draft. */
export function press(draft: Draft, key: Key, form: Form, voters: number | null): Draft {
  const fields = order(form, draft.part);
  const field = fields.find((each) => each.name === draft.at);
  if (field === undefined) return draft;
  if (typeof key === "object") {
    const typed = draft.typed === "0" ? String(key.digit) : draft.typed + String(key.digit);
    return typed.length > field.digits ? draft : { ...draft, typed };
  }
  switch (key) {
    case "erase":
      return draft.typed === "" ? backward(draft, fields) : { ...draft, typed: draft.typed.slice(0, -1) };
    case "enter": {
      const value = draft.typed === "" ? offered(field.name, draft, voters) : Number(draft.typed);
      return onward(draft, { [field.name]: value }, fields, field);
    }
    case "empty":
      return onward(draft, { [field.name]: null }, fields, field);
    case "rest":
      return rest(draft, form, fields, field);
  }
}

/** Look at a field again, or for the first time. */
export function look(draft: Draft, field: string, form: Form): Draft {
  const part: Part = order(form, "candidates").some((each) => each.name === field) ? "candidates" : "first";
  return { ...draft, part, at: field, typed: "" };
}

/** Go on with the candidates, after the totals were sent. */
export function goOn(draft: Draft, form: Form): Draft {
  const next = order(form, "candidates").find((field) => draft.numbers[field.name] === undefined);
  return { ...draft, part: "candidates", at: next?.name ?? null, typed: "" };
}

/** How many fields of the part are through, of how many. */
export function progress(draft: Draft, form: Form): readonly [number, number] {
  const fields = order(form, draft.part);
  return [fields.filter((field) => draft.numbers[field.name] !== undefined).length, fields.length];
}

function onward(draft: Draft, entered: Numbers, fields: readonly Field[], field: Field): Draft {
  const numbers = { ...draft.numbers, ...entered };
  const after = fields.slice(fields.indexOf(field) + 1);
  // Whoever came back to mend one number is led to what is still open, or to the end.
  const next =
    draft.numbers[field.name] === undefined
      ? after[0]
      : after.find((each) => numbers[each.name] === undefined);
  return { ...draft, numbers, at: next?.name ?? null, typed: "" };
}

function backward(draft: Draft, fields: readonly Field[]): Draft {
  const place = fields.findIndex((each) => each.name === draft.at);
  return place <= 0 ? draft : { ...draft, at: fields[place - 1]?.name ?? draft.at, typed: "" };
}

/** The candidates of this party from here on have no votes. */
function rest(draft: Draft, form: Form, fields: readonly Field[], field: Field): Draft {
  const group = form.groups.find((each) => each.fields.includes(field));
  const open = fields.slice(fields.indexOf(field)).filter((each) => group?.fields.includes(each));
  const last = open.at(-1) ?? field;
  return onward(draft, Object.fromEntries(open.map((each) => [each.name, 0])), fields, last);
}
