import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import type { Reading, ReadingContext } from "./reading.ts";

const read = (text: string, more: Record<string, unknown> = {}, context: Partial<ReadingContext> = {}): Reading => {
  const language = /[а-я]/i.test(text) ? "ru" : "en";
  const list = affirmed(tokens(text), language);
  return readField(fieldSchema.parse({ type: "name", known: {}, ...more }), list, { language, now: { date: "2026-11-20", time: "10:00" }, expected: true, denies: list.length < words(text).length, text, parts: null, ...context });
};
const none = { kind: "none" };

describe("a name", () => {
  it.each([
    ["это Анна Петровна", "Анна Петровна"],
    ["Анна", "Анна"],
    ["Анна Петрова", "Анна Петрова"],
    ["меня зовут Иванов Иван Иванович", "Иванов Иван Иванович"],
    ["запишите на Анну Петрову", "Анна Петрова"],
    ["на Ивана Петрова", "Иван Петров"],
    ["Зульфия", "Зульфия"],
    ["меня зовут Зульфия Ахметова", "Зульфия Ахметова"],
    ["на завтра на пять Анна", "Анна"],
    ["Дмитрий Сергеевич меня зовут", "Дмитрий Сергеевич"],
    ["это не Анна а Мария", "Мария"],
    ["Мария слушаю", "Мария"],
    ["меня зовут Ольга хочу записаться", "Ольга"],
    ["моё имя Сергей", "Сергей"],
    ["Петров", "Петров"],
    ["Ольга Сергеевна Смирнова", "Ольга Сергеевна Смирнова"],
    ["меня зовут Марта", "Марта"],
    ["да меня зовут Елена", "Елена"],
    ["добрый день меня зовут Елена", "Елена"],
    ["Анна запишите пожалуйста", "Анна"],
    ["ну Катя", "Катя"],
    ["it's John Smith", "John Smith"],
    ["Sarah speaking", "Sarah"],
    ["my name is Hannah", "Hannah"],
    ["no, not Anna, Hannah", "Hannah"],
    ["this is Mary Jane Watson", "Mary Jane Watson"],
    ["John", "John"],
    ["my name is April", "April"],
    ["my name is John and I need a haircut", "John"],
    ["Zuleika", "Zuleika"],
    ["call me Bob", "Bob"],
    ["Priya Raman", "Priya Raman"],
    ["Mr Brown", "Mr Brown"],
    ["not anna hannah", "Hannah"],
    ["Conor O'Brien", "Conor O'Brien"],
  ])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));

  it.each([["да"], ["алло"], ["здравствуйте"], ["добрый день"], ["оператор"], ["не знаю"], ["какая разница"], ["yes"], ["hello"], ["good morning"], ["i want a haircut"], ["what"], ["speak to a human"], ["tomorrow at five"]])("«%s» is none", (text) => expect(read(text)).toEqual(none));

  it("is taken unasked only from someone who says whose it is", () => {
    expect(read("Анна", {}, { expected: false })).toEqual(none);
    expect(read("меня зовут Анна хочу записаться на завтра", {}, { expected: false })).toEqual({ kind: "value", value: "Анна" });
    expect(read("hi this is John Smith I'd like a haircut", {}, { expected: false })).toEqual({ kind: "value", value: "John Smith" });
    expect(read("это срочно", {}, { expected: false })).toEqual(none);
  });
});

describe("names and other talk where one is awaited", () => {
  it.each([
    ["Ян", "Ян"],
    ["это Сергей из компании Ромашка", "Сергей"],
    ["запишите жену Ольгу", "Ольга"],
    ["для сына Миши", "Миша"],
    ["Анна Мария", "Анна Мария"],
    ["Сергей компания ромашка", "Сергей"],
    ["Гульнара", "Гульнара"],
    ["Тимур Ахмедов", "Тимур Ахмедов"],
    ["Хуршед", "Хуршед"],
    ["Зинаида Прокофьевна", "Зинаида Прокофьевна"],
    ["Соколова", "Соколова"],
    ["Соколова Ирина", "Соколова Ирина"],
    ["меня Ирина зовут", "Ирина"],
    ["зовите меня Лёша", "Лёша"],
    ["можно просто Саша", "Саша"],
    ["для вас Иван Иваныч", "Иван Иваныч"],
    ["Наталия", "Наталия"],
    ["Bond James Bond", "James Bond"],
    ["James Bond", "James Bond"],
    ["you can call me Al", "Al"],
    ["it's Priya", "Priya"],
    ["Siobhan O'Neill", "Siobhan O'Neill"],
    ["yeah it's Mike here", "Mike"],
    ["Michael please", "Michael"],
    ["hi I'm Tom", "Tom"],
    ["the name's Kate", "Kate"],
    ["Kate with a k", "Kate"],
    ["Mohammed al Rashid", "Mohammed Al Rashid"],
    ["Li Wei", "Li Wei"],
  ])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));

  it.each([
    ["сколько стоит"], ["до скольки работаете"], ["не хочу говорить"], ["вы робот"], ["плохо слышно"], ["что что"], ["это обязательно"], ["я передумал"],
    ["соедините"], ["минутку"], ["какой адрес"], ["откуда номер"], ["откуда у вас мой номер"], ["а можно без имени"], ["это важно"], ["потом скажу"],
    ["я уже говорил"], ["вы уже спрашивали"], ["моя жена"], ["мой муж"], ["для жены"], ["перезвоните позже"], ["я за рулем"], ["занята сейчас"],
    ["на маникюр"], ["стрижка"], ["дорого"], ["неинтересно"], ["оставьте сообщение"], ["кто это"], ["ой подождите"], ["ребенок плачет"],
    ["how much"], ["speak russian"], ["who are you"], ["is it free"], ["same as before"], ["already told you"], ["none of your business"], ["later please"],
    ["the same"], ["my wife"], ["cant hear you"], ["wrong number"], ["busy now"], ["call me later"], ["what for"], ["not interested"],
    ["nothing"], ["leave me alone"], ["for my son"], ["is that necessary"], ["i already said"],
  ])("«%s» is none", (text) => expect(read(text)).toEqual(none));
});

describe("a name of several words, or of one that means something else", () => {
  it.each([["Peter John Smith", "Peter John Smith"], ["May", "May"], ["my name is May", "May"], ["Will", "Will"]])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));
  it.each(["will somebody be in", "will you be there", "in May please", "maybe in may"])("«%s» is none", (text) => expect(read(text)).toEqual(none));
  it("a month is none where no name is awaited", () => expect(read("May", {}, { expected: false })).toEqual(none));
});
