/**
 * `node bench/src/intents/train.ts`: learns the votes of words (worker/src/dialogue/understanding/word-votes.ts) from the
 * development halves and from lines written for training, and writes the tables. No line of a test half is read.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readUtterance } from "../../../worker/src/dialogue/understanding/utterance.ts";
import { shares, voters, zeroCode } from "../../../worker/src/dialogue/understanding/word-votes.ts";
import type { VoteTable } from "../../../worker/src/dialogue/understanding/word-votes.ts";
import { outOfScope } from "./figures.ts";
import { englishIntents, englishSet, russianSet } from "./sets.ts";
import type { LabelledLine } from "./split.ts";

const root = path.join(import.meta.dirname, "../../..");
export const training = { buckets: 8192, rounds: 60, rate: 0.3, decay: 1e-3, pull: 1e-3 };

/** Of the largest weight, so that every weight is one plain character. Russian is told apart into twice the classes, and loses by less. */
const steps = { ru: 26, en: 16 };

/** Whom a table owes its lines to. */
const sources = { ru: "", en: " Half of the lines: clinc/oos-eval (CC BY 3.0)." };

/** Small and repeatable (mulberry32): the same lines give the same table. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Stochastic gradient descent over the lines in a random order, the rate falling. `pull`: towards nothing, so that what tells little is left out. */
export function learn(lines: readonly LabelledLine[], language: "ru" | "en", intents: readonly string[], { buckets, rounds, rate, decay, pull } = training): VoteTable {
  const classes = [...intents, outOfScope];
  const weights = new Float64Array(buckets * classes.length);
  const random = createRandom(1);
  const seen = new Map<number, number>();
  const read = lines.map(({ text, intent }) => ({ votes: [...voters(readUtterance(text, language, (word) => [word]), buckets)], meant: classes.indexOf(intent) }));
  for (const { votes } of read) for (const [bucket] of votes) seen.set(bucket, (seen.get(bucket) ?? 0) + 1);
  // What only one line has tells nothing of others.
  const examples = read.map(({ votes, meant }) => ({ votes: votes.filter(([bucket]) => (seen.get(bucket) ?? 0) > 1), meant, order: 0 }));
  for (let round = 0; round < rounds; round += 1) {
    const step = rate / (1 + round * 0.1);
    for (const example of examples) example.order = random();
    for (const { votes, meant } of examples.toSorted((a, b) => a.order - b.order)) {
      const share = shares(classes.map((_, index) => votes.reduce((sum, [bucket, weight]) => sum + (weights[bucket * classes.length + index] ?? 0) * weight, 0)));
      for (const [bucket, weight] of votes) {
        for (let index = 0; index < classes.length; index += 1) {
          const at = bucket * classes.length + index;
          weights[at] = (weights[at] ?? 0) * (1 - step * decay) - step * ((share[index] ?? 0) - (index === meant ? 1 : 0)) * weight;
        }
      }
    }
    weights.forEach((weight, at) => {
      weights[at] = Math.sign(weight) * Math.max(0, Math.abs(weight) - pull * step);
    });
  }
  const unit = weights.reduce((top, weight) => Math.max(top, Math.abs(weight)), 0) / steps[language];
  // Most weights are near nothing: without them the tables are a third of the size in the Worker's bundle, and tell the same.
  const inUnits = Array.from(weights, (weight) => (Math.abs(weight) < unit ? 0 : Math.round(weight / unit)));
  return { classes, buckets, unit, weights: inUnits.map((count) => String.fromCharCode(count + zeroCode)).join("") };
}

function written(language: "ru" | "en"): LabelledLine[] {
  const file = path.join(root, `bench/sets/intents-${language}.training.jsonl`);
  return readFileSync(file, "utf8").trim().split("\n").map((line) => z.object({ text: z.string(), intent: z.string() }).parse(JSON.parse(line)));
}

export function trainingLines(language: "ru" | "en"): { lines: LabelledLine[]; intents: string[] } {
  const { dev } = language === "ru" ? russianSet() : englishSet();
  const intents = language === "ru" ? [...new Set(dev.map(({ intent }) => intent))].filter((intent) => intent !== outOfScope).toSorted() : englishIntents;
  const known = ({ intent }: LabelledLine) => intent === outOfScope || intents.includes(intent);
  return { lines: [...dev, ...written(language)].filter(known), intents };
}

if (process.argv[1] === import.meta.filename) {
  for (const language of ["ru", "en"] as const) {
    const { lines, intents } = trainingLines(language);
    const { classes, buckets, unit, weights } = learn(lines, language, intents);
    const file = path.join(root, `worker/src/dialogue/understanding/word-votes-${language}.ts`);
    writeFileSync(file, `/** Learned by bench/src/intents/train.ts: not for hands.${sources[language]} */\nimport type { VoteTable } from "./word-votes.ts";\n\nexport const votes${language === "ru" ? "Ru" : "En"}: VoteTable = { classes: ${JSON.stringify(classes)}, buckets: ${buckets}, unit: ${unit}, weights: "${weights}" };\n`);
    process.stdout.write(`${language}: ${lines.length} lines, ${classes.length} classes → ${file}\n`);
  }
}
