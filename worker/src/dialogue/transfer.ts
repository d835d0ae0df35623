/**
 * Handing the caller on (PRODUCT D9). The number is the destination's own, from the config: neither the model nor the
 * caller can name one.
 */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { TransferResult } from "./decision.ts";
import { fieldSpoken } from "./render.ts";
import type { Talk } from "./talk.ts";
import { summaryWords } from "./wording.ts";

/** As much as a person listens to before "hello". */
const mostSummaryChars = 600;

/** @returns "failed" at once for a destination that does not exist, null while it is under way. */
export function startTransfer(talk: Talk, name: string): TransferResult | null {
  const { bot, state } = talk;
  const destination = bot.agent.destinations.find((one) => one.name === name);
  if (destination === undefined) return "failed";
  state.toolRuns += 1;
  talk.transfer = { key: `transfer-${state.toolRuns}`, destination: name, to: destination.to, kind: destination.kind === "warm" ? "attended" : "blind", summary: summaryOf(talk) };
  state.transfer = { key: talk.transfer.key, destination: name };
  talk.note("transfer", name);
  return null;
}

/** What is known and what was asked last, in the call's language. */
export function summaryOf({ bot, state, now }: Talk): string {
  const { language } = state;
  const known = Object.entries(state.fields).flatMap(([name, value]) => {
    const field = bot.fields[name];
    return field === undefined ? [] : [`${field.called[language]?.[0] ?? name}: ${fieldSpoken(field, value, "", now.date, language).text}.`];
  });
  const asked = state.asked.map((segment) => segment.text).join(" ");
  return [known.length === 0 ? textIn(summaryWords.nothing, language) : known.join(" "), asked === "" ? "" : `${textIn(summaryWords.asked, language)} ${asked}`].filter((part) => part !== "").join(" ").slice(0, mostSummaryChars);
}
