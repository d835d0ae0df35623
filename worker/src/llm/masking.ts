/**
 * Personal data kept from a foreign model: phone numbers, e-mails, cards and the values that are already known become
 * placeholders, and come back in what the model says. Pure: the table goes in and out, so that a call keeps its numbering.
 * Numbers of seven digits and more and e-mails are found in words as well, names where the caller introduces themselves
 * (`spoken-data.ts`). Not found: a name in passing, postal addresses, dates, a number told in parts over several turns.
 */
import { readDigits } from "../language/number-words.ts";
import { stem } from "../language/stem.ts";
import { words } from "../language/tokens.ts";
import type { ChatMessage } from "./port.ts";
import { findSpokenEmails, findSpokenNames, findSpokenNumbers } from "./spoken-data.ts";
import type { Found } from "./spoken-data.ts";

export type MaskKind = "phone" | "email" | "card" | "name" | "value";
/** A field that is filled: its value is masked wherever it stands, a name in its cases too. */
export type KnownValue = { kind: MaskKind; value: string };
/** Placeholder without brackets ("phone_1") → what stands behind it, as it was first written. */
export type Masks = Readonly<Record<string, string>>;

/** To be added to the system prompt when something is masked. */
export const maskingNote = {
  ru: "Обозначения вида [phone_1] и [name_1] стоят вместо личных данных собеседника. Пиши их так же, как они даны: собеседник услышит настоящее значение.",
  en: "Marks such as [phone_1] and [name_1] stand for the caller's personal data. Write them exactly as they are given: the caller will hear the real value.",
};

/** Fewer letters are too common to be blanked out («Ия», "Al"). */
const leastKnownLetters = 3;
const email = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu;
/** Digits with what people put between them; judged by `numberKind`. */
const digitRun = /(?<![\p{L}\p{N}[_])(?:\+\s?)?\(?\d(?:[\s()\-‑–]{0,2}\d){6,18}(?![\p{L}\p{N}])/gu;

/**
 * @param who in the caller's words a name is looked for where it is told; a name that was found is hidden in everyone's.
 * @returns the text with placeholders, and the table with what was new in it.
 */
export function maskText(text: string, masks: Masks, known: readonly KnownValue[], who: "caller" | "other" = "caller"): { text: string; masks: Masks } {
  let table = masks;
  const hide = (kind: MaskKind, value: string): string => {
    const same = Object.entries(table).find(([name, stored]) => name.startsWith(`${kind}_`) && canonical(kind, stored) === canonical(kind, value));
    if (same !== undefined) return `[${same[0]}]`;
    const count = Object.keys(table).filter((name) => name.startsWith(`${kind}_`)).length;
    table = { ...table, [`${kind}_${count + 1}`]: value };
    return `[${kind}_${count + 1}]`;
  };
  let masked = text.replace(email, (found) => hide("email", found));
  masked = replaceFound(masked, findSpokenEmails(masked), (found) => hide("email", found));
  masked = masked.replace(digitRun, (found) => {
    const kind = numberKind(found);
    return kind === null ? found : hide(kind, found);
  });
  masked = replaceFound(masked, findSpokenNumbers(masked), (found, { digits, plus }) => hide(digits.length >= leastCardDigits && !plus ? "card" : "phone", found));
  if (who === "caller") masked = replaceFound(masked, findSpokenNames(masked), (found) => hide("name", found.charAt(0).toUpperCase() + found.slice(1)));
  const introduced = Object.entries(table).flatMap(([name, value]): KnownValue[] => (name.startsWith("name_") ? [{ kind: "name", value }] : []));
  // Longer values first: «Анна Мария» before «Анна».
  for (const { kind, value } of [...known, ...introduced].toSorted((a, b) => b.value.length - a.value.length)) {
    if (value.replace(/[^\p{L}\p{N}]/gu, "").length < leastKnownLetters) continue;
    masked = replaceKnown(masked, value, kind === "name", () => hide(kind, value));
  }
  return { text: masked, masks: table };
}

export function maskMessages(messages: readonly ChatMessage[], masks: Masks, known: readonly KnownValue[]): { messages: ChatMessage[]; masks: Masks } {
  let table = masks;
  const hide = (text: string, who: "caller" | "other"): string => {
    const result = maskText(text, table, known, who);
    table = result.masks;
    return result.text;
  };
  const hidden = messages.map((message): ChatMessage => {
    if (message.role === "tool") return { ...message, content: maskJson(message.content, (text) => hide(text, "other")) };
    const content = hide(message.content, message.role === "user" ? "caller" : "other");
    if (!("calls" in message)) return { ...message, content };
    return { ...message, content, calls: message.calls.map((call) => ({ ...call, arguments: maskJson(call.arguments, (text) => hide(text, "other")) })) };
  });
  return { messages: hidden, masks: table };
}

/** Inside the values of JSON, which stays JSON: a number that is somebody's becomes a string. What does not parse is text. */
function maskJson(json: string, hide: (text: string) => string): string {
  const inside = (value: unknown): unknown => {
    if (typeof value === "string") return hide(value);
    if (typeof value === "number") return hide(String(value)) === String(value) ? value : hide(String(value));
    if (Array.isArray(value)) return value.map(inside);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inside(each)])) : value;
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return hide(json);
  }
  return JSON.stringify(inside(parsed));
}

