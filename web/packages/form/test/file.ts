// For tests/spec/test_browser_returns.py: filings on stdin, a line of JSON each; envelopes of one new phone on stdout.

import { createInterface } from "node:readline/promises";
import { base64url, fromUtf8 } from "@sirekap/log";
import { type Filing, type Form, makeReturn, newPhone } from "../src/index.ts";

const phone = await newPhone();
process.stdout.write(`${base64url(phone.publicOctets)}\n`);
for await (const line of createInterface(process.stdin)) {
  const { form, filing } = JSON.parse(line) as { form: Form; filing: Filing };
  const made = await makeReturn(form, { ...filing, at: new Date(filing.at) }, phone);
  process.stdout.write(`${JSON.stringify({ id: made.id, envelope: fromUtf8(made.envelope) })}\n`);
}
