/**
 * Words of days and hours that a recogniser wrote as it heard them: «в полтретево», «дикабря», "quater passed five".
 * As many words come out as went in: a word that came apart is put together in its first place, "~" in its second.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { isNear } from "../../../language/nearness.ts";
import { numberParts } from "../../../language/number-words.ts";
import { wordSet } from "./mention.ts";
import { isHours, isMinutes, monthOf, ordinalAt } from "./russian-words.ts";
import { wordTable } from "../../../language/word-table.ts";

const russianOrdinals = "перв втор четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат тридцат".split(" ");
const russianHours = russianOrdinals.slice(0, 12).map((stem) => `${stem}ого`);
const russianWords = wordSet(`${[...numberParts.ru.keys()].join(" ")} ${russianOrdinals.flatMap((stem) => [`${stem}ого`, `${stem}ое`, `${stem}ому`]).join(" ")} третьего третье третьему ${[...russianHours, "третьего"].map((hour) => `пол${hour}`).join(" ")}
  января февраля марта апреля июня июля августа сентября октября ноября декабря январе феврале апреле сентябре октябре ноябре декабре
  понедельник понедельника вторник вторника среда среду среды среде четверг четверга пятница пятницу пятницы субботу суббота субботы воскресенье воскресенья выходные
  утром утра вечера вечером вечеру обеда обед ночью полдень полночь половина половине половину четверть четверти полчаса полтора полторы через часов часам минут минуты
  неделю неделе недели следующий следующую следующей следующее завтра послезавтра сегодня после между`);

/** Everyday words that sound like one of them. */
const otherWords = wordSet("среди возим возит морда морды мордой часом часами минуете воскресни");
/** They sound so too, but behind «по» they are themselves. */
const habits = wordSet("утрам вечерам");

/**
 * How a word sounds: unstressed vowels fall together, voiced consonants lose their voice, «-ого» is said with a «в»,
 * «дц» is one sound and the «т» of «стн» none.
 */
function soundOf(word: string): string {
  return word
    .replace(/[ьъ]/g, "")
    .replace(/(?:[оае][вг][оа])$/, "ава")
    .replaceAll("стн", "сн")
    .replace(/[дт]ц|[дт]с/g, "ц")
    .replaceAll("о", "а")
    .replace(/[еэяы]/g, "и")
    .replace(/[бвгджз]/g, (voiced) => ({ б: "п", в: "ф", г: "к", д: "т", ж: "ш", з: "с" })[voiced] ?? voiced)
    .replace(/(.)\1+/g, "$1");
}
/** Shorter words sound like too many others. */
const leastLetters = 5;
const bySound: ReadonlyMap<string, string> = new Map([...russianWords].filter((word) => word.length >= leastLetters).toReversed().map((word) => [soundOf(word), word]));
const shortSlips: ReadonlyMap<string, string> = new Map(Object.entries({ пят: "пять", шест: "шесть", сем: "семь", восем: "восемь", девят: "девять", десят: "десять" }));
/** «жесть» is no «шесть»: what a word begins with is heard best. */
const sameBeginning = (one: string, other: string): boolean => one[0] === other[0] || ["вф", "ао", "еиэ"].some((pair) => pair.includes(one[0] ?? "?") && pair.includes(other[0] ?? "?"));

function mendRussian(list: readonly string[]): string[] {
  return list.map((word, at) => {
    if (russianWords.has(word) || !/^[а-я]+$/.test(word) || isHours(word) || isMinutes(word) || monthOf(word) > 0 || ordinalAt([word], 0) !== null) return word;
    const short = shortSlips.get(word);
    if (short !== undefined) return short;
    if (word.length < leastLetters || otherWords.has(word) || (habits.has(word) && list[at - 1] === "по")) return word;
    const meant = bySound.get(soundOf(word));
    return meant !== undefined && sameBeginning(word, meant) && Math.abs(meant.length - word.length) <= 2 ? meant : word;
  });
}

const englishWords = wordSet(`twenty thirty eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen fourth seventh eighth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
  morning evening afternoon tonight quarter midday midnight o'clock oclock between weekend minutes minute monday tuesday thursday friday saturday sunday second seconds seventy sixty fifty forty`);
const englishSlips: ReadonlyMap<string, string> = new Map(Object.entries({ fith: "fifth", fivth: "fifth", fift: "fifth", tird: "third", thrid: "third", forth: "fourth", tirty: "thirty", mornin: "morning", evenin: "evening", satday: "saturday", "o'clocks": "o'clock", fourty: "forty", nite: "night" }));
/** At least so long, or "there" would be "three". */
const leastEnglishLetters = 6;
const broken: Record<string, string> = { "mid day": "midday", "mid night": "midnight", "to night": "tonight", "to day": "today", "week end": "weekend", "week ends": "weekends" };
/** Numbers that sound like small words, before "p m" or "o'clock" alone. */
const homophones = wordTable<string>({ for: "four", fore: "four", to: "two", too: "two", ate: "eight", won: "one" });
const beforeHour = /^(at|by|around|about|after|before|until|till)$/;
const afterHour = (list: readonly string[], at: number): boolean => /^(am|pm|o'clock|oclock)$/.test(list[at] ?? "") || (/^[ap]$/.test(list[at] ?? "") && list[at + 1] === "m");

function mendEnglish(list: readonly string[]): string[] {
  const mended = list.map((word, at) => {
    const [before, after] = [list[at - 1] ?? "", list[at + 1] ?? ""];
    if (homophones[word] !== undefined && beforeHour.test(before) && afterHour(list, at + 1)) return homophones[word];
    const counts = /^(half|quarter|quater|a|five|ten|twenty|twelve|minutes)$/.test(before);
    if (/^(passed|pass)$/.test(word) && counts && numberParts.en.has(after)) return "past";
    // "a quarter two six"
    if (word === "two" && /^(quarter|quater)$/.test(before) && numberParts.en.has(after)) return "to";
    if (englishWords.has(word) || englishWords.has(word.replace(/s$/, "")) || numberParts.en.has(word)) return word;
    const slip = englishSlips.get(word);
    if (slip !== undefined) return slip;
    if (word.length < leastEnglishLetters - 1) return word;
    const near = [...englishWords].filter((known) => known.length >= leastEnglishLetters && known[0] === word[0] && isNear(word, known));
    return near.length === 1 && near[0] !== undefined && !realWords.has(word) ? near[0] : word;
  });
  for (let at = 0; at + 1 < mended.length; at += 1) {
    const pair = `${mended[at] ?? ""} ${mended[at + 1] ?? ""}`;
    const whole = broken[pair] ?? (pair === "after noon" && /^(the|this|tomorrow|today|late|early)$/.test(mended[at - 1] ?? "") ? "afternoon" : undefined);
    // "to day" in "from Monday to day after"
    if (whole === undefined || (pair === "to day" && mended[at + 2] === "after")) continue;
    mended[at] = whole;
    mended[at + 1] = "~";
  }
  return mended;
}
/** Words one letter away from those above. */
const realWords = wordSet("thirsty mourn moaning moving evenings quartet quarters morning's minuted seconded twelve's forty fording sundry sunder moonday tiesday fairday fright frisky second's bedtween tenth ninth sixth night nights nighty");

/** Each word is mended once a phrase; most are known and cost a look-up. */
export const mend = (list: readonly string[], language: Language): string[] => (language === "ru" ? mendRussian(list) : mendEnglish(list));
