import assert from "node:assert/strict";
import { test } from "node:test";
import { done, due, failed, hurried, type Parcel, pause, photoIs, receipted, wake } from "../src/queue.ts";

const octets = new Uint8Array();
const photo = (sha256: string) => ({ page: 1, sha256, size: 9, state: "waiting" as const, refusal: null });

function parcel(id: string, made: number, changes: Partial<Parcel> = {}): Parcel {
  const plain = {
    contest: "ppwp",
    version: 1,
    envelope: octets,
    photos: [photo(`${id}1`)],
    receipt: null,
    receiptAt: null,
  };
  return { id, made, ...plain, photosFrom: 0, tries: 0, next: 0, trouble: null, ...changes };
}

test("numbers go before any photo, the older before the newer, photos when their slot has come", () => {
  const sent = receipted(parcel("a", 1), octets, "2024-02-14T18:00:00Z", 500);
  assert.equal(due([sent, parcel("c", 3), parcel("b", 2)], 1_000)?.parcel.id, "b");
  assert.equal(due([sent], 499), null);
  assert.equal(wake([sent]), 500);
  assert.equal(due([sent], 500)?.kind, "photo");
});

test("a return is done with its receipt and the last of its photos, and by nothing else", () => {
  const failing = failed(parcel("a", 1), "offline", 0, () => 1);
  assert.equal(done(failing), false);
  const sent = receipted(failing, octets, "2024-02-14T18:00:00Z", 0);
  assert.equal(done(sent), false);
  assert.equal(done(photoIs(sent, "a1", "safe", null)), true);
  assert.equal(wake([photoIs(sent, "a1", "safe", null)]), null);
});

test("a pause is anything up to a bound that doubles, to five minutes; what the server asks for comes on top", () => {
  assert.deepEqual(
    [0, 1, 2, 30].map((tries) => pause(tries, () => 1)),
    [2_000, 4_000, 8_000, 300_000],
  );
  assert.equal(
    pause(9, () => 0),
    0,
  );
  assert.equal(failed(parcel("a", 1), "busy", 100, () => 0.5, 20).next, 100 + 20_000 + 1_000);
});

test("who comes back to a network does not wait for the phone's own pause, but for the server's", () => {
  const offline = failed(parcel("a", 1), "offline", 0, () => 1);
  const busy = failed(parcel("a", 1), "busy", 0, () => 1, 60);
  assert.deepEqual([hurried(offline, 5).next, hurried(busy, 5).next], [5, 62_000]);
});
