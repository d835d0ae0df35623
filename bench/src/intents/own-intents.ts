/** A tenant's intents from a few examples, on intents of the English set that are nobody's of ours. Development half alone. */
import { understandIntents } from "../../../worker/src/dialogue/understanding/understand-intents.ts";
import { measured } from "../row.ts";
import type { Row } from "../row.ts";
import { outOfScope } from "./figures.ts";
import type { LabelledLine } from "./split.ts";

const intentsOfTenant = 15;
const examplesEach = 5;

/** @param dev in the order of the digest, so the first lines of an intent are a chance choice. */
export function ownIntentsRows(dev: readonly LabelledLine[], builtIn: readonly string[]): Row[] {
  const groups = [...Map.groupBy(dev.filter(({ intent }) => intent !== outOfScope && !builtIn.includes(intent)), ({ intent }) => intent)].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, intentsOfTenant);
  const own = groups.map(([name, lines]) => ({ name, examples: { en: lines.slice(0, examplesEach).map(({ text }) => text) } }));
  const nameOf = (text: string) => understandIntents(text, { language: "en", own }).find(({ name }) => own.some((one) => one.name === name))?.name ?? null;
  const asked = groups.flatMap(([name, lines]) => lines.slice(examplesEach).map(({ text }) => ({ name, got: nameOf(text) })));
  const strangers = dev.filter(({ intent }) => intent === outOfScope).map(({ text }) => nameOf(text));
  const share = (count: number, of: number) => (100 * count) / of;
  const note = `${own.length} intents, ${examplesEach} examples each, ${asked.length} other lines`;
  return [
    measured({ id: "own-intents-en.right", what: "lines of a tenant's intents that are known", value: share(asked.filter(({ name, got }) => got === name).length, asked.length), unit: "%", budget: null, better: "higher", note }),
    measured({ id: "own-intents-en.wrong", what: "lines of a tenant's intents that are taken for another of them", value: share(asked.filter(({ name, got }) => got !== null && got !== name).length, asked.length), unit: "%", budget: null, better: "lower" }),
    measured({ id: "own-intents-en.accepted", what: "lines out of scope taken for a tenant's intent", value: share(strangers.filter((got) => got !== null).length, strangers.length), unit: "%", budget: null, better: "lower" }),
  ];
}
