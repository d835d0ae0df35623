/**
 * Digits that are put right while they are dictated: "four zero seven, sorry, four zero eight one", «сорок два ноль
 * семь, ой, ноль восемь». Who corrects himself begins the group anew, or says the last of it otherwise.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { readDigitGroup } from "../../language/number-words.ts";

const corrections: Record<Language, ReadonlySet<string>> = {
  ru: new Set("нет неа ой вернее точнее извините извиняюсь простите пардон стоп погодите ошибся ошиблась".split(" ")),
  en: new Set("no nope sorry wait actually oops correction scratch mean rather".split(" ")),
};
/** «Погодите», "wait": who says so may only look it up and go on. It puts right where the same is said again, or it would be too many. */
const pauses: Record<Language, { word: string; phrases: RegExp }> = {
  ru: { word: "погодите", phrases: /(?<=^| )(?:(?:погодите|подождите|одну|сейчас) )*(?:секунд(?:у|очку)|минут(?:у|очку|ку)|подождите)(?= |$)/g },
  en: { word: "wait", phrases: /(?<=^| )(?:(?:wait|hold on|hang on|just) )*(?:a|one) (?:sec|second|moment|minute)(?= |$)/g },
};
export const isPause = (word: string, language: Language): boolean => word === pauses[language].word;
/** One word for each of them: "one second" holds no digit. */
export const withShortPauses = (list: readonly string[], language: Language): string[] => list.join(" ").replaceAll(pauses[language].phrases, pauses[language].word).split(" ");

export const putsRight = (word: string | undefined, language: Language): boolean => word !== undefined && corrections[language].has(word);

/**
 * @param before groups said first, not empty. @param after groups behind the correction, not empty.
 * @param length digits of the whole, where it is known. @param sure false: only a pause stands between them. @returns the groups that stand.
 */
export function repaired(before: readonly string[], after: readonly string[], length: number | null, sure: boolean): string[] {
  const [said, anew] = [before.join(""), after.join("")];
  if (length !== null) {
    if (anew.length >= length) return [...after];
    if (said.length + anew.length >= length && restart(said, anew, sure) === null) return [said.slice(0, length - anew.length), ...after];
  }
  const at = before.findLastIndex((group, index) => group.length > 1 && group === after[0] && after.length >= before.length - index);
  if (at >= 0) return [...before.slice(0, at), ...after];
  const from = restart(said, anew, sure);
  if (from !== null) return from === 0 ? [...after] : [said.slice(0, from), ...after];
  if (!sure) return [...before, ...after];
  // «…сорок два ноль семь, вернее, сорок три ноль семь»: the last groups anew, and not all of them otherwise.
  const tail = before.slice(-after.length);
  if (after.length > 1 && tail.length === after.length && after.every((group, index) => group.length === tail[index]?.length) && after.some((group, index) => group === tail[index])) return [...before.slice(0, -after.length), ...after];
  const last = before.at(-1) ?? "";
  // Digit by digit, the last ones are said otherwise: "…four seven, no, four eight".
  const kept = last.length === 1 && after.length > 1 && after.length <= before.length && after.every((group) => group.length === 1) ? before.slice(0, -after.length) : before.slice(0, -1);
  return [...kept, ...after];
}

/** So many digits are not the same by chance. */
const plainlySame = 3;

const tails: Record<Language, RegExp> = { ru: /(?:^| )(?:в конце|на конце|последн\S+|(?:за|о)канчивается(?: на)?)(?: |$)/, en: /(?:^| )(?:ends? (?:in|with)|the end|at the end|the last|last)(?: |$)/ };
const mostTail = 4;
const besideTail: Record<Language, ReadonlySet<string>> = {
  ru: new Set(["", ..."это там вот будет должно быть должны пожалуйста да а и не цифра цифры номера номер".split(" ")]),
  en: new Set(["", ..."is are it it's that's should be and then the please yes not of my number".split(" ")]),
};
/** A group may take several words («сорок два»): part of one that began before is none of its own, but reads as digits too. */
const isDigits = (list: readonly string[], at: number, language: Language): boolean => readDigitGroup(list, at, language) !== null;

/** «В конце девяносто», «девяносто в конце», "it ends in four zero": the last digits of what was understood. @returns null where the words speak of no end. */
export function withOtherEnd(known: string, spoken: readonly string[], language: Language): string | null {
  const said = spoken.join(" ");
  const tail = tails[language].exec(said);
  if (tail === null) return null;
  // «Последние две цифры девяносто»: how many they are is none of them.
  const behind = said.slice(tail.index + tail[0].length).replace(/^(?:(?:две|три|четыре|two|three|four) )?(?:цифр[аы]?|digits?|numbers?) (?:are |is )?/, "");
  // «Сорок восемь в конце», "forty eight at the end": they may stand before it.
  const isEnd = behind === "" && /конце|the end/.test(tail[0]);
  const list = (isEnd ? said.slice(0, tail.index).trim() : behind).split(" ");
  // «Последний раз звонил в два» speaks of something else.
  if (list.some((word, at) => !besideTail[language].has(word) && !putsRight(word, language) && !isDigits(list, at, language))) return null;
  const digits = repairedDigits(list, language, null);
  // "The last one" is no digit.
  const least = /цифр|digit|ends? |конце|канчива/.test(said) ? 1 : 2;
  return digits.length >= least && digits.length <= mostTail && digits.length < known.length - 1 ? `${known.slice(0, -digits.length)}${digits}` : null;
}

/** Where the group began that is said anew: from there on all but the last digit, the wrong one, are the same, or the first three of many; behind a pause no fewer than three. */
function restart(said: string, anew: string, sure: boolean): number | null {
  for (let from = 0; from + (sure ? 1 : plainlySame) < said.length; from += 1) {
    if (anew.length >= said.length - from && anew.startsWith(said.slice(from, said.length - from > plainlySame ? from + plainlySame : -1))) return from;
  }
  return null;
}

/** @returns digits as they stand after every correction, "" when there are none. */
export function repairedDigits(spoken: readonly string[], language: Language, length: number | null): string {
  const list = withShortPauses(spoken, language);
  let groups: string[] = [];
  let before: string[] | null = null;
  let sure = false;
  for (let at = 0; at < list.length; ) {
    const word = list[at] ?? "";
    // "Oh, sorry" is no nought.
    const group = word === "oh" && putsRight(list[at + 1], language) ? null : readDigitGroup(list, at, language);
    if (group !== null) groups.push(group.digits);
    else if (putsRight(word, language)) {
      // "No, wait": one and the same.
      const same = groups.length === 0;
      if (!same) before = before === null ? groups : repaired(before, groups, length, sure);
      sure = !isPause(word, language) || (same && sure);
      groups = [];
    }
    at += group?.length ?? 1;
  }
  if (before === null) return groups.join("");
  return (groups.length === 0 ? before : repaired(before, groups, length, sure)).join("");
}
