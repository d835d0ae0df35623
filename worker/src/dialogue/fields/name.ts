/** A name as people give it: «Анна Петровна», «это Иван», "my name is John Smith", "Sarah speaking". */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { commonFirstNames, namesNobody, surnameEnding } from "../../language/first-names.ts";
import { stem } from "../../language/stem.ts";
import { words } from "../../language/tokens.ts";
import { adverbs, functionWords, negators, questionWords, thirdPersons } from "../understanding/plain-words.ts";
import type { Reading, ReadingContext } from "./reading.ts";

/** `sure`: what follows is a name, whatever it is. Others only where a name is awaited. */
const carriers: Record<Language, { sure: string[][]; weak: string[][] }> = {
  ru: {
    sure: ["меня зовут", "зовут меня", "мое имя это", "мое имя", "имя мое", "мое имя отчество", "запишите на имя", "на имя", "моя фамилия", "фамилия", "это говорит", "вас беспокоит", "звать меня", "звать"].map((one) => one.split(" ")),
    weak: ["зовут", "имя", "это", "я", "на", "запишите на", "говорит"].map((one) => one.split(" ")),
  },
  en: {
    sure: ["my name is", "my name's", "the name is", "the name's", "name is", "my first name is", "my full name is", "call me", "i am called", "this is", "under the name of", "under the name"].map((one) => one.split(" ")),
    weak: ["i am", "i'm", "it's", "it is", "that's", "for", "under"].map((one) => one.split(" ")),
  },
};
/** Behind a name: "Sarah speaking". */
const trailers: Record<Language, ReadonlySet<string>> = { ru: new Set(["слушаю", "беспокоит", "звонит", "говорит", "меня"]), en: new Set(["speaking", "here", "calling"]) };
const fillers: Record<Language, ReadonlySet<string>> = {
  ru: new Set("ну э эм мм да нет так вот пожалуйста здравствуйте привет добрый день вечер утро ага угу меня зовут мое имя это я на запишите а и просто".split(" ")),
  en: new Set("um uh er well yes no please hello hi hey my name is name's the i am i'm it's it this that's call me a just so oh yeah sure okay".split(" ")),
};
/** Words that stand where a name is awaited and are none. */
const noNames: Record<Language, ReadonlySet<string>> = {
  ru: new Set("муж мужа жена жены мама мамы папа сын дочь брат сестра коллега подруга друг соседка сосед пока потом знаю скажу какая зачем почему разница что как кто где алло завтра сегодня послезавтра стоп ладно понятно хорошо извините простите оператор девушка мужчина человек спасибо свидания надо неважно секунду минуту минутку подождите можно хочу скажите давайте повторите угу ага нормально отлично конечно верно правильно".split(" ")),
  en: new Set("why what who how where know later nothing tomorrow today okay sorry excuse whatever don't do you need that for operator nobody right correct fine good great thanks thank wait hold minute second can could would hello goodbye bye agent human person again repeat morning afternoon evening want need like book appointment haircut cancel change make get have looking schedule see check come let's maybe too really never mind forget street avenue road free same wife husband son daughter number busy alone leave price cost table room phone time day week office work home music message already told asked interested necessary important business sir madam music dear mom dad wrong incorrect different misspelled misspelt".split(" ")),
};
/** Also months and flowers: a name behind the words that carry one. */
const alsoNames = new Set(["april", "june", "august", "may", "summer", "rose", "марта"]);
/** Everyday words that are names as well: "no, Will", "Will Turner". */
export const wordNames: ReadonlySet<string> = new Set(["will", "bill", "mark", "grant", "drew"]);
/** "I will", "will you": the word. */
const isVerb = (list: readonly string[]): boolean => list.some((word) => /^(?:i|we|you|he|she|they|it|that|this|there|somebody|someone|anybody|anyone|nobody|everybody|people|your|be)$/.test(word));
/** Of what a name is said: «к Ольге», "with Kate" names who does it. */
const companions: Record<Language, ReadonlySet<string>> = {
  ru: new Set("с со к ко у от мастеру мастера мастер мастером врачу врача врачом доктору доктора доктором специалисту".split(" ")),
  en: new Set("with by to from doctor dr stylist master see".split(" ")),
};
/** "For Bill", "I'm Olga": carry a name that is one, also where none is awaited. */
const mayCarry = new Set("for i'm under".split(" "));
/** Endings of verbs and adverbs: «плачет», «передумал», «дорого». */
const noNoun = /(ться|тся|ать|ить|еть|уть|ете|ите|ьте|йте|ешь|ишь|ую|аю|яю|ет|ит|ют|ут|[^аеиоу]но|ого|его|.{3}(?:ал|ил|ел|ул)[аи]?)$/;
/** Small words inside a name. */
const inside = new Set("al el bin ibn van von de da del la le st mac".split(" "));
const patronymic = /(ович|евич|ьич|ыч|ична|овна|евна|инична)(а|у|ем|ом|е|ы|ой)?$/;

