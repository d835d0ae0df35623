/** Amounts: whole or not, in words, in figures or in both («полтора миллиона», "two point five", "1,500", «50 тысяч»). */
import type { Language } from "@zvon/contract/call-link.ts";
import { readNumber } from "./number-words.ts";
import { words } from "./tokens.ts";
import { wordTable } from "./word-table.ts";

export type Amount = { value: number; /** Words used. */ length: number };

const scales: Record<Language, Readonly<Record<string, number>>> = {
  ru: wordTable({ тысяча: 1000, тысячи: 1000, тысяч: 1000, тысячу: 1000, тыс: 1000, тыщ: 1000, тыща: 1000, тыщу: 1000, штука: 1000, к: 1000, миллион: 1e6, миллиона: 1e6, миллионов: 1e6, млн: 1e6, лям: 1e6, миллиард: 1e9, миллиарда: 1e9, миллиардов: 1e9, млрд: 1e9 }),
  en: wordTable({ hundred: 100, thousand: 1000, k: 1000, grand: 1000, million: 1e6, mln: 1e6, billion: 1e9, dozen: 12 }),
};
/** «нас трое», «вдвоём», "a couple", «десяток». */
const collective: Record<Language, Record<string, number>> = {
  ru: {
    двое: 2, двоих: 2, вдвоем: 2, пара: 2, пару: 2, оба: 2, обе: 2, трое: 3, троих: 3, втроем: 3, четверо: 4, четверых: 4, вчетвером: 4, пятеро: 5, пятерых: 5, впятером: 5,
    шестеро: 6, шестерых: 6, вшестером: 6, семеро: 7, семерых: 7, всемером: 7, восьмеро: 8, восьмерых: 8, десяток: 10, десятка: 10, дюжина: 12, дюжину: 12, сотня: 100, сотню: 100, сотни: 100,
    полтора: 1.5, полторы: 1.5, полутора: 1.5, полтораста: 150, полмиллиона: 500_000, полтысячи: 500,
  },
  en: { couple: 2, both: 2, dozen: 12, twice: 2, once: 1 },
};
const minus: Record<Language, string> = { ru: "минус", en: "minus" };
const tenths: readonly [RegExp, number][] = [[/^десят(ых|ая|ую)$/, 10], [/^сот(ых|ая|ую)$/, 100], [/^тысячн(ых|ая|ую)$/, 1000]];

/** Words of a text with every number in figures as one word: "1 500 000" and "1,500,000" → "1500000", "2.5" → "2,5" (2.5 may be a day). */
export function amountWords(text: string): string[] {
  const kept: string[] = [];
  const plain = text.replace(/(?<![\d.,])\d{1,3}(?:[\s\u00a0,]\d{3})+(?![\d])|\d+[.,]\d+(?![\d.:])|\d+/g, (figures) => {
    kept.push(/^\d+[.,]\d+$/.test(figures) && !/^\d{1,3},\d{3}$/.test(figures) ? figures.replace(".", ",") : figures.replace(/\D/g, ""));
    return ` figures${kept.length - 1} `;
  });
  // A mark of letters and digits comes apart in `words`, so it is put together again.
  const list = words(plain);
  return list.flatMap((word, at) => {
    if (word === "figures" && /^\d+$/.test(list[at + 1] ?? "")) return [kept[Number(list[at + 1])] ?? ""];
    return /^\d+$/.test(word) && list[at - 1] === "figures" ? [] : [word];
  });
}

/** What a number is that stands alone: in words, in figures, or collective. */
function simple(list: readonly string[], at: number, language: Language): Amount | null {
  const word = list[at] ?? "";
  if (/^\d+(?:,\d+)?$/.test(word)) return { value: Number(word.replace(",", ".")), length: 1 };
  if (Object.hasOwn(collective[language], word)) return { value: collective[language][word] ?? 0, length: list[at + 1] === "of" ? 2 : 1 };
  // "oh" and "o" are noughts where digits are dictated alone.
  if (language === "en" && /^(oh|o)$/.test(word)) return null;
  // «раз» counts aloud, or means once.
  if (word === "раз" || word === "одному" || word === "одним") return null;
  return readNumber(list, at, language);
}

