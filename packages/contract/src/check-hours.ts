/**
 * Opening hours stand in several places of a bot: the calendar that books by them, the field that takes a day and a
 * time, and the sentences that tell them. They may disagree, and then the bot promises what its calendar refuses.
 */
import type { FieldOf } from "./bot-fields.ts";
import type { BotConfig } from "./bot-config.ts";
import { builtInCalendars } from "./calendar-hours.ts";
import type { DayHours } from "./calendar-hours.ts";
import { spokenTextsOf } from "./check-texts.ts";
import type { Fault } from "./bot-fault.ts";
import type { Text } from "./bot-text.ts";
import type { ToolOf } from "./bot-tools.ts";
import { graphsOf } from "./flow-graphs.ts";

type Calendar = ToolOf<"calendar">["config"];
type Path = (string | number)[];

export const weekdayNames = {
  ru: ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
} as const;

/** Of the built-in calendars: what another service keeps is not known here. */
export function checkHours(bot: BotConfig, warn: Fault): void {
  const calendars = builtInCalendars(bot);
  for (const { name, config } of calendars) {
    for (const fieldName of fieldsBookedWith(bot, name)) {
      const field = Object.hasOwn(bot.fields, fieldName) ? bot.fields[fieldName] : undefined;
      if (field?.type === "day_time") compareField(field, config, ["fields", fieldName], warn);
    }
  }
  // With several calendars nobody knows whose hours a sentence tells.
  const [only, ...others] = calendars;
  if (only !== undefined && others.length === 0) for (const { path, text } of toldIn(bot)) compareText(text, only.config, path, warn);
}

