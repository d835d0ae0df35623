/** A time of day in words or figures. Without a part of the day both halves of it are candidates. */
import type { Language } from "@zvon/contract/call-link.ts";
import { readNumber } from "../../language/number-words.ts";

export type TimeReading = { /** Minutes of the day. */ candidates: number[]; /** The words that are left. */ rest: string[] };

type PartOfDay = "morning" | "day" | "evening" | "night";
const ruHourOrdinals = ["первого", "второго", "третьего", "четвертого", "пятого", "шестого", "седьмого", "восьмого", "девятого", "десятого", "одиннадцатого", "двенадцатого"];
const ruParts: Record<string, PartOfDay> = { утра: "morning", утром: "morning", утро: "morning", дня: "day", днем: "day", вечера: "evening", вечером: "evening", вечер: "evening", ночи: "night", ночью: "night" };
const hourWords = new Set(["час", "часа", "часов", "часам", "часу"]);
const minuteWords = new Set(["минут", "минуты", "минута", "минуту"]);
const ruMonthStart = /^(январ|феврал|март|апрел|мая$|июн|июл|август|сентябр|октябр|ноябр|декабр)/;
const enMonthStart = /^(jan|feb|mar(ch)?$|april|may$|june|july|aug|sept|october|november|december)/;

function candidates(hour: number, minute: number, part: PartOfDay | null): number[] | null {
  if (hour > 24 || hour < 0 || minute > 59 || minute < 0) return null;
  if (hour > 12 || hour === 0) return [(hour % 24) * 60 + minute];
  const am = (hour % 12) * 60 + minute;
  const pm = am + 720;
  if (part === "morning") return [am];
  if (part === "evening") return [pm];
  // «двенадцать дня» is noon, «одиннадцать дня» still morning.
  if (part === "day") return [hour === 11 ? am : pm];
  if (part === "night") return [hour >= 9 && hour < 12 ? pm : am];
  return [am, pm];
}

/** «в пять» as a time that began at another hour: minutes before or after. */
const shifted = (hour: number, minute: number) => (minute < 0 ? { hour: hour === 1 ? 12 : hour - 1, minute: 60 + minute } : { hour, minute });

type Hit = { from: number; to: number; hour: number; minute: number };

function findRussian(list: readonly string[], loose: boolean): Hit | null {
  for (let at = 0; at < list.length; at += 1) {
    const word = list[at] ?? "";
    const next = list[at + 1] ?? "";
    const colon = /^(\d{1,2}):(\d\d)$/.exec(word);
    if (colon !== null) return { from: at, to: at + 1, hour: Number(colon[1]), minute: Number(colon[2]) };
    if (word === "полдень" || word === "полудня") return { from: at, to: at + 1, hour: 12, minute: 0 };
    // «полтретьего», «пол третьего», «половина третьего»
    const joined = word.startsWith("пол") ? ruHourOrdinals.indexOf(word.slice(3)) : -1;
    const half = joined >= 0 ? joined : ["пол", "половина", "половине", "половину"].includes(word) ? ruHourOrdinals.indexOf(next) : -1;
    if (half >= 0) return { from: at, to: at + (joined >= 0 ? 1 : 2), ...shifted(half + 1, -30) };
    // «без пятнадцати пять», «без четверти пять»
    if (word === "без") {
      const quarter = next === "четверти";
      const minutes = quarter ? { value: 15, length: 1 } : readNumber(list, at + 1, "ru");
      if (minutes !== null) {
        let hourAt = at + 1 + minutes.length;
        if (minuteWords.has(list[hourAt] ?? "")) hourAt += 1;
        const hour = list[hourAt] === "час" ? { value: 1, length: 1 } : readNumber(list, hourAt, "ru");
        if (hour !== null && minutes.value < 60) return { from: at, to: hourAt + hour.length, ...shifted(hour.value, -minutes.value) };
      }
    }
    // «четверть шестого», «десять минут шестого»
    if (word === "четверть" && ruHourOrdinals.includes(next)) return { from: at, to: at + 2, ...shifted(ruHourOrdinals.indexOf(next) + 1, -45) };
    const number = readNumber(list, at, "ru");
    if (number !== null) {
      const after = list[at + number.length] ?? "";
      const ordinal = minuteWords.has(after) ? ruHourOrdinals.indexOf(list[at + number.length + 1] ?? "") : -1;
      if (ordinal >= 0) return { from: at, to: at + number.length + 2, ...shifted(ordinal + 1, number.value - 60) };
      // «двадцать пятого», «25 ноября», «25-го», «через два дня» are dates.
      const isDate = ruMonthStart.test(after) || after === "го" || after === "числа" || (number.value >= 20 && ruHourOrdinals.includes(after)) || list[at - 1] === "через" || /^(день|дней|недел)/.test(after) || (after === "дня" && list[at - 1] === "через");
      const announced = ["в", "к", "на", "часов", "ровно", "лучше"].includes(list[at - 1] ?? "") || hourWords.has(after) || ruParts[after] !== undefined;
      if (!isDate && number.value <= 24 && (announced || loose)) {
        let to = at + number.length;
        if (hourWords.has(list[to] ?? "")) to += 1;
        let minute = 0;
        // «тринадцать часов и пять минут»
        if (list[to] === "и") to += 1;
        const minutes = readNumber(list, to, "ru");
        if (minutes !== null && minutes.value < 60 && !ruMonthStart.test(list[to + minutes.length] ?? "")) {
          // «пять ноль пять», «пять ноль ноль»
          const second = minutes.value === 0 ? readNumber(list, to + minutes.length, "ru") : null;
          minute = second !== null && second.value < 10 ? second.value : minutes.value;
          to += minutes.length + (second !== null && second.value < 10 ? second.length : 0);
          if (minuteWords.has(list[to] ?? "")) to += 1;
        }
        return { from: at, to, hour: number.value, minute };
      }
      at += number.length - 1;
      continue;
    }
    // «в час», «час дня», «в час тридцать»
    if (word === "час" && (["в", "к", "на"].includes(list[at - 1] ?? "") || ruParts[next] !== undefined || loose)) {
      const minutes = readNumber(list, at + 1, "ru");
      const taken = minutes !== null && minutes.value < 60 ? minutes : null;
      return { from: at, to: at + 1 + (taken?.length ?? 0), hour: 1, minute: taken?.value ?? 0 };
    }
  }
  return null;
}

