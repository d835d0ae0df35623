/**
 * Two projects: what is pure runs in Node; what needs bindings, Durable Objects or WebSockets runs in workerd with the
 * real entry and the migrations applied (files named *.workerd.test.ts).
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// The Worker's configuration names the built dashboard; a clean clone has none yet, and these tests need none.
mkdirSync(join(import.meta.dirname, "../dashboard/dist"), { recursive: true });

const secrets = {
  ZVON_LINK_KEY: "link-key-of-the-tests-0123456789abcdef",
  ZVON_SESSION_SECRET: "session-secret-of-the-tests-0123456789",
  ZVON_SEED_TOKEN: "seed-token-of-the-tests",
  ZVON_EDITION: "resident",
  ZVON_KEYRING: JSON.stringify({ current: "2", keys: { "1": Buffer.alloc(32, 1).toString("base64"), "2": Buffer.alloc(32, 2).toString("base64") } }),
};

export default defineConfig({
  test: {
    projects: [
      { test: { name: "pure", include: ["src/**/*.test.ts"], exclude: ["src/**/*.workerd.test.ts"], environment: "node" } },
      async () => ({
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "../wrangler.toml" },
            miniflare: { bindings: { ...secrets, TEST_MIGRATIONS: await readD1Migrations(join(import.meta.dirname, "../migrations")) } },
          }),
        ],
        test: { name: "workerd", include: ["src/**/*.workerd.test.ts"], testTimeout: 30_000, setupFiles: ["src/testing/setup.ts"] },
      }),
    ],
  },
});
