// Gives an app the sentences it uses, out of the one source that Python reads too.
//
// `import texts from "sirekap:texts/id"` is a table with the codes whose names begin as the app said;
// the rest of the file never reaches a phone. A beginning that fits no code stops the build.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const SOURCE = new URL("../../src/sirekap/texts/", import.meta.url);
const NAME = /^sirekap:texts\/(id|en)$/;

/** A Vite plugin that serves `sirekap:texts/id` and `/en` with the codes that begin with one of `beginnings`. */
export function texts(beginnings: readonly string[]): Plugin {
  return {
    name: "sirekap-texts",
    resolveId: (id) => (NAME.test(id) ? `\0${id}` : null),
    load(id) {
      const language = NAME.exec(id.slice(1))?.[1];
      if (!language) return null;
      const path = fileURLToPath(new URL(`${language}.json`, SOURCE));
      this.addWatchFile(path);
      const chosen = choose(JSON.parse(readFileSync(path, "utf8")), beginnings);
      return `export default ${JSON.stringify(chosen)}`;
    },
  };
}

/** The sentences whose code begins with one of `beginnings`; throws for a beginning that none has. */
export function choose(table: Record<string, string>, beginnings: readonly string[]): Record<string, string> {
  const idle = beginnings.find((beginning) => !Object.keys(table).some((code) => code.startsWith(beginning)));
  if (idle !== undefined) throw new Error(`no text begins with "${idle}"`);
  return Object.fromEntries(
    Object.entries(table).filter(([code]) => beginnings.some((beginning) => code.startsWith(beginning))),
  );
}
