import { describe, expect, it } from "vitest";
import { editorRu } from "../locales/editor/ru.ts";
import { ru } from "../locales/ru.ts";
import { pathInWords, valueInLines } from "./config-words.ts";
import type { Translate } from "./i18n.tsx";
import { translate } from "./translate.ts";

const t: Translate = (key, params) => translate({ ...ru, ...editorRu }, "ru", key, params);
const config = { tools: [{ name: "slots" }], flow: { transitions: [{ from: "ask", to: "bye" }], states: { hint: {} } }, fields: { size: { options: [{ value: "small" }] } } };

describe("a change in words", () => {
  it.each([
    ["/prompts/greeting/ru", "Основное › Приветствие › Русский"],
    ["/context/safety_rules/0/en", "Безопасность › Правила безопасности › № 1 › Английский"],
    ["/flow/states/ask_day/say/ru", "Сценарий › ask_day › Реплика › Русский"],
    ["/flow/states/hint/hint/ru", "Сценарий › hint › Подсказка › Русский"],
    ["/flow/transitions/0/to", "Сценарий › Переходы › ask → bye › До"],
    ["/tools/0/config/slot_minutes", "Инструменты › slots › Длина записи, мин"],
    ["/fields/size/options/0/label/ru", "Поля и\u00a0CRM › size › Варианты › small › Название › Русский"],
    ["/languages", "Основное › Языки"],
    ["/fields", "Поля и\u00a0CRM › Поля"],
    ["/agent/destinations/4", "Перевод › Направления › № 5"],
  ])("%s is «%s»", (pointer, words) => {
    expect(pathInWords(pointer, config, t).join(" › ")).toBe(words);
  });

  it("shows a text as it is, and an object as lines without brackets", () => {
    expect(valueInLines("Алло", t)).toEqual(["Алло"]);
    expect(valueInLines({ type: "ask", say: { ru: "Когда?" }, also: [], llm: null, on: true }, t)).toEqual(["Вид: ask", "Реплика › Русский: Когда?", "Заодно берёт: —", "Языковая модель: —", "on: да"]);
    expect(valueInLines([{ ru: "раз" }, { ru: "два" }], t)).toEqual(["№ 1 › Русский: раз", "№ 2 › Русский: два"]);
    expect(valueInLines(["раз", "два"], t)).toEqual(["раз, два"]);
  });

  it("breaks a long one off with a mark", () => {
    const lines = valueInLines(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, index])), t);
    expect([lines.length, lines.at(-1)]).toEqual([8, "…"]);
  });
});
