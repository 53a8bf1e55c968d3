// A receipt: the server has this record for good, and its log will show it in time: spec/record.md § 7.

import { checkServer, type KeyRing } from "./keylist.ts";
import { base64url, fromBase64url, fromHex, hex, joined, type Octets } from "./octets.ts";
import { Refusal } from "./refusal.ts";
import { digest, instant, orNull, readStatement, unwrap, whole, wrap, writeStatement } from "./statement.ts";

export interface Receipt {
  readonly record: string;
  readonly at: string;
  readonly key: string;
  readonly log_promise: number;
  readonly photos_from: string | null;
}

export interface SignedReceipt {
  readonly receipt: Receipt;
  readonly signature: Octets;
}

const LATEST = 253_402_300_799n; // 9999-12-31T23:59:59Z

/** Reads a receipt as answered over HTTP. The signature is not checked here. */
export function readReceipt(signed: Octets): SignedReceipt {
  const { body, signature } = unwrap(signed);
  const receipt = readStatement<Receipt>("receipt", body, {
    record: digest,
    at: instant,
    key: digest,
    log_promise: whole(1, 86_400),
    photos_from: orNull(instant),
  });
  return { receipt, signature };
}

/** Returns if a receipt key signed this, while it held, for this very record; refuses otherwise. */
export async function checkReceipt(signed: SignedReceipt, ring: KeyRing, record: string): Promise<void> {
  const { receipt, signature } = signed;
  if (receipt.record !== record) throw new Refusal("receipt_of_another", receipt.record.slice(0, 16));
  await checkServer(ring, receipt.key, "receipt", receipt.at, bodyOf(receipt), signature);
}

/** The bytes the receipt key signs. */
export function bodyOf(receipt: Receipt): Octets {
  return writeStatement("receipt", { ...receipt });
}

/** The envelope, byte by byte as the server gave it. */
export function wrapReceipt({ receipt, signature }: SignedReceipt): Octets {
  return wrap({ body: bodyOf(receipt), signature });
}

/** The short form of 199 characters, for a QR code. */
export function shortReceipt({ receipt, signature }: SignedReceipt): string {
  const numbers = new DataView(new ArrayBuffer(20));
  numbers.setBigUint64(0, seconds(receipt.at));
  numbers.setUint32(8, receipt.log_promise);
  numbers.setBigUint64(12, receipt.photos_from === null ? 0n : seconds(receipt.photos_from));
  const record = fromHex(receipt.record);
  const key = fromHex(receipt.key);
  if (record === null || key === null) throw new Refusal("statement_malformed", "receipt");
  return base64url(joined(Uint8Array.of(2), record, new Uint8Array(numbers.buffer), key, signature));
}

/** Reads the short form. The signature is not checked here. */
export function expandReceipt(short: string): SignedReceipt {
  const whole = fromBase64url(short);
  if (whole?.length !== 149 || whole[0] !== 2)
    throw new Refusal("statement_malformed", "receipt: compact form");
  const numbers = new DataView(whole.buffer, 33, 20);
  const [at, promise, photos] = [numbers.getBigUint64(0), numbers.getUint32(8), numbers.getBigUint64(12)];
  if (at > LATEST || photos > LATEST || promise < 1 || promise > 86_400) {
    throw new Refusal("statement_malformed", "receipt: compact form");
  }
  const receipt = {
    record: hex(whole.slice(1, 33)),
    at: time(at),
    key: hex(whole.slice(53, 85)),
    log_promise: promise,
    photos_from: photos === 0n ? null : time(photos),
  };
  return { receipt, signature: whole.slice(85) };
}

const seconds = (at: string): bigint => BigInt(Date.parse(at) / 1000);
const time = (at: bigint): string => `${new Date(Number(at) * 1000).toISOString().slice(0, 19)}Z`;
