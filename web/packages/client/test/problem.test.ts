import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf } from "../src/index.ts";

test("a problem document is read with how long to wait", async () => {
  const body = JSON.stringify({ code: "overloaded", detail: "Server sedang terlalu penuh.", status: 503 });
  const answer = new Response(body, { status: 503, headers: { "retry-after": "17" } });

  assert.deepEqual(await problemOf(answer), {
    status: 503,
    code: "overloaded",
    detail: "Server sedang terlalu penuh.",
    retryAfter: 17,
  });
});

test("a page that a captive portal puts in between is no problem of ours", async () => {
  const answer = new Response("<html>Masuk Wi-Fi</html>", {
    status: 511,
    statusText: "Network Authentication",
  });

  assert.deepEqual(await problemOf(answer), {
    status: 511,
    code: "",
    detail: "Network Authentication",
    retryAfter: null,
  });
});
