// The whole evening of one phone as values: what is on the screen, what was typed, what was sent. Pure: the
// app shows a state, and every touch is an event that gives the next one.

import { blank, type Draft, goOn, hasCandidates, type Key, look, press, type Taken } from "./entry.ts";
import type { Form, Kit } from "./kit.ts";

export type Screen =
  | { readonly name: "welcome" }
  | { readonly name: "letter"; readonly way: "scan" | "type" }
  | { readonly name: "station" }
  | { readonly name: "pin" }
  | { readonly name: "tasks" }
  | { readonly name: "contest"; readonly contest: string }
  | { readonly name: "capture"; readonly contest: string }
  | { readonly name: "entry"; readonly contest: string; readonly mending: boolean }
  | { readonly name: "check"; readonly contest: string }
  | { readonly name: "sent"; readonly contest: string }
  | { readonly name: "differs"; readonly contest: string }
  | { readonly name: "carry"; readonly contest: string }
  | { readonly name: "fetch" }
  | { readonly name: "event" };

/** The last return this phone filed for a contest. */
export interface Filed {
  readonly id: string;
  readonly version: number;
  /** The server's time on the verified receipt. */
  readonly receiptAt: string | null;
  readonly candidates: boolean;
  /** The machine has read its photos. */
  readonly looked: boolean;
}

/** A number that the machine surely reads otherwise than it was typed. */
export interface Otherwise {
  readonly field: string;
  readonly entered: number | null;
  readonly read: number | null;
}

export interface Evening {
  readonly screen: Screen;
  readonly stationConfirmed: boolean;
  readonly enrolled: boolean;
  readonly locked: boolean;
  readonly hasPin: boolean;
  readonly drafts: Readonly<Record<string, Draft>>;
  readonly filed: Readonly<Record<string, Filed>>;
  readonly otherwise: Readonly<Record<string, readonly Otherwise[]>>;
  /** Milliseconds by which this phone's clock is ahead of the server's, as the server last said. */
  readonly clockAhead: number;
}

export type Event =
  | { readonly type: "go"; readonly screen: Screen }
  | { readonly type: "back" }
  | { readonly type: "enrolled" }
  | { readonly type: "stationConfirmed" }
  | { readonly type: "pinSet" }
  | { readonly type: "lock" }
  | { readonly type: "unlock" }
  | { readonly type: "key"; readonly contest: string; readonly key: Key }
  | { readonly type: "look"; readonly contest: string; readonly field: string }
  | { readonly type: "words"; readonly contest: string; readonly code: string; readonly words: string }
  | { readonly type: "taken"; readonly contest: string; readonly photo: Taken }
  | { readonly type: "again"; readonly contest: string; readonly page: number }
  | { readonly type: "filed"; readonly contest: string; readonly id: string }
  | { readonly type: "receipted"; readonly contest: string; readonly id: string; readonly at: string }
  | { readonly type: "candidates"; readonly contest: string }
  | {
      readonly type: "read";
      readonly contest: string;
      readonly id: string;
      readonly otherwise: readonly Otherwise[];
    }
  | { readonly type: "confirmed"; readonly contest: string; readonly field: string }
  | { readonly type: "clock"; readonly ahead: number };

export const DUSK: Evening = {
  screen: { name: "welcome" },
  stationConfirmed: false,
  enrolled: false,
  locked: false,
  hasPin: false,
  drafts: {},
  filed: {},
  otherwise: {},
  clockAhead: 0,
};

const TASKS: Screen = { name: "tasks" };

/** The state after an event. `kit` is what the phone took along, once it has. */
export function after(evening: Evening, event: Event, kit: Kit | null): Evening {
  switch (event.type) {
    case "go":
      return gone(evening, event.screen);
    case "back":
      return { ...evening, screen: behind(evening) };
    case "enrolled":
      return { ...evening, enrolled: true, screen: { name: "station" } };
    case "stationConfirmed":
      return { ...evening, stationConfirmed: true, screen: { name: "pin" } };
    case "pinSet":
      return { ...evening, hasPin: true, screen: TASKS };
    case "lock":
      return { ...evening, locked: evening.hasPin };
    case "unlock":
      return { ...evening, locked: false };
    case "clock":
      return { ...evening, clockAhead: event.ahead };
    default: {
      const form = kit?.forms.find((each) => each.contest === event.contest);
      return form === undefined || kit === null ? evening : inContest(evening, event, form, kit);
    }
  }
}

