import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { render, speakable } from "./render.ts";
import { unheardOf } from "./unheard.ts";

const bot = botConfigSchema.parse(salon);
const context = { language: "ru", today: "2026-11-21", fields: { service: "haircut", when: "2026-11-22T17:30", name: "Анна" }, toolValues: { status: "Готов. Ждёт вас с 10:00" } } as const;

describe("a text of the config", () => {
  it("becomes one segment a sentence, written out for the voice", () => {
    expect(render(bot, { ru: "Запись на {service.object}. {when}! Приходите за 10 минут…" }, { ...context, toolValues: {} })).toEqual([
      { text: "Запись на стрижку.", voice: "Запись на стрижку." },
      { text: "Завтра, 22 ноября, в 17:30!", voice: "Завтра, двадцать второго ноября, в пять тридцать!" },
      { text: "Приходите за 10 минут…", voice: "Приходите за десять минут…" },
    ]);
  });
  it("has the parts of a day and time, the hours offered and a tool's columns", () => {
    const text = (source: string) => render(bot, { ru: source }, context).map((segment) => segment.text).join(" ");
    expect(text("Ждём {when.day}")).toBe("Ждём завтра, 22 ноября");
    expect(text("Ждём {when.time}")).toBe("Ждём в 17:30");
    expect(text("Работаем {when.hours}.")).toBe("Работаем с 10:00 до 19:00.");
    expect(text("Заказ: {tool.status}")).toBe("Заказ: Готов. Ждёт вас с 10:00");
    expect(text("{unknown}")).toBe("");
  });
  it("says figures in words", () => {
    expect(speakable("в 17:30, код 007, цена 1500", "ru")).toBe("в семнадцать тридцать, код ноль ноль семь, цена тысяча пятьсот");
    expect(speakable("at 5:00 for 20 dollars", "en")).toBe("at five o'clock for twenty dollars");
  });
});

describe("what of a reply did not sound", () => {
  const reply = [{ text: "Заказ 1234.", voice: "Заказ один два три четыре." }, { text: "Он в пути.", voice: "Он в пути." }, { text: "Ещё один?", voice: "Ещё один?" }];
  it.each([
    ["", [0, 1, 2]],
    ["Заказ один два", [0, 1, 2]],
    ["Заказ один два три четыре. Он", [1, 2]],
    ["Заказ 1234. Он в пути.", [2]],
    ["Заказ 1234. Он в пути. Ещё один?", [2]],
  ])("after «%s»", (heard, left) => expect(unheardOf(reply, heard)).toEqual(left.map((index) => reply[index])));
  it("is nothing when nothing was asked", () => expect(unheardOf([], "да")).toEqual([]));
});

describe("a text that names what nobody knows", () => {
  const unknown = { ...context, fields: { name: "Анна" }, toolValues: {} };
  it.each([
    ["Проверим. {service}, {when}, на имя {name}. Верно?", "Проверим. На имя Анна. Верно?"], ["Это {service}. Напоминаем о записи {when}.", ""], ["{crm.name}, здравствуйте!", "Здравствуйте!"], ["Здравствуйте, {crm.name}!", "Здравствуйте!"],
    ["Записать вас на {service.object}?", "Записать вас на?"], ["{tool.refusal} {tool.offer}", ""], ["Свободно. {tool.offer}", "Свободно."], ["{name} {tool.offer}", "Анна"], ["Спасибо, {name}.", "Спасибо, Анна."],
  ])("has no hole where it would stand: %s", (source, said) => {
    expect(render(bot, { ru: source }, unknown).map((segment) => segment.text).join(" ")).toBe(said);
    expect(render(bot, { ru: source }, unknown).every(({ voice }) => voice !== "" && !/[ ,][.,!]/.test(voice))).toBe(true);
  });
});
