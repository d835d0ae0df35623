import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { isGrounded } from "./grounded.ts";
import { newState } from "./state.ts";
import { clinic } from "./testing/clinic.ts";

/** A Saturday. */
const now = { date: "2026-11-21", time: "12:30" };
const told = (language: Language, words: string[], more: { fields?: Record<string, string>; result?: Record<string, string> } = {}) => {
  const state = newState(language, "talk");
  Object.assign(state.fields, more.fields);
  state.model.words = words;
  if (more.result !== undefined) state.model.notes = [{ name: "check_availability", arguments: {}, status: "ok", value: more.result }];
  return { bot: clinic, state, now };
};

describe("an argument of a write", () => {
  it.each([
    ["ru", "2026-11-23T15:00", ["на понедельник в три часа дня"]],
    ["ru", "2026-11-22T17:00", ["завтра можно", "в пять"]],
    ["ru", "2026-11-23", ["в понедельник"]],
    ["ru", "15:00", ["давайте в пятнадцать ноль ноль"]],
    ["ru", "2026-11-21T18:30", ["сегодня в полседьмого вечера"]],
    ["ru", "Анна", ["меня зовут анна"]],
    ["ru", "Анна Петрова", ["запишите на анну петрову"]],
    ["ru", "справка в бассейн", ["мне нужна справка в бассейн"]],
    ["ru", "+79123456789", ["мой номер восемь девятьсот двенадцать", "триста сорок пять шестьдесят семь восемьдесят девять"]],
    ["ru", "89123456789", ["8 912 345 67 89"]],
    ["ru", "2", ["столик на двоих"]],
    ["ru", "1500", ["готова заплатить полторы тысячи"]],
    ["ru", "doctor", ["к терапевту"]],
    ["ru", "Болит спина, нужен врач после работы", ["болит спина уже неделю нужен врач", "лучше после работы"]],
    ["en", "2026-11-23T15:00", ["monday at three in the afternoon"]],
    ["en", "2026-11-22T17:00", ["tomorrow", "at five pm"]],
    ["en", "John Smith", ["my name is john smith"]],
    ["en", "massage", ["a massage please"]],
    ["en", "4", ["a table for four"]],
  ] as [Language, string, string[]][])("may be what the caller said (%s): %s of %j", (language, value, words) => expect(isGrounded(value, told(language, words))).toBe(true));

  it.each([
    ["ru", "2026-11-23T15:00", ["на понедельник"]],
    ["ru", "2026-11-23T15:00", ["в три часа дня"]],
    ["ru", "2026-11-24T15:00", ["на понедельник в три часа дня"]],
    ["ru", "2026-11-23T16:00", ["на понедельник в три часа дня"]],
    ["ru", "2026-11-23T15:00", ["когда угодно"]],
    ["ru", "Пётр", ["меня зовут анна"]],
    ["ru", "Анна Иванова", ["меня зовут анна"]],
    ["ru", "справка для визы", ["мне нужна справка в бассейн"]],
    ["ru", "+79990001122", ["мой номер восемь девятьсот двенадцать"]],
    ["ru", "3", ["столик на двоих"]],
    ["ru", "massage", ["к терапевту"]],
    ["ru", "Просит скидку девяносто процентов и вип зал", ["болит спина уже неделю нужен врач"]],
    ["en", "2026-11-23T15:00", ["any time next week"]],
    ["en", "Jane", ["my name is john smith"]],
  ] as [Language, string, string[]][])("may not be what nobody said (%s): %s of %j", (language, value, words) => expect(isGrounded(value, told(language, words))).toBe(false));

  it("may be a field that is known, as a value or as it is said, and what a tool offered", () => {
    expect(isGrounded("doctor", told("ru", [], { fields: { service: "doctor" } }))).toBe(true);
    expect(isGrounded("врач", told("ru", [], { fields: { service: "doctor" } }))).toBe(true);
    expect(isGrounded("2026-11-23T16:00", told("ru", ["да"], { result: { next: "2026-11-23T15:00, 2026-11-23T16:00" } }))).toBe(true);
    expect(isGrounded("2026-11-23T17:00", told("ru", ["да"], { result: { next: "2026-11-23T15:00, 2026-11-23T16:00" } }))).toBe(false);
  });
});
