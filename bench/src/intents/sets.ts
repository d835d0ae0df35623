/** The labelled sets: English of others (see ZVON_DATA), Russian of our own. Test halves are for figures alone. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { splitByDigest } from "./split.ts";
import type { LabelledLine, SplitSet } from "./split.ts";

const root = path.join(import.meta.dirname, "../../..");
const lineSchema = z.object({ text: z.string(), intent: z.string() });
const ownLineSchema = z.union([lineSchema, z.object({ text: z.string(), label: z.string() }).transform(({ text, label }) => ({ text, intent: label }))]);

/** Of the English set: what a phone bot must know of itself. Of the Russian one: every label. */
export const englishIntents = ["yes", "no", "repeat", "goodbye", "cancel", "maybe", "thanks", "are_you_a_bot"];

/** Names in the English set that are ours by another name. */
const ours: Record<string, string> = { thank_you: "thanks" };

/** @throws where the data of others is absent. */
export function englishSet(): SplitSet {
  const file = path.join(process.env["ZVON_DATA"] ?? path.join(root, "../shared/data"), "intents-en/utterances.json");
  if (!existsSync(file)) throw new Error(`${file} is absent: set ZVON_DATA to the folder of the data of others`);
  const { dev, test } = splitByDigest(z.array(lineSchema).parse(JSON.parse(readFileSync(file, "utf8"))));
  const named = (lines: LabelledLine[]) => lines.map((line) => ({ ...line, intent: ours[line.intent] ?? line.intent }));
  return { dev: named(dev), test: named(test) };
}

/** @throws where the set is absent. */
export function russianSet(): SplitSet {
  const read = (half: string): LabelledLine[] => {
    const file = path.join(root, `bench/sets/intents-ru.${half}.jsonl`);
    if (!existsSync(file)) throw new Error(`${file} is absent`);
    return readFileSync(file, "utf8").split("\n").filter((line) => line.trim() !== "").map((line) => ownLineSchema.parse(JSON.parse(line))).map((line) => ({ ...line, intent: line.intent === "none" ? "oos" : line.intent }));
  };
  return { dev: read("dev"), test: read("test") };
}
