/** What of a case did not hold, in words: what was looked at, what should have come and what came. Pure. */
import type { EvalCaseResult } from "@zvon/contract/eval-suite.ts";
import { en as common } from "../locales/en.ts";
import { tryingEn } from "../locales/editor/trying-en.ts";
import { fieldName, fieldValue } from "./field-name.ts";
import type { Format } from "./format.ts";
import type { MessageKey, Translate } from "./i18n.tsx";
import { intentWords } from "./intent-words.ts";

type Fault = Pick<EvalCaseResult["faults"][number], "what" | "expected" | "found">;
export type FaultWords = { what: string; expected: string; found: string };

/** @param fault `what` names a member of the expectation; below `fields/` and `tool/arguments/` a name of the owner's follows. @param labels of choices, see choiceLabels. */
export function evalFaultWords({ what, expected, found }: Fault, t: Translate, format: Pick<Format, "wallTime">, labels?: ReadonlyMap<string, string>): FaultWords {
  const name = what.slice(what.lastIndexOf("/") + 1);
  const [title, value] = ((): [string, (text: string) => string] => {
    if (what.startsWith("fields/")) return [t("evals.what.field", { name: fieldName(t, name) }), (text) => fieldValue(t, format, text, labels)];
    if (what.startsWith("tool/arguments/")) return [t("evals.what.argument", { name }), (text) => fieldValue(t, format, text, labels)];
    const key = `evals.what.${what}`;
    return [isKey(key) ? t(key) : what, (text) => valueWords(what, text, t)];
  })();
  const words = (text: string) => (text === "—" ? t("evals.value.nothing") : value(text));
  return { what: title, expected: words(expected), found: words(found) };
}

function valueWords(what: string, text: string, t: Translate): string {
  const sentence = sentences.get(text);
  if (sentence !== undefined) return t(sentence);
  switch (what) {
    case "intent": return intentWords(text, t);
    case "outcome": return known(`outcome.${text}`, text, t);
    case "language": return text.split(", ").map((one) => known(`language.${one}`, one, t)).join(", ");
    case "ended": return text === "true" ? t("evals.value.ended") : text === "false" ? t("evals.value.goesOn") : text;
    case "latency_ms": return t("evals.value.ms", { count: Number(text) });
    case "says":
    case "not_says": return `«${text}»`;
    default: return text;
  }
}

/** Said by the runner itself, where no value of the talk can be shown. */
const sentences = new Map<string, MessageKey>([
  ["the talk goes on", "evals.value.goesOn"],
  ["the bot hung up before this turn", "evals.value.hungUp"],
  ["a flow of its own", "evals.value.ownFlow"],
  ["a vendor's agent holds the whole call", "evals.value.agent"],
  ["an answer", "evals.value.answer"],
]);

const keys = { ...common, ...tryingEn };
const isKey = (key: string): key is Extract<keyof typeof keys, MessageKey> => Object.hasOwn(keys, key);
const known = (key: string, otherwise: string, t: Translate): string => (isKey(key) ? t(key) : otherwise);
