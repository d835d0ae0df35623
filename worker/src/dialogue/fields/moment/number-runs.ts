/** Long runs of numbers are phones, cards and codes: no hour and no day is looked for in them. */
import type { Language } from "@zvon/contract/call-link.ts";
import { readNumber } from "../../../language/number-words.ts";

/** Hour, minutes, day, month, year: a moment has no more numbers in a row. */
const mostInARow = 4;
const mostDigits = 6;
/** One number by itself may be an amount. */
const mostDigitsOfOne = 9;

/** @returns the words with every such run replaced by "#", one for each word, so that places stay places. */
export function hideNumberRuns(list: readonly string[], language: Language): string[] {
  const shown = [...list];
  for (let at = 0; at < list.length; ) {
    let end = at;
    let numbers = 0;
    let digits = 0;
    let zeros = 0;
    for (let number = readNumber(list, end, language); number !== null; number = readNumber(list, end, language)) {
      const word = list[end] ?? "";
      digits += /^\d+$/.test(word) ? word.length : String(number.value).length;
      zeros += number.value === 0 ? 1 : 0;
      numbers += 1;
      end += number.length;
    }
    // «пять ноль ноль» is an hour.
    const longRun = numbers - zeros > mostInARow || digits > (numbers === 1 ? mostDigitsOfOne : mostDigits) || (numbers > 3 && digits <= numbers + zeros && zeros < 2);
    if (numbers > 0 && longRun) shown.fill("#", at, end);
    at = Math.max(end, at + 1);
  }
  return shown;
}
