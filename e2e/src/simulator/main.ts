/** `node e2e/src/simulator/main.ts SEED [COUNT]`: one seed prints its trace; more print the seeds that fail. */
import { simulate } from "./simulate.ts";

const [seedText = "1", countText = "1"] = process.argv.slice(2);
const first = Number(seedText);
const count = Number(countText);
if (count === 1) {
  const result = simulate(first, { trace: true });
  process.stdout.write(`${JSON.stringify(result.schedule)}\n${result.trace.join("\n")}\n${result.violations.join("\n")}\n`);
  process.exitCode = result.violations.length === 0 ? 0 : 1;
} else {
  for (let seed = first; seed < first + count; seed += 1) {
    const { violations } = simulate(seed);
    if (violations.length > 0) process.stdout.write(`${seed}: ${violations.slice(0, 2).join(" | ")}\n`);
  }
}
