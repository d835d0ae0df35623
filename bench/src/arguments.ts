/** The command line of `npm run bench`, and which benches and rows it names. */
import { parseArgs } from "node:util";

export type Arguments = { prefixes: string[]; quick: boolean; json: boolean };

/** @throws on an option it does not know */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({ args, options: { quick: { type: "boolean" }, json: { type: "boolean" } }, allowPositionals: true });
  return { prefixes: positionals, quick: values.quick ?? false, json: values.json ?? false };
}

/** A bench measures a row that is asked for: `turn` asks for `turn-overhead`, and so does `turn-overhead.p95`. */
export const benchIsWanted = (bench: string, prefixes: readonly string[], onlyNamed = false): boolean => (prefixes.length === 0 && !onlyNamed) || prefixes.some((prefix) => bench.startsWith(prefix) || prefix.startsWith(bench));

/** A bench that failed has one row by its own name, which answers for all of its rows. */
export const rowIsWanted = (row: string, prefixes: readonly string[]): boolean => prefixes.length === 0 || prefixes.some((prefix) => row.startsWith(prefix) || prefix.startsWith(`${row}.`));
