// How long a form takes an officer, by a keystroke-level model (Card, Moran, Newell 1980), counted and not timed.
//
// Every field: the eye finds its row on the paper and holds the number (M), the thumb presses its digits and Enter
// (K each). A page: the phone is raised and aimed (H), and takes it by itself (S). The check: the eye holds every
// sum once more (M). A button: a glance and a press.

import { order, type Part } from "../src/entry.ts";
import type { Form } from "../src/kit.ts";

/** Seconds: one key of the keypad by a thumb; finding and holding a number; aiming at a page; its shutter; a glance. */
export const SECONDS = { key: 0.28, number: 1.35, aim: 2.2, shutter: 0.6, glance: 0.9 } as const;
/** Digits of a number as a polling station has them: most have two or three, many are 0 and take Enter alone. */
export const DIGITS = 2;
/** Buttons from the list of contests to the receipt: contest, photos, on, send. */
export const BUTTONS = 4;

export interface Attention {
  readonly keys: number;
  readonly screens: number;
  readonly seconds: number;
}

/** What the pages and the numbers of a part ask of an officer. */
export function attention(form: Form, part: Part, pages = form.pages.length): Attention {
  const fields = order(form, part).length;
  // The voters' list is known and is confirmed by one key.
  const keys = fields * (DIGITS + 1) - (part === "first" ? DIGITS : 0) + BUTTONS;
  const sums = order(form, part).filter(
    (field) => field.block === "votes" && !/^partai_\d+$/.test(field.name),
  ).length;
  const seconds =
    keys * SECONDS.key +
    (fields + sums) * SECONDS.number +
    pages * (SECONDS.aim + SECONDS.shutter) +
    BUTTONS * SECONDS.glance;
  return { keys, screens: fields + pages + BUTTONS, seconds };
}
