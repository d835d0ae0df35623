import { defineConfig } from "vitest/config";

/**
 * Files that mostly wait: one call or talk at a time, in real time, which takes a tenth of a core. They run two at a time.
 * All others, whose calls are many or strict about what is heard, and those in a browser, have the machine to themselves;
 * so has each new file until it is named here.
 */
const waiting = [
  "agent-call", "asterisk-adapter", "asterisk-trunks", "bots-life", "chat", "commits", "eval/eval", "known-fields", "language-change", "listening", "model-talk", "model-tools", "restarts",
  "sip-beside", "sip-outbound", "sip-outbound-sipp", "tools", "trunk-lines", "vendors",
].map((name) => `src/${name}.test.ts`);

const shared = { maxConcurrency: 16, testTimeout: 60_000, hookTimeout: 180_000 };

// Those that are alone go first: the first of them builds the product and lets the recogniser learn for all. (Vitest puts
// group 0 with one worker behind all others.)
export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: "alone", include: ["src/**/*.test.ts"], exclude: waiting, maxWorkers: 1, sequence: { groupOrder: 1 } } },
      { test: { ...shared, name: "waiting", include: waiting, maxWorkers: 2, sequence: { groupOrder: 2 } } },
    ],
  },
});
