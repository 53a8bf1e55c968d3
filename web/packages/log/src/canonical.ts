// One value, one sequence of bytes: spec/record.md § 1 (RFC 8785 without fractions).
//
// JSON.parse forgets keys that stand twice and how a number was written, so the text is read here.

import { fromUtf8, type Octets, same, utf8 } from "./octets.ts";
import { Refusal } from "./refusal.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const LARGEST_BYTES = 65_536;
const DEEPEST = 200;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The bytes of a value; refuses what a record cannot hold. */
export function encode(value: Json): Octets {
  return utf8(written(value));
}

/** The value of canonical bytes; refuses any others. */
export function decode(octets: Octets): Json {
  if (octets.length > LARGEST_BYTES) throw new Refusal("bytes_too_large", `${octets.length} bytes`);
  const text = fromUtf8(octets);
  if (text === null) throw new Refusal("bytes_not_utf8");
  const reader = new Reader(text);
  const value = reader.whole();
  if (!same(encode(value), octets)) {
    if (reader.twice !== null) throw new Refusal("json_duplicate_key", reader.twice);
    throw new Refusal("json_not_canonical");
  }
  return value;
}

function written(value: Json): string {
  if (typeof value === "number") {
    if (!Number.isInteger(value)) throw new Refusal("json_not_integer", String(value));
    if (!Number.isSafeInteger(value)) throw new Refusal("json_integer_too_large", String(value));
    return String(value === 0 ? 0 : value);
  }
  if (typeof value === "string") {
    if (LONE_SURROGATE.test(value)) throw new Refusal("json_surrogate");
    return JSON.stringify(value);
  }
  if (value === null || typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(written).join(",")}]`;
  if (typeof value !== "object") throw new Refusal("json_foreign_type", typeof value);
  // sort() without a comparison is by UTF-16 code units, as RFC 8785 § 3.2.3 wants it.
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${written(key)}:${written(value[key] as Json)}`).join(",")}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A reader of JSON text, one value deep after the other. */
class Reader {
  private readonly text: string;
  private at = 0;
  private depth = 0;
  /** The first key that stood twice in one object. */
  twice: string | null = null;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Json {
    const value = this.value();
    if (this.at !== this.text.length) throw this.malformed();
    return value;
  }

  private malformed(): Refusal {
    return new Refusal("json_malformed", `character ${this.at}`);
  }

  /** Takes what matches here, white space before and after it. */
  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.at = pattern.lastIndex;
    return found[1] ?? "";
  }

  private need(pattern: RegExp): string {
    const found = this.take(pattern);
    if (found === null) throw this.malformed();
    return found;
  }

  private value(): Json {
    if (this.take(OPEN_OBJECT) !== null) return this.deeper(() => this.members());
    if (this.take(OPEN_LIST) !== null) return this.deeper(() => this.items());
    const literal = this.take(LITERAL);
    if (literal !== null) return literal === "null" ? null : literal === "true";
    const number = this.take(NUMBER);
    if (number !== null) return whole(number);
    return this.string();
  }

  private deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new Refusal("json_too_deep");
    const value = read();
    this.depth -= 1;
    return value;
  }

  private items(): Json[] {
    const items: Json[] = [];
    if (this.take(CLOSE_LIST) !== null) return items;
    do items.push(this.value());
    while (this.take(COMMA) !== null);
    this.need(CLOSE_LIST);
    return items;
  }

  private members(): { [key: string]: Json } {
    const members = Object.create(null) as { [key: string]: Json };
    if (this.take(CLOSE_OBJECT) !== null) return members;
    do {
      const key = this.string();
      if (key in members) this.twice ??= key;
      this.need(COLON);
      members[key] = this.value();
    } while (this.take(COMMA) !== null);
    this.need(CLOSE_OBJECT);
    return members;
  }

  private string(): string {
    return JSON.parse(this.need(STRING)) as string;
  }
}

function whole(written: string): number {
  if (!/^-?\d+$/.test(written)) throw new Refusal("json_not_integer", written);
  const number = Number(written);
  if (!Number.isSafeInteger(number)) throw new Refusal("json_integer_too_large", written.slice(0, 80));
  return number;
}

const OPEN_OBJECT = /[ \t\n\r]*\{[ \t\n\r]*/y;
const CLOSE_OBJECT = /[ \t\n\r]*\}[ \t\n\r]*/y;
const OPEN_LIST = /[ \t\n\r]*\[[ \t\n\r]*/y;
const CLOSE_LIST = /[ \t\n\r]*\][ \t\n\r]*/y;
const COMMA = /[ \t\n\r]*,[ \t\n\r]*/y;
const COLON = /[ \t\n\r]*:[ \t\n\r]*/y;
const LITERAL = /[ \t\n\r]*(null|true|false)[ \t\n\r]*/y;
const NUMBER = /[ \t\n\r]*(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity)[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them as they are.
const STRING = /[ \t\n\r]*("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")[ \t\n\r]*/y;
