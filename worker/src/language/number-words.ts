/** Numbers out of words, Russian (any case of the numbers people say on the phone) and English. */
import type { Language } from "@zvon/contract/call-link.ts";

type Part = { value: number; kind: "unit" | "teen" | "ten" | "hundred" | "scale" };

const table = (kind: Part["kind"], entries: Record<string, number>) => Object.entries(entries).flatMap(([forms, value]) => forms.split(" ").map((form) => [form, { value, kind }] as const));

const russian: ReadonlyMap<string, Part> = new Map([
  ...table("unit", {
    "ноль нуль ноля нуля ноле": 0, "один одна одно одного одной одну одному одним раз": 1, "два две двух двум двумя": 2, "три трех трем тремя": 3, "четыре четырех четырем четырьмя": 4,
    "пять пяти пятью": 5, "шесть шести шестью": 6, "семь семи семью": 7, "восемь восьми восемью восьмью": 8, "девять девяти девятью": 9,
  }),
  ...table("teen", {
    "десять десяти десятью": 10, "одиннадцать одиннадцати одиннадцатью": 11, "двенадцать двенадцати двенадцатью": 12, "тринадцать тринадцати тринадцатью": 13, "четырнадцать четырнадцати четырнадцатью": 14,
    "пятнадцать пятнадцати пятнадцатью": 15, "шестнадцать шестнадцати шестнадцатью": 16, "семнадцать семнадцати семнадцатью": 17, "восемнадцать восемнадцати восемнадцатью": 18, "девятнадцать девятнадцати девятнадцатью": 19,
  }),
  ...table("ten", {
    "двадцать двадцати двадцатью": 20, "тридцать тридцати тридцатью": 30, "сорок сорока": 40, "пятьдесят пятидесяти": 50, "шестьдесят шестидесяти": 60,
    "семьдесят семидесяти": 70, "восемьдесят восьмидесяти": 80, "девяносто девяноста": 90,
  }),
  ...table("hundred", { "сто ста": 100, "двести двухсот": 200, "триста трехсот": 300, "четыреста четырехсот": 400, "пятьсот пятисот": 500, "шестьсот шестисот": 600, "семьсот семисот": 700, "восемьсот восьмисот": 800, "девятьсот девятисот": 900 }),
  ...table("scale", { "тысяча тысячи тысяч тысячу": 1000, "миллион миллиона миллионов": 1e6, "миллиард миллиарда миллиардов": 1e9 }),
]);

const english: ReadonlyMap<string, Part> = new Map([
  ...table("unit", { "zero oh o nought": 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9 }),
  ...table("teen", { ten: 10, eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19 }),
  ...table("ten", { twenty: 20, thirty: 30, "forty fourty": 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 }),
  ...table("hundred", { hundred: 100 }),
  ...table("scale", { thousand: 1000, million: 1e6, billion: 1e9 }),
]);

export const numberParts: Record<Language, ReadonlyMap<string, Part>> = { ru: russian, en: english };

export type ReadNumber = { value: number; /** Words used. */ length: number };

/** What must still be free in a group of three digits for a word to join it: «двадцать» takes 100, «пять» 10. */
const needs: Record<Exclude<Part["kind"], "scale">, number> = { hundred: 1000, ten: 100, teen: 100, unit: 10 };
const leaves: Record<Exclude<Part["kind"], "scale">, number> = { hundred: 100, ten: 10, teen: 1, unit: 1 };

/** The one number that begins at `at` («двадцать пять» → 25; «пять двадцать» → 5, the rest is another), or null. */
export function readNumber(list: readonly string[], at: number, language: Language): ReadNumber | null {
  const first = list[at];
  if (first === undefined) return null;
  if (/^\d+$/.test(first)) return { value: Number(first), length: 1 };
  const map = numberParts[language];
  if (map.get(first)?.value === 0) return { value: 0, length: 1 };
  let total = 0;
  let group = 0;
  let room = 1000;
  let scaleBelow = Infinity;
  let end = at;
  for (let index = at; index < list.length; index += 1) {
    const word = list[index] ?? "";
    // "One hundred and five", "two thousand and six".
    if (language === "en" && word === "and" && end === index && index > at && room >= 100 && (map.get(list[index + 1] ?? "")?.value ?? 0) > 0) continue;
    const part = map.get(word);
    if (part === undefined || part.value === 0) break;
    if (part.kind === "scale") {
      // «тысяча» alone is a thousand; in English something stands before it.
      if (part.value >= scaleBelow || (group === 0 && (language === "en" || index > at))) break;
      total += (group === 0 ? 1 : group) * part.value;
      scaleBelow = part.value;
      group = 0;
      room = 1000;
    } else if (part.kind === "hundred" && language === "en") {
      if (group < 1 || group > 9) break;
      group *= 100;
      room = 100;
    } else {
      if (room < needs[part.kind]) break;
      group += part.value;
      room = leaves[part.kind];
    }
    end = index + 1;
  }
  return end === at ? null : { value: total + group, length: end - at };
}

/** «три нуля», «две семёрки». */
const repeatedDigits: ReadonlyMap<string, string> = new Map(
  [["нуля нулей ноля нолей", "0"], ["единицы единиц единички", "1"], ["двойки двоек", "2"], ["тройки троек", "3"], ["четверки четверок", "4"], ["пятерки пятерок", "5"], ["шестерки шестерок", "6"], ["семерки семерок", "7"], ["восьмерки восьмерок", "8"], ["девятки девяток", "9"]]
    .flatMap(([forms = "", digit = ""]) => forms.split(" ").map((form): [string, string] => [form, digit])),
);

/** One group of dictated digits that begins at `at`: «девятьсот двенадцать» → 912, "double five" → 55, «три нуля» → 000. */
export function readDigitGroup(list: readonly string[], at: number, language: Language): { digits: string; length: number } | null {
  const word = list[at] ?? "";
  if (language === "en" && (word === "double" || word === "triple")) {
    const repeated = readDigitGroup(list, at + 1, "en");
    return repeated === null ? null : { digits: repeated.digits.repeat(word === "double" ? 2 : 3), length: repeated.length + 1 };
  }
  if (/^\d+$/.test(word)) return { digits: word, length: 1 };
  // "eight hundred, five five five": more digits follow one by one, so the hundred is a group of its own.
  const isDigit = (index: number) => numberParts.en.get(list[index] ?? "")?.kind === "unit";
  if (language === "en" && isDigit(at) && list[at + 1] === "hundred" && isDigit(at + 2) && isDigit(at + 3)) return { digits: `${numberParts.en.get(word)?.value ?? ""}00`, length: 2 };
  const number = readNumber(list, at, language);
  if (number === null) return null;
  const repeated = language === "ru" && number.value >= 2 && number.value <= 4 ? repeatedDigits.get(list[at + number.length] ?? "") : undefined;
  if (repeated !== undefined) return { digits: repeated.repeat(number.value), length: number.length + 1 };
  return { digits: String(number.value), length: number.length };
}

/**
 * Digits as people dictate them: one by one, in pairs («двенадцать тридцать четыре»), as a number, doubled ("double five").
 * @returns only digits, "" when there are none.
 */
export function readDigits(list: readonly string[], language: Language): string {
  let digits = "";
  for (let at = 0; at < list.length; ) {
    const group = readDigitGroup(list, at, language);
    digits += group?.digits ?? "";
    at += group?.length ?? 1;
  }
  return digits;
}
