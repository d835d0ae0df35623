/** Russian: how moments are said, denied and put right. */
import { wordSet } from "./mention.ts";
import type { Grammar } from "./mention.ts";
import { russianTimes } from "./russian-clock.ts";
import { russianDays } from "./russian-days.ts";
import { ordinalAt } from "./russian-words.ts";
import { readNumber } from "../../../language/number-words.ts";

const [readLapse, ...otherDays] = russianDays;
const [fixed, ...otherTimes] = russianTimes;

const refusing = [/^(могу|можем|смогу|сможем|смогут|получится|получается|получиться|подходит|подойдет|выходит|выйдет|вариант|удобно|хочу|хотим|надо|нужно|устраивает|успеваю|успею|успеем)$/];

const isTens = (value: number): boolean => value >= 20 && value <= 90 && value % 10 === 0;

export const russian: Grammar = {
  // «десять минут шестого» holds an ordinal that is no day, so fixed times come before days.
  mentions: [...(readLapse === undefined ? [] : [readLapse]), ...(fixed === undefined ? [] : [fixed]), ...otherDays, ...otherTimes],
  corrects: (list, at) => /^(нет|неа|ой|вернее|точнее|лучше|хотя|погодите|подождите|постойте|стоп|извините|простите|извиняюсь|пардон|передумала?|ошиблась|ошибся|наоборот|скорее)$/.test(list[at] ?? "") || (list[at] === "то" && list[at + 1] === "есть") || (list[at] === "а" && /^(нет|может|давайте)$/.test(list[at + 1] ?? "")) || (list[at] === "или" && /^(нет|лучше|давайте)$/.test(list[at + 1] ?? "")),
  denies: wordSet("не ни кроме вместо"),
  between: wordSet("в во на к ко с со до после около часов часам только этот эту это эта следующий следующую уже прямо именно"),
  rulesOut: (list, at) => {
    if (list[at] === "не" && refusing.some((pattern) => pattern.test(list[at + 1] ?? ""))) return 2;
    if (list[at] === "никак" || list[at] === "неудобно" || /^(занят|занята|заняты|исключено|нельзя)$/.test(list[at] ?? "")) return 1;
    return 0;
  },
  links: /^(и|или|либо|ни)$/,
  excludes: (list, at) => {
    if (/^(кроме|исключая|помимо)$/.test(list[at] ?? "")) return 1;
    if (list[at] === "за" && list[at + 1] === "исключением") return 2;
    return /^(только|лишь)$/.test(list[at] ?? "") && (list[at + 1] === "не" || (list[at + 1] === "бы" && list[at + 2] === "не")) ? (list[at + 1] === "бы" ? 3 : 2) : 0;
  },
  compound: (list, at) => {
    const number = readNumber(list, at, "ru");
    if (number === null || number.length > 1) return number?.length ?? 0;
    return isTens(number.value) && !/^\d/.test(list[at] ?? "") && (ordinalAt(list, at + 1)?.value ?? 10) < 10 ? 2 : 0;
  },
  joins: wordSet("или либо до по"),
  moves: /^(перенес|перенос|сдвин|поменя|передвин|переставь|перепиш)/,
  shift: { from: /^со?$/, to: /^на$/, plainly: true },
  fillers: wordSet("ну э эм мм вот так да ага угу хорошо ладно давай давайте пожалуйста можно мне где то примерно наверное наверно лучше ровно тогда на в во к ко около часов запишите и это было бы нет только будет скажем значит"),
};
