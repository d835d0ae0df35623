import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import type { DayTimeParts } from "../state.ts";
import { readDayTime } from "./day-time.ts";
import { readMoment } from "./moment/moment.ts";

const parsed = fieldSchema.parse({ type: "day_time", from: "10:00", to: "19:00", ask_day: { ru: "День?", en: "Day?" }, ask_time: { ru: "Время?", en: "Time?" } });
if (parsed.type !== "day_time") throw new Error("the schema changed the type of the field");
const field: FieldOf<"day_time"> = parsed;
/** A Saturday, half past twelve. */
const now = { date: "2026-11-21", time: "12:30" };
const read = (text: string, language: Language, parts: DayTimeParts | null = null) => readDayTime(field, affirmed(tokens(text), language), { language, now, expected: true, denies: false, parts });

describe("day and time in Russian", () => {
  it.each([
    ["завтра в пять", "2026-11-22T17:00"],
    ["послезавтра в полтретьего", "2026-11-23T14:30"],
    ["после завтра в половине третьего", "2026-11-23T14:30"],
    ["сегодня в шесть вечера", "2026-11-21T18:00"],
    ["в пятницу в три часа", "2026-11-27T15:00"],
    ["в пятницу в час", "2026-11-27T13:00"],
    ["в четверг в час дня", "2026-11-26T13:00"],
    ["в среду, без пятнадцати пять", "2026-11-25T16:45"],
    ["в среду без четверти пять", "2026-11-25T16:45"],
    ["завтра в четверть шестого", "2026-11-22T17:15"],
    ["завтра в десять минут шестого", "2026-11-22T17:10"],
    ["завтра пять тридцать", "2026-11-22T17:30"],
    ["завтра в 17:30", "2026-11-22T17:30"],
    ["завтра в семнадцать тридцать", "2026-11-22T17:30"],
    ["завтра в пять ноль ноль", "2026-11-22T17:00"],
    ["двадцать пятого в одиннадцать утра", "2026-11-25T11:00"],
    ["двадцать пятого ноября в одиннадцать", "2026-11-25T11:00"],
    ["25 ноября в 11", "2026-11-25T11:00"],
    ["25-го в три", "2026-11-25T15:00"],
    ["третьего декабря в полдень", "2026-12-03T12:00"],
    ["через два дня в десять утра", "2026-11-23T10:00"],
    ["через неделю в два", "2026-11-28T14:00"],
    ["в следующий вторник в четыре", "2026-11-24T16:00"],
    ["можно на завтра на семь вечера", "2026-11-22T19:00"],
    ["в воскресенье в двенадцать", "2026-11-22T12:00"],
    ["давайте в субботу часов в шесть", "2026-11-28T18:00"],
    ["в пять вечера завтра", "2026-11-22T17:00"],
    ["не завтра, а послезавтра в пять", "2026-11-23T17:00"],
  ])("«%s» is %s", (text, value) => {
    // A grid of five minutes: the words are tested here, the grid below.
    expect(readDayTime({ ...field, step_minutes: 5 }, affirmed(tokens(text), "ru"), { language: "ru", now, expected: true, denies: false, parts: null })).toEqual({ kind: "value", value });
  });

  it.each([
    ["завтра", { date: "2026-11-22", time: null }],
    ["в пять", { date: null, time: "17:00" }],
    ["пять", { date: null, time: "17:00" }],
    ["во вторник", { date: "2026-11-24", time: null }],
    ["первого декабря", { date: "2026-12-01", time: null }],
    ["через три дня", { date: "2026-11-24", time: null }],
  ])("«%s» is half of it", (text, parts) => expect(read(text, "ru")).toEqual({ kind: "parts", parts }));
});

describe("day and time in English", () => {
  it.each([
    ["tomorrow at five", "2026-11-22T17:00"],
    ["tomorrow at three pm", "2026-11-22T15:00"],
    ["tomorrow at 3 p.m.", "2026-11-22T15:00"],
    ["the day after tomorrow at eleven a m", "2026-11-23T11:00"],
    ["on Friday at half past five", "2026-11-27T17:30"],
    ["Friday at quarter to six", "2026-11-27T17:45"],
    ["friday at ten past five", "2026-11-27T17:10"],
    ["next Monday at noon", "2026-11-23T12:00"],
    ["next week on Monday at one o'clock", "2026-11-23T13:00"],
    ["in two days at four", "2026-11-23T16:00"],
    ["in a week at two", "2026-11-28T14:00"],
    ["November 25th at eleven", "2026-11-25T11:00"],
    ["the twenty fifth of november at eleven", "2026-11-25T11:00"],
    ["december third at five thirty", "2026-12-03T17:30"],
    ["tomorrow at five in the afternoon", "2026-11-22T17:00"],
    ["tomorrow evening at six", "2026-11-22T18:00"],
    ["not tomorrow but on tuesday at two", "2026-11-24T14:00"],
  ])("'%s' is %s", (text, value) => {
    expect(readDayTime({ ...field, step_minutes: 5 }, affirmed(tokens(text), "en"), { language: "en", now, expected: true, denies: false, parts: null })).toEqual({ kind: "value", value });
  });
});