function replaceFound<T extends Found>(text: string, found: readonly T[], placeholder: (words: string, one: T) => string): string {
  let replaced = "";
  let at = 0;
  for (const one of found) {
    replaced += text.slice(at, one.start) + placeholder(text.slice(one.start, one.end), one);
    at = one.end;
  }
  return replaced + text.slice(at);
}

const leastCardDigits = 13;

/** `null`: an amount, a date, a time: the model needs it. */
function numberKind(run: string): "phone" | "card" | null {
  const digits = run.replace(/\D/g, "");
  const groups = run.split(/\D+/).filter((group) => group !== "");
  if (run.includes("+")) return digits.length >= 8 && digits.length <= 15 ? "phone" : null;
  if (digits.length >= leastCardDigits) return "card";
  // Amounts are written by threes: 1 500 000 000.
  if (groups.length > 1 && groups.slice(1).every((group) => group.length === 3) && /^[\d\s]+$/.test(run) && (groups[0] ?? "").length <= 3 && !/^[78]/.test(run)) return null;
  if (digits.length >= 10) return groups.some((group) => group.length >= 3) ? "phone" : null;
  // 123-45-67
  return digits.length === 7 && /^\d{3}[-‑–]\d{2}[-‑–]\d{2}$/.test(run) ? "phone" : null;
}

function canonical(kind: MaskKind, value: string): string {
  if (kind === "phone") return digitsOf(value).slice(-10);
  if (kind === "card") return digitsOf(value);
  return value.toLowerCase().replaceAll("ё", "е").trim();
}

/** Written or in words: one number in both is one. */
const digitsOf = (value: string): string => (/\p{L}/u.test(value) ? readDigits(words(value), /\p{Script=Cyrillic}/u.test(value) ? "ru" : "en") : value.replace(/\D/g, ""));

/** Whole words only. Of a name of one word also its cases («Ивану»), where the word is long or written as a name. */
function replaceKnown(text: string, value: string, inflected: boolean, placeholder: () => string): string {
  const plain = value.toLowerCase().replaceAll("ё", "е").trim();
  // Recognisers write the digits of a number in groups of their own.
  if (/^\d{4,}$/.test(plain)) return text.replace(new RegExp(`(?<![\\p{L}\\p{N}_])${[...plain].join("[\\s.‑–-]{0,2}")}(?![\\p{L}\\p{N}_])`, "gu"), placeholder);
  if (/[\s\d]/.test(plain)) {
    const pattern = plain.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("е", "[её]")).join("\\s+");
    return text.replace(new RegExp(`(?<![\\p{L}\\p{N}_])${pattern}(?![\\p{L}\\p{N}_])`, "giu"), placeholder);
  }
  return text.replace(/\[[a-z]+_\d+\]|[\p{L}'’-]+/gu, (word) => {
    if (word.startsWith("[")) return word;
    const low = word.toLowerCase().replaceAll("ё", "е");
    if (low === plain) return placeholder();
    const same = inflected && stem(low) === stem(plain) && (plain.length >= 5 || /^\p{Lu}/u.test(word));
    return same ? placeholder() : word;
  });
}

const placeholderInText = /\[([a-z]+_\d{1,3})\]/gi;

/** A placeholder that stands for nothing (the model made it up) is left out. */
export function unmask(text: string, masks: Masks): string {
  return text.replace(placeholderInText, (_, name: string) => masks[name.toLowerCase()] ?? "");
}

/** The same inside the JSON of a tool's arguments, with the value escaped as a JSON string wants it. */
export function unmaskJson(json: string, masks: Masks): string {
  return json.replace(placeholderInText, (_, name: string) => JSON.stringify(masks[name.toLowerCase()] ?? "").slice(1, -1));
}

/** For a reply that streams: a placeholder may be cut anywhere. */
export function createUnmasker(masks: Masks): { push(text: string): string; end(): string } {
  let held = "";
  return {
    push(text) {
      held += text;
      const open = held.lastIndexOf("[");
      const incomplete = open !== -1 && /^\[(?:[a-z]{1,8}(?:_\d{0,3})?)?$/i.test(held.slice(open)) ? open : held.length;
      const ready = unmask(held.slice(0, incomplete), masks);
      held = held.slice(incomplete);
      return ready;
    },
    end() {
      // A placeholder that broke off stands for nothing that could be said.
      const rest = /_\d*$/.test(held) ? "" : held;
      held = "";
      return rest;
    },
  };
}
