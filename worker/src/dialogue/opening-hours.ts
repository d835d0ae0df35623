/**
 * `{hours}` and `{field.options}`: what the config knows already, said in its texts, so that a text cannot go on telling
 * what the owner has changed elsewhere.
 */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { calendarHours } from "@zvon/contract/calendar-hours.ts";
import type { DayHours } from "@zvon/contract/calendar-hours.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { enWeekdays, hoursForEye, hoursInWords, ruWeekdays } from "../language/time-speech.ts";
import type { Spoken } from "./render.ts";

const ruFromWeekdays = ["", "понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья"];
const everyDay: Record<Language, string> = { ru: "каждый день", en: "every day" };
/** More closed days than these are heard from the open ones. */
const mostClosedNamed = 2;

/** «с понедельника по субботу с 10:00 до 20:00, в воскресенье закрыто»; null where the bot has no calendar of its own. */
export function openingHoursSpoken(bot: Pick<BotConfig, "tools">, language: Language): Spoken | null {
  const hours = calendarHours(bot);
  return hours === null ? null : hoursOfWeekSpoken(hours, language);
}

/** Both placeholders of a text that is told to a model and not rendered; other braces are the owner's. */
export const filledIn = (bot: Pick<BotConfig, "fields" | "tools">, text: string, language: Language): string =>
  text.replace(/\{(?:(hours)|([^{}.]+)\.options)\}/g, (whole, hours: string | undefined, name = "") => (hours === undefined ? optionsSpoken(bot, name, language) : openingHoursSpoken(bot, language)?.text) ?? whole);

/** «терапевт, стоматолог и педиатр»; null when the field is no choice. */
export function optionsSpoken({ fields }: Pick<BotConfig, "fields">, name: string, language: Language): string | null {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field?.type === "choice" ? inALine(field.options.map(({ label }) => textIn(label, language)), language) : null;
}

/** @param hours by the day of the week, "1" Monday … "7" Sunday; days that are left out are closed. */
export function hoursOfWeekSpoken(hours: Readonly<Record<string, DayHours>>, language: Language): Spoken {
  const open = Object.keys(hours).map(Number).toSorted((a, b) => a - b);
  const alike = [...Map.groupBy(open, (day) => `${hours[day]?.from ?? ""} ${hours[day]?.to ?? ""}`).values()];
  const parts = alike.map((days) => {
    const { from, to } = hours[days[0] ?? 0] ?? { from: "", to: "" };
    const named = daysInWords(days, language);
    return { text: `${named} ${hoursForEye(from, to, language)}`, voice: `${named} ${hoursInWords(from, to, language)}` };
  });
  const closed = [1, 2, 3, 4, 5, 6, 7].filter((day) => !open.includes(day));
  const shut = closed.length === 0 || closed.length > mostClosedNamed ? [] : [language === "ru" ? `${listed(closed, "ru")} закрыто` : `closed ${listed(closed, "en")}`];
  return { text: [...parts.map(({ text }) => text), ...shut].join(", "), voice: [...parts.map(({ voice }) => voice), ...shut].join(", ") };
}

function daysInWords(days: readonly number[], language: Language): string {
  const [first = 0] = days;
  const last = days.at(-1) ?? first;
  if (days.length === 7) return everyDay[language];
  if (days.length < 3 || last - first !== days.length - 1) return listed(days, language);
  return language === "ru" ? `с${first === 2 ? "о" : ""} ${ruFromWeekdays[first] ?? ""} по ${ruWeekdays[last] ?? ""}` : `${english(first)} to ${english(last)}`;
}

const english = (day: number): string => (enWeekdays[day] ?? "").replace(/^./, (letter) => letter.toUpperCase());
/** «в понедельник и вторник» / "on Mondays and Tuesdays". */
const listed = (days: readonly number[], language: Language): string =>
  language === "ru" ? `в${days[0] === 2 ? "о" : ""} ${inALine(days.map((day) => ruWeekdays[day] ?? ""), "ru")}` : `on ${inALine(days.map((day) => `${english(day)}s`), "en")}`;

const inALine = (words: readonly string[], language: Language): string => (words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${language === "ru" ? "и" : "and"} ${words.at(-1) ?? ""}`);
