import { en } from "../locales/en.ts";
import { listAt, membersAt, textAt } from "./pointer.ts";
import type { MessageKey } from "../locales/en.ts";
import type { Format } from "./format.ts";

type T = (key: MessageKey) => string;

/** Fields that the templates and demo bots have are named in both languages; a field of one's own is shown as it is written. */
export function fieldName(t: T, name: string): string {
  const key = `field.${name}`;
  return isKey(key) ? t(key) : name;
}

/** A day and time («2026-11-22T17:00», of the tenant's zone, no zone named) as people write it, a demo bot's choice in words, anything else as it is. @param labels see choiceLabels. */
export function fieldValue(t: T, format: Pick<Format, "wallTime">, value: string, labels?: ReadonlyMap<string, string>): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(value)) return format.wallTime(value);
  const label = labels?.get(value);
  if (label !== undefined) return label;
  const key = `choice.${value}`;
  return isKey(key) ? t(key) : value;
}

/** What a bot's choices are called: their labels in that language by their values. @param config perhaps faulty. */
export function choiceLabels(config: unknown, language: "ru" | "en"): ReadonlyMap<string, string> {
  const options = membersAt(config, "/fields").flatMap(([, field]) => listAt(field, "/options"));
  return new Map(options.map((option): [string, string] => [textAt(option, "/value"), textAt(option, `/label/${language}`)]).filter(([, label]) => label !== ""));
}

const isKey = (key: string): key is MessageKey => Object.hasOwn(en, key);
