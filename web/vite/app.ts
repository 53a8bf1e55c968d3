// What the builds of all apps have in common: where they go and which browsers they are for.

import { fileURLToPath } from "node:url";
import type { BuildOptions } from "vite";

/** The oldest browsers we promise: Android 8 with Chrome 109, iOS Safari 16.4. */
export const FLOOR = ["chrome109", "safari16.4"];

/** Build settings of an app; the wheel packs what is under `src/sirekap/web/`. */
export function built(app: string): BuildOptions {
  return {
    outDir: fileURLToPath(new URL(`../../src/sirekap/web/${app}/`, import.meta.url)),
    emptyOutDir: true,
    target: FLOOR,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  };
}
