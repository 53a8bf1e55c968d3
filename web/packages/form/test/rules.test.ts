// Every finding that Python makes, made here too: forms of all contests, by spec/vectors/rules-*.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { say, type Texts } from "@sirekap/ui";
import {
  circumstancesOf,
  evaluate,
  type Form,
  fieldsOf,
  largestOf,
  type Numbers,
  pagesOf,
  readForm,
  stageOf,
} from "../src/index.ts";

const ROOT = new URL("../../../../", import.meta.url);
const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, ROOT), "utf8")) as T;

interface Found {
  readonly code: string;
  readonly fields: number[];
  readonly facts: Record<string, number>;
}
interface Vectors {
  readonly form: Form;
  readonly cases: {
    readonly name: string;
    readonly numbers: (number | null)[];
    readonly voter_limit: number | null;
    readonly irregular: boolean;
    readonly findings: Found[];
  }[];
  readonly sentences: { code: string; facts: Record<string, number>; id: string; en: string }[];
}

const contests = ["ppwp", "pdpr", "pdpd", "pdprdp", "pdprdk"].map((contest) => ({
  contest,
  ...read<Vectors>(`spec/vectors/rules-${contest}.json`),
}));
const texts = { id: read<Texts>("src/sirekap/texts/id.json"), en: read<Texts>("src/sirekap/texts/en.json") };

for (const { contest, form, cases, sentences } of contests) {
  const names = fieldsOf(form).map(({ name }) => name);
  test(`${contest}: the same findings for ${cases.length} returns`, () => {
    for (const { name, numbers, voter_limit: voterLimit, irregular, findings } of cases) {
      const typed: Numbers = Object.fromEntries(names.map((field, place) => [field, numbers[place]]));
      const met = evaluate(form.rules, typed, { voterLimit, irregular }).map(({ code, fields, facts }) => ({
        code,
        fields: fields.map((field) => names.indexOf(field)),
        facts,
      }));
      assert.deepEqual(met, findings, name);
    }
  });

  test(`${contest}: the same sentences`, () => {
    assert.ok(sentences.length > 10);
    for (const { code, facts, id, en } of sentences) {
      assert.equal(say(texts.id, code, facts), id);
      assert.equal(say(texts.en, code, facts), en);
    }
  });

  test(`${contest}: both stages together are the whole form, in the order of the paper`, () => {
    const staged = ([1, 2] as const).flatMap((stage) =>
      stageOf(form, stage).flatMap((group) => group.fields),
    );
    assert.deepEqual(new Set(staged), new Set(fieldsOf(form)));
    assert.equal(staged.length, names.length);
    const first = stageOf(form, 1).flatMap((group) => group.fields.map(({ name }) => name));
    assert.deepEqual(
      first,
      names.filter((name) => first.includes(name)),
    );
    assert.equal(
      stageOf(form, 2).every((group) => group.fields.every(({ name }) => name.includes("_caleg_"))),
      true,
    );
  });
}

const [president] = contests as [(typeof contests)[0]];

test("a rule is silent until the last of its numbers is typed", () => {
  const about = circumstancesOf(president.form, "3504012001001");
  const two = { pemilih_dpt_l: 120, pemilih_dpt_p: 137 };
  assert.deepEqual(evaluate(president.form.rules, two, about), []);
  assert.deepEqual(evaluate(president.form.rules, { ...two, pemilih_dpt_j: null }, about), []);
  const [found] = evaluate(president.form.rules, { ...two, pemilih_dpt_j: 258 }, about);
  assert.deepEqual(found, {
    code: "R101",
    fields: ["pemilih_dpt_l", "pemilih_dpt_p", "pemilih_dpt_j"],
    facts: { added: 257, written: 258, difference: 1 },
  });
});

test("abroad, and in a poll apart, there is no limit and no reserve", () => {
  assert.deepEqual(circumstancesOf(president.form, "3504012001001"), { voterLimit: 300, irregular: false });
  assert.deepEqual(circumstancesOf(president.form, "9901012001001"), { voterLimit: null, irregular: true });
  assert.deepEqual(circumstancesOf(president.form, "3504012001001", true), {
    voterLimit: null,
    irregular: true,
  });
});

test("pages and boxes are those of the paper; a form from after this program is not taken", () => {
  assert.deepEqual(pagesOf(president.form), [1, 2, 3]);
  assert.equal(largestOf(fieldsOf(president.form)[0] ?? assert.fail()), 999);
  assert.equal(readForm(president.form), president.form);
  assert.throws(() => readForm({ ...president.form, v: 2 }), /load the app again/);
});
