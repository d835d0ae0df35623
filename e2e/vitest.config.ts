import { defineConfig } from "vitest/config";

// Whole products in real time: one file after the other, so that each has the machine's cores to itself.
export default defineConfig({ test: { include: ["src/**/*.test.ts"], fileParallelism: false, maxConcurrency: 16, testTimeout: 60_000, hookTimeout: 180_000 } });
