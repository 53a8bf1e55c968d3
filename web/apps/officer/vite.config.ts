import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { built } from "../../vite/app.ts";
import { texts } from "../../vite/texts.ts";

const NAME = "Sirekap Petugas";

export default defineConfig({
  base: "./",
  build: built("officer"),
  plugins: [
    texts(["R1", "R2", "W", "I3", "officer."]),
    svelte(),
    VitePWA({
      registerType: "prompt",
      injectRegister: "script-defer",
      workbox: { globPatterns: ["**/*.{html,js,css,svg,png}"], navigateFallbackDenylist: [/^\/api\//] },
      manifest: {
        name: NAME,
        short_name: "Sirekap",
        lang: "id",
        display: "standalone",
        orientation: "portrait",
        theme_color: "#0b5cad",
        background_color: "#14181d",
        icons: [
          { src: "icon.svg", type: "image/svg+xml", sizes: "any" },
          { src: "icon.png", type: "image/png", sizes: "192x192" },
        ],
      },
    }),
  ],
});
