// node check.js DIRECTORY [VERIFIER-KEY [ROOT-KEY]]: checks a copy of the published site, says what holds and what
// does not, ends with 0 or 1. Keys come from elsewhere, not from the site; without one, whose it is stays open.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fromBase64url, type Octets } from "./octets.ts";
import { checkSite, type Verdict } from "./site.ts";

async function file(path: string): Promise<Octets | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function told(verdict: Verdict): string[] {
  return [
    verdict.signed
      ? "The checkpoint is signed by the key given."
      : "No key was given: whose checkpoint this is was not checked.",
    `Its tree has ${verdict.size} leaves and the root ${verdict.root}.`,
    `${verdict.opened} records open their leaf; of ${verdict.kept_back} leaves the record is not here.`,
    verdict.signatures === null
      ? "The site has no key list: signatures were not checked."
      : `${verdict.signatures} records are signed by who they say.`,
    verdict.rooted
      ? "The key list is signed by the root given."
      : "No root was given: whose keys these are was not checked.",
    ...verdict.troubles.map((refusal) => `WRONG ${refusal.code}: ${refusal.about}`),
    verdict.troubles.length === 0
      ? "Everything that was checked holds."
      : `${verdict.troubles.length} wrong.`,
  ];
}

const [directory, verifierKey = null, rootKey] = process.argv.slice(2);
const root = rootKey === undefined ? null : fromBase64url(rootKey);
if (directory === undefined || (rootKey !== undefined && root?.length !== 32)) {
  process.stderr.write("usage: node check.js DIRECTORY [VERIFIER-KEY [ROOT-KEY, base64url]]\n");
  process.exitCode = 2;
} else {
  const names = await readdir(join(directory, "v1/records")).catch(() => []);
  const get = (path: string) => file(join(directory, path));
  const verdict = await checkSite(get, names.sort(), { verifierKey, root });
  process.stdout.write(`${told(verdict).join("\n")}\n`);
  process.exitCode = verdict.troubles.length === 0 ? 0 : 1;
}
