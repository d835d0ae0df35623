/**
 * Opening hours stand in several places of a bot: the calendar that books by them, the field that takes a day and a
 * time, and the sentences that tell them. They may disagree, and then the bot promises what its calendar refuses.
 */
import type { FieldOf } from "./bot-fields.ts";
import type { BotConfig } from "./bot-config.ts";
import type { Fault } from "./bot-fault.ts";
import type { Text } from "./bot-text.ts";
import type { ToolOf } from "./bot-tools.ts";
import { graphsOf } from "./flow-graphs.ts";

type Calendar = ToolOf<"calendar">["config"];
type Hours = { from: string; to: string };
type Path = (string | number)[];

export const weekdayNames = {
  ru: ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
} as const;

/** Of the built-in calendars: what another service keeps is not known here. */
export function checkHours(bot: BotConfig, warn: Fault): void {
  const calendars = bot.tools.flatMap((tool) => (tool.type === "calendar" && tool.config.source.kind === "built_in" && Object.keys(tool.config.hours).length > 0 ? [tool] : []));
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
const endOf = ({ to }: Hours): number => (to === "00:00" ? 24 * 60 : minutesOf(to));

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

/** Sentences that may tell when the place is open. */
function toldIn(bot: BotConfig): { path: Path; text: Text }[] {
  const states = graphsOf(bot).flatMap(({ path, graph }) => Object.entries(graph.states).flatMap(([name, state]) => ("hint" in state ? [{ path: [...path, "states", name, "hint"], text: state.hint }] : [])));
  const answers = bot.objections.kinds.flatMap((kind, index) => kind.answers.map((text, answer) => ({ path: ["objections", "kinds", index, "answers", answer], text })));
  return [...bot.context.facts.map((text, index) => ({ path: ["context", "facts", index], text })), ...answers, ...states];
}

function compareText(text: Text, { hours }: Calendar, path: Path, warn: Fault): void {
  const days = Object.values(hours);
  const range = `${days[0]?.from ?? ""}–${days[0]?.to ?? ""}`;
  for (const language of ["ru", "en"] as const) {
    const words = text[language]?.toLowerCase() ?? "";
    // A sentence of anything else («с трёх до пяти дней») is left alone.
    if (!/откры|работа|приём|прием|режим|график|часы|\bopen|hours|see patients/.test(words)) continue;
    const told = rangeIn(words);
    if (told !== null && !days.some((day) => sameHour(told.from, minutesOf(day.from)) && sameHour(told.to, endOf(day)))) {
      warn([...path, language], `Здесь названы другие часы, чем в календаре (${range}).`, `These are other hours than the calendar's (${range}).`);
    } else if (Object.keys(hours).length < 7 && /ежедневно|каждый день|без выходных|every day|seven days|daily/.test(words)) {
      warn([...path, language], "Здесь сказано «каждый день», а календарь открыт не все дни.", "This says every day, and the calendar is not open on all days.");
    }
  }
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
