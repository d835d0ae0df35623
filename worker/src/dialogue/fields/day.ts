/** A day in words or figures, relative to today. */
import type { Language } from "@zvon/contract/call-link.ts";
import { addDays, dateOf, weekdayOf } from "../../language/calendar.ts";
import { readNumber } from "../../language/number-words.ts";
import { nextWeekday } from "../../language/time-speech.ts";

const ruMonths: RegExp[] = [/^январ/, /^феврал/, /^март/, /^апрел/, /^ма[йяею]$/, /^июн/, /^июл/, /^август/, /^сентябр/, /^октябр/, /^ноябр/, /^декабр/];
const enMonths: RegExp[] = [/^jan/, /^feb/, /^march$/, /^apr/, /^may$/, /^june?$/, /^july?$/, /^aug/, /^sep/, /^oct/, /^nov/, /^dec/];
const ruWeekdays: RegExp[] = [/^понедельник/, /^вторник/, /^сред[уаые]$/, /^четверг/, /^пятниц/, /^суббот/, /^воскресень/];
const enWeekdays: RegExp[] = [/^mondays?$/, /^tuesdays?$/, /^wednesdays?$/, /^thursdays?$/, /^fridays?$/, /^saturdays?$/, /^sundays?$/];
const ruOrdinals = ["", "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат"];
const enOrdinals = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"];

function ordinalAt(list: readonly string[], at: number, language: Language): { day: number; length: number } | null {
  const word = list[at] ?? "";
  const next = list[at + 1] ?? "";
  const simple = (one: string) => {
    if (language === "en") return one === "thirtieth" ? 30 : enOrdinals.indexOf(one);
    const base = /^(.+?)(ье|ьего|ое|ого)$/.exec(one)?.[1];
    return base === undefined ? -1 : base === "тридцат" ? 30 : ruOrdinals.indexOf(base);
  };
  const tens = { двадцать: 20, тридцать: 30, twenty: 20, thirty: 30 }[word];
  if (tens !== undefined && simple(next) > 0 && simple(next) < 10) return { day: tens + simple(next), length: 2 };
  if (simple(word) > 0) return { day: simple(word), length: 1 };
  const figures = /^\d{1,2}$/.test(word) ? Number(word) : null;
  const marked = language === "ru" ? next === "го" || next === "числа" || next === "е" : ["st", "nd", "rd", "th"].includes(next);
  if (figures !== null && marked) return { day: figures, length: 2 };
  const months = language === "ru" ? ruMonths : enMonths;
  const number = readNumber(list, at, language);
  if (number !== null && number.value <= 31 && months.some((month) => month.test(list[at + number.length] ?? "") || (language === "en" && month.test(list[at - 1] ?? "")))) return { day: number.value, length: number.length };
  return null;
}

/** The next date with that day of the month, and that month when one is named. */
function dateFrom(day: number, month: number | null, today: string): string | null {
  const year = Number(today.slice(0, 4));
  const thisMonth = Number(today.slice(5, 7));
  for (let step = 0; step < 14; step += 1) {
    const at = thisMonth - 1 + step;
    if (month !== null && (at % 12) + 1 !== month) continue;
    const date = dateOf(year + Math.floor(at / 12), (at % 12) + 1, day);
    if (date !== null && date >= today) return date;
  }
  return null;
}

/** @param list words without those of the time of day. @returns "YYYY-MM-DD", or null when no day is named. */
export function readDay(list: readonly string[], language: Language, today: string): string | null {
  const text = ` ${list.join(" ")} `;
  const has = (part: string) => text.includes(` ${part} `);
  if (language === "ru") {
    if (has("послезавтра") || has("после завтра")) return addDays(today, 2);
    if (has("завтра") || has("завтрашний")) return addDays(today, 1);
    if (has("сегодня")) return today;
    const after = list.indexOf("через");
    if (after >= 0) {
      const number = readNumber(list, after + 1, "ru") ?? { value: 1, length: 0 };
      const unit = list[after + 1 + number.length] ?? "";
      if (/^(день|дня|дней)$/.test(unit)) return addDays(today, number.value);
      if (unit.startsWith("недел")) return addDays(today, number.value * 7);
    }
  } else {
    if (has("day after tomorrow")) return addDays(today, 2);
    if (has("tomorrow")) return addDays(today, 1);
    if (has("today") || has("tonight")) return today;
    const within = list.indexOf("in");
    if (within >= 0) {
      const number = readNumber(list, within + 1, "en") ?? (list[within + 1] === "a" ? { value: 1, length: 1 } : null);
      const unit = number === null ? "" : (list[within + 1 + number.length] ?? "");
      if (number !== null && /^days?$/.test(unit)) return addDays(today, number.value);
      if (number !== null && /^weeks?$/.test(unit)) return addDays(today, number.value * 7);
    }
  }
  const months = language === "ru" ? ruMonths : enMonths;
  for (let at = 0; at < list.length; at += 1) {
    const ordinal = ordinalAt(list, at, language);
    if (ordinal === null) continue;
    const near = [list[at + ordinal.length], language === "en" ? list[at + ordinal.length + 1] : undefined, list[at - 1]];
    const month = near.map((word) => (word === undefined ? -1 : months.findIndex((one) => one.test(word)))).find((index) => index >= 0);
    return dateFrom(ordinal.day, month === undefined ? null : month + 1, today);
  }
  const weekdays = language === "ru" ? ruWeekdays : enWeekdays;
  for (let at = 0; at < list.length; at += 1) {
    const weekday = weekdays.findIndex((one) => one.test(list[at] ?? "")) + 1;
    if (weekday === 0) continue;
    const date = nextWeekday(today, weekday);
    // "Next Friday" is Friday of the next week, also when this week's is still ahead.
    const nextWeek = (list[at - 1] ?? "").startsWith("следующ") || list[at - 1] === "next";
    return nextWeek && weekday > weekdayOf(today) ? addDays(date, 7) : date;
  }
  return null;
}
