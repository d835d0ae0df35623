/** Times of day and dates as people say them. */
import type { Language } from "@zvon/contract/call-link.ts";
import { addDays, daysBetween, weekdayOf } from "./calendar.ts";
import { numberInWords, plural } from "./number-speech.ts";

const ruDayOrdinals = ["", "первое", "второе", "третье", "четвёртое", "пятое", "шестое", "седьмое", "восьмое", "девятое", "десятое", "одиннадцатое", "двенадцатое", "тринадцатое", "четырнадцатое", "пятнадцатое", "шестнадцатое", "семнадцатое", "восемнадцатое", "девятнадцатое", "двадцатое"];
const enDayOrdinals = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"];

export const ruMonths = ["", "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
export const enMonths = ["", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
/** After «в»: «в среду». */
export const ruWeekdays = ["", "понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"];
export const enWeekdays = ["", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function ordinal(day: number, language: Language): string {
  const ordinals = language === "ru" ? ruDayOrdinals : enDayOrdinals;
  const plain = ordinals[day];
  if (plain !== undefined) return plain;
  const tens = language === "ru" ? { 20: "двадцать", 30: "тридцать" } : { 20: "twenty", 30: "thirty" };
  if (day === 30) return language === "ru" ? "тридцатое" : "thirtieth";
  return `${day > 30 ? tens[30] : tens[20]}${language === "ru" ? " " : "-"}${ordinals[day % 10] ?? ""}`;
}
/** «двадцать второго», as dates are said after a day's name. */
export const ruGenitive = (day: number): string => ordinal(day, "ru").replace(/третье$/, "третьего").replace(/ое$/, "ого");

/**
 * "17:30" → «в пять тридцать» / "at half past five"; "17:00" → «в пять вечера» / "at five p m".
 * The part of the day is said with whole hours, where it sounds natural.
 */
export function timeInWords(time: string, language: Language): string {
  const hours = Number(time.slice(0, 2));
  const minutes = Number(time.slice(3, 5));
  const twelve = hours % 12 === 0 ? 12 : hours % 12;
  if (language === "en") {
    const hour = numberInWords(twelve, "en");
    if (minutes === 0) return hours === 12 ? "at noon" : hours === 0 ? "at midnight" : `at ${hour} ${hours < 12 ? "a m" : "p m"}`;
    if (minutes === 30) return `at half past ${hour}`;
    if (minutes === 15) return `at quarter past ${hour}`;
    if (minutes === 45) return `at quarter to ${numberInWords((hours + 1) % 12 === 0 ? 12 : (hours + 1) % 12, "en")}`;
    return `at ${hour} ${minutes < 10 ? `oh ${numberInWords(minutes, "en")}` : numberInWords(minutes, "en")}`;
  }
  const part = hours < 4 ? "ночи" : hours < 12 ? "утра" : hours < 17 ? "дня" : "вечера";
  if (minutes === 0) {
    if (hours === 0) return "в полночь";
    // «в час дня», «в два часа дня», «в пять вечера».
    if (twelve === 1) return `в час ${part}`;
    return twelve < 5 ? `в ${numberInWords(twelve, "ru")} ${plural(twelve, "час", "часа", "часов")} ${part}` : `в ${numberInWords(twelve, "ru")} ${part}`;
  }
  // «в час пятнадцать»: nobody says «в один пятнадцать».
  return `в ${twelve === 1 ? "час" : numberInWords(twelve, "ru")} ${minutes < 10 ? `ноль ${numberInWords(minutes, "ru", "feminine")}` : numberInWords(minutes, "ru", "feminine")}`;
}

/** A bare hour inside a range: «с десяти до семи» / "from ten to seven". */
const ruGenitiveHours = ["двенадцати", "часа", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти", "десяти", "одиннадцати"];
export function hoursInWords(from: string, to: string, language: Language): string {
  const hour = (time: string) => Number(time.slice(0, 2)) % 12;
  const half = (time: string) => (time.endsWith(":00") ? "" : ` ${numberInWords(Number(time.slice(3)), language, "feminine")}`);
  if (language === "en") return `from ${numberInWords(hour(from) || 12, "en")}${half(from)} to ${numberInWords(hour(to) || 12, "en")}${half(to)}`;
  return `с ${ruGenitiveHours[hour(from)] ?? ""}${half(from)} до ${ruGenitiveHours[hour(to)] ?? ""}${half(to)}`;
}

/** «в 17:30» / "at 5:30 PM". */
export function clockForEye(time: string, language: Language): string {
  if (language === "ru") return `в ${time}`;
  const hours = Number(time.slice(0, 2));
  return `at ${hours % 12 === 0 ? 12 : hours % 12}:${time.slice(3)} ${hours < 12 ? "AM" : "PM"}`;
}

/** «с 10:00 до 20:00» / "from 10:00 AM to 8:00 PM". */
export const hoursForEye = (from: string, to: string, language: Language): string =>
  language === "ru" ? `с ${from} до ${to}` : `from ${clockForEye(from, "en").slice(3)} to ${clockForEye(to, "en").slice(3)}`;

/** For the eye and for the voice: «завтра, 22 ноября» / «завтра, двадцать второго ноября». The year is never said. */
export function dayInWords(date: string, today: string, language: Language): { text: string; voice: string } {
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  const ahead = daysBetween(today, date);
  if (language === "ru") {
    const near = ["сегодня", "завтра", "послезавтра"][ahead];
    const weekday = weekdayOf(date);
    const called = near ?? `${weekday === 2 ? "во" : "в"} ${ruWeekdays[weekday] ?? ""}`;
    return { text: `${called}, ${day} ${ruMonths[month] ?? ""}`, voice: `${called}, ${ruGenitive(day)} ${ruMonths[month] ?? ""}` };
  }
  const called = ["today", "tomorrow", "the day after tomorrow"][ahead] ?? `on ${capital(enWeekdays[weekdayOf(date)] ?? "")}`;
  const monthName = capital(enMonths[month] ?? "");
  return { text: `${called}, ${monthName} ${day}`, voice: `${called}, ${monthName} ${ordinal(day, "en")}` };
}

/** The weekday the date falls on next, counted from tomorrow. */
export function nextWeekday(today: string, weekday: number): string {
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  return addDays(today, ahead === 0 ? 7 : ahead);
}
