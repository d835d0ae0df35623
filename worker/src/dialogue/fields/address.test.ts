import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { spokenField } from "./spoken.ts";

const read = (text: string, more: Record<string, unknown> = {}, context: Partial<ReadingContext> = {}): Reading => {
  const language = /[а-я]/i.test(text) ? "ru" : "en";
  const list = affirmed(tokens(text), language);
  return readField(fieldSchema.parse({ type: "address", ...more }), list, { language, now: { date: "2026-11-20", time: "10:00" }, expected: true, denies: list.length < words(text).length, text, parts: null, ...context });
};
const none = { kind: "none" };

describe("an address", () => {
  it.each([
    ["улица Ленина дом пять квартира двенадцать", "ул. Ленина, д. 5, кв. 12"],
    ["Ленина пять квартира двенадцать", "ул. Ленина, д. 5, кв. 12"],
    ["на Ленина 5", "ул. Ленина, д. 5"],
    ["проспект Мира 12 корпус 3", "пр-т Мира, д. 12, к. 3"],
    ["Невский проспект двадцать восемь", "Невский пр-т, д. 28"],
    ["на Невском проспекте двадцать восемь квартира пять", "Невский пр-т, д. 28, кв. 5"],
    ["город Казань улица Баумана дом семь", "г. Казань, ул. Баумана, д. 7"],
    ["улица Садовая двадцать пять а третий подъезд второй этаж", "ул. Садовая, д. 25А, подъезд 3, этаж 2"],
    ["улица двадцать пятого октября дом три", "ул. 25 Октября, д. 3"],
    ["улица 8 марта дом 5", "ул. 8 Марта, д. 5"],
    ["мы живем на улице карла маркса пять дробь два квартира семь", "ул. Карла Маркса, д. 5/2, кв. 7"],
    ["не Ленина а Пушкина дом шесть", "ул. Пушкина, д. 6"],
    ["деревня Малиновка участок двенадцать", "д. Малиновка, участок 12"],
    ["5 oak street apartment 12", "5 Oak Street, apt 12"],
    ["five oak street apartment twelve", "5 Oak Street, apt 12"],
    ["i live at two twenty one b baker street london", "221B Baker Street, London"],
    ["12 king's road flat 3", "12 King's Road, flat 3"],
    ["forty five west forty second street apartment 7 c", "45 West 42nd Street, apt 7C"],
    ["ten downing street in london", "10 Downing Street, London"],
    ["apartment 9, 15 Oak Avenue, Leeds", "15 Oak Avenue, apt 9, Leeds"],
    ["flat two, ten Downing Street", "10 Downing Street, flat 2"],
    ["flat two ten downing street", "10 Downing Street, flat 2"],
    ["flat two oh five, ten Downing Street", "10 Downing Street, flat 205"],
    ["квартира восемь, улица Гагарина десять", "ул. Гагарина, д. 10, кв. 8"],
    ["подъезд два улица Гагарина дом десять", "ул. Гагарина, д. 10, подъезд 2"],
    ["one twenty three main street boston", "123 Main Street, Boston"],
  ])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));

  it.each([["не знаю"], ["завтра в пять"], ["see you at five"], ["i have two kids"]])("«%s» is none", (text) => expect(read(text)).toEqual(none));

  it("is taken unasked only with a street and a house", () => {
    expect(read("привезите на улицу Ленина дом пять", {}, { expected: false })).toEqual({ kind: "value", value: "ул. Ленина, д. 5" });
    expect(read("на Ленина пять", {}, { expected: false })).toEqual(none);
    expect(read("улица Ленина", {}, { expected: false })).toEqual(none);
  });
  it.each([
    ["нет дом шесть", "ул. Ленина, д. 5, кв. 12", "ул. Ленина, д. 6, кв. 12"], ["нет, квартира двадцать", "ул. Ленина, д. 5, кв. 12", "ул. Ленина, д. 5, кв. 20"], ["нет, улица Пушкина", "г. Казань, ул. Ленина, д. 5", "г. Казань, ул. Пушкина, д. 5"], ["второй подъезд", "ул. Ленина, д. 5", "ул. Ленина, д. 5, подъезд 2"],
    ["не пять а дом шесть", "ул. Ленина, д. 5", "ул. Ленина, д. 6"], ["деревня Ольховка", "д. Малиновка, д. 5", "д. Ольховка, д. 5"],
    ["no, number six", "5 Oak Street, apt 12", "6 Oak Street, apt 12"], ["no apartment seven", "5 Oak Street, apt 12, London", "5 Oak Street, apt 7, London"], ["apartment number seven", "5 Oak Street, London", "5 Oak Street, apt 7, London"],
  ])("is corrected in part: «%s»", (text, known, value) => expect(read(text, {}, { known, expected: false })).toEqual({ kind: "value", value }));
  it.each([["да, верно"], ["нет"], ["нет, неправильно"], ["нет, лучше к пяти"], ["no, that's wrong"], ["завтра в пять"]])("is not changed by «%s»", (text) => expect(read(text, {}, { known: "ул. Ленина, д. 5", expected: false })).toEqual(none));
  it("is read back without its abbreviations", () => {
    const field = fieldSchema.parse({ type: "address" });
    expect(spokenField(field, "ул. 8 Марта, д. 5/2, кв. 12", "ru").voice).toBe("улица восьмого Марта, дом пять дробь два, квартира двенадцать");
    expect(spokenField(field, "221B Baker Street, apt 12", "en").voice).toBe("two two one B Baker Street, apartment twelve");
  });
});

describe("a part of an address", () => {
  it.each([
    ["нет, дом двенадцать", "ул. Гагарина, кв. 8", "ул. Гагарина, д. 12, кв. 8"],
    ["no, flat 9, house 15", "12 Main Street, apt 4", "15 Main Street, flat 9"],
    ["no, four D", "12 Main Street, apt 4B", "12 Main Street, apt 4D"],
    ["no, the house is eleven", "10 Downing Street, flat 2", "11 Downing Street, flat 2"],
  ])("«%s» changes it, and keeps the rest", (text, known, value) => expect(read(text, {}, { expected: false, known })).toEqual({ kind: "value", value }));
});

describe("an address in one breath", () => {
  it.each(["послезавтра к двенадцати", "завтра в пять", "tomorrow at noon"])("is no day and hour: «%s»", (text) => expect(read(text)).toEqual(none));
  it.each([
    ["Питер, Невский проспект сто двенадцать", "г. Санкт-Петербург, Невский пр-т, д. 112"], ["Москва, Тверская двенадцать", "г. Москва, ул. Тверская, д. 12"], ["в Екатеринбурге, улица Ленина, дом пять", "г. Екатеринбург, ул. Ленина, д. 5"], ["Кирова пять", "ул. Кирова, д. 5"], ["улица Казань дом пять", "ул. Казань, д. 5"],
    ["Boston, 5 Elm Street", "5 Elm Street, Boston"], ["5 Elm Street, Boston", "5 Elm Street, Boston"], ["New York, 15 Oak Avenue", "15 Oak Avenue, New York"],
  ])("has the town that is named without a word for it: «%s»", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));
  it.each([
    ["1515 Broadway, no sorry, fifteen sixteen", "1516 Broadway"], ["Ленина пять, кв. пятьдесят шесть, а нет, пятьдесят семь", "ул. Ленина, д. 5, кв. 57"], ["улица Ленина дом пять, ой, дом шесть", "ул. Ленина, д. 6"], ["12 Oak Street, flat 5, no, flat 6", "12 Oak Street, flat 6"],
  ])("is put right: «%s»", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));
});
