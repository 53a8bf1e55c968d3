// Checking Sirekap from outside: records, signatures, receipts and the public log, on WebCrypto alone.

export { decode, encode, type Json } from "./canonical.ts";
export { type Certificate, takeCertificate } from "./certificate.ts";
export { type Checkpoint, openCheckpoint, readCheckpoint } from "./checkpoint.ts";
export { leafHash, nodeHash, rootOf } from "./hashing.ts";
export { keyId, recordId, saltedHash } from "./identity.ts";
export { checkServer, type KeyRing, type ListedKey, readKeyList, takeKeyList } from "./keylist.ts";
export { type Leaf, readLeaf } from "./leaf.ts";
export { noteText, openNote, readVerifierKey, type VerifierKey, writeVerifierKey } from "./note.ts";
export * from "./octets.ts";
export { checkConsistency, checkInclusion, type Head } from "./proof.ts";
export { type Explanation, type Options, proveRecord, type Step } from "./prove.ts";
export { type Fetch, TreeReader } from "./reader.ts";
export {
  checkReceipt,
  expandReceipt,
  type Receipt,
  readReceipt,
  type SignedReceipt,
  shortReceipt,
  wrapReceipt,
} from "./receipt.ts";
export { Refusal } from "./refusal.ts";
export { checkPhone, signedByServer } from "./signature.ts";
export { checkSite, type Trusted, type Verdict } from "./site.ts";
export { type Envelope, unwrap, wrap, writeStatement } from "./statement.ts";
export { entriesOf, hashesOf, pathOf, type TileFile, tileAt, tilesOf, WIDTH } from "./tiles.ts";
