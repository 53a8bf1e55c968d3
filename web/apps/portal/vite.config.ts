import { defineConfig } from "vite";
import { built } from "../../vite/app.ts";
import { texts } from "../../vite/texts.ts";

// The pages are Python's; they name these files by .vite/manifest.json.
export default defineConfig({
  base: "./",
  build: {
    ...built("portal"),
    assetsDir: "aset",
    manifest: true,
    rolldownOptions: { input: "src/main.ts" },
  },
  plugins: [texts(["R", "W", "I"])],
});