/** The one amount that begins at `at`, or null. */
export function readAmount(list: readonly string[], at: number, language: Language): Amount | null {
  const word = list[at] ?? "";
  if (word === minus[language]) {
    const rest = readAmount(list, at + 1, language);
    return rest === null ? null : { value: -rest.value, length: rest.length + 1 };
  }
  if (language === "en") {
    const next = list[at + 1] ?? "";
    if (word === "half" && /^(a|an)$/.test(next)) return scaled(list, at, { value: 0.5, length: 2 }, language, true);
    if (/^(a|an)$/.test(word)) {
      const scale = scales.en[next];
      if (next === "couple" || next === "dozen") return readAmount(list, at + 1, "en") === null ? null : plusOne(readAmount(list, at + 1, "en"));
      if (scale === undefined || next === "k") return null;
      // "a hundred and twenty" is read as "one hundred and twenty".
      const whole = readNumber(["one", ...list.slice(at + 1)], 0, "en");
      return whole === null ? null : scaled(list, at, whole, "en", false);
    }
  } else if (/^пол$/.test(word) && scales.ru[list[at + 1] ?? ""] !== undefined) return scaled(list, at, { value: 0.5, length: 1 }, "ru", true);
  const first = simple(list, at, language);
  if (first === null) return null;
  return scaled(list, at, fraction(list, at, first, language), language, false);
}

const plusOne = (amount: Amount | null): Amount | null => (amount === null ? null : { ...amount, length: amount.length + 1 });

/** «два с половиной», «две целых пять десятых», «три запятая пять», "two point five", "one and a half". */
function fraction(list: readonly string[], at: number, whole: Amount, language: Language): Amount {
  const end = at + whole.length;
  const [link, second, third] = [list[end] ?? "", list[end + 1] ?? "", list[end + 2] ?? ""];
  if (language === "ru") {
    if (link === "с" && second === "половиной") return { value: whole.value + 0.5, length: whole.length + 2 };
    const named = /^цел(ых|ая|ое|ую)$/.test(link);
    const start = named ? (second === "и" ? end + 2 : end + 1) : /^(запятая|точка)$/.test(link) ? end + 1 : -1;
    const part = start < 0 ? null : readNumber(list, start, "ru");
    if (part === null) return whole;
    const unit = tenths.find(([pattern]) => pattern.test(list[start + part.length] ?? ""))?.[1];
    if (named && unit === undefined) return whole;
    return { value: rounded(whole.value + part.value / (unit ?? 10 ** String(part.value).length)), length: start + part.length + (unit === undefined ? 0 : 1) - at };
  }
  if (link === "and" && second === "a" && third === "half") return { value: whole.value + 0.5, length: whole.length + 3 };
  if (link !== "point") return whole;
  let digits = "";
  let here = end + 1;
  for (let digit = readNumber(list, here, "en"); digit !== null && digits.length < 6; digit = readNumber(list, here, "en")) {
    digits += String(digit.value);
    here += digit.length;
  }
  return digits === "" ? whole : { value: rounded(Number(`${whole.value}.${digits}`)), length: here - at };
}
const rounded = (value: number): number => Number(value.toFixed(6));

/** A scale that the number's own words do not hold: «полтора миллиона», «50 тысяч», "2.5 million", "fifty k". */
function scaled(list: readonly string[], at: number, amount: Amount, language: Language, needed: boolean): Amount | null {
  const scale = scales[language][list[at + amount.length] ?? ""];
  if (scale === undefined) return needed ? null : amount;
  const whole = { value: rounded(amount.value * scale), length: amount.length + 1 };
  // «50 тысяч триста»
  const rest = scale >= 1000 && Number.isInteger(whole.value) ? readNumber(list, at + whole.length, language) : null;
  return rest !== null && rest.value >= 10 && rest.value < scale ? { value: whole.value + rest.value, length: whole.length + rest.length } : whole;
}
