/** Days in Russian: «послезавтра», «в следующую среду», «двадцать третьего», 05.12, «через полторы недели». */
import { isNear } from "../../../language/nearness.ts";
import { readNumber } from "../../../language/number-words.ts";
import type { Mention } from "./mention.ts";
import { isCounted, isHours, isMinutes, isStreet, monthOf, ordinalAt, quantityAt, weekdayOf, yearOrdinalAt } from "./russian-words.ts";

const isNext = (word: string | undefined): boolean => /^(след[уы]?[юу]?щ|будущ)/.test(word ?? "");
const isThis = (word: string | undefined): boolean => /^эт(от|у|о|ой|ого|ом|их|и|а)$|^текущ/.test(word ?? "");
const isLast = (word: string | undefined): boolean => /^(прошл|прошедш|минувш)/.test(word ?? "");
const isWeek = (word: string | undefined): boolean => word?.startsWith("недел") ?? false;
const isMonth = (word: string | undefined): boolean => word?.startsWith("месяц") ?? false;

type Unit = "minute" | "hour" | "half_hour" | "day" | "week" | "month" | "year";
function unitOf(word: string | undefined): Unit | null {
  if (word === undefined) return null;
  if (isMinutes(word)) return "minute";
  if (isHours(word)) return "hour";
  if (word.startsWith('полчас')) return "half_hour";
  if (/^(день|дня|дней|денек|денька|деньков|сутки|суток)$/.test(word)) return "day";
  if (isWeek(word)) return "week";
  if (word.startsWith('месяц')) return "month";
  return /^(год|года|лет)$/.test(word) ? "year" : null;
}

function lapse(from: number, to: number, count: number, unit: Unit): Mention {
  if (unit === "minute") return { kind: "later", from, to, minutes: Math.round(count) };
  if (unit === "hour") return { kind: "later", from, to, minutes: Math.round(count * 60) };
  if (unit === "half_hour") return { kind: "later", from, to, minutes: Math.round(count * 30) };
  if (unit === "day") return { kind: "day", from, to, days: Math.round(count) };
  if (unit === "week") return Number.isInteger(count) ? { kind: "weeks", from, to, count } : { kind: "day", from, to, days: Math.round(count * 7) };
  return { kind: "months", from, to, count: unit === "month" ? Math.round(count) : count * 12 };
}

/** «дня через два»; not «в час, через два дня». */
export function turnedCount(list: readonly string[], at: number): { value: number; length: number } | null {
  const count = unitOf(list[at]) === null || list[at + 1] !== "через" ? null : quantityAt(list, at + 2);
  if (count === null) return null;
  const after = at + 2 + count.length;
  // «дня через два часов в пять»
  return unitOf(list[after]) !== null && !(isHours(list[after]) && /^(в|к|на)$/.test(list[after + 1] ?? "")) ? null : count;
}

/** «через два часа», «часа через два», «через час двадцать», «через пару дней». */
function readLapse(list: readonly string[], at: number): Mention | null {
  const turned = unitOf(list[at]);
  if (turned !== null && list[at + 1] === "через") {
    const count = turnedCount(list, at);
    return count === null ? null : lapse(at, at + 2 + count.length, count.value, turned);
  }
  if (list[at] !== "через" && list[at] !== "спустя") return null;
  let here = at + 1;
  while (/^(где|то|примерно|ровно|буквально|еще|так|около|эдак|целых|приблизительно)$/.test(list[here] ?? "")) here += 1;
  if (list[here] === "четверть" && isHours(list[here + 1])) return { kind: "later", from: at, to: here + 2, minutes: 15 };
  if (list[here] === "пол" && isHours(list[here + 1])) return { kind: "later", from: at, to: here + 2, minutes: 30 };
  // «через часа два»
  const behind = /^(часа|часов|часика|минут|дня|дней|недели|месяца)$/.test(list[here] ?? "") ? quantityAt(list, here + 1) : null;
  const late = behind === null ? null : unitOf(list[here]);
  if (behind !== null && late !== null) return lapse(at, here + 1 + behind.length, behind.value, late);
  const count = quantityAt(list, here);
  const unitAt = here + (count?.length ?? 0);
  const unit = unitOf(list[unitAt]);
  if (unit === null) return null;
  // «через минуту», «через минутку»: as good as now.
  if (unit === "minute" && count === null) return { kind: "nothing", from: at, to: unitAt + 1 };
  const one = lapse(at, unitAt + 1, count?.value ?? 1, unit);
  if (one.kind !== "later" || unit !== "hour") return one;
  const more = list[unitAt + 1] === "и" ? unitAt + 2 : unitAt + 1;
  if (list[unitAt + 1] === "с" && list[unitAt + 2] === "половиной") return { ...one, to: unitAt + 3, minutes: one.minutes + 30 };
  const minutes = readNumber(list, more, "ru");
  return minutes === null || minutes.value >= 60 || minutes.value < 5 ? one : { ...one, to: more + minutes.length + (isMinutes(list[more + minutes.length]) ? 1 : 0), minutes: one.minutes + minutes.value };
}

