/**
 * Texts of the config into segments: one sentence each, for the eye and for the voice.
 *
 * `{service}` the label, `{service.object}` the form after a preposition, `{when}` day and time, `{when.day}`,
 * `{when.hours}` the hours offered, `{service.options}` all labels of a choice, `{hours}` when the bot's calendar is open,
 * `{number}` digits one by one, `{tool.column}` what a table or tool brought,
 * `{crm.column}` what the CRM knows of the caller, `{caller}` their number, `{hint}` the state's hint, `{value}` the answer in doubt.
 */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { digitsInWords, numberInWords, phoneInWords } from "../language/number-speech.ts";
import { addDays, daysBetween } from "../language/calendar.ts";
import { clockForEye, dayInWords, hoursForEye, hoursInWords, timeInWords } from "../language/time-speech.ts";
import type { Segment } from "./decision.ts";
import { phoneForEye } from "./fields/phone.ts";
import { spokenField } from "./fields/spoken.ts";
import { openingHoursSpoken, optionsSpoken } from "./opening-hours.ts";
import type { DayTimeParts } from "./state.ts";

export type Spoken = { text: string; voice: string };

/** A text's figures as words; what the voice of a literal needs. */
export function speakable(text: string, language: Language): string {
  return text
    .replace(/\b(\d{1,2}):(\d\d)\b/g, (_, hours: string, minutes: string) => `${numberInWords(Number(hours), language)} ${minutes === "00" ? (language === "ru" ? "ноль ноль" : "o'clock") : minutes.startsWith("0") ? digitsInWords(minutes, language) : numberInWords(Number(minutes), language, "feminine")}`)
    .replace(/\d+/g, (digits) => (digits.length > 1 && digits.startsWith("0") ? digitsInWords(digits, language) : numberInWords(Number(digits), language)));
}

const same = (text: string): Spoken => ({ text, voice: text });

export function dayTimeSpoken(parts: DayTimeParts, today: string, language: Language): Spoken {
  const day = parts.date === null ? null : dayInWords(parts.date, today, language);
  const time = parts.time === null ? null : { text: clockForEye(parts.time, language), voice: timeInWords(parts.time, language) };
  return { text: [day?.text, time?.text].filter(Boolean).join(", "), voice: [day?.voice, time?.voice].filter(Boolean).join(", ") };
}

/** «с двух до шести»: the hours within which the exact time is still to be said. */
export const windowSpoken = ({ from, to }: { from: string; to: string }, language: Language): Spoken => ({ text: hoursForEye(from, to, language), voice: hoursInWords(from, to, language) });

/** @param part after the dot of a placeholder: "object", "day", "hours" or "". */
export function fieldSpoken(field: Field, value: string, part: string, today: string, language: Language): Spoken {
  switch (field.type) {
    case "choice": {
      const option = field.options.find((one) => one.value === value);
      if (option === undefined) return same(value);
      const label = textIn(option.label, language);
      return same(part === "object" ? (option.object[language] ?? label) : label);
    }
    case "day_time": {
      if (part === "hours") return windowSpoken(field, language);
      const parts = { date: value.slice(0, 10), time: value.slice(11, 16) };
      return dayTimeSpoken(part === "day" ? { ...parts, time: null } : part === "time" ? { ...parts, date: null } : parts, today, language);
    }
    case "digits":
      return { text: value, voice: digitsInWords(value, language) };
    case "text":
    case "name":
      return { text: value, voice: speakable(value, language) };
    default:
      return spokenField(field, value, language);
  }
}

/** «На следующей неделе», "next week": the week whose day is still to be said. */
export function weekSpoken({ to }: { from: string; to: string }, today: string, language: Language): Spoken {
  const weeks = Math.ceil((daysBetween(today, to) - 6) / 7);
  if (weeks <= 0) return same(language === "ru" ? "на этой неделе" : "this week");
  if (weeks === 1) return same(language === "ru" ? "на следующей неделе" : "next week");
  const day = dayInWords(addDays(to, -6), today, language);
  return language === "ru" ? { text: `на неделе, которая начинается ${day.text}`, voice: `на неделе, которая начинается ${day.voice}` } : { text: `the week that begins ${day.text}`, voice: `the week that begins ${day.voice}` };
}

/** Half of an answer as it is asked back: a day or a time, or the digits so far. */
export function partsSpoken(parts: DayTimeParts, today: string, language: Language): Spoken {
  if (parts.digits !== undefined) return { text: parts.digits, voice: `${parts.digits.startsWith("+") ? (language === "ru" ? "плюс " : "plus ") : ""}${digitsInWords(parts.digits.replace("+", ""), language)}` };
  const week = parts.date === null && parts.days !== undefined ? weekSpoken(parts.days, today, language) : null;
  const dayTime = dayTimeSpoken(parts, today, language);
  const said = week === null ? dayTime : { text: [week.text, dayTime.text].filter(Boolean).join(", "), voice: [week.voice, dayTime.voice].filter(Boolean).join(", ") };
  if (parts.window === undefined || parts.window === null || parts.time !== null) return said;
  const window = windowSpoken(parts.window, language);
  return { text: [said.text, window.text].filter(Boolean).join(", "), voice: [said.voice, window.voice].filter(Boolean).join(", ") };
}

