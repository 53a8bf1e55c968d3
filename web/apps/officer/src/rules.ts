// What must hold among the numbers of a form: the same rules, by the same data, as the server's.

import type { Kit, Rule } from "./kit.ts";

export type Numbers = Readonly<Record<string, number | null>>;

/** What a rule found: its code, the fields it speaks of, the facts for its sentence. */
export interface Finding {
  readonly code: string;
  readonly fields: readonly string[];
  readonly facts: Readonly<Record<string, number>>;
}

export type About = Pick<Kit, "voter_limit" | "irregular">;

/** All findings in the order of the rules; a rule whose fields are not all there says nothing. */
export function findings(rules: readonly Rule[], numbers: Numbers, about: About): Finding[] {
  return rules.flatMap((rule) => {
    const fields = rule.total === undefined ? rule.fields : [...rule.fields, rule.total];
    const values: number[] = [];
    for (const name of fields) {
      const value = numbers[name];
      if (value === undefined || value === null) return [];
      values.push(value);
    }
    const found = judged(rule, values, about);
    return found === null ? [] : [{ code: rule.code, fields, ...found }];
  });
}

type Found = Pick<Finding, "facts"> & Partial<Finding>;

function judged(rule: Rule, values: readonly number[], about: About): Found | null {
  const [first = 0, second = 0] = values;
  switch (rule.kind) {
    case "sum":
      return sum(values);
    case "equal":
      return first === second ? null : { facts: { left: first, right: second } };
    case "at_most":
      return first <= second ? null : { facts: { smaller: first, larger: second } };
    case "reserve":
      return reserve(rule, first, second, about);
    case "voter_limit":
      return about.voter_limit === null || first <= about.voter_limit
        ? null
        : { facts: { voters: first, limit: about.voter_limit } };
    case "all_zero":
      return values.some((value) => value > 0) ? null : { facts: {} };
    case "takes_all":
      return takesAll(rule, values);
  }
}

function sum(values: readonly number[]): Found | null {
  const written = values.at(-1) ?? 0;
  const added = values.slice(0, -1).reduce((total, value) => total + value, 0);
  if (added === written) return null;
  return { facts: { added, written, difference: Math.abs(written - added) } };
}

function reserve(rule: Rule, received: number, voters: number, about: About): Found | null {
  const expected = voters + Math.ceil((voters * (rule.percent ?? 0)) / 100);
  if (about.irregular || received === expected) return null;
  const far = Math.abs(received - expected) > (rule.tolerance ?? 0);
  return { code: far ? rule.code : (rule.near ?? rule.code), facts: { received, expected } };
}

function takesAll(rule: Rule, values: readonly number[]): Found | null {
  const all = rule.fields.filter((_, at) => (values[at] ?? 0) > 0);
  const [only] = all;
  if (all.length !== 1 || only === undefined) return null;
  return { fields: [only], facts: { votes: values[rule.fields.indexOf(only)] ?? 0 } };
}