const relative: readonly [RegExp, number][] = [[/^послезавтр|^послезафтр/, 2], [/^завтр[аоеы]$|^завтрашн|^зафтра$/, 1], [/^сегодн|^севодня$|^сиводня$|^седня$/, 0], [/^позавчера$/, -2], [/^вчера$/, -1]];
function readRelative(list: readonly string[], at: number): Mention | null {
  const word = list[at] ?? "";
  if (word.length > 3 && isNear(word, "после") && list[at + 1] === "завтра") return { kind: "day", from: at, to: at + 2, days: 2 };
  const known = relative.find(([pattern]) => pattern.test(word))?.[1] ?? (word.length >= 9 && isNear(word, "послезавтра") ? 2 : word.length >= 6 && isNear(word, "сегодня") ? 0 : null);
  return known === null ? null : { kind: "day", from: at, to: at + 1, days: known };
}

function readWeekday(list: readonly string[], at: number): Mention | null {
  const before = list[at - 1];
  // «выходной» in the singular is a day off.
  const weekend = /^выходн(ые|ых|ыми|ым)$|^уикенд/.test(list[at] ?? "");
  const weekday = weekend ? 6 : weekdayOf(list[at]);
  // «а в следующую»: of the weekday named before.
  if (weekday === 0 && /^след[уы]?[юу]?щ(ий|ую|ее|ая)$/.test(list[at] ?? "") && !/^(раз|год)/.test(list[at + 1] ?? "") && !isWeek(list[at + 1]) && !isMonth(list[at + 1]) && weekdayOf(list[at + 1]) === 0 && weekdayOf(before) === 0) return { kind: "same_weekday", from: at, to: at + 1, week: 1 };
  if (weekday === 0) return null;
  if (/^кажд|^все$|^всем$/.test(before ?? "") || (weekend && before === "по")) return { kind: "nothing", from: at, to: at + 1 };
  const after = list[at + 1];
  const week = isNext(before) ? 1 : isThis(before) ? 0 : isLast(before) ? -1 : isNext(after) && !isWeek(list[at + 2]) ? 1 : weekend ? 0 : null;
  return { kind: "weekday", from: at, to: isNext(after) && !isWeek(list[at + 2]) ? at + 2 : at + 1, weekday, week };
}

/** «в первый понедельник декабря», «в последнюю пятницу месяца» */
function readNthWeekday(list: readonly string[], at: number): Mention | null {
  const nth = list[at]?.startsWith("последн") === true ? -1 : (ordinalAt(list, at)?.value ?? 0);
  const weekday = weekdayOf(list[at + 1]);
  const month = monthOf(list[at + 2]);
  if (nth === 0 || nth > 5 || weekday === 0) return null;
  if (month > 0) return { kind: "nth_weekday", from: at, to: at + 3, nth, weekday, month };
  // «следующего месяца» is a mention of its own.
  return isMonth(list[at + 2]) || isMonth(list[at + 3]) ? { kind: "nth_weekday", from: at, to: isMonth(list[at + 2]) ? at + 3 : at + 2, nth, weekday, month: null } : null;
}

function readWeek(list: readonly string[], at: number): Mention | null {
  const word = list[at];
  const [unit, length] = isWeek(list[at + 1]) || isMonth(list[at + 1]) ? [list[at + 1], 2] : [undefined, 0];
  if (unit === undefined) return null;
  // «на той неделе» is the next one to most who say it of what is to come.
  const week = isNext(word) || /^т(а|у|ой)$|^друг(ая|ой|ую)$/.test(word ?? "") ? 1 : isThis(word) ? 0 : isLast(word) ? -1 : null;
  if (week === null) return null;
  return isWeek(unit) ? { kind: "week", from: at, to: at + length, week } : { kind: "month", from: at, to: at + length, ahead: week };
}

/** The year after a month: 2026, «двадцать шестого года», «тысяча девятьсот восемьдесят пятого», «две тысячи двадцать шестой». */
function yearAt(list: readonly string[], at: number): { value: number | null; length: number } {
  const withWord = (value: number, end: number) => ({ value, length: end + (/^(года?|г)$/.test(list[end] ?? "") ? 1 : 0) - at });
  const figures = /^(?:19|20)\d\d$/.exec(list[at] ?? "");
  if (figures !== null) return withWord(Number(figures[0]), at + 1);
  const head = readNumber(list, at, "ru");
  if (head !== null && head.value >= 1900 && head.value < 2100) {
    const last = yearOrdinalAt(list, at + head.length);
    if (last !== null && (head.value % 100 === 0 || (head.value % 10 === 0 && last.value < 10))) return withWord(head.value + last.value, at + head.length + last.length);
    return withWord(head.value, at + head.length);
  }
  const last = yearOrdinalAt(list, at);
  // «девяностого года» and «двадцать шестого года»
  if (last !== null && /^(года?|г)$/.test(list[at + last.length] ?? "")) return { value: last.value + (last.value > 50 ? 1900 : 2000), length: last.length + 1 };
  return { value: null, length: 0 };
}