const capital = (word: string) => word.replace(/(^|')(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
const isWord = (word: string | undefined): word is string => word !== undefined && word.length > 1 && /^[\p{L}']+$/u.test(word);

/** Carriers first of all with the most words, so that «меня зовут» is not «зовут». */
function carriedFrom(list: readonly string[], these: readonly string[][]): number {
  const ends = these.flatMap((carrier) => list.flatMap((_, at) => (carrier.every((word, offset) => list[at + offset] === word) && at + carrier.length < list.length ? [at + carrier.length] : [])));
  return ends.length === 0 ? -1 : Math.max(...ends);
}

/** @param list affirmed words. Names keep their dictionary form («Анну» → «Анна») when they are known. */
export function readName(field: FieldOf<"name">, list: readonly string[], { language, expected, denies }: ReadingContext): Reading {
  const known = (field.known[language] ?? []).map((name) => ({ name, word: words(name)[0] ?? "" }));
  const sureFrom = carriedFrom(list, carriers[language].sure);
  const weakFrom = carriedFrom(list, carriers[language].weak);
  const carried = sureFrom >= 0;
  const named = (word: string | undefined): boolean => word !== undefined && ((commonFirstNames.has(word) && !alsoNames.has(word)) || wordNames.has(word));
  // The name that stands behind "for", or as the whole end: «…в десять пётр кузнецов».
  const byTheWay = expected || carried ? -1 : language === "en" ? list.findIndex((word, at) => mayCarry.has(list[at - 1] ?? "") && named(word)) : endingName(list);
  const awaited = expected || carried || byTheWay >= 0;
  const from = carried ? sureFrom : expected ? weakFrom : byTheWay;

  /** The given name that a word is, in its dictionary form. Case forms only where a name is awaited: «марин» is also a stem of other words. */
  const given = (word: string | undefined): string | null => {
    if (!isWord(word)) return null;
    // «Иванов» is no case of «Иван».
    const listed = known.find((one) => one.word === word) ?? (language === "ru" && awaited && (commonFirstNames.has(word) || !surnameEnding.test(word)) ? known.find((one) => stem(one.word) === stem(word)) : undefined);
    if (listed !== undefined) return listed.name;
    if (!awaited) return null;
    if ((commonFirstNames.has(word) && !namesNobody.has(word)) || (language === "en" && wordNames.has(word) && !isVerb(list))) return capital(word);
    const bent = language === "ru" && word.length > 3 && !surnameEnding.test(word) ? baseOf(word) : undefined;
    return bent === undefined ? null : capital(bent);
  };
  // "May" is the whole answer, or what carried words lead to.
  const alone = expected && rest(list, language).length === 1;
  const may = (word: string | undefined): word is string => isWord(word) && (((carried || alone) && alsoNames.has(word)) || (language === "en" && wordNames.has(word) && !isVerb(list)) || (!noNames[language].has(word) && !namesNobody.has(word) && !isPlain(word, language)));

  // Where the words that carry it end, then anywhere.
  const starts = [...(from >= 0 ? [from] : []), ...list.keys()];
  for (const at of starts) {
    const name = given(list[at]);
    if (name === null || (!expected && from !== at && companions[language].has(list[at - 1] ?? ""))) continue;
    if (byTheWay >= 0 && at !== from) continue;
    const first = list[at] ?? "";
    const more = following(list, at + 1, language, { isCarried: from === at, onlyWords: rest(list, language).length, may });
    // «Иванов Иван Иванович»: the surname first.
    const before = list[at - 1];
    const surname = language === "ru" && may(before) && surnameEnding.test(before) && (from === at - 1 || byTheWay === at || rest(list, language)[0] === before) ? [before] : [];
    return { kind: "value", value: [...surname.map(capital), name, ...more.map((word) => capital(baseForm(word, first, name.toLowerCase())))].join(" ") };
  }

  const tail = trailers[language].has(list.at(-1) ?? "") ? list.slice(0, -1) : list;
  const others = rest(from >= 0 ? tail.slice(from) : tail, language);
  // A name nobody listed: right behind the words that carry it, or the whole answer. Three or more words, or a denial, are a sentence and no name.
  const speaks = tail.length < list.length && language === "en";
  if (!(awaited || speaks) || (denies && !carried && others.length !== 1) || others.length === 0 || others.length > 3 || !others.every(may)) return { kind: "none" };
  const formed = others.some((word) => patronymic.test(word) || surnameEnding.test(word) || commonFirstNames.has(word));
  if (language === "ru" && ((others.length > 1 && !formed && !carried) || (others.length === 3 && !formed))) return { kind: "none" };
  // «на маникюр»: behind «на» only what is known for a name.
  if (language === "ru" && !carried && list[from - 1] === "на" && !formed) return { kind: "none" };
  if (others.length === 3 && language === "en" && !carried && !inside.has(others[1] ?? "")) return { kind: "none" };
  return { kind: "value", value: others.map(capital).join(" ") };
}

/** Words of any talk, and those that their form shows to be no name. */
const isPlain = (word: string, language: Language): boolean => [functionWords, adverbs, questionWords, thirdPersons, negators].some((words) => words[language].has(word)) || (noNoun.test(word) && !commonFirstNames.has(word) && !surnameEnding.test(word));

/** Where a given name and a surname end the list, in either order; -1 else. */
function endingName(list: readonly string[]): number {
  const [one = "", other = ""] = list.slice(-2);
  if (list.length < 3 || companions.ru.has(list.at(-3) ?? "")) return -1;
  if (commonFirstNames.has(one) && surnameEnding.test(other)) return list.length - 2;
  return commonFirstNames.has(other) && surnameEnding.test(one) && !commonFirstNames.has(one) ? list.length - 1 : -1;
}

const rest = (list: readonly string[], language: Language): string[] => list.filter((word) => !fillers[language].has(word));

/** Patronymic and surname behind a given name. A word of another kind is one only when nothing else was said. */
function following(list: readonly string[], at: number, language: Language, { isCarried, onlyWords, may }: { isCarried: boolean; onlyWords: number; may: (word: string | undefined) => word is string }): string[] {
  const taken: string[] = [];
  for (let here = at; here < at + 2; here += 1) {
    const word = list[here];
    if (!may(word) || trailers[language].has(word)) break;
    const named = language === "ru" && (patronymic.test(word) || (surnameEnding.test(word) && (isCarried || onlyWords <= taken.length + 3)));
    const wholeAnswer = (onlyWords === taken.length + 2 || (language === "en" && onlyWords === 3)) && here === list.length - 1;
    const ends = (index: number) => index >= list.length || trailers.en.has(list[index] ?? "") || /^(and|i|i'd|i'm|my|from)$/.test(list[index] ?? "");
    const endsHere = language === "en" && isCarried && (ends(here + 1) || (here === at && may(list[here + 1]) && ends(here + 2)));
    // "Peter John Smith", and nothing else.
    const threeNames = language === "en" && onlyWords === 3 && here === at && here + 2 === list.length && may(list[here + 1]) && commonFirstNames.has(word);
    if (!named && !wholeAnswer && !endsHere && !threeNames) break;
    taken.push(word);
  }
  return taken;
}

/** «Анну» → анна, «Ивана» → иван: by the names most people have. */
const baseOf = (word: string): string | undefined => (commonFirstNames.has(word) ? undefined : bases.get(stem(word)));
const bases: ReadonlyMap<string, string> = new Map([...commonFirstNames].filter((name) => /[а-я]/.test(name) && name.length > 3).map((name) => [stem(name), name]));

/** The surname goes with the case the given name stood in: «на Анну Петрову» → Петрова, «Ивана Петрова» → Петров. */
function baseForm(word: string, heard: string, name: string): string {
  if (heard === name || !/[а-я]/.test(word)) return word;
  if (/[ая]$/.test(name)) return word.replace(/(овн|евн|ичн)[уыеой]+$/, "$1а").replace(/(ов|ев|ин|ын)(у|ой)$/, "$1а").replace(/(ск|цк)(ую|ой)$/, "$1ая");
  return word.replace(/(ович|евич|ьич)(а|у|ем|е)$/, "$1").replace(/(ов|ев|ин|ын)(а|у|ым)$/, "$1").replace(/(ск|цк)(ого|ому|им)$/, "$1ий");
}

export function namePhrases(field: FieldOf<"name">, language: Language): string[] {
  return (field.known[language] ?? []).flatMap((name) => [name, ...(field.carriers[language] ?? []).map((carrier) => carrier.replaceAll("{name}", name))]);
}
