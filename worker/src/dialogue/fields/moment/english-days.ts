/** Days in English: "the day after tomorrow", "a week from Monday", "the twenty third of November", 12/24, "in half an hour". */
import { isNear } from "../../../language/nearness.ts";
import { readNumber } from "../../../language/number-words.ts";
import type { Mention } from "./mention.ts";
import { wordSet } from "./mention.ts";
import { isCounted, monthHasDay, monthOf, ordinalAt, quantityAt, weekdayAt } from "./english-words.ts";

type Unit = "minute" | "hour" | "day" | "week" | "fortnight" | "month" | "year";
const unitOf = (word: string | undefined): Unit | null => {
  const unit = /^(minute|min|hour|hr|day|week|fortnight|month|year)(s|'s|s')?$/.exec(word ?? "")?.[1];
  if (unit === undefined) return null;
  return unit === "min" ? "minute" : unit === "hr" ? "hour" : (unit as Unit);
};

function lapse(from: number, to: number, count: number, unit: Unit): Mention {
  switch (unit) {
    case "minute": return { kind: "later", from, to, minutes: Math.round(count) };
    case "hour": return { kind: "later", from, to, minutes: Math.round(count * 60) };
    case "day": return { kind: "day", from, to, days: Math.round(count) };
    case "week": return Number.isInteger(count) ? { kind: "weeks", from, to, count } : { kind: "day", from, to, days: Math.round(count * 7) };
    case "fortnight": return { kind: "weeks", from, to, count: count * 2 };
    case "month": return { kind: "months", from, to, count: Math.round(count) };
    case "year": return { kind: "months", from, to, count: Math.round(count * 12) };
  }
}

/** "in two hours", "an hour from now", "a week from Monday", "in an hour and a half", "two days later". */
function readLapse(list: readonly string[], at: number): Mention | null {
  const leads = list[at] === "in" || list[at] === "within";
  let here = leads ? at + 1 : at;
  while (leads && /^(about|around|like|just|exactly|another|maybe|roughly|approximately|say)$/.test(list[here] ?? "")) here += 1;
  const count = quantityAt(list, here);
  if (count === null) return null;
  const unit = unitOf(list[here + count.length]);
  if (unit === null) return null;
  let to = here + count.length + 1;
  let value = count.value;
  const rest = list.slice(to, to + 3).join(" ");
  if (rest === "and a half") {
    value += 0.5;
    to += 3;
  }
  // "in an hour and twenty minutes"
  let minutes = 0;
  if (unit === "hour") {
    const start = list[to] === "and" ? to + 1 : to;
    const more = list[start] === "a" && list[start + 1] === "quarter" ? { value: 15, length: 2 } : readNumber(list, start, "en");
    if (more !== null && more.value < 60 && (more.length === 2 || unitOf(list[start + more.length]) === "minute")) {
      minutes = more.value;
      to = start + more.length + (unitOf(list[start + more.length]) === "minute" ? 1 : 0);
    }
  }
  if (list[to] === "time") to += 1;
  const whole = (mention: Mention): Mention => (mention.kind === "later" ? { ...mention, minutes: mention.minutes + minutes } : mention);
  const [link, target] = [list[to], list[to + 1]];
  if (link === "ago" || link === "earlier" || link === "old") return { kind: "nothing", from: at, to: to + 1 };
  if ((link === "from" || link === "after") && (target === "now" || target === "today")) return whole(lapse(at, to + 2, value, unit));
  if (link === "later" && !leads) return whole(lapse(at, to + 1, value, unit));
  const days = unit === "day" ? value : unit === "week" ? value * 7 : unit === "fortnight" ? value * 14 : 0;
  if (days > 0 && (link === "from" || link === "after" || (link === "on" && !leads) || (/^(tomorrow|today)$/.test(link ?? "") && !leads)) && (weekdayAt(list, to + 1) !== null || ordinalAt(list, to + 1) !== null || /^(tomorrow|next|this|the)$/.test(target ?? "") || /^(tomorrow|today)$/.test(link ?? ""))) {
    return { kind: "shift", from: at, to: /^(tomorrow|today)$/.test(link ?? "") ? to : to + 1, days };
  }
  if (!leads) return null;
  // "in a minute": as good as now. "In five" counts nothing.
  if (unit === "minute" && /^an?$/.test(list[here] ?? "")) return { kind: "nothing", from: at, to };
  return whole(lapse(at, to, value, unit));
}

