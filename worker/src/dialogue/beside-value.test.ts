import { describe, expect, it } from "vitest";
import { startTalk } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: {
    when: { type: "day_time", from: "10:00", to: "19:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") },
    guests: { type: "number", min: 1, max: 20 },
  },
  flow: {
    type: "graph", start: "when",
    states: {
      when: { type: "ask", field: "when", say: text("Когда вам удобно?", "When?"), hint: text("Назовите день и время.", "A day and a time.") },
      guests: { type: "ask", field: "guests", say: text("Сколько вас?", "How many?"), hint: text("Назовите число.", "A number.") },
      later: end("Перезвоним."), prices: end("От ста рублей."), bye: end("Ждём."), gone: end("Отменено."),
    },
    transitions: [
      { from: "when", to: "guests", when: { done: true } }, { from: "guests", to: "bye", when: { done: true } },
      { from: "*", to: "later", when: { intent: "busy" } }, { from: "*", to: "prices", when: { intent: "price" } }, { from: "*", to: "gone", when: { intent: "cancel" } },
    ],
  },
});

describe("a value of the field that is asked for", () => {
  it.each(["давайте завтра ближе к вечеру", "давайте через час", "может быть завтра", "лучше в среду вечером", "потом, завтра в пять"])("«%s» is taken, and is no wish to be called later", (said) => {
    expect(startTalk(bot, "ru").say(said).flowState).not.toBe("later");
  });
  it.each([["перезвоните через час", "later"], ["я занят, перезвоните завтра", "later"], ["завтра в пять, а сколько это стоит", "prices"], ["отмените на завтра", "gone"]])("«%s» stands back where the words beside it say more", (said, state) => {
    expect(startTalk(bot, "ru").say(said).flowState).toBe(state);
  });
  it("in English is taken too", () => {
    expect(startTalk(bot, "en").say("let's do it tomorrow towards evening").flowState).toBe("when");
    expect(startTalk(bot, "en").say("call me back tomorrow").flowState).toBe("later");
  });
});

it("a part of an address is put right where the address is read back", () => {
  const delivery = smallBot({
    fields: { where: { type: "address", called: { ru: ["адрес"], en: ["the address"] } } },
    flow: {
      type: "linear", start: "where",
      states: {
        where: { type: "ask", field: "where", say: text("Куда?"), hint: text("Назовите адрес.") },
        check: { type: "confirm", fields: ["where"], say: text("{where}. Верно?"), hint: text("Да или нет?"), what: text("Что поправить?"), corrected: text("Исправляю.") },
        bye: end("Ждите."),
      },
      transitions: [{ from: "check", to: "bye", when: { done: true } }],
    },
  });
  const talk = startTalk(delivery, "ru");
  talk.say("улица Ленина дом пять квартира двенадцать");
  expect(talk.say("нет, дом шесть")).toMatchObject({ flowState: "check", fields: { where: "ул. Ленина, д. 6, кв. 12" } });
  expect(talk.say("да, верно")).toMatchObject({ flowState: "bye" });
});
