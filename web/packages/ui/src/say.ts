// Sentences by code, the same files and blanks as `sirekap.texts.say`.

import type source from "../../../../src/sirekap/texts/id.json";

/** Every code that has a sentence. */
export type TextCode = keyof typeof source;
/** What a sentence's blanks are filled with. */
export type Facts = Readonly<Record<string, string | number>>;
/** Sentences of one language, as `sirekap:texts/id` gives them. */
export type Texts = Readonly<Record<string, string>>;

/** The sentence of a code with its blanks filled. Throws for a code without a text or a blank without its fact. */
export function say(texts: Texts, code: string, facts: Facts = {}): string {
  const sentence = texts[code];
  if (sentence === undefined) throw new Error(`no text for ${code}`);
  return sentence.replace(/\{\{|\}\}|\{(\w+)\}/g, (whole, name: string | undefined) => {
    if (name === undefined) return whole.slice(1);
    const fact = facts[name];
    if (fact === undefined) throw new Error(`the text of ${code} has no {${name}}`);
    return String(fact);
  });
}