/** «этажа», «варианта»: an ordinal before it is no day. «двадцать пятого утра» is one. */
const isGenitiveNoun = (word: string | undefined): boolean => word !== undefined && word.length > 3 && /[аяи]$|ого$|его$/.test(word) && !/^(утра|вечера|ночи|меня|тебя|завтра|когда|тогда|числа|часа|дня|после|если|можно|пожалуйста|сегодня|записи|или|нужна|его|всего|лучшего)$|л[аи]$/.test(word) && ordinalAt([word], 0) === null && monthOf(word) === 0 && weekdayOf(word) === 0;

/** «Под новый год», «в новогоднюю ночь», «на рождество». «На новый год» may be either of two days. */
function readFeast(list: readonly string[], at: number): Mention | null {
  const [word = "", next = "", then = ""] = list.slice(at);
  const date = (to: number, day: number, month: number): Mention => ({ kind: "date", from: at, to, day, month, year: null });
  if (/^(под|накануне|канун)$/.test(word) && /^нов(ый|ого)$/.test(next) && /^года?$/.test(then)) return date(at + 3, 31, 12);
  if (word.startsWith("новогодн") && /^(ночь|вечер)/.test(next)) return date(at + 1, 31, 12);
  if (/^(на|в|к)$/.test(list[at - 1] ?? "") && /^рождеств[оу]$/.test(word)) return date(at + 1, 7, 1);
  return null;
}

function readDate(list: readonly string[], at: number): Mention | null {
  const word = list[at] ?? "";
  const before = list[at - 1] ?? "";
  if (isStreet(before) || isStreet(list[at - 2])) {
    const name = ordinalAt(list, at) ?? readNumber(list, at, "ru");
    return name === null ? null : { kind: "nothing", from: at, to: at + name.length + (monthOf(list[at + name.length]) > 0 ? 1 : 0) };
  }
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(word);
  if (iso !== null) return { kind: "date", from: at, to: at + 1, day: Number(iso[3]), month: Number(iso[2]), year: Number(iso[1]) };
  if (word === "24/7") return { kind: "nothing", from: at, to: at + 1 };
  const figures = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?$/.exec(word);
  if (figures !== null) {
    const [day, month] = [Number(figures[1]), Number(figures[2])];
    if (day < 1 || day > 31 || month < 1 || month > 12) return null;
    // «в 10.10» is a time, «на 05.12» and «10.12» are dates.
    if (figures[3] === undefined && !word.startsWith("0") && /^(в|к|с|до|после|около)$/.test(before) && day < 24) return null;
    return { kind: "date", from: at, to: at + 1, day, month, year: figures[3] === undefined ? null : Number(figures[3]) % 100 + 2000 };
  }
  const month = monthOf(word);
  if (month > 0) {
    // «декабря пятого»
    const day = ordinalAt(list, at + 1) ?? (/^\d{1,2}$/.test(list[at + 1] ?? "") ? { value: Number(list[at + 1]), length: 1 } : null);
    return day === null || day.value > 31 || (before === "в" && /^\d/.test(list[at + 1] ?? "")) ? null : { kind: "date", from: at, to: at + 1 + day.length, day: day.value, month, year: null };
  }
  if (word === "числа" || word === "число") {
    const day = ordinalAt(list, at + 1);
    return day === null ? null : { kind: "date", from: at, to: at + 1 + day.length, day: day.value, month: null, year: null };
  }
  const ordinal = ordinalAt(list, at);
  const number = ordinal ?? readNumber(list, at, "ru");
  if (number === null || number.value < 1 || number.value > 31) return null;
  let to = at + number.length;
  const numbered = list[to]?.startsWith("числ") ?? false;
  if (numbered) to += 1;
  const named = monthOf(list[to]);
  if (named > 0) {
    const year = yearAt(list, to + 1);
    return { kind: "date", from: at, to: to + 1 + year.length, day: number.value, month: named, year: year.value };
  }
  const alone = { kind: "date", from: at, to, day: number.value, month: null, year: null } as const;
  if (numbered) return alone;
  if (ordinal === null) {
    // «на 25», «на двадцать восьмое»: an hour cannot be that late.
    return number.value > 24 && (before === "на" || weekdayOf(before) > 0) && !isCounted(list[to], number.value, true) && !isMinutes(list[to]) ? alone : null;
  }
  // «десятого двенадцатого» is 10.12.
  const monthNumber = ordinal.form === "genitive" ? ordinalAt(list, to) : null;
  if (monthNumber !== null && monthNumber.form === "genitive" && monthNumber.value <= 12 && monthNumber.length === 1 && monthOf(list[to + 1]) === 0) return { ...alone, to: to + 1, month: monthNumber.value };
  const noun = isGenitiveNoun(list[to]);
  if (ordinal.form === "genitive") return noun || /^(из|у|для|без|около|ни)$/.test(before) ? null : alone;
  if (ordinal.form === "nominative") return before === "на" || ordinal.value > 12 ? alone : null;
  if (ordinal.form === "dative") return before === "к" && !noun ? alone : null;
  return null;
}

export const russianDays: readonly ((list: readonly string[], at: number) => Mention | null)[] = [readLapse, readFeast, readRelative, readNthWeekday, readWeek, readDate, readWeekday];
