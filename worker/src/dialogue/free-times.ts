/** Free times as they are said, and what a calendar brought said once more in another language. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { offeredIn } from "./fields/offered.ts";
import { dayTimeSpoken } from "./render.ts";
import type { DialogueState } from "./state.ts";
import { readTable } from "./tools/definitions.ts";

/** A day is named once, its hours after it. @param moments "YYYY-MM-DDTHH:MM". */
export function momentsInWords(moments: readonly string[], today: string, language: Language): string {
  const days = Map.groupBy(moments, (when) => when.slice(0, 10));
  const groups = [...days].map(([date, times]) => {
    const hours = times.map((when) => dayTimeSpoken({ date: null, time: when.slice(11) }, today, language).voice);
    return `${dayTimeSpoken({ date, time: null }, today, language).voice}, ${listed(hours, language)}`;
  });
  return groups.length < 2 ? (groups[0] ?? "") : `${groups.slice(0, -1).join("; ")}; ${language === "ru" ? "или" : "or"} ${groups.at(-1) ?? ""}`;
}

const listed = (words: readonly string[], language: Language): string => (words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${language === "ru" ? "или" : "or"} ${words.at(-1) ?? ""}`);

/** «Свободно: завтра, …»; "" when there are none. */
export const offerInWords = (near: string, language: Language): string => (near === "" ? "" : `${language === "ru" ? "Свободно" : "These are free"}: ${near}.`);

/** What the last tool brought was worded in the language the call had then: rows of tables and free times are worded anew. */
export function inOtherLanguage(bot: Pick<BotConfig, "tools">, { toolValues, fields }: Pick<DialogueState, "toolValues" | "fields">, was: Language, now: Language, today: string): Record<string, string> {
  for (const tool of bot.tools) {
    if (tool.type !== "table") continue;
    const key = fields[tool.config.key] ?? "";
    const row = Object.entries(readTable(tool, key, was) ?? {});
    if (row.length > 0 && row.every(([column, text]) => toolValues[column] === text)) return { ...toolValues, ...readTable(tool, key, now) };
  }
  const offered = offeredIn(toolValues);
  if (offered.length === 0) return toolValues;
  const near = momentsInWords(offered, today, now);
  return { ...toolValues, near, offer: offerInWords(near, now) };
}
