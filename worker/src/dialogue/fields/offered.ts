/** One of the times that were just offered: «первое», "the later one", «в пять», where one of them is at five. */
import type { Language } from "@zvon/contract/call-link.ts";
import { minutesOf } from "../../language/calendar.ts";
import type { LocalNow } from "../../language/calendar.ts";
import type { DayTimeParts } from "../state.ts";
import type { Moment } from "./moment/moment.ts";

const mostOffered = 10;
/** Moments among the columns that a calendar brought. */
export const offeredIn = (columns: Readonly<Record<string, string>>): string[] => [...new Set((columns["next"] ?? "").match(/\d{4}-\d\d-\d\dT\d\d:\d\d/g) ?? [])].slice(0, mostOffered);

/** "YYYY-MM-DD": after «завтра в девять или в десять», «а в два?» is of tomorrow too. Null where several days were offered, or none. */
export function offeredDay(offered: readonly string[] = []): string | null {
  const [day, ...others] = new Set(offered.map((moment) => moment.slice(0, 10)));
  return day === undefined || others.length > 0 ? null : day;
}

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));
/** Said around a place, and no part of it. */
const small: Record<Language, ReadonlySet<string>> = {
  ru: set("ну э эм да ага ок хорошо ладно отлично вариант варианта время времени из номер давайте тогда пожалуйста мне меня на бы пусть будет это то тот подойдет подходит устроит устраивает сойдет можно лучше самое самый возьму беру выбираю наверное вот"),
  en: set("um uh well yes yeah yep okay ok the one ones of option slot time number please let's take i'll i'd like go with for works fine suits would suit me is that's it's good great do can we have maybe then be that would will could very"),
};
const first: Record<Language, RegExp> = { ru: /^(перв(ое|ый|ую|ая)|пораньше|раньше|раннее|ранний|ближайшее|любое|любой|любая|любую|без разницы)$/, en: /^(first|earlier|earliest|soonest|any|either|whichever)$/ };
const last: Record<Language, RegExp> = { ru: /^(последн(ее|ий|юю|яя)|попозже|позже|позднее|поздний)$/, en: /^(last|latter|later|latest)$/ };
/** In the genitive («второго») it is a date. */
const places: Record<Language, readonly RegExp[]> = {
  ru: [/^перв(ое|ый|ую|ая)$/, /^втор(ое|ой|ую|ая)$/, /^трет(ье|ий|ью|ья)$/],
  en: [/^first$/, /^second$/, /^third$/],
};
const numbered: Record<Language, RegExp> = { ru: /^(вариант|номер)$/, en: /^(option|number)$/ };
const numbers: Record<Language, readonly string[]> = { ru: ["один", "два", "три"], en: ["one", "two", "three"] };

function byPlace(offered: readonly string[], list: readonly string[], language: Language): string | undefined {
  const [said, ...more] = list.filter((word, at) => !small[language].has(word) || (numbered[language].test(list[at - 1] ?? "") && numbers[language].includes(word)));
  if (said === undefined || more.length > 0) return undefined;
  const place = places[language].findIndex((one) => one.test(said));
  const number = list.some((word) => numbered[language].test(word)) ? numbers[language].indexOf(said) : -1;
  if (place >= 0 || number >= 0) return offered[Math.max(place, number)];
  const inOrder = offered.toSorted();
  return first[language].test(said) ? inOrder[0] : last[language].test(said) ? inOrder.at(-1) : undefined;
}

/** @param list words, without those that are denied. @param known what is known of the moment already. @returns null where none of them, or more than one, is meant. */
export function pickOffered(offered: readonly string[], list: readonly string[], moment: Moment | null, known: DayTimeParts | null, { language, now }: { language: Language; now: LocalNow }): string | null {
  const open = offered.filter((one) => one > `${now.date}T${now.time}`);
  if (open.length === 0) return null;
  const placed = byPlace(offered, list, language);
  if (placed !== undefined) return open.includes(placed) ? placed : null;
  if (moment === null || moment.from !== null || moment.to !== null) return null;
  const date = moment.date ?? (moment.time === null ? null : (known?.date ?? null));
  const fits = open.filter((one) => (date === null || one.slice(0, 10) === date) && (moment.time === null || moment.candidates.includes(minutesOf(one.slice(11)))));
  // A day that was not among them, or an hour, is another wish.
  return (date !== null || moment.time !== null) && fits.length === 1 ? (fits[0] ?? null) : null;
}
