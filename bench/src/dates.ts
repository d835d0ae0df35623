/**
 * Spoken days and hours against the tables in `bench/sets` (README-dates.md): a line counts when day, hour and part of the
 * day are all as written there, and a trap when nothing is read. Of the test half figures alone are printed.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { readMoment, whenOf } from "../../worker/src/dialogue/fields/moment/moment.ts";
import { measured, notMeasured, type Bench, type Row } from "./row.ts";

/** The moment at which the tables speak. */
const now = { date: "2026-11-20", time: "10:00" };
const budget = 95;

type Line = { text: string; when: string | null; part?: string };

async function readHalf(language: "ru" | "en", half: "dev" | "test"): Promise<Line[]> {
  const text = await readFile(path.join(import.meta.dirname, `../sets/dates-${language}.${half}.jsonl`), "utf8");
  return text.trim().split("\n").map((line): Line => JSON.parse(line));
}

function isRight(line: Line, language: "ru" | "en"): boolean {
  const read = whenOf(readMoment(line.text, language, now), now);
  return (read?.when ?? null) === line.when && read?.part === line.part;
}

async function rowOf(language: "ru" | "en", half: "dev" | "test"): Promise<Row> {
  const row = { id: `dates-${language}.${half}`, what: `phrases of the ${half} half read right`, unit: "%", budget: half === "test" ? budget : null, better: "higher" } as const;
  const lines = await readHalf(language, half).catch(() => null);
  if (lines === null || lines.length === 0) return notMeasured(row, `bench/sets/dates-${language}.${half}.jsonl is missing`);
  const wrong = lines.filter((line) => !isRight(line, language));
  const traps = wrong.filter((line) => line.when === null).length;
  return { ...measured({ ...row, value: (100 * (lines.length - wrong.length)) / lines.length }), note: `${lines.length} phrases; ${wrong.length} wrong, ${traps} of them traps` };
}

export const createDatesBench = (language: "ru" | "en"): Bench => ({ prefix: `dates-${language}`, run: async () => [await rowOf(language, "dev"), await rowOf(language, "test")] });
