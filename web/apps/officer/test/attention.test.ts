import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Form } from "../src/kit.ts";
import { attention } from "./attention.ts";

const VECTORS = new URL("../../../../spec/vectors/", import.meta.url);

/** A form as the server tells it, and as many pages as its paper has. */
function form(contest: string): Form {
  const { form: told } = JSON.parse(readFileSync(new URL(`rules-${contest}.json`, VECTORS), "utf8"));
  const numbers: number[] = told.groups.flatMap((group: { fields: { page: number }[] }) =>
    group.fields.map((field) => field.page),
  );
  return { ...told, pages: [...new Set(numbers)].map((number) => ({ number })) } as unknown as Form;
}

// As docs/how-to/officer.md tells it.
const TABLE = [
  { contest: "ppwp", keys: 86, screens: 35, seconds: 82, most: 120 },
  { contest: "pdpr", keys: 185, screens: 85, seconds: 222, most: 300 },
];

for (const { contest, most, ...told } of TABLE) {
  test(`${contest} asks ${told.seconds} seconds of attention, of ${most} at the most`, () => {
    const { keys, screens, seconds } = attention(form(contest), "first");
    assert.ok(seconds <= most);
    assert.deepEqual({ keys, screens, seconds: Math.round(seconds) }, told);
  });
}
