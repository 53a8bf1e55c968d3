// A second opinion on spec/vectors, by what every browser has: WebCrypto and JSON.
// Usage: node vectors.mjs DIRECTORY. Ends with 1 and says on stderr what disagrees.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const { subtle } = globalThis.crypto;
const utf8 = new TextEncoder();
const read = (name) => JSON.parse(readFileSync(join(process.argv[2], `${name}.json`), "utf8"));
const bytes = (base64url) => new Uint8Array(Buffer.from(base64url, "base64url"));
const sha256 = async (data) => Buffer.from(await subtle.digest("SHA-256", data)).toString("hex");

let wrong = 0;
function agree(what, wanted, met) {
  if (wanted === met) return;
  wrong += 1;
  console.error(`${what}: ${wanted} wanted, ${met} met`);
}

// RFC 8785: JavaScript's own order of keys under sort() is that of UTF-16.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(",")}}`;
}

for (const { name, value, utf8: text, sha256: hash } of read("canonical").good) {
  agree(`canonical, ${name}`, text, canonical(value));
  agree(`canonical, hash of ${name}`, hash, await sha256(utf8.encode(text)));
}

for (const { name, utf8: text, id } of read("records").good) {
  agree(`record, ${name}`, text, canonical(JSON.parse(text)));
  agree(`record, id of ${name}`, id, await sha256(utf8.encode(text)));
}

const { salt, words, hash } = read("records").salted;
agree("salted hash", hash, await sha256(Buffer.concat([Buffer.from(salt, "hex"), utf8.encode(words)])));

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const signatures = read("signatures");
const phone = await subtle.importKey("raw", bytes(signatures.public), ecdsa, false, ["verify"]);
for (const { name, message, signature, verdict } of signatures.cases) {
  const valid = await subtle.verify(ecdsa, phone, bytes(signature), utf8.encode(message));
  agree(`signature, ${name}`, verdict === "valid", valid);
}

// An envelope is cut by position: 8 characters before the body, 102 after it.
async function signedBy(publicKey, envelope) {
  const key = await subtle.importKey("raw", bytes(publicKey), "Ed25519", false, ["verify"]);
  const body = utf8.encode(envelope.slice(8, -102));
  return subtle.verify("Ed25519", key, bytes(envelope.slice(-88, -2)), body);
}

const lists = read("key-lists");
for (const { name, utf8: envelope, verdict } of lists.cases) {
  agree(`key list, ${name}`, verdict !== "signature_wrong", await signedBy(lists.root, envelope));
}

const known = new Map(read("keys").ed25519.map((key) => [key.id, key.public]));
for (const key of [...read("keys").ed25519, ...read("keys").p256]) {
  agree(`key, ${key.words}`, key.id, await sha256(bytes(key.public)));
}
for (const { name, utf8: envelope, verdict } of read("receipts").cases) {
  const key = known.get(JSON.parse(envelope).body.key);
  agree(`receipt, ${name}`, verdict !== "signature_wrong", await signedBy(key, envelope));
}
for (const { name, utf8: envelope, verdict } of read("certificates").cases) {
  if (verdict === "envelope_malformed") continue;
  const key = known.get(JSON.parse(envelope).body.issuer);
  agree(`certificate, ${name}`, verdict !== "signature_wrong", await signedBy(key, envelope));
}

// Enrolment: a code is written again from its bytes, its check character and both digests with it.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const times2 = (r) => (r & 16 ? (r << 1) ^ 37 : r << 1);
function checkCharacter(station, twelve) {
  const values = [...station].map((c) => parseInt(c, 36) % 32).concat([...twelve].map((c) => alphabet.indexOf(c)));
  return alphabet[times2(values.reduce((r, v) => times2(r) ^ v, 0))];
}

const enrolment = read("enrolment");
const secret = Buffer.from(enrolment.secret, "hex");
const hmac = await subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
const digest = async (station, code) =>
  Buffer.from(await subtle.sign("HMAC", hmac, utf8.encode(`sirekap enrolment code 1:${station}:${code}`))).toString("hex");
for (const { station, random, payload, typed, digest_scanned, digest_typed } of enrolment.codes) {
  let left = BigInt(`0x${random}`) << 2n;
  let text = "";
  for (let place = 0; place < 26; place += 1, left >>= 5n) text = alphabet[Number(left & 31n)] + text;
  const twelve = text.slice(0, 12);
  agree("code, scanned", payload, `SIREKAP-ENROL:1:${station}:${text}`);
  agree("code, typed", typed, twelve + checkCharacter(station, twelve));
  agree("code, digest of the scanned", digest_scanned, await digest(station, text));
  agree("code, digest of the typed", digest_typed, await digest(station, twelve));
}

const { body, envelope } = enrolment.claim;
const claimed = utf8.encode(body);
const claimant = await subtle.importKey("raw", bytes(JSON.parse(body).key), ecdsa, false, ["verify"]);
agree("claim, body", body, envelope.slice(8, -102));
agree("claim, signature", true, await subtle.verify(ecdsa, claimant, bytes(envelope.slice(-88, -2)), claimed));

process.exit(wrong === 0 ? 0 : 1);
