import { en } from "../locales/en.ts";
import type { MessageKey } from "../locales/en.ts";

/** The demo bots' fields have names in both languages; a field of one's own bot is shown as it is written. */
export function fieldName(t: (key: MessageKey) => string, name: string): string {
  const key = `field.${name}`;
  return isKey(key) ? t(key) : name;
}

const isKey = (key: string): key is MessageKey => key in en;
