import assert from "node:assert/strict";
import { test } from "node:test";
import { after, DUSK, type Evening, type Event, standing } from "../src/evening.ts";
import type { Kit } from "../src/kit.ts";
import { FORM, PARTIES } from "./paper.ts";

const KIT: Kit = {
  election: "pemilu2024",
  name: "Pemilu",
  phase: "real",
  station: { station: "3404062001006", voters: 298, regions: [], contests: [] },
  forms: [FORM, PARTIES],
  keys: "",
};
const ready: Evening = {
  ...DUSK,
  enrolled: true,
  stationConfirmed: true,
  hasPin: true,
  screen: { name: "tasks" },
};

function told(evening: Evening, ...events: Event[]): Evening {
  return events.reduce((now, event) => after(now, event, KIT), evening);
}

function typed(evening: Evening, contest: string, keys: string): Evening {
  const events = [...keys].map(
    (key): Event => ({ type: "key", contest, key: key === "." ? "enter" : { digit: Number(key) } }),
  );
  return told(evening, ...events);
}

test("a phone is enrolled, shows its station, is given a PIN, and then has its tasks", () => {
  const names = [DUSK, told(DUSK, { type: "enrolled" })].map((evening) => evening.screen.name);
  const station = told(DUSK, { type: "enrolled" }, { type: "stationConfirmed" });
  assert.deepEqual([...names, station.screen.name], ["welcome", "station", "pin"]);
  assert.equal(told(station, { type: "pinSet" }).screen.name, "tasks");
});

test("the last number leads to the check, a look back at one of them to the check again", () => {
  const through = typed(ready, "ppwp", "149.149..304.100.190.290.");
  assert.deepEqual(through.screen, { name: "check", contest: "ppwp" });
  const back = told(through, { type: "look", contest: "ppwp", field: "suara_1" });
  assert.equal(back.drafts.ppwp?.at, "suara_1");
  assert.deepEqual(typed(back, "ppwp", "101.").screen, { name: "check", contest: "ppwp" });
  assert.equal(typed(back, "ppwp", "101.").drafts.ppwp?.numbers.suara_1, 101);
});

test("what is filed twice is filed once, and the next one replaces it", () => {
  const one = told(ready, { type: "filed", contest: "ppwp", id: "a" });
  assert.deepEqual(told(one, { type: "filed", contest: "ppwp", id: "a" }), one);
  const two = told(one, { type: "filed", contest: "ppwp", id: "b" });
  assert.equal(two.filed.ppwp?.version, 2);
  assert.equal(
    told(two, { type: "receipted", contest: "ppwp", id: "a", at: "x" }).filed.ppwp?.receiptAt,
    null,
  );
});

test("a contest is open, begun, waiting, safe; of parties half until the candidates are there", () => {
  const at = "2024-02-14T18:00:00Z";
  const states = [ready, typed(ready, "pdpr", "1.")];
  states.push(told(states[1] ?? ready, { type: "filed", contest: "pdpr", id: "a" }));
  states.push(told(states[2] ?? ready, { type: "receipted", contest: "pdpr", id: "a", at }));
  const rest = told(states[3] ?? ready, { type: "candidates", contest: "pdpr" });
  assert.deepEqual(rest.screen, { name: "entry", contest: "pdpr", mending: false });
  states.push(
    told(
      rest,
      { type: "filed", contest: "pdpr", id: "b" },
      { type: "receipted", contest: "pdpr", id: "b", at },
    ),
  );
  assert.deepEqual(
    states.map((evening) => standing(evening, PARTIES)),
    ["open", "begun", "waiting", "half", "safe"],
  );
});

test("what the machine reads otherwise is asked once a field, and only of the return that stands", () => {
  const otherwise = [{ field: "suara_1", entered: 1, read: 7 }];
  const filed = told(ready, { type: "filed", contest: "ppwp", id: "a" });
  assert.equal(told(filed, { type: "read", contest: "ppwp", id: "old", otherwise }), filed);
  const read = told(filed, { type: "read", contest: "ppwp", id: "a", otherwise });
  assert.deepEqual(read.otherwise.ppwp, otherwise);
  const confirmed = told(read, { type: "confirmed", contest: "ppwp", field: "suara_1" });
  assert.deepEqual([confirmed.otherwise.ppwp, confirmed.screen.name], [[], "sent"]);
});

test("a page taken again replaces its photo, and the phone's back key leads one screen back", () => {
  const photo = (sha256: string): Event => ({
    type: "taken",
    contest: "ppwp",
    photo: { page: 1, sha256, from: "camera" },
  });
  assert.deepEqual(
    told(ready, photo("a"), photo("b")).drafts.ppwp?.photos.map((each) => each.sha256),
    ["b"],
  );
  const entry = told(ready, { type: "go", screen: { name: "entry", contest: "ppwp", mending: false } });
  assert.deepEqual(told(entry, { type: "back" }).screen, { name: "contest", contest: "ppwp" });
  assert.equal(told(entry, { type: "back" }, { type: "back" }).screen.name, "tasks");
});
