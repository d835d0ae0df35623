import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

/** In development the API of a running server is used: ZVON_URL, by default the address `npm start` prints. */
const server = process.env["ZVON_URL"] ?? "http://127.0.0.1:8787";
// The server takes changes from its own pages only.
const forward = { target: server, changeOrigin: true, ws: true, headers: { origin: new URL(server).origin } };

export default defineConfig({
  plugins: [tailwindcss()],
  worker: { format: "es" },
  build: { target: "es2022", outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { checks: { moduleLevelDirective: false } } },
  server: { host: "127.0.0.1", proxy: { "/v1": forward, "/auth": forward } },
});
