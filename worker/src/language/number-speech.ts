/** Whole numbers in words, for the voice. */
import type { Language } from "@zvon/contract/call-link.ts";

export type Gender = "masculine" | "feminine" | "neuter";

const ruUnits = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"];
const ruTens = ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
const ruHundreds = ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
const ruGroups: [string, string, string, Gender][] = [["", "", "", "masculine"], ["тысяча", "тысячи", "тысяч", "feminine"], ["миллион", "миллиона", "миллионов", "masculine"], ["миллиард", "миллиарда", "миллиардов", "masculine"]];
const enUnits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
const enTens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const enGroups = ["", "thousand", "million", "billion"];

/** Russian: 1 час, 2 часа, 5 часов, 11 часов, 21 час. */
export function plural(count: number, one: string, few: string, many: string): string {
  const tail = Math.abs(count) % 100;
  if (tail >= 11 && tail <= 14) return many;
  if (tail % 10 === 1) return one;
  return tail % 10 >= 2 && tail % 10 <= 4 ? few : many;
}

function ruBelowThousand(value: number, gender: Gender): string[] {
  const spoken: string[] = [];
  const rest = value % 100;
  if (value >= 100) spoken.push(ruHundreds[Math.floor(value / 100)] ?? "");
  if (rest >= 20) spoken.push(ruTens[Math.floor(rest / 10)] ?? "");
  const unit = rest >= 20 ? rest % 10 : rest;
  if (unit === 1) spoken.push({ masculine: "один", feminine: "одна", neuter: "одно" }[gender]);
  else if (unit === 2) spoken.push(gender === "feminine" ? "две" : "два");
  else if (unit > 0) spoken.push(ruUnits[unit] ?? "");
  return spoken;
}

function enBelowThousand(value: number): string[] {
  const spoken: string[] = [];
  const rest = value % 100;
  if (value >= 100) spoken.push(enUnits[Math.floor(value / 100)] ?? "", "hundred");
  if (rest >= 20) spoken.push(enTens[Math.floor(rest / 10)] ?? "");
  const unit = rest >= 20 ? rest % 10 : rest;
  if (unit > 0) spoken.push(enUnits[unit] ?? "");
  return spoken;
}

/** @param value a whole number below 10¹². Larger ones, and those that are not whole, are said digit by digit. */
export function numberInWords(value: number, language: Language, gender: Gender = "masculine"): string {
  if (!Number.isSafeInteger(value) || Math.abs(value) >= 1e12) return digitsInWords(String(value), language);
  if (value < 0) return `${language === "ru" ? "минус" : "minus"} ${numberInWords(-value, language, gender)}`;
  if (value === 0) return language === "ru" ? "ноль" : "zero";
  const spoken: string[] = [];
  for (let group = 3; group >= 0; group -= 1) {
    const part = Math.floor(value / 1000 ** group) % 1000;
    if (part === 0) continue;
    if (language === "en") {
      spoken.push(...enBelowThousand(part), enGroups[group] ?? "");
      continue;
    }
    const [one, few, many, groupGender] = ruGroups[group] ?? ["", "", "", "masculine"];
    // «тысяча», not «одна тысяча».
    if (!(group === 1 && part === 1)) spoken.push(...ruBelowThousand(part, group === 0 ? gender : groupGender));
    if (group > 0) spoken.push(plural(part, one, few, many));
  }
  return spoken.filter((word) => word !== "").join(" ");
}

/** One by one; signs that are no digits are left out. */
export function digitsInWords(digits: string, language: Language): string {
  const units = language === "ru" ? ruUnits : enUnits;
  return [...digits].flatMap((digit) => (/\d/.test(digit) ? [units[Number(digit)] ?? ""] : [])).join(" ");
}

/** A phone number in the groups people use: «плюс семь, девятьсот шестнадцать, сто двадцать три, сорок пять, шестьдесят семь». */
export function phoneInWords(phone: string, language: Language): string {
  const digits = phone.replace(/\D/g, "");
  const plus = phone.trim().startsWith("+") ? `${language === "ru" ? "плюс" : "plus"} ` : "";
  const groups = digits.length === 11 && language === "ru" ? [digits.slice(0, 1), digits.slice(1, 4), digits.slice(4, 7), digits.slice(7, 9), digits.slice(9)] : digits.length === 11 && digits.startsWith("1") ? [digits.slice(0, 1), digits.slice(1, 4), digits.slice(4, 7), digits.slice(7)] : (digits.match(/\d{1,3}(?=(?:\d{3})*$)/g) ?? []);
  // A group with a leading zero, and every English group, is said digit by digit.
  return plus + groups.map((group) => (language === "en" || group.startsWith("0") ? digitsInWords(group, language) : numberInWords(Number(group), language))).join(", ");
}