function findEnglish(list: readonly string[], loose: boolean): Hit | null {
  for (let at = 0; at < list.length; at += 1) {
    const word = list[at] ?? "";
    const colon = /^(\d{1,2}):(\d\d)$/.exec(word);
    if (colon !== null) return { from: at, to: at + 1, hour: Number(colon[1]), minute: Number(colon[2]) };
    if (word === "noon" || word === "midday") return { from: at, to: at + 1, hour: 12, minute: 0 };
    const lead = word === "half" ? { value: 30, length: 1 } : word === "quarter" ? { value: 15, length: 1 } : readNumber(list, at, "en");
    if (lead === null) continue;
    const link = list[at + lead.length] ?? "";
    if (["past", "after", "to", "till", "before"].includes(link)) {
      const hour = readNumber(list, at + lead.length + 1, "en");
      if (hour !== null && hour.value <= 12 && lead.value < 60) return { from: at, to: at + lead.length + 1 + hour.length, ...shifted(hour.value, link === "past" || link === "after" ? lead.value : -lead.value) };
    }
    if (word === "half" || word === "quarter") continue;
    const isDate = ["st", "nd", "rd", "th"].includes(link) || enMonthStart.test(link) || enMonthStart.test(list[at - 1] ?? "") || /^(days?|weeks?)$/.test(link) || list[at - 1] === "the" || (lead.value >= 20 && /(st|nd|rd|th)$/.test(link));
    const announced = ["at", "by", "around", "about"].includes(list[at - 1] ?? "") || ["o'clock", "am", "pm", "a", "p", "oclock"].includes(link);
    if (!isDate && lead.value <= 24 && (announced || loose)) {
      let to = at + lead.length;
      let minute = 0;
      if (["o'clock", "oclock"].includes(list[to] ?? "")) to += 1;
      const minutes = readNumber(list, to, "en");
      if (minutes !== null && minutes.value < 60) {
        const second = minutes.value === 0 ? readNumber(list, to + minutes.length, "en") : null;
        minute = second !== null && second.value < 10 ? second.value : minutes.value;
        to += minutes.length + (second !== null && second.value < 10 ? second.length : 0);
      }
      return { from: at, to, hour: lead.value, minute };
    }
    at += lead.length - 1;
  }
  return null;
}

function partOfDay(list: readonly string[], language: Language): { part: PartOfDay | null; used: Set<number> } {
  for (let at = 0; at < list.length; at += 1) {
    const word = list[at] ?? "";
    const next = list[at + 1] ?? "";
    if (language === "ru") {
      const part = ruParts[word];
      // «через два дня» is no part of a day.
      if (part !== undefined && !(word === "дня" && list.includes("через"))) return { part, used: new Set([at]) };
      continue;
    }
    if (word === "am" || word === "pm") return { part: word === "am" ? "morning" : "evening", used: new Set([at]) };
    if ((word === "a" || word === "p") && next === "m") return { part: word === "a" ? "morning" : "evening", used: new Set([at, at + 1]) };
    if (word === "morning") return { part: "morning", used: new Set([at]) };
    if (word === "afternoon" || word === "evening" || word === "tonight") return { part: "evening", used: new Set([at]) };
    if (word === "night") return { part: "night", used: new Set([at]) };
  }
  return { part: null, used: new Set() };
}

/** @param loose a lone number is a time («пять» after «во сколько?»). @returns null when no time is named. */
export function readTime(list: readonly string[], language: Language, loose: boolean): TimeReading | null {
  const { part, used } = partOfDay(list, language);
  // Announced times first, so that «двадцать второе, в пять» is not read from its first number.
  const find = language === "ru" ? findRussian : findEnglish;
  const hit = find(list, false) ?? (loose ? find(list, true) : null);
  if (hit === null) return null;
  const options = candidates(hit.hour, hit.minute, part);
  if (options === null) return null;
  return { candidates: options, rest: list.filter((_, index) => (index < hit.from || index >= hit.to) && !used.has(index)) };
}
