/** A place in a bot's config in the words of its page: «Сценарий › ask_day › Реплика › русский». Pure. */
import { isConfigWord } from "../locales/editor/en.ts";
import type { MessageKey } from "./i18n.tsx";
import { tabOf } from "./bot-sections.ts";
import { partsOf, textAt } from "./pointer.ts";

type Say = (key: MessageKey, params?: Record<string, string | number>) => string;

/** A part of a config by the word the forms use, itself where they have none: names of states and fields are the owner's. */
export const wordFor = (part: string, t: Say): string => {
  const key = `config.${part}`;
  return isConfigWord(key) ? t(key) : part;
};

/** @param config the one in which the pointer leads somewhere: members of lists are called by their names there. */
export function pathInWords(pointer: string, config: unknown, t: Say): string[] {
  const parts = partsOf(pointer);
  const words: string[] = [t(`editor.tab.${tabOf(pointer)}`)];
  let at = "";
  parts.forEach((part, index) => {
    at += `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    // The first step of most sections says what the section's name has said.
    if (index === 0 && index < parts.length - 1 && silentParts.has(part)) return;
    if (silentInside.has(part) && index < parts.length - 1) return;
    if (namedByOwner.has(parts[index - 1] ?? "")) words.push(part);
    else words.push(/^\d+$/.test(part) ? (itemName(config, at) ?? `№ ${Number(part) + 1}`) : wordFor(part, t));
  });
  return words;
}

const silentParts = new Set(["context", "flow", "prompts", "voice", "tools", "agent", "fields", "limits", "analysis", "fallbacks"]);
const silentInside = new Set(["states", "config"]);
/** What stands under these is named by the owner. */
const namedByOwner = new Set(["states", "fields", "flows", "crm_field_mapping", "parameters", "headers"]);

/** A tool, an intent or a destination by name; a transition by its ends; an option by its value. */
function itemName(config: unknown, at: string): string | null {
  const from = textAt(config, `${at}/from`);
  const to = textAt(config, `${at}/to`);
  if (from !== "" && to !== "") return `${from} → ${to}`;
  return textAt(config, `${at}/name`) || textAt(config, `${at}/value`) || textAt(config, `${at}/intent`) || null;
}

/** A value as lines to read, without brackets and quotes. @returns at most `most` lines, the last one "…" when there are more. */
export function valueInLines(value: unknown, t: Say, most = 8): string[] {
  const lines = leaves(value, [], t);
  return lines.length > most ? [...lines.slice(0, most - 1), "…"] : lines;
}

function leaves(value: unknown, path: readonly string[], t: Say): string[] {
  const line = (text: string) => [path.length === 0 ? text : `${path.join(" › ")}: ${text}`];
  if (value === null || value === undefined) return line("—");
  if (typeof value === "boolean") return line(t(value ? "common.yes" : "common.no"));
  if (typeof value !== "object") return line(String(value));
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0) return line("—");
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    if (items.every((item) => typeof item !== "object" || item === null)) return line(items.map(String).join(", "));
    return items.flatMap((item, index) => leaves(item, [...path, `№ ${index + 1}`], t));
  }
  return entries.flatMap(([name, inner]) => leaves(inner, [...path, wordFor(name, t)], t));
}
