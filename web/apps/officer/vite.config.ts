import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { built } from "../../vite/app.ts";
import { texts } from "../../vite/texts.ts";

export default defineConfig({
  base: "./",
  build: built("officer"),
  plugins: [
    texts(["R", "W", "I", "letter.step_2"]),
    svelte(),
    VitePWA({
      registerType: "prompt",
      manifest: {
        name: "Sirekap Petugas",
        short_name: "Sirekap",
        lang: "id",
        display: "standalone",
        theme_color: "#0b5cad",
        background_color: "#ffffff",
      },
    }),
  ],
});
