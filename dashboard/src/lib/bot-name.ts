import type { Language } from "./translate.ts";

/** A name or text written in both languages stands as «Салон красоты / Beauty salon»: the reader's half, else all of it. */
export function botName(name: string, language: Language): string {
  const halves = name.split(" / ");
  const russian = halves.find((half) => /\p{Script=Cyrillic}/u.test(half));
  const english = halves.find((half) => !/\p{Script=Cyrillic}/u.test(half));
  return halves.length === 2 && russian !== undefined && english !== undefined ? (language === "ru" ? russian : english) : name;
}
