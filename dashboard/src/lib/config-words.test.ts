import { describe, expect, it } from "vitest";
import { editorRu } from "../locales/editor/ru.ts";
import { ru } from "../locales/ru.ts";
import { placeInWords, valueInLines, whereOf } from "./config-words.ts";
import type { Translate } from "./i18n.tsx";
import { translate } from "./translate.ts";

const t: Translate = (key, params) => translate({ ...ru, ...editorRu }, "ru", key, params);

describe("a change in words", () => {
  it.each([
    ["/prompts/greeting/ru", ["prompts", "greeting", "ru"], "Основное › Приветствие › Русский"],
    ["/context/safety_rules/0/en", ["context", "safety_rules", "1", "en"], "Безопасность › Правила безопасности › № 1 › Английский"],
    ["/flow/states/hint/hint/ru", ["flow", "states", "hint", "hint", "ru"], "Сценарий › hint › Подсказка › Русский"],
    ["/flow/transitions/3", ["flow", "transitions", "4"], "Сценарий › Переходы › № 4"],
    ["/tools/0/config/slot_minutes", ["tools", "text", "config", "slot_minutes"], "Инструменты › text › Длина записи, мин"],
    ["/fields/size/options/0/label/ru", ["fields", "size", "options", "small", "label", "ru"], "Поля и\u00a0CRM › size › Варианты › small › Название › Русский"],
    ["/languages", ["languages"], "Основное › Языки"],
    ["/tools/0/config/hours/2/to", ["tools", "calendar", "config", "hours", "2", "to"], "Инструменты › calendar › Часы работы › Вторник › До"],
    ["/fields", ["fields"], "Поля и\u00a0CRM › Поля"],
  ])("%s", (pointer, where, words) => {
    expect(placeInWords(pointer, where, t).join(" › ")).toBe(words);
  });

  it("names the members of lists on the way of a pointer", () => {
    const config = { tools: [{ name: "slots", config: { hours: { 1: { from: "9" } } } }], context: { facts: [{ ru: "" }] }, flow: { transitions: [{ from: "a", to: "b" }] } };
    expect(whereOf("/tools/0/config/url", config)).toEqual(["tools", "slots", "config", "url"]);
    expect(whereOf("/tools/0/config/hours/1/from", config)).toEqual(["tools", "slots", "config", "hours", "1", "from"]);
    expect(whereOf("/context/facts/0/en", config)).toEqual(["context", "facts", "1", "en"]);
    expect(whereOf("/flow/transitions/7/to", config)).toEqual(["flow", "transitions", "8", "to"]);
  });

  it("shows a text as it is, and an object as lines without brackets", () => {
    expect(valueInLines("Алло", t)).toEqual(["Алло"]);
    expect(valueInLines({ type: "ask", say: { ru: "Когда?" }, also: [], llm: null, on: true }, t)).toEqual(["Вид: ask", "Реплика › Русский: Когда?", "Заодно берёт: —", "Языковая модель: —", "on: да"]);
    expect(valueInLines([{ ru: "раз" }, { ru: "два" }], t)).toEqual(["№ 1 › Русский: раз", "№ 2 › Русский: два"]);
    expect(valueInLines({ hours: { 6: { from: "10:00" } } }, t)).toEqual(["Часы работы › Суббота › С: 10:00"]);
    expect(valueInLines(["раз", "два"], t)).toEqual(["раз, два"]);
  });

  it("breaks a long one off with a mark", () => {
    const lines = valueInLines(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, index])), t);
    expect([lines.length, lines.at(-1)]).toEqual([8, "…"]);
  });
});
