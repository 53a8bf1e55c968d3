// A result form as the server tells it (GET /api/v1/forms/{form}/{district}): fields, groups, pages, rules.

import type { Rule } from "./rules.ts";

export type Block = "votes" | "administration";

export interface Field {
  readonly name: string;
  /** The paper's words for it. */
  readonly label: string;
  readonly block: Block;
  readonly page: number;
  /** How many boxes it has on the paper. */
  readonly digits: number;
  /** Fields of stage 1 are typed and sent before those of stage 2: totals before candidates. */
  readonly stage: 1 | 2;
}

export interface Group {
  readonly heading: string;
  readonly label: string;
  readonly fields: readonly Field[];
}

export interface Form {
  readonly v: 1;
  readonly code: string;
  readonly edition: string;
  readonly contest: string;
  readonly district: string | null;
  /** The longest voters' list of a regular station at home. */
  readonly voter_limit: number;
  readonly groups: readonly Group[];
  readonly rules: readonly Rule[];
}

/** Takes the document of a form; a version from after this program is an error of the program's age. */
export function readForm(document: unknown): Form {
  const { v } = document as { v?: unknown };
  if (v !== 1) throw new Error(`a form of version ${v} is not known here: load the app again`);
  return document as Form;
}

/** Every field, in the order of the paper. */
export function fieldsOf(form: Form): readonly Field[] {
  return form.groups.flatMap((group) => group.fields);
}

/** The numbers of the pages that carry a field, in order. */
export function pagesOf(form: Form): readonly number[] {
  return [...new Set(fieldsOf(form).map((field) => field.page))].sort((one, other) => one - other);
}

/** What is typed together: the groups of a stage with the fields of it, in the order of the paper. */
export function stageOf(form: Form, stage: 1 | 2): readonly Group[] {
  return form.groups
    .map((group) => ({ ...group, fields: group.fields.filter((field) => field.stage === stage) }))
    .filter((group) => group.fields.length > 0);
}

/** The largest number that the boxes of a field hold. */
export function largestOf(field: Field): number {
  return 10 ** field.digits - 1;
}
