// What must hold, or would be unusual, among the numbers of a return: the rules of `election/rules.py`, in data.
//
// A rule speaks only when every number it needs is there, and changes none. The vectors in
// spec/vectors/rules-*.json hold this file and the server to the same findings.

import type { Form } from "./form.ts";

/** What was typed, by field; `null` for what is empty on the paper, absent for what is not typed yet. */
export type Numbers = Readonly<Record<string, number | null | undefined>>;

export interface Circumstances {
  /** The longest voters' list the law allows here; `null` overseas and for noken. */
  readonly voterLimit: number | null;
  /** Whether ballots need not be the list and its reserve: overseas, noken, a repeat poll. */
  readonly irregular: boolean;
}

export interface Finding {
  readonly code: string;
  readonly fields: readonly string[];
  /** What fills the blanks of the code's sentence. */
  readonly facts: Readonly<Record<string, number>>;
}

export type Rule =
  | { readonly rule: "sum"; readonly code: string; readonly parts: readonly string[]; readonly total: string }
  | { readonly rule: "equal"; readonly code: string; readonly left: string; readonly right: string }
  | { readonly rule: "at_most"; readonly code: string; readonly smaller: string; readonly larger: string }
  | {
      readonly rule: "reserve";
      readonly code: string;
      readonly near_code: string;
      readonly ballots: string;
      readonly voters: string;
      readonly percent: number;
      readonly tolerance: number;
    }
  | { readonly rule: "voter_limit"; readonly code: string; readonly voters: string }
  | { readonly rule: "all_zero"; readonly code: string; readonly fields: readonly string[] }
  | { readonly rule: "takes_all"; readonly code: string; readonly choices: readonly string[] };

/** What rules must know of a station beyond its numbers; overseas ones have no limit and no reserve. */
export function circumstancesOf(form: Form, station: string, irregular = false): Circumstances {
  const apart = irregular || station.startsWith("99");
  return { voterLimit: apart ? null : form.voter_limit, irregular: apart };
}

/** All findings about one return, in the order of the rules. */
export function evaluate(rules: readonly Rule[], numbers: Numbers, about: Circumstances): Finding[] {
  return rules.flatMap((rule) => {
    const fields = fieldsOfRule(rule);
    const values = fields.map((name) => numbers[name]);
    return values.every(isNumber) ? found(rule, fields, values, about) : [];
  });
}

/** The fields that a rule needs, all of them. */
export function fieldsOfRule(rule: Rule): readonly string[] {
  switch (rule.rule) {
    case "sum":
      return [...rule.parts, rule.total];
    case "equal":
      return [rule.left, rule.right];
    case "at_most":
      return [rule.smaller, rule.larger];
    case "reserve":
      return [rule.ballots, rule.voters];
    case "voter_limit":
      return [rule.voters];
    case "all_zero":
      return rule.fields;
    case "takes_all":
      return rule.choices;
  }
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number";
}

/** What one rule finds; `values` are those of its fields. */
function found(
  rule: Rule,
  fields: readonly string[],
  values: readonly number[],
  about: Circumstances,
): Finding[] {
  const one = (holds: boolean, facts: Finding["facts"] = {}, code = rule.code) =>
    holds ? [] : [{ code, fields, facts }];
  const [first = 0, second = 0] = values;
  switch (rule.rule) {
    case "sum": {
      const written = values.at(-1) ?? 0;
      const added = values.reduce((sum, value) => sum + value, -written);
      return one(added === written, { added, written, difference: Math.abs(written - added) });
    }
    case "equal":
      return one(first === second, { left: first, right: second });
    case "at_most":
      return one(first <= second, { smaller: first, larger: second });
    case "reserve": {
      const expected = second + Math.ceil((second * rule.percent) / 100);
      const near = Math.abs(first - expected) <= rule.tolerance;
      const holds = about.irregular || first === expected;
      return one(holds, { received: first, expected }, near ? rule.near_code : rule.code);
    }
    case "voter_limit": {
      const limit = about.voterLimit;
      return limit === null ? [] : one(first <= limit, { voters: first, limit });
    }
    case "all_zero":
      return one(values.some((value) => value !== 0));
    case "takes_all": {
      const places = values.flatMap((value, place) => (value > 0 ? [place] : []));
      const [only, ...others] = places;
      if (only === undefined || others.length > 0) return [];
      return [{ code: rule.code, fields: [fields[only] ?? ""], facts: { votes: values[only] ?? 0 } }];
    }
  }
}
