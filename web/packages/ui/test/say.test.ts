import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { choose } from "../../../vite/texts.ts";
import { say } from "../src/index.ts";

const read = (language: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../../src/sirekap/texts/${language}.json`, import.meta.url), "utf8"),
  );

test("a sentence is said as Python says it", () => {
  const facts = { left: 191, right: 207 };
  assert.equal(
    say(read("en"), "R122", facts),
    "Ballots used 191, voters 207: these must be the same. Look again at both rows.",
  );
});

test("a code without a text and a blank without its fact are faults", () => {
  assert.throws(() => say(read("id"), "R999"), /no text for R999/);
  assert.throws(() => say(read("id"), "R122", { left: 1 }), /has no \{right\}/);
});

test("an app is given the sentences that begin as it said, and no idle beginning", () => {
  assert.deepEqual(Object.keys(choose({ R101: "a", R1: "b", "read.name": "c" }, ["R1"])), ["R101", "R1"]);
  assert.throws(() => choose({ R101: "a" }, ["R1", "officer."]), /"officer\."/);
});