export type RenderContext = {
  language: Language;
  today: string;
  fields: Record<string, string>;
  toolValues: Record<string, string>;
  contact?: Record<string, string>;
  /** `{caller}`: the number of the call. */
  caller?: string | null;
  hint?: Text;
  value?: Spoken;
};

/** What texts are filled from. */
export type RenderedBot = Pick<BotConfig, "fields" | "tools">;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** One segment a sentence. What nothing is known of is left out, and with it the part of the sentence between two commas that it stands in. */
export function render(bot: RenderedBot, source: Text | null, context: RenderContext): Segment[] {
  if (source === null) return [];
  const { language } = context;
  const expanded = textIn(source, language).replaceAll("{hint}", () => (context.hint === undefined ? "" : textIn(context.hint, language)));
  const sentences = expanded.match(/[^.!?…]+[.!?…]+|[^.!?…]+$/g) ?? [];
  return withoutDots(sentences).flatMap((sentence) => {
    const spoken = fill(bot, withoutHoles(bot, sentence.trim(), context), context);
    return spoken.text === "" ? [] : [{ text: capital(spoken.text), voice: capital(spoken.voice) }];
  });
}

/**
 * «Проверим, {when}, пациент {name}» without a time is «Проверим, пациент Анна», and «Напоминаем о записи {when}» nothing at
 * all. A sentence that is nothing but a question stays one: whoever waits for its answer would wait in silence.
 */
function withoutHoles(bot: RenderedBot, sentence: string, context: RenderContext): string {
  const isHole = ([, name = "", part = ""]: RegExpMatchArray): boolean => resolve(bot, name, part, context).text === "";
  // «{tool.said}{tool.state}» side by side is whichever of them is known.
  const hasHole = (piece: string): boolean => (piece.match(/(?:\{[^}]*\}\s*)+/g) ?? []).some((run) => [...run.matchAll(/\{([^.}]+)(?:\.([^}]+))?\}/g)].every(isHole));
  if (!hasHole(sentence)) return sentence;
  const end = /[.!?…]+$/.exec(sentence)?.[0] ?? "";
  const pieces = sentence.slice(0, sentence.length - end.length).split(/, (?![^{]*\})/);
  // «{tool.refusal} {tool.offer}»: each is a sentence of its own.
  const filled = pieces.map((piece) => (/\p{L}/u.test(piece.replaceAll(placeholders, "")) ? piece : piece.replaceAll(placeholders, (one) => (hasHole(one) ? "" : one)).trim()));
  const kept = filled.filter((piece) => piece !== "" && !hasHole(piece));
  if (kept.length > 0) return `${kept.join(", ")}${end}`;
  return end.startsWith("?") ? sentence.replaceAll(placeholders, (placeholder) => (hasHole(placeholder) ? "" : placeholder)).replaceAll(/\s+(?=[.,!?…])/g, "") : "";
}

const placeholders = /\{[^}]*\}/g;

/** `{when.day}` holds a dot that ends no sentence: pieces are joined until their braces close. */
function withoutDots(pieces: string[]): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last !== undefined && last.lastIndexOf("{") > last.lastIndexOf("}")) joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}

function fill(bot: RenderedBot, sentence: string, context: RenderContext): Spoken {
  let text = "";
  let voice = "";
  for (const piece of sentence.split(/(\{[^}]*\})/)) {
    const placeholder = /^\{([^.}]+)(?:\.([^}]+))?\}$/.exec(piece);
    const spoken = placeholder === null ? { text: piece, voice: speakable(piece, context.language) } : resolve(bot, placeholder[1] ?? "", placeholder[2] ?? "", context);
    text += spoken.text;
    voice += spoken.voice;
  }
  return { text: text.replace(/\s+/g, " ").trim(), voice: voice.replace(/\s+/g, " ").trim() };
}

function resolve(bot: RenderedBot, name: string, part: string, context: RenderContext): Spoken {
  if (name === "value") return context.value ?? same("");
  if (name === "tool" || name === "crm") {
    const column = (name === "tool" ? context.toolValues : context.contact)?.[part] ?? "";
    return { text: column, voice: speakable(column, context.language) };
  }
  const field = Object.hasOwn(bot.fields, name) ? bot.fields[name] : undefined;
  const value = context.fields[name];
  if (field === undefined && name === "hours") return openingHoursSpoken(bot, context.language) ?? same("");
  if (part === "options") return same(optionsSpoken(bot, name, context.language) ?? "");
  if (field === undefined && name === "caller" && context.caller !== undefined && context.caller !== null) return { text: phoneForEye(context.caller), voice: phoneInWords(context.caller, context.language) };
  if (field === undefined || (value === undefined && part !== "hours")) return same("");
  return fieldSpoken(field, value ?? "", part, context.today, context.language);
}
