import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { base45, fromBase45, partOf, parts, whole } from "../src/carry.ts";
import { qr } from "../src/qr/encode.ts";

test("a code has its finders and the size of its version", () => {
  const rows = qr("A".repeat(199));
  assert.equal((rows.length - 17) % 4, 0);
  assert.deepEqual(rows[0]?.slice(0, 8), [true, true, true, true, true, true, true, false]);
});

test("base 45 is that of RFC 9285", () => {
  const octets = (text: string) => new TextEncoder().encode(text);
  assert.equal(base45(octets("AB")), "BB8");
  assert.equal(base45(octets("Hello!!")), "%69 VD92EX0");
  assert.deepEqual(fromBase45("QED8WEX0"), octets("ietf!"));
});

test("what is carried in codes comes out as it went in, in whichever order they are seen", async () => {
  const envelope = new TextEncoder().encode(readFileSync(new URL(import.meta.url), "utf8").repeat(3));
  const noise = crypto.getRandomValues(new Uint8Array(2_000));
  for (const octets of [envelope, noise]) {
    const texts = await parts("ab".repeat(32), octets);
    const seen = texts
      .map(partOf)
      .filter((part) => part !== null)
      .reverse();
    assert.equal(seen.length, texts.length);
    assert.deepEqual(await whole(seen), octets);
    if (seen.length > 1) assert.equal(await whole(seen.slice(1)), null);
  }
  assert.equal(partOf("SIREKAP-ENROL:1:x"), null);
});
