// node check.js DIRECTORY [VERIFIER-KEY]: checks a copy of the published site, says what was checked, ends with 0 or 1.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Octets } from "./octets.ts";
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
    ...verdict.troubles.map((refusal) => `WRONG ${refusal.code}: ${refusal.about}`),
    verdict.troubles.length === 0
      ? "Everything that was checked holds."
      : `${verdict.troubles.length} wrong.`,
  ];
}

const [directory, verifierKey] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write("usage: node check.js DIRECTORY [VERIFIER-KEY]\n");
  process.exitCode = 2;
} else {
  const names = await readdir(join(directory, "v1/records")).catch(() => []);
  const verdict = await checkSite((path) => file(join(directory, path)), names.sort(), verifierKey ?? null);
  process.stdout.write(`${told(verdict).join("\n")}\n`);
  process.exitCode = verdict.troubles.length === 0 ? 0 : 1;
}
