/** What a call was, in some plain sentences of its language: for an owner who will not listen to it. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { FinishedCall } from "./finished-call.ts";
import { deeds, endWords, outcomeWords, summaryWords } from "./summary-words.ts";

/** Beyond these a mood is told. */
const moodAt = 0.3;
const longest = 2000;

export function summaryOf(fields: BotConfig["fields"], call: FinishedCall, sentiment: number): string {
  const { language } = call;
  const words = summaryWords[language];
  const said = call.lines.filter((line) => line.who === "caller");
  const kind = words.kinds[call.via === "text" && call.direction !== "test" ? "chat" : call.direction];
  const came = call.outcome === null ? null : `${words.came}: ${outcomeWords[language][call.outcome]}`;
  if (!call.answered) return joined([kind, words.unanswered, came]);
  const seconds = Math.round(call.durationMs / 1000);
  const done = [...new Set(said.flatMap((line) => line.intents.flatMap((intent) => deeds[language][intent] ?? [])))];
  const known = Object.entries(call.fields).map(([name, value]) => `${fields[name]?.called[language]?.[0] ?? name}: ${readable(value)}`);
  return joined([
    `${kind}: ${words.lasted(Math.floor(seconds / 60), seconds % 60, said.length)}`,
    said.length === 0 ? words.nothing : null,
    known.length === 0 ? null : `${words.known}: ${known.join("; ")}`,
    done.length === 0 ? null : `${words.about} ${done.join(", ")}`,
    said.length > 0 && Math.abs(sentiment) >= moodAt ? (sentiment > 0 ? words.moods.glad : words.moods.cross) : null,
    endWords[language][call.endReason] ?? null,
    came,
  ]);
}

const joined = (sentences: readonly (string | null)[]): string => sentences.flatMap((sentence) => (sentence === null ? [] : [`${sentence}.`])).join(" ").slice(0, longest);

/** "2026-11-22T17:00" as people write it. */
const readable = (value: string): string => value.replace(/^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?$/, (_, year: string, month: string, day: string, time: string | undefined) => `${day}.${month}.${year}${time === undefined ? "" : ` ${time}`}`);