/** Fields that a state gives to the calendar as the moment wanted. */
function fieldsBookedWith(bot: BotConfig, tool: string): Set<string> {
  const states = graphsOf(bot).flatMap(({ graph }) => Object.values(graph.states));
  return new Set(states.flatMap((state) => (state.type === "tool" && state.tool === tool ? [/^\{([a-z0-9_]+)\}$/.exec(state.arguments["when"] ?? "")?.[1] ?? []].flat() : [])));
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const clockOf = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
/** A place that is open until midnight writes 00:00. */
const endOf = ({ to }: DayHours): number => (to === "00:00" ? 24 * 60 : minutesOf(to));

function compareField(field: FieldOf<"day_time">, { hours, slot_minutes }: Calendar, path: Path, warn: Fault): void {
  const open = Object.keys(hours).map(Number).toSorted((a, b) => a - b);
  const listed = (days: number[], language: "ru" | "en") => days.map((day) => weekdayNames[language][day - 1] ?? "").join(", ");
  const closed = field.weekdays.filter((day) => !open.includes(day));
  if (closed.length > 0) warn([...path, "weekdays"], `Поле принимает день, когда календарь закрыт: ${listed(closed, "ru")}.`, `The field takes a day on which the calendar is closed: ${listed(closed, "en")}.`);
  const refused = open.filter((day) => !field.weekdays.includes(day));
  if (refused.length > 0) warn([...path, "weekdays"], `Календарь открыт, а поле этот день не примет: ${listed(refused, "ru")}.`, `The calendar is open, and the field does not take the day: ${listed(refused, "en")}.`);
  const earliest = Math.min(...Object.values(hours).map((day) => minutesOf(day.from)));
  const latest = Math.max(...Object.values(hours).map((day) => endOf(day) - slot_minutes));
  const [from, to] = [minutesOf(field.from), minutesOf(field.to)];
  if (from !== earliest) warn([...path, "from"], `Календарь записывает с ${clockOf(earliest)}, а поле принимает время с ${field.from}.`, `The calendar books from ${clockOf(earliest)}, and the field takes a time from ${field.from}.`);
  // A field whose step does not reach the last slot stops a step before it.
  if (to > latest || latest - to >= field.step_minutes) warn([...path, "to"], `Последняя запись в календаре — ${clockOf(latest)}, а поле принимает время до ${field.to}.`, `The calendar's last appointment is at ${clockOf(latest)}, and the field takes a time until ${field.to}.`);
}

/** Sentences that may tell when the place is open: all that is said, and what a model is told. */
function toldIn(bot: BotConfig): { path: Path; text: Text }[] {
  return [...bot.context.facts.map((text, index) => ({ path: ["context", "facts", index], text })), ...spokenTextsOf(bot)];
}

/** A sentence of anything else («с трёх до пяти дней») is left alone. */
const ofOpening = /откры|закры|работа|выходн|приём|прием|принима|режим|график|часы|\bopen|closed|hours|see patients/;
const ofClosing = /закры|выходн|кроме|не работа|не принима|closed|except/;

function compareText(text: Text, { hours }: Calendar, path: Path, warn: Fault): void {
  const days = Object.values(hours);
  const range = `${days[0]?.from ?? ""}–${days[0]?.to ?? ""}`;
  for (const language of ["ru", "en"] as const) {
    const words = text[language]?.toLowerCase() ?? "";
    const told = ofOpening.test(words) ? rangeIn(words) : null;
    if (told !== null && !days.some((day) => sameHour(told.from, minutesOf(day.from)) && sameHour(told.to, endOf(day)))) {
      warn([...path, language], `Здесь названы другие часы, чем в календаре (${range}).`, `These are other hours than the calendar's (${range}).`);
    } else if (ofOpening.test(words) && Object.keys(hours).length < 7 && /ежедневно|каждый день|без выходных|every day|seven days|daily/.test(words)) {
      warn([...path, language], "Здесь сказано «каждый день», а календарь открыт не все дни.", "This says every day, and the calendar is not open on all days.");
    } else {
      const wrong = wrongDays(words, hours, language);
      if (wrong.closed.length > 0) warn([...path, language], `Здесь назван день, когда календарь закрыт: ${namesOf(wrong.closed, "ru")}.`, `This names a day on which the calendar is closed: ${namesOf(wrong.closed, "en")}.`);
      else if (wrong.open.length > 0) warn([...path, language], `Здесь сказано «закрыто», а календарь в этот день открыт: ${namesOf(wrong.open, "ru")}.`, `This says closed, and the calendar is open on that day: ${namesOf(wrong.open, "en")}.`);
    }
  }
}

const namesOf = (days: readonly number[], language: "ru" | "en"): string => days.map((day) => weekdayNames[language][day - 1] ?? "").join(", ");

const dayStems = {
  ru: ["понедельник", "вторник", "сред(?:а|у|ы|е|ам)", "четверг", "пятниц", "суббот", "воскресень"],
  en: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
} as const;

/** Days that a text calls open, or gives as an example, while the calendar is closed (`closed`), and the other way round (`open`). */
function wrongDays(words: string, hours: Calendar["hours"], language: "ru" | "en"): { closed: number[]; open: number[] } {
  const isOpen = (day: number) => hours[String(day)] !== undefined;
  const found = { closed: new Set<number>(), open: new Set<number>() };
  for (const clause of words.split(/[.!?;:]/).flatMap((sentence) => clausesOf(sentence, language))) {
    const named = dayStems[language].flatMap((stem, index) => (new RegExp(`(?:^|[^а-яёa-z])${stem}`).test(clause) ? [index + 1] : []));
    const shut = ofClosing.test(clause);
    for (const day of named) if (isOpen(day) === shut) found[shut ? "open" : "closed"].add(day);
    const span = shut ? [] : spanIn(clause, language);
    for (const day of span) if (!isOpen(day)) found.closed.add(day);
  }
  return { closed: [...found.closed].toSorted(), open: [...found.open].toSorted() };
}

/** «С понедельника по субботу, в воскресенье закрыто» are two; "closed on Fridays, Saturdays and Sundays" is one. */
function clausesOf(sentence: string, language: "ru" | "en"): string[] {
  const dayWord = new RegExp(`^(?:в|во|и|on|and|(?:${dayStems[language].join("|")})[а-яёa-z]*)$`);
  const daysAlone = (part: string) => part.trim().split(/\s+/).every((word) => dayWord.test(word));
  return sentence.split(",").reduce<string[]>((clauses, part) => {
    const before = clauses.at(-1);
    if (before === undefined || !(daysAlone(part) || daysAlone(before))) return [...clauses, part];
    return [...clauses.slice(0, -1), `${before} ${part}`];
  }, []);
}

/** «С понедельника по пятницу»: all of them. */
function spanIn(clause: string, language: "ru" | "en"): number[] {
  const day = `(${dayStems[language].join("|")})`;
  const span = new RegExp(language === "ru" ? `(?:с|со) ${day}[а-яё]* (?:по|до) ${day}` : `${day} (?:to|through|till|until) ${day}`).exec(clause);
  if (span === null) return [];
  const at = (words = "") => dayStems[language].findIndex((stem) => new RegExp(`^${stem}`).test(words)) + 1;
  const [from, to] = [at(span[1]), at(span[2])];
  return [1, 2, 3, 4, 5, 6, 7].filter((one) => one >= from && one <= to);
}

const hourWords: Record<string, number> = {
  часа: 1, двух: 2, трёх: 3, трех: 3, четырёх: 4, четырех: 4, пяти: 5, шести: 6, семи: 7, восьми: 8, девяти: 9, десяти: 10, одиннадцати: 11, двенадцати: 12,
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, noon: 12,
};
const hour = `(\\d{1,2}(?:[:.]\\d\\d)?|${Object.keys(hourWords).join("|")})`;
const ranges = new RegExp(`(?:^|[^а-яёa-z])(?:с|со|from)\\s+${hour}(?:\\s*(?:am|утра))?\\s+(?:до|to|till|until)\\s+${hour}(?![а-яёa-z])|(\\d{1,2}:\\d\\d)\\s*[-–—]\\s*(\\d{1,2}:\\d\\d)`);

/** Minutes of the day as they are said; null when the sentence tells none. */
function rangeIn(words: string): { from: number; to: number } | null {
  const found = ranges.exec(words);
  if (found === null) return null;
  const [from, to] = [found[1] ?? found[3], found[2] ?? found[4]].map((one) => minutesSaid(one ?? ""));
  return from === undefined || to === undefined ? null : { from, to };
}

function minutesSaid(words: string): number {
  const word = hourWords[words];
  if (word !== undefined) return word * 60;
  const [hours = "0", minutes = "0"] = words.split(/[:.]/);
  return Number(hours) * 60 + Number(minutes);
}

/** «До восьми» is eight in the evening as well. */
const sameHour = (said: number, minutes: number): boolean => said % 720 === minutes % 720;