function readRelative(list: readonly string[], at: number): Mention | null {
  const word = list[at] ?? "";
  const next = list[at + 1] ?? "";
  const isTomorrow = (one: string) => one === "tomorrow" || one === "tomorrow's" || one === "tmrw" || /^tom+or+ow$/.test(one) || (one.length > 6 && isNear(one, "tomorrow"));
  if (word === "day" && next === "after") {
    if (isTomorrow(list[at + 2] ?? "")) return { kind: "day", from: at, to: at + 3, days: 2 };
    return list[at - 1] === "the" && !/^(that|my|his|her|your|our|christmas)$/.test(list[at + 2] ?? "") && weekdayAt(list, at + 2) === null ? { kind: "day_after", from: at, to: at + 2 } : null;
  }
  if (isTomorrow(word)) return { kind: "day", from: at, to: at + 1, days: 1 };
  if (word === "to" && next === "morrow") return { kind: "day", from: at, to: at + 2, days: 1 };
  if (/^today('s)?$/.test(word)) return { kind: "day", from: at, to: at + 1, days: 0 };
  return word === "yesterday" ? { kind: "day", from: at, to: at + 1, days: -1 } : null;
}

const weekOf = (list: readonly string[], at: number): number | null => {
  const word = list[at];
  if (word === "next" || word === "following") return 1;
  if (word === "coming") return null;
  if (word === "last" || word === "past") return -1;
  return word === "this" ? 0 : null;
};

function readWeekday(list: readonly string[], at: number): Mention | null {
  const before = list[at - 1] ?? "";
  const weekend = /^week-?ends?$/.test(list[at] ?? "") ? 1 : list[at] === "week" && /^ends?$/.test(list[at + 1] ?? "") ? 2 : 0;
  if (weekend > 0) {
    if (/^(ends|weekends)$/.test(list[at + weekend - 1] ?? "") && !/^(this|next)$/.test(before)) return null;
    return /^(every|last)$/.test(before) ? { kind: "nothing", from: at, to: at + 1 } : { kind: "weekday", from: at, to: at + weekend, weekday: 6, week: weekOf(list, at - 1) ?? 0 };
  }
  // "not this Saturday, the next one"
  if (/^(next|following)$/.test(list[at] ?? "") && list[at + 1] === "one") return { kind: "same_weekday", from: at, to: at + 2, week: 1 };
  // "sat" and "sun" are words as well.
  const cut = /^(sat|sun)$/.test(list[at] ?? "") && (/^(on|next|this)$/.test(before) || /^(morning|afternoon|evening|at)$/.test(list[at + 1] ?? "")) ? { value: list[at] === "sat" ? 6 : 7, length: 1 } : weekdayAt(list, at);
  if (cut === null) return null;
  if (/^(every|each|most)$/.test(before)) return { kind: "nothing", from: at, to: at + cut.length };
  const to = at + cut.length;
  // "Monday week", "the Monday after next"
  if (list[to] === "week" && !/^(after|from)$/.test(list[to + 1] ?? "") && before !== "next") return { kind: "weekday", from: at, to: to + 1, weekday: cut.value, week: 1 };
  if (list[to] === "after" && list[to + 1] === "next") return { kind: "weekday", from: at, to: to + 2, weekday: cut.value, week: 2 };
  return { kind: "weekday", from: at, to, weekday: cut.value, week: weekOf(list, at - 1) };
}

/** "the first Monday in December", "the last Friday of the month" */
function readNthWeekday(list: readonly string[], at: number): Mention | null {
  const ordinal = list[at] === "last" ? { value: -1, length: 1 } : ordinalAt(list, at);
  const weekday = ordinal === null ? null : weekdayAt(list, at + ordinal.length);
  if (ordinal === null || weekday === null || ordinal.value > 5) return null;
  const link = at + ordinal.length + weekday.length;
  if (!/^(in|of)$/.test(list[link] ?? "")) return null;
  const month = monthOf(list[link + 1]);
  if (month > 0) return { kind: "nth_weekday", from: at, to: link + 2, nth: ordinal.value, weekday: weekday.value, month };
  const said = list[link + 1] === "the" && list[link + 2] === "month";
  return said || list[link + 2] === "month" ? { kind: "nth_weekday", from: at, to: said ? link + 3 : link + 1, nth: ordinal.value, weekday: weekday.value, month: null } : null;
}

function readWeek(list: readonly string[], at: number): Mention | null {
  if (/^weeks?$/.test(list[at] ?? "") && list[at + 1] === "after" && list[at + 2] === "next") return { kind: "week", from: at, to: at + 3, week: 2 };
  const unit = unitOf(list[at + 1]);
  const ahead = list[at] === "coming" ? 1 : weekOf(list, at);
  if (ahead === null || (unit !== "week" && unit !== "month")) return null;
  return unit === "week" ? { kind: "week", from: at, to: at + 2, week: ahead } : { kind: "month", from: at, to: at + 2, ahead };
}

/** "2026", "twenty twenty six", "two thousand twenty six". */
function yearAt(list: readonly string[], at: number): { value: number | null; length: number } {
  if (/^20\d\d$/.test(list[at] ?? "")) return { value: Number(list[at]), length: 1 };
  const first = readNumber(list, at, "en");
  if (first === null) return { value: null, length: 0 };
  if (first.value >= 2020 && first.value < 2100) return { value: first.value, length: first.length };
  const past = first.value === 19 ? readNumber(list, at + first.length, "en") : null;
  if (past !== null && past.value >= 10 && past.value < 100) return { value: 1900 + past.value, length: first.length + past.length };
  if (first.value >= 1900 && first.value < 2020 && /^\d/.test(list[at] ?? "")) return { value: first.value, length: 1 };
  const second = first.value === 20 ? readNumber(list, at + first.length, "en") : null;
  return second !== null && second.value >= 20 && second.value < 60 ? { value: 2000 + second.value, length: first.length + second.length } : { value: null, length: 0 };
}

/** After an ordinal day these go on; any other word is the thing it counts: "the second floor". */
const goesOn = wordSet(`work be do fit suit at in on around about from after before between by or and for please would will works is if i i'd i'm we can could sounds suits should my with there he she they we're i've you do does good great better perfect fine let's no not yes okay ok sorry wait actually maybe
  noon midday midnight morning afternoon evening early late sometime works i'll may thanks thank then any that's that it it's to until towards first of half quarter`);

/** Days that are called by their feast; each with the words that may stand for it. */
const feasts: readonly { words: readonly RegExp[]; month: number; day: number }[] = [
  { words: [/^(christmas|xmas)$/, /^eve$/], month: 12, day: 24 },
  { words: [/^(christmas|xmas)$/, /^day$/], month: 12, day: 25 },
  { words: [/^boxing$/, /^day$/], month: 12, day: 26 },
  { words: [/^new$/, /^years?('s)?$/, /^eve$/], month: 12, day: 31 },
  { words: [/^new$/, /^years?('s)?$/, /^day$/], month: 1, day: 1 },
  { words: [/^valentines?('s)?$/, /^day$/], month: 2, day: 14 },
  { words: [/^hallowe'?en$/], month: 10, day: 31 },
];
function readFeast(list: readonly string[], at: number): Mention | null {
  const feast = feasts.find(({ words }) => words.every((word, offset) => word.test(list[at + offset] ?? "")));
  if (feast !== undefined) return { kind: "date", from: at, to: at + feast.words.length, day: feast.day, month: feast.month, year: null };
  // "On Christmas"; "over Christmas", "the Christmas party" are no day.
  const day = /^(christmas|xmas)$/.test(list[at] ?? "") && /^(on|at|for|by)$/.test(list[at - 1] ?? "") && !/^(party|dinner|lunch|time|week|holidays?|break|present|card)s?$/.test(list[at + 1] ?? "");
  return day ? { kind: "date", from: at, to: at + 1, day: 25, month: 12, year: null } : null;
}

function readDate(list: readonly string[], at: number): Mention | null {
  const word = list[at] ?? "";
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(word);
  if (iso !== null) return { kind: "date", from: at, to: at + 1, day: Number(iso[3]), month: Number(iso[2]), year: Number(iso[1]) };
  if (word === "24/7") return { kind: "nothing", from: at, to: at + 1 };
  const figures = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?$/.exec(word);
  if (figures !== null) {
    const [first, second] = [Number(figures[1]), Number(figures[2])];
    const [month, day] = first > 12 || word.includes(".") ? [second, first] : [first, second];
    if (day < 1 || day > 31 || month < 1 || month > 12) return null;
    // "5.10" is rather a time.
    return word.includes(".") && figures[3] === undefined ? null : { kind: "date", from: at, to: at + 1, day, month, year: figures[3] === undefined ? null : (Number(figures[3]) % 100) + 2000 };
  }
  const month = monthOf(word);
  if (month > 0) {
    const start = list[at + 1] === "the" ? at + 2 : at + 1;
    const ordinal = ordinalAt(list, start);
    // "April at five", "may two of us come"
    const day = ordinal ?? (start === at + 1 ? readNumber(list, start, "en") : null);
    if (day === null || day.value < 1 || day.value > 31) return null;
    if (ordinal === null && (/^(may|march)$/.test(word) && isCounted(list, start + day.length))) return null;
    const year = yearAt(list, start + day.length);
    return { kind: "date", from: at, to: start + day.length + year.length, day: day.value, month, year: year.value };
  }
  const ordinal = ordinalAt(list, at);
  const number = ordinal ?? readNumber(list, at, "en");
  if (number === null || number.value < 1 || number.value > 31) return null;
  const end = at + number.length;
  const monthAt = list[end] === "of" ? end + 1 : end;
  const named = monthOf(list[monthAt]);
  // "five may be too late" names no month.
  if (named > 0 && (ordinal !== null || ((monthAt > end || named !== 5) && (number.value > 24 || !monthHasDay(list, monthAt))))) {
    const year = yearAt(list, monthAt + 1);
    return { kind: "date", from: at, to: monthAt + 1 + year.length, day: number.value, month: named, year: year.value };
  }
  // "Monday 23"
  if (ordinal === null && number.value > 12 && ((list[at - 1]?.endsWith("day") ?? false) && weekdayAt(list, at - 1) !== null) && readNumber(list, end, "en") === null && !isCounted(list, end)) return { kind: "date", from: at, to: end, day: number.value, month: null, year: null };
  if (ordinal === null || (list[end] === "half" && list[end + 1] === "of")) return null;
  const before = list[at - 1];
  const alone = { kind: "date", from: at, to: end, day: ordinal.value, month: null, year: null } as const;
  const next = list[end];
  // "the fifth", "on the fifth at three", "Monday the 23rd", and never "the first time".
  if (before !== "the" && before !== "on" && weekdayAt(list, at - 1) === null && !(ordinal.value > 12 && /^(no|wait|rather|make|sorry)$/.test(before ?? ""))) return null;
  if (list[end] === "of" && /^(next|this|the)$/.test(list[end + 1] ?? "")) return /^(next|this)$/.test(list[end + 1] ?? "") && list[end + 2] === "month" ? { ...alone, to: end + 1 } : null;
  if (before === "the" && /^(at|for|on|is|was|from|i)$/.test(list[at - 2] ?? "") === false && ordinal.value < 4 && next !== undefined && /^(and|or|is)$/.test(next)) return null;
  if (/^ones?$/.test(next ?? "")) return null;
  // Few things are counted that far.
  if (ordinal.value > 12 && next !== undefined && !/^(floor|street|avenue|st|ave|century|birthday|anniversary|time|hour|minute|place|row|seat|person|caller|customer|edition|season|episode|chapter|page|grade|year|amendment)s?$/.test(next)) return alone;
  return next === undefined || next === "," || goesOn.has(next) || readNumber(list, end, "en") !== null || weekdayAt(list, end) !== null || /^(next|this|coming|tomorrow|today)$/.test(next) ? alone : null;
}

export const readEnglishLapse = readLapse;
export const englishDays: readonly ((list: readonly string[], at: number) => Mention | null)[] = [readFeast, readRelative, readNthWeekday, readWeek, readDate, readWeekday];