/** On another screen. Whoever was shown the machine's reading has seen another claim of these numbers. */
function gone(evening: Evening, screen: Screen): Evening {
  const draft = screen.name === "differs" ? evening.drafts[screen.contest] : undefined;
  return draft === undefined ? { ...evening, screen } : with_(evening, { ...draft, seen: true }, screen);
}

type InContest = Extract<Event, { readonly contest: string }>;

function inContest(evening: Evening, event: InContest, form: Form, kit: Kit): Evening {
  const { contest } = event;
  const draft = evening.drafts[contest] ?? blank(form);
  switch (event.type) {
    case "key": {
      const next = press(draft, event.key, form, kit.station.voters);
      const through = draft.at !== null && next.at === null;
      return with_(evening, next, through ? { name: "check", contest } : evening.screen);
    }
    case "look":
      return with_(evening, look(draft, event.field, form), { name: "entry", contest, mending: true });
    case "words":
      return with_(evening, { ...draft, words: { ...draft.words, [event.code]: event.words } });
    case "taken":
      return with_(evening, { ...draft, photos: [...without(draft, event.photo.page), event.photo] });
    case "again":
      return with_(evening, { ...draft, photos: without(draft, event.page) });
    case "candidates":
      return with_(evening, goOn(draft, form), { name: "entry", contest, mending: false });
    case "filed":
      return filed(evening, contest, event.id, draft);
    case "receipted":
      return receipted(evening, contest, event.id, event.at);
    case "read":
      return read(evening, contest, event.id, event.otherwise);
    case "confirmed": {
      const left = (evening.otherwise[contest] ?? []).filter((each) => each.field !== event.field);
      const screen: Screen = left.length > 0 ? evening.screen : { name: "sent", contest };
      return { ...evening, otherwise: { ...evening.otherwise, [contest]: left }, screen };
    }
  }
}

function with_(evening: Evening, draft: Draft, screen: Screen = evening.screen): Evening {
  return { ...evening, screen, drafts: { ...evening.drafts, [draft.contest]: draft } };
}

function without(draft: Draft, page: number): Taken[] {
  return draft.photos.filter((each) => each.page !== page);
}

function filed(evening: Evening, contest: string, id: string, draft: Draft): Evening {
  const before = evening.filed[contest];
  if (before?.id === id) return evening; // Touched twice.
  const now: Filed = {
    id,
    version: (before?.version ?? 0) + 1,
    receiptAt: null,
    candidates: draft.part === "candidates",
    looked: false,
  };
  return {
    ...evening,
    screen: { name: "sent", contest },
    filed: { ...evening.filed, [contest]: now },
    otherwise: { ...evening.otherwise, [contest]: [] },
  };
}

function receipted(evening: Evening, contest: string, id: string, at: string): Evening {
  const before = evening.filed[contest];
  if (before?.id !== id) return evening; // An older version's: the queue keeps it.
  return { ...evening, filed: { ...evening.filed, [contest]: { ...before, receiptAt: at } } };
}

function read(evening: Evening, contest: string, id: string, otherwise: readonly Otherwise[]): Evening {
  const before = evening.filed[contest];
  if (before?.id !== id) return evening;
  return {
    ...evening,
    filed: { ...evening.filed, [contest]: { ...before, looked: true } },
    otherwise: { ...evening.otherwise, [contest]: otherwise },
  };
}

/** What the phone's own back key leads to. */
function behind({ screen, enrolled }: Evening): Screen {
  switch (screen.name) {
    case "letter":
      return { name: "welcome" };
    case "capture":
    case "entry":
    case "check":
    case "sent":
      return { name: "contest", contest: screen.contest };
    case "differs":
    case "carry":
      return { name: "sent", contest: screen.contest };
    case "station":
    case "pin":
    case "welcome":
      return screen;
    default:
      return enrolled ? TASKS : { name: "welcome" };
  }
}

export type Standing = "open" | "begun" | "waiting" | "safe" | "half" | "differs";

/** How a contest stands, for the list of what is to be done tonight. */
export function standing(evening: Evening, form: Form): Standing {
  const filedNow = evening.filed[form.contest];
  const draft = evening.drafts[form.contest];
  if (filedNow === undefined) return draft === undefined || untouched(draft) ? "open" : "begun";
  if (filedNow.receiptAt === null) return "waiting";
  if ((evening.otherwise[form.contest] ?? []).length > 0) return "differs";
  return hasCandidates(form) && !filedNow.candidates ? "half" : "safe";
}

function untouched(draft: Draft): boolean {
  return draft.photos.length === 0 && Object.keys(draft.numbers).length === 0;
}
