import { describe, expect, it } from "vitest";
import type { Translate } from "../../lib/i18n.tsx";
import { translate } from "../../lib/translate.ts";
import { editorEn } from "../../locales/editor/en.ts";
import { editorRu } from "../../locales/editor/ru.ts";
import { en } from "../../locales/en.ts";
import { ru } from "../../locales/ru.ts";
import { guardWords, stateTitle, stateWords } from "./words.ts";

const inRussian: Translate = (key, params) => translate({ ...ru, ...editorRu }, "ru", key, params);
const inEnglish: Translate = (key, params) => translate({ ...en, ...editorEn }, "en", key, params);

describe("a state's title", () => {
  it.each([
    [{ type: "ask", field: "service" }, "Спрашивает: услуга", "Asks: service"],
    [{ type: "ask", field: "vin_code" }, "Спрашивает: vin_code", "Asks: vin_code"],
    [{ type: "confirm", fields: ["service", "name"] }, "Перечитывает: услуга, имя", "Reads back: service, name"],
    [{ type: "tool", tool: "calendar", function: "book_appointment" }, "Инструмент: записать", "Tool: book"],
    [{ type: "tool", tool: "orders" }, "Инструмент: orders", "Tool: orders"],
    [{ type: "end", outcome: "booked" }, "Прощается: записан", "Says goodbye: booked"],
    [{ type: "end", outcome: null }, "Прощается", "Says goodbye"],
    [{ type: "question" }, "Задаёт вопрос", "Asks a question"],
    [{ type: "riddle" }, "riddle", "riddle"],
  ])("%j", (state, russian, english) => {
    expect([stateTitle(state, inRussian), stateTitle(state, inEnglish)]).toEqual([russian, english]);
  });
});

describe("a state that only speaks", () => {
  it("is told by its first words, in the reader's language where it has them", () => {
    const state = { type: "say", say: { ru: "Скорая: 103 или 112. Если человеку плохо прямо сейчас, звоните туда.", en: "Call 103." } };
    expect([stateTitle(state, inRussian, "ru"), stateTitle(state, inEnglish, "en")]).toEqual(["Говорит: Скорая: 103 или 112. Если человеку…", "Says: Call 103"]);
    expect(stateTitle({ type: "question", say: { en: "Anything else?" } }, inRussian, "ru")).toBe("Задаёт вопрос: Anything else?");
    expect(stateTitle({ type: "ask", field: "doctor", say: { ru: "К кому?" } }, inRussian, "ru")).toBe("Спрашивает: врач");
  });
  it("has its name where the flow has no such state", () => {
    const config = { flow: { states: { not_booked: { type: "say", say: { ru: "Не записали." } } } } };
    expect(["not_booked", "gone"].map((name) => stateWords(config, "", name, inRussian, "ru"))).toEqual(["Говорит: Не записали", "gone"]);
  });
});

describe("a condition", () => {
  it.each([
    [{ tool_value: "free", is: "yes" }, "время свободно", "the time is free"],
    [{ not: { tool_value: "open", is: "yes" } }, "не: в это время открыто", "not: open at this time"],
    [{ tool_value: "paid", is: "no" }, "инструмент ответил «paid»: нет", 'the tool answered "paid": no'],
    [{ counter: "moving", at_least: 1 }, "уже отмечено «moving»", '"moving" is marked'],
    [{ counter: "moving", below: 1 }, "ещё не отмечено «moving»", '"moving" is not marked yet'],
    [{ counter: "looked", below: 3 }, "счётчик «looked» меньше 3", 'counter "looked" below 3'],
    [{ counter: "objections", at_least: 3 }, "возражений не меньше 3", "3 objections or more"],
    [{ field: "doctor", known: true }, "известно: врач", "known: doctor"],
    [{ field: "vin", is: "7" }, "vin: 7", "vin: 7"],
  ])("%j", (guard, russian, english) => {
    expect([inRussian, inEnglish].map((t) => guardWords(guard, t).replaceAll("\u00a0", " "))).toEqual([russian, english]);
  });
});
