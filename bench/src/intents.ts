/**
 * `intents-en`, `intents-ru`: what callers mean, without a model, on sets that are split into halves (sets.ts). Budgets
 * hold for the test halves; `own-intents-en`: a tenant's intents from five examples each.
 */
import { understandIntents } from "../../worker/src/dialogue/understanding/understand-intents.ts";
import { words } from "../../worker/src/language/tokens.ts";
import { acceptedShare, macroF1, outOfScope } from "./intents/figures.ts";
import type { Judged } from "./intents/figures.ts";
import { ownIntentsRows } from "./intents/own-intents.ts";
import { englishIntents, englishSet, russianSet } from "./intents/sets.ts";
import type { LabelledLine, SplitSet } from "./intents/split.ts";
import { trainingLines } from "./intents/train.ts";
import { measured, notMeasured } from "./row.ts";
import type { Bench, Row } from "./row.ts";

const leastF1 = 0.9;
const mostAccepted = 5;
/** A turn of the whole dialogue may take 2 ms. */
const mostCpuMicros = 200;
const passes = 5;
function judge(lines: readonly LabelledLine[], language: "ru" | "en", intents: readonly string[]): Judged[] {
  return lines.map(({ text, intent }) => ({ meant: intent, got: understandIntents(text, { language, own: [] }).find(({ name }) => intents.includes(name))?.name ?? null }));
}

const plainOf = (text: string): string => words(text).join(" ");

function rowsOf(language: "ru" | "en", set: SplitSet, intents: readonly string[]): Row[] {
  const seen = new Set(trainingLines(language).lines.map(({ text }) => plainOf(text)));
  return (["dev", "test"] as const).flatMap((half) => {
    const judged = judge(set[half], language, intents);
    const inSet = (meant: string) => intents.includes(meant) || meant === outOfScope;
    const scored = judged.filter(({ meant }) => inSet(meant));
    const test = half === "test";
    const others = judged.length - scored.length;
    const id = `intents-${language}.${half}`;
    // Short answers are few: «да» stands in any set. Without those the figure is that of lines never seen in any form.
    const unseen = scored.filter((_, index) => !seen.has(plainOf(set[half].filter(({ intent }) => inSet(intent))[index]?.text ?? "")));
    const note = test ? `${scored.length} lines, ${intents.length} intents; ${scored.length - unseen.length} of them word for word among the lines learned from` : `${scored.length} lines, learned from, so no measure of anything`;
    return [
      measured({ id: `${id}.f1`, what: `macro F1 of the intents, ${half} half`, value: macroF1(scored, intents), unit: "", budget: test ? leastF1 : null, better: "higher", note }),
      ...(test ? [measured({ id: `${id}.f1-unseen`, what: "the same of the lines that are not word for word among those learned from", value: macroF1(unseen, intents), unit: "", budget: null, better: "higher", note: `${unseen.length} lines` })] : []),
      measured({ id: `${id}.accepted`, what: `lines out of scope taken for an intent, ${half} half`, value: 100 * acceptedShare(scored, (meant) => meant === outOfScope, intents), unit: "%", budget: test ? mostAccepted : null, better: "lower" }),
      ...(test ? [measured({ id: `${id}.cpu`, what: `processor time a line, the best of ${passes} passes`, value: cpuMicrosALine(set[half], language, intents), unit: "µs", budget: mostCpuMicros, better: "lower" })] : []),
      ...(others === 0 ? [] : [measured({ id: `${id}.others`, what: `lines of the set's other intents taken for one of these, ${half} half`, value: 100 * acceptedShare(judged, (meant) => !inSet(meant), intents), unit: "%", budget: null, better: "lower", note: `${others} lines` })]),
    ];
  });
}

/** Other programs take turns with this one: the best pass is nearest to what a line costs. */
function cpuMicrosALine(lines: readonly LabelledLine[], language: "ru" | "en", intents: readonly string[]): number {
  return Math.min(...Array.from({ length: passes }, () => {
    const began = process.cpuUsage();
    judge(lines, language, intents);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / lines.length;
  }));
}

function benchOf(language: "ru" | "en", read: () => SplitSet, intentsOf: (set: SplitSet) => string[]): Bench {
  const prefix = `intents-${language}`;
  return {
    prefix,
    async run({ say }): Promise<Row[]> {
      try {
        const set = read();
        return rowsOf(language, set, intentsOf(set));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        say(`NOT MEASURED: ${why}`);
        return [notMeasured({ id: prefix, what: "macro F1 of the intents, test half", unit: "", budget: leastF1, better: "higher" }, why)];
      }
    },
  };
}

export const intentsEnglish = benchOf("en", englishSet, () => englishIntents);
export const intentsRussian = benchOf("ru", russianSet, (set) => [...new Set([...set.dev, ...set.test].map(({ intent }) => intent))].filter((intent) => intent !== outOfScope));

export const ownIntents: Bench = {
  prefix: "own-intents-en",
  async run({ say }): Promise<Row[]> {
    try {
      return ownIntentsRows(englishSet().dev, englishIntents);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(`NOT MEASURED: ${why}`);
      return [notMeasured({ id: "own-intents-en", what: "a tenant's intents from five examples each", unit: "%", budget: null, better: "higher" }, why)];
    }
  },
};
