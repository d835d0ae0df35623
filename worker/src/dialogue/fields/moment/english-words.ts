/** English words around moments: months, weekdays, ordinals, units, and what is counted or numbered. */
import { isNear } from "../../../language/nearness.ts";
import { readNumber } from "../../../language/number-words.ts";
import { wordSet } from "./mention.ts";
import { wordTable } from "../../../language/word-table.ts";

const months: RegExp[] = [/^jan(uary)?$/, /^feb(ruary|uary)?$/, /^mar(ch)?$/, /^apr(il)?$/, /^may$/, /^june?$/, /^july?$/, /^aug(ust)?$/, /^sep(t|tember)?$/, /^oct(ober)?$/, /^nov(ember)?$/, /^dec(ember)?$/];
const longMonths = ["january", "february", "", "", "", "", "", "august", "september", "october", "november", "december"];
/** 1 to 12, 0 when it is no month. */
export function monthOf(word: string | undefined): number {
  if (word === undefined) return 0;
  const exact = months.findIndex((one) => one.test(word));
  return exact >= 0 ? exact + 1 : word.length < 6 ? 0 : longMonths.findIndex((name) => name !== "" && isNear(word, name)) + 1;
}

const weekdayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const short = wordTable<number>({ wensday: 3, wendsday: 3, wenesday: 3, mon: 1, tue: 2, tues: 2, wed: 3, weds: 3, thu: 4, thur: 4, thurs: 4, fri: 5 });
/** 1 Monday … 7 with the words it takes: "thurs day" is two. "Mondays" are no day. */
export function weekdayAt(list: readonly string[], at: number): { value: number; length: number } | null {
  const word = (list[at] ?? "").replace(/'s$/, "");
  const joined = list[at + 1] === "day" ? `${word}day` : "";
  const value = short[word] ?? 0;
  const split = weekdayNames.findIndex((name) => joined.length > 5 && name === joined) + 1;
  if (split > 0 || (value > 0 && list[at + 1] === "day")) return { value: split || value, length: 2 };
  if (value > 0) return { value, length: 1 };
  if (word.length < 5 || word.endsWith('days')) return null;
  const named = weekdayNames.findIndex((name) => name === word || (word.length > 5 && name.startsWith(word[0] ?? "") && isNear(word, name))) + 1;
  return named === 0 ? null : { value: named, length: 1 };
}

const ordinals = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"];
/** "twenty fifth", "3rd", "thirtieth". */
export function ordinalAt(list: readonly string[], at: number): { value: number; length: number } | null {
  const word = list[at] ?? "";
  const next = list[at + 1] ?? "";
  const tens = { twenty: 20, thirty: 30, "20": 20, "30": 30 }[word];
  const unit = ordinals.indexOf(next);
  if (tens !== undefined && unit > 0 && unit < 10) return { value: tens + unit, length: 2 };
  if (word === "thirtieth") return { value: 30, length: 1 };
  const simple = ordinals.indexOf(word);
  if (simple > 0) return { value: simple, length: 1 };
  return /^\d{1,2}$/.test(word) && /^(st|nd|rd|th)$/.test(next) ? { value: Number(word), length: 2 } : null;
}

/** The month that begins at `at` has a day of its own behind it: "December third", "dec 3". */
export function monthHasDay(list: readonly string[], at: number): boolean {
  const start = list[at + 1] === "the" ? at + 2 : at + 1;
  const day = ordinalAt(list, start) ?? readNumber(list, start, "en");
  // "27 nov 3 pm": an hour.
  return day !== null && day.value >= 1 && day.value <= 31 && !/^(am|pm|a|p|o'clock|oclock)$/.test(list[start + day.length] ?? "");
}

/** "two", "a", "half a", "a couple of", "one and a half", "three quarters of a(n)". */
export function quantityAt(list: readonly string[], at: number): { value: number; length: number } | null {
  const [first, second, third] = [list[at] ?? "", list[at + 1] ?? "", list[at + 2] ?? ""];
  const article = (index: number): number => (/^(a|an)$/.test(list[index] ?? "") ? 1 : 0);
  if (first === "half") return { value: 0.5, length: 1 + article(at + 1) };
  if (first === "a" && second === "half") return { value: 0.5, length: 2 + article(at + 2) };
  if (first === "quarter" && second === "of") return { value: 0.25, length: 2 + article(at + 2) };
  if (first === "a" && second === "quarter") return { value: 0.25, length: (third === "of" ? 3 : 2) + article(at + (third === "of" ? 3 : 2)) };
  if (first === "three" && /^quarters?$/.test(second)) return { value: 0.75, length: (third === "of" ? 3 : 2) + article(at + (third === "of" ? 3 : 2)) };
  if (first === "a" && second === "couple") return { value: 2, length: third === "of" ? 3 : 2 };
  if (first === "couple") return { value: 2, length: second === "of" ? 2 : 1 };
  const number = readNumber(list, at, "en");
  if (number !== null) {
    const half = list.slice(at + number.length, at + number.length + 3).join(" ") === "and a half";
    return half ? { value: number.value + 0.5, length: number.length + 3 } : number;
  }
  return first === "a" || first === "an" ? { value: 1, length: 1 } : null;
}

/** Words ending in "s" after an hour that nobody counts. */
const functionWords = wordSet("please works is was this as yes thanks suits sounds seems has it's that's let's does gets us unless across his always perhaps afterwards towards plus its what's besides sometimes anyways hours o'clock");
const counted = /^(people|persons?|kids?|children|guests?|adults?|dollars?|bucks|pounds?|euros?|cents?|percent|per|times?|years?|yr|months?|weeks?|days?|minutes?|mins?|seconds?|hundred|thousand|million|street|st|avenue|ave|road|rd|drive|lane|square|boulevard|floors?|rooms?|degrees?|miles?|km|kilos?|kilometers?|grams?|stars?|points?|pieces?|items?|copies|pizzas?|questions?|things?|items|cars?|bags?|boxes|tickets?|nights?|bedrooms?|of|different|other|more|star|doors?|locations?|elm|oak|main|maple|pine|cedar|blocks?)$/;
/** The word is what the number counts or names: "five people", "five oak street". "Hours" alone are not here. */
export const isCounted = (list: readonly string[], at: number): boolean => {
  const word = list[at];
  if (word === undefined || functionWords.has(word)) return false;
  if (counted.test(word)) return true;
  if (/^(street|avenue|road|drive|lane|boulevard)$/.test(list[at + 1] ?? "")) return true;
  return word.length > 3 && /[^s']s$/.test(word) && weekdayAt(list, at) === null && monthOf(word) === 0;
};

const labels = /^(number|room|suite|apartment|apt|flat|unit|floor|entrance|gate|platform|terminal|line|order|code|size|bus|flight|route|extension|ext|house|building|table|chapter|page|section|aged?|phone|zip|box|desk|lane|channel|level|step|version|channel|item|invoice|ticket|account|policy|pin|temperature|costs?|price|pay|paid|charged?|count|exit|highway|interstate|windows|door|locker|seat|row|studio|cabin|room's)$/;
export const isLabel = (word: string | undefined): boolean => word !== undefined && labels.test(word);
