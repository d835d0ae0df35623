/**
 * Two projects: what is pure runs in Node; what needs bindings, Durable Objects or WebSockets runs in workerd with the
 * real entry and the migrations applied (files named *.workerd.test.ts).
 */
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vitest/config";

// The Worker's configuration names the built dashboard; a clean clone has none yet, and these tests need none.
mkdirSync(join(import.meta.dirname, "../dashboard/dist"), { recursive: true });

const secrets = {
  ZVON_LINK_KEY: "link-key-of-the-tests-0123456789abcdef",
  ZVON_SESSION_SECRET: "session-secret-of-the-tests-0123456789",
  ZVON_SEED_TOKEN: "seed-token-of-the-tests",
  ZVON_EDITION: "resident",
  ZVON_KEYRING: JSON.stringify({ current: "2", keys: { "1": Buffer.alloc(32, 1).toString("base64"), "2": Buffer.alloc(32, 2).toString("base64") } }),
};

/** workerd takes WebSocket messages of 32 MiB at most; quoting makes the modules longer on their way. */
const mostWarmBytes = 12 * 1024 * 1024;

/**
 * Vitest sends a test file all modules of its import graph that it has transformed already, in one message, which the
 * Cloudflare pool fills with their code. The whole Worker in it would be longer than workerd takes: every later file failed with
 * "Message is too large". What is left out is asked for one by one.
 */
const boundedWarmModules: Plugin = {
  name: "bounded-warm-modules",
  configureVitest({ project }) {
    const pool = project.config.poolRunner;
    if (pool === undefined) throw new Error("the Cloudflare plugin stands before this one");
    project.config.poolRunner = {
      ...pool,
      createPoolWorker(options) {
        const worker = pool.createPoolWorker(options);
        const send = worker.send.bind(worker);
        worker.send = (message) => send("r" in message ? Object.assign(message, { r: bounded(message.r) }) : message);
        return worker;
      },
    };
  },
};

/** Of a map of modules kept on disk (`tmp`), as many as fit; anything else as it is. */
function bounded(response: unknown): unknown {
  if (typeof response !== "object" || response === null || Array.isArray(response) || "tmp" in response) return response;
  const counted = new Set<string>();
  let bytes = 0;
  return Object.fromEntries(Object.entries(response).filter(([, module]: [string, unknown]) => {
    const file: unknown = typeof module === "object" && module !== null && "tmp" in module ? module.tmp : null;
    if (typeof file !== "string" || counted.has(file)) return true;
    const size = statSync(file).size;
    if (bytes + size > mostWarmBytes) return false;
    bytes += size;
    counted.add(file);
    return true;
  }));
}

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
          boundedWarmModules,
        ],
        test: { name: "workerd", include: ["src/**/*.workerd.test.ts"], testTimeout: 30_000, setupFiles: ["src/testing/setup.ts"] },
      }),
    ],
  },
});
