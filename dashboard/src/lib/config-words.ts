/** A place in a bot's config in the words of its page: «Сценарий › ask_day › Реплика › русский». Pure. */
import { isConfigWord } from "../locales/editor/en.ts";
import type { MessageKey } from "./i18n.tsx";
import { tabOf } from "./bot-sections.ts";
import { fieldName } from "./field-name.ts";
import { intentWords } from "./intent-words.ts";
import { partsOf, pointerOf, textAt, valueAt } from "./pointer.ts";

type Say = (key: MessageKey, params?: Record<string, string | number>) => string;

/** A part of a config by the word the forms use, itself where they have none: names of states and fields are the owner's. */
export const wordFor = (part: string, t: Say): string => {
  const key = `config.${part}`;
  return isConfigWord(key) ? t(key) : part;
};

/** @param where the place by names, as the comparison of versions gives it: entries that have none by their number, from 1. */
export function placeInWords(pointer: string, where: readonly string[], t: Say): string[] {
  const words = where.flatMap((part, index) => {
    if (part === "") return [];
    const last = index === where.length - 1;
    // The first step of most sections says what the section's name has said.
    if (!last && ((index === 0 && silentParts.has(part)) || silentInside.has(part))) return [];
    const holder = where[index - 1] ?? "";
    if (holder === "fields" || holder === "crm_field_mapping") return [fieldName(t, part)];
    if (holder === "kinds") return [intentWords(part, t)];
    if (namedByOwner.has(holder)) return [part];
    if (part === "to" && where.includes("destinations")) return [t("transfer.to")];
    if (part === "to" && where.includes("transitions")) return [t("flow.to")];
    return [weekdayOf(where[index - 1], part, t) ?? (/^\d+$/.test(part) ? `№ ${part}` : wordFor(part, t))];
  });
  return [t(`editor.tab.${tabOf(pointer)}`), ...words];
}

/** The same for a pointer: members of lists by their names, else by their number. @param config in which it leads somewhere. */
export function whereOf(pointer: string, config: unknown): string[] {
  let at = "";
  return partsOf(pointer).map((part) => {
    const holder = valueAt(config, at);
    at += pointerOf([part]);
    if (!/^\d+$/.test(part) || (!Array.isArray(holder) && holder !== undefined)) return part;
    return textAt(config, `${at}/name`) || textAt(config, `${at}/value`) || textAt(config, `${at}/intent`) || String(Number(part) + 1);
  });
}

const weekdays = ["1", "2", "3", "4", "5", "6", "7"] as const;
/** Members of opening hours are days: 1 Monday … 7 Sunday. */
const weekdayOf = (holder: string | undefined, part: string, t: Say): string | undefined => {
  const day = holder === "hours" ? weekdays.find((one) => one === part) : undefined;
  return day === undefined ? undefined : t(`weekday.${day}`);
};
const silentParts = new Set(["context", "flow", "prompts", "voice", "tools", "agent", "fields", "limits", "analysis", "fallbacks"]);
const silentInside = new Set(["states", "config"]);
/** What stands under these is named by the owner. */
const namedByOwner = new Set(["states", "fields", "flows", "crm_field_mapping", "parameters", "headers", "tools", "intents", "destinations", "kinds", "options"]);

/** A value as lines to read, without brackets and quotes. @returns at most `most` lines, the last one "…" when there are more. */
export function valueInLines(value: unknown, t: Say, most = 8): string[] {
  const lines = leaves(value, [], t, "");
  return lines.length > most ? [...lines.slice(0, most - 1), "…"] : lines;
}

/** @param holder the member whose value this is. */
function leaves(value: unknown, path: readonly string[], t: Say, holder: string): string[] {
  const line = (text: string) => [path.length === 0 ? text : `${path.join(" › ")}: ${text}`];
  if (value === null || value === undefined) return line("—");
  if (typeof value === "boolean") return line(t(value ? "common.yes" : "common.no"));
  if (typeof value !== "object") return line(String(value));
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0) return line("—");
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    if (items.every((item) => typeof item !== "object" || item === null)) return line(items.map(String).join(", "));
    return items.flatMap((item, index) => leaves(item, [...path, `№ ${index + 1}`], t, ""));
  }
  return entries.flatMap(([name, inner]) => leaves(inner, [...path, weekdayOf(holder, name, t) ?? wordFor(name, t)], t, name));
}
