import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { built } from "../../vite/app.ts";

const source = (name: string) => fileURLToPath(new URL(`src/${name}.ts`, import.meta.url));

// The pages are Python's (src/sirekap/publication/pages); they name these files by .vite/manifest.json.
export default defineConfig({
  base: "./",
  build: {
    ...built("portal"),
    assetsDir: "aset",
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    manifest: true,
    rolldownOptions: { input: { page: source("page"), theme: source("theme"), widget: source("widget") } },
  },
});
