/** Words of a dictated e-mail address: signs, providers, zones, spelled letters. */
import type { Language } from "@zvon/contract/call-link.ts";
import { latinLetters, latinWords, transliterate } from "../../language/latin-letters.ts";
import { readDigitGroup } from "../../language/number-words.ts";

/** A sign between the words of an address, and how many words its name takes. */
export function signAt(list: readonly string[], at: number): { sign: string; length: number } | null {
  const [first, second] = [list[at] ?? "", list[at + 1] ?? ""];
  if (/^(точка|точку|точки|точкой|тчк|dot|period|point)$/.test(first)) return { sign: ".", length: 1 };
  if (/^(нижнее|нижний|нижняя|нижним)$/.test(first) && /^(подчеркивание|подчеркиванием|тире|пробел|черта)$/.test(second)) return { sign: "_", length: 2 };
  if (/^(подчеркивание|земля|underscore)$/.test(first)) return { sign: "_", length: 1 };
  if (first === "under" && second === "score") return { sign: "_", length: 2 };
  if (/^(тире|дефис|минус|черточка|dash|hyphen|minus)$/.test(first)) return { sign: "-", length: 1 };
  return /^(плюс|plus)$/.test(first) ? { sign: "+", length: 1 } : null;
}
export const isAt = (list: readonly string[], at: number): number => (/^(собака|собачка|собаку|собачку|эт)$/.test(list[at] ?? "") || list[at] === "at" ? (list[at + 1] === "sign" ? 2 : 1) : 0);

export const providers: ReadonlyMap<string, { name: string; zone: string }> = new Map(
  Object.entries({
    "яндекс яндекса янэкс yandex ya": ["yandex", "ru"], "джимейл жмейл гмейл гмайл гимейл джимайл джимэйл gmail googlemail": ["gmail", "com"], "мейл мэйл майл mail": ["mail", "ru"], "рамблер rambler": ["rambler", "ru"], "хотмейл хотмайл hotmail": ["hotmail", "com"],
    "аутлук outlook": ["outlook", "com"], "яху яхо yahoo": ["yahoo", "com"], "айклауд icloud": ["icloud", "com"], "бк bk": ["bk", "ru"], "инбокс inbox": ["inbox", "ru"], "лист list": ["list", "ru"], "протон proton": ["proton", "me"], "aol": ["aol", "com"],
  }).flatMap(([names, [name = "", zone = ""]]) => names.split(" ").map((one): [string, { name: string; zone: string }] => [one, { name, zone }])),
);
/** Providers in two words. */
export const inTwo: Record<string, string> = { "джи мейл": "gmail", "джи мэйл": "gmail", "джи майл": "gmail", "g mail": "gmail", "гугл мейл": "gmail", "hot mail": "hotmail", "out look": "outlook", "i cloud": "icloud", "ай клауд": "icloud" };
const zones: ReadonlyMap<string, string> = new Map(Object.entries({ ру: "ru", ком: "com", нет: "net", орг: "org", инфо: "info", бай: "by", су: "su", рф: "xn--p1ai", про: "pro", онлайн: "online" }));
export const latinZones = /^(ru|com|net|org|info|io|co|uk|us|de|fr|edu|gov|biz|me|by|kz|su|eu|pro|online|ua|it|es|ca|au|dev|app|ai)$/;
export const zoneOf = (word: string | undefined): string | null => (word === undefined ? null : (zones.get(word) ?? (latinZones.test(word) ? word : null)));

/** One piece of an address: figures, a spelled letter or a word, in Latin. */
export function pieceAt(list: readonly string[], at: number, language: Language): { text: string; length: number; letter: boolean } | null {
  const word = list[at] ?? "";
  if (word === "" || word === ",") return null;
  if (/^(дабл|double)$/.test(word) && /^(ю|вэ|ве|u)$/.test(list[at + 1] ?? "")) return { text: "w", length: 2, letter: true };
  const letter = latinLetters.get(word) ?? (/^[a-z]$/.test(word) ? word : undefined);
  if (letter !== undefined) return { text: letter, length: 1, letter: true };
  const group = readDigitGroup(list, at, language) ?? readDigitGroup(list, at, language === "ru" ? "en" : "ru");
  if (group !== null) return { text: group.digits, length: group.length, letter: false };
  return /^[\p{L}']+$/u.test(word) ? { text: latinWords.get(word) ?? transliterate(word.replaceAll("'", "")), length: 1, letter: false } : null;
}

const isLetter = (word: string | undefined): boolean => word !== undefined && (latinLetters.has(word) || /^[a-z]$/.test(word));
const likes: Record<Language, RegExp> = { ru: /^(как|типа)$/, en: /^(as|for|like)$/ };

/** "B as in boy", "d like David", «м как мама», «эс как доллар»: the letter alone. */
export function withoutLikenesses(list: readonly string[], language: Language): string[] {
  const kept: string[] = [];
  for (let at = 0; at < list.length; at += 1) {
    kept.push(list[at] ?? "");
    if (!isLetter(list[at]) || !likes[language].test(list[at + 1] ?? "")) continue;
    // «Как в слове мама», "as in boy"
    const filler = list[at + 2] === "in" || list[at + 2] === "в" ? (list[at + 3] === "слове" ? 2 : 1) : 0;
    if (list[at + 2 + filler] !== undefined) at += 2 + filler;
  }
  return kept;
}
