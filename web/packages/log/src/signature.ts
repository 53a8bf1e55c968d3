// Signatures of servers (Ed25519) and of phones (ECDSA P-256, r‖s): spec/record.md § 4.

import { verifyEd25519 } from "./ed25519.ts";
import type { Octets } from "./octets.ts";
import { Refusal } from "./refusal.ts";

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Whether a server's key signed these bytes. */
export async function signedByServer(publicKey: Octets, data: Octets, signature: Octets): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, data);
  } catch {
    return verifyEd25519(publicKey, data, signature); // This browser's WebCrypto has no Ed25519.
  }
}

/** Returns if a phone's key (65 bytes) signed these bytes; refuses otherwise. */
export async function checkPhone(publicKey: Octets, data: Octets, signature: Octets): Promise<void> {
  if (signature.length !== 64) throw new Refusal("signature_malformed", `${signature.length} bytes, not 64`);
  for (const half of [signature.subarray(0, 32), signature.subarray(32)]) {
    const number = half.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
    if (number === 0n || number >= ORDER) throw new Refusal("signature_malformed", "r or s out of range");
  }
  const key = await importPhone(publicKey);
  if (!(await crypto.subtle.verify(ECDSA, key, signature, data)))
    throw new Refusal("signature_wrong", "device");
}

async function importPhone(publicKey: Octets): Promise<CryptoKey> {
  if (publicKey.length !== 65 || publicKey[0] !== 4)
    throw new Refusal("public_key_malformed", "not a point of P-256");
  try {
    return await crypto.subtle.importKey("raw", publicKey, ECDSA, false, ["verify"]);
  } catch {
    throw new Refusal("public_key_malformed", "not a point of P-256");
  }
}
