import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { evaluate } from "@sirekap/form";
import { scanned, tidy, typed } from "../src/code.ts";
import { blank, type Draft, type Key, offered, order, press } from "../src/entry.ts";
import { FORM, PARTIES } from "./paper.ts";

const LETTERS = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/enrolment.json", import.meta.url), "utf8"),
) as {
  codes: { station: string; payload: string; typed: string }[];
  slips: { station: string; entered: string }[];
};

/** Keys as one presses them: digits, `.` for Enter, `<` to erase, `-` for empty, `r` for the rest. */
function pressed(draft: Draft, keys: string, form = FORM, voters = 298): Draft {
  const named: Record<string, Key> = { ".": "enter", "<": "erase", "-": "empty", r: "rest" };
  return [...keys].reduce(
    (now, key) => press(now, named[key] ?? { digit: Number(key) }, form, voters),
    draft,
  );
}

test("numbers are typed one field after the other, Enter alone is 0, the list is known", () => {
  const draft = pressed(blank(FORM), "149..298.12.-");
  assert.deepEqual(draft.numbers, {
    pemilih_dpt_l: 149,
    pemilih_dpt_p: 0,
    pemilih_dpt_j: 298,
    surat_suara_diterima: 12,
    suara_1: null,
  });
  assert.equal(offered("pemilih_dpt_j", blank(FORM), 298), 298);
});

test("a number has no more digits than its boxes, and the last key can be taken back", () => {
  assert.equal(pressed(blank(FORM), "12345").typed, "123");
  assert.equal(pressed(blank(FORM), "12<3").typed, "13");
  assert.equal(pressed(blank(FORM), "1.<").at, "pemilih_dpt_l");
});

test("candidates wait for their own version, and the rest of a party is 0", () => {
  assert.deepEqual(
    order(PARTIES, "first").map((field) => field.name),
    ["partai_1", "partai_1_total", "partai_2", "partai_2_total", "suara_sah"],
  );
  const draft = { ...blank(PARTIES), part: "candidates" as const, at: "partai_1_caleg_1" };
  const through = pressed(draft, "7.r", PARTIES);
  assert.deepEqual(through.numbers, { partai_1_caleg_1: 7, partai_1_caleg_2: 0, partai_1_caleg_3: 0 });
  assert.equal(through.at, "partai_2_caleg_1");
});

test("a rule speaks once all its fields are there, and never of an empty one", () => {
  const about = { voterLimit: 300, irregular: false };
  const numbers = pressed(blank(FORM), "149.150.298.").numbers;
  assert.deepEqual(evaluate(FORM.rules, numbers, about), [
    {
      code: "R101",
      fields: ["pemilih_dpt_l", "pemilih_dpt_p", "pemilih_dpt_j"],
      facts: { added: 299, written: 298, difference: 1 },
    },
  ]);
  assert.deepEqual(evaluate(FORM.rules, { ...numbers, pemilih_dpt_p: null }, about), []);
});

test("the codes of letters are those of the vectors, and so are the slips", () => {
  for (const { station, payload, typed: written } of LETTERS.codes) {
    assert.deepEqual(scanned(payload), { station, code: payload.split(":").at(-1) });
    assert.equal(typed(station, written), "whole");
    assert.equal(typed(station, written.toLowerCase().replace(/(.{4})/g, "$1-")), "whole");
  }
  for (const { station, entered } of LETTERS.slips) assert.equal(typed(station, entered), "slip");
  assert.equal(scanned("https://elsewhere"), null);
  assert.equal(tidy(" oil-2 "), "0112");
  assert.equal(typed("3404062001006", "0000"), "short");
});