describe("what cannot be booked", () => {
  it.each([
    ["завтра в девять", "closed"],
    ["завтра в восемь вечера", "closed"],
    ["завтра в два ночи", "closed"],
    ["сегодня в одиннадцать", "past"],
    ["через сорок дней в пять", "too_far"],
    ["завтра в десять минут шестого", "step"],
  ])("«%s»: %s", (text, reason) => expect(read(text, "ru")).toMatchObject({ kind: "refused", reason }));

  it("keeps the day when only the time is refused", () => {
    expect(read("завтра в девять", "ru")).toEqual({ kind: "refused", reason: "closed", parts: { date: "2026-11-22", time: null } });
  });
  it("refuses a weekday the salon is closed", () => {
    expect(readDayTime({ ...field, weekdays: [1, 2, 3, 4, 5] }, words("в воскресенье в пять"), { language: "ru", now, expected: true, denies: false, parts: null })).toMatchObject({ reason: "closed" });
  });
  it("finds neither day nor time in other words", () => {
    expect(read("хочу записаться на стрижку", "ru")).toEqual({ kind: "none" });
    expect(read("I would like a haircut", "en")).toEqual({ kind: "none" });
  });
});

describe("the other half", () => {
  it("joins the day named before with the time named now", () => {
    expect(read("в шесть", "ru", { date: "2026-11-22", time: null })).toEqual({ kind: "value", value: "2026-11-22T18:00" });
    expect(read("tomorrow", "en", { date: null, time: "18:00" })).toEqual({ kind: "value", value: "2026-11-22T18:00" });
  });
});

describe("hours named instead of a time", () => {
  it.each([
    ["завтра ближе к вечеру", { date: "2026-11-22", time: null, window: { from: "17:00", to: "19:00" } }],
    ["в среду с утра", { date: "2026-11-25", time: null, window: { from: "10:00", to: "12:00" } }],
    ["с двух до четырёх", { date: null, time: null, window: { from: "14:00", to: "16:00" } }],
    ["завтра после пяти", { date: "2026-11-22", time: null, window: { from: "17:00", to: "19:00" } }],
    ["завтра до двух", { date: "2026-11-22", time: null, window: { from: "10:00", to: "14:00" } }],
  ])("«%s» narrows them", (text, parts) => expect(read(text, "ru")).toEqual({ kind: "parts", parts }));

  it("leaves the exact time to be asked for, and takes the hour that lies in them", () => {
    const parts = { date: "2026-11-22", time: null, window: { from: "17:00", to: "19:00" } };
    expect(read("в шесть", "ru", parts)).toEqual({ kind: "value", value: "2026-11-22T18:00" });
    expect(readDayTime({ ...field, from: "06:00" }, words("в шесть"), { language: "ru", now, expected: true, denies: false, parts: { date: "2026-11-22", time: null, window: { from: "06:00", to: "12:00" } } })).toEqual({ kind: "value", value: "2026-11-22T06:00" });
  });
  it("refuses hours that are not offered, or over already", () => {
    expect(read("завтра после восьми вечера", "ru")).toMatchObject({ kind: "refused", reason: "closed" });
    expect(read("сегодня утром", "ru")).toMatchObject({ kind: "refused", reason: "past" });
  });
});

describe("what the words allow", () => {
  const moment = (text: string, language: Language, loose = false) => readMoment(text, language, now, { loose });
  it("is both halves of the day until a word decides", () => {
    expect(moment("в пять", "ru")?.candidates).toEqual([300, 1020]);
    expect(moment("в пять утра", "ru")?.candidates).toEqual([300]);
    expect(moment("в одиннадцать ночи", "ru")?.candidates).toEqual([1380]);
  });
  it("does not take a lone number for a time unless it is awaited", () => {
    expect(moment("пять", "ru")).toBeNull();
    expect(moment("five", "en", true)?.candidates).toEqual([300, 1020]);
  });
  it("goes over the end of the year", () => {
    expect(readMoment("пятого января", "ru", { date: "2026-12-30", time: "10:00" })?.date).toBe("2027-01-05");
    // 2028 is the next leap year.
    expect(moment("february 29th", "en")?.date).toBe("2028-02-29");
  });
});
