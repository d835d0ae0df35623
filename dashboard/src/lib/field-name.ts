import { en } from "../locales/en.ts";
import type { MessageKey } from "../locales/en.ts";
import type { Format } from "./format.ts";

type T = (key: MessageKey) => string;

/** The demo bots' fields have names in both languages; a field of one's own bot is shown as it is written. */
export function fieldName(t: T, name: string): string {
  const key = `field.${name}`;
  return isKey(key) ? t(key) : name;
}

/** A day and time («2026-11-22T17:00», of the tenant's zone, no zone named) as people write it, a demo bot's choice in words, anything else as it is. */
export function fieldValue(t: T, format: Pick<Format, "wallTime">, value: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(value)) return format.wallTime(value);
  const key = `choice.${value}`;
  return isKey(key) ? t(key) : value;
}

const isKey = (key: string): key is MessageKey => Object.hasOwn(en, key);
