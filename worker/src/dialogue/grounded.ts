/**
 * Where an argument of a write comes from. A model fills gaps with what is likely; a booking must rest on what was said.
 * A value counts when it is a field that is known, stands in a tool's result of this call (a time that was offered), or
 * is in the caller's own words: as words, as digits, or as a day and a time that our readers find in them.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { amountWords, readAmount } from "../language/amounts.ts";
import { readDigits } from "../language/number-words.ts";
import { stem } from "../language/stem.ts";
import { tokens, words } from "../language/tokens.ts";
import { readField } from "./fields/read.ts";
import type { LocalNow } from "../language/calendar.ts";
import { fieldSpoken } from "./render.ts";
import type { DialogueState } from "./state.ts";

const anyTime: FieldOf<"day_time"> = { type: "day_time", called: {}, from: "00:00", to: "23:55", step_minutes: 5, listed_step_minutes: 60, weekdays: [1, 2, 3, 4, 5, 6, 7], days_ahead: 365, ask_day: {}, ask_time: {} };
/** A text of the caller's own is told again in other words; so much of it must be theirs. */
const shareOfText = 0.6;
const shortText = 3;

export type Told = { bot: Pick<BotConfig, "fields">; state: DialogueState; now: LocalNow };

export function isGrounded(value: string, told: Told): boolean {
  const { state } = told;
  const plain = normal(value);
  if (plain === "") return true;
  if (fieldsOf(told).some((known) => normal(known) === plain)) return true;
  if (state.model.notes.some((note) => Object.values(note.value).some((text) => splitValues(text).some((part) => normal(part) === plain)))) return true;
  if (/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?$|^\d\d:\d\d$/.test(value)) return isGroundedMoment(value, told);
  return isInWords(value, told);
}

const normal = (text: string): string => text.toLowerCase().replaceAll("ё", "е").replace(/\s+/g, " ").trim();
/** Results hold lists as "a, b, c". */
const splitValues = (text: string): string[] => [text, ...text.split(/[,;]\s*/)];

function fieldsOf({ bot, state, now }: Told): string[] {
  return Object.entries(state.fields).flatMap(([name, value]) => {
    const field = bot.fields[name];
    return field === undefined ? [value] : [value, fieldSpoken(field, value, "", now.date, state.language).text];
  });
}

function isInWords(value: string, { bot, state, now }: Told): boolean {
  const { language } = state;
  const heard = state.model.words;
  const digits = value.replace(/\D/g, "");
  if (digits !== "" && !/\p{L}/u.test(value)) {
    const spoken = heard.map((text) => readDigits(words(text), language));
    // «На двоих», «полторы тысячи», "a couple".
    if (/^\d+(?:[.,]\d+)?$/.test(value) && heard.some((text) => amountsIn(text, language).includes(Number(value.replace(",", "."))))) return true;
    return [...spoken, spoken.join("")].some((run) => run.includes(digits) || (digits.length >= 10 && run.includes(digits.slice(-10))));
  }
  // A choice is said in its own words.
  const chosen = Object.values(bot.fields).some((field) => field.type === "choice" && field.options.some((option) => option.value === value) && heard.some((text) => {
    const reading = readField(field, tokens(text), { language, now, expected: true, denies: false, parts: null });
    return reading.kind === "value" && reading.value === value;
  }));
  if (chosen) return true;
  const said = new Set(heard.flatMap((text) => words(text).map(stem)));
  const wanted = words(value).filter((word) => word.length > 2 || /\d/.test(word)).map(stem);
  if (wanted.length === 0) return true;
  const found = wanted.filter((one) => said.has(one)).length;
  return wanted.length <= shortText ? found === wanted.length : found / wanted.length >= shareOfText;
}

function amountsIn(text: string, language: Language): number[] {
  const list = amountWords(text);
  return list.flatMap((_, at) => readAmount(list, at, language)?.value ?? []);
}

/** The day and the time may have been said in different turns, and either may be a known field's or an offered one. */
function isGroundedMoment(value: string, { state, now }: Told): boolean {
  const { language } = state;
  const dates = new Set<string>();
  const times = new Set<string>();
  const take = (text: string): void => {
    for (const [date] of text.matchAll(/\d{4}-\d\d-\d\d/g)) dates.add(date);
    for (const [time] of text.matchAll(/(?<=T|^|\s)\d\d:\d\d/g)) times.add(halfDay(time));
  };
  for (const known of Object.values(state.fields)) take(known);
  for (const note of state.model.notes) for (const text of Object.values(note.value)) take(text);
  for (const text of state.model.words) {
    const reading = readField(anyTime, tokens(text), { language, now, expected: true, denies: false, parts: null, text });
    if (reading.kind === "value") take(reading.value);
    const parts = reading.kind === "parts" || reading.kind === "refused" ? reading.parts : null;
    if (parts?.date) dates.add(parts.date);
    if (parts?.time) times.add(halfDay(parts.time));
  }
  const date = /^\d{4}-\d\d-\d\d/.exec(value)?.[0];
  const time = /\d\d:\d\d$/.exec(value)?.[0];
  return (date === undefined || dates.has(date)) && (time === undefined || times.has(halfDay(time)));
}

/** «В пять» is morning or evening by what is open; the tool knows which. */
const halfDay = (time: string): string => `${Number(time.slice(0, 2)) % 12}:${time.slice(3, 5)}`;
