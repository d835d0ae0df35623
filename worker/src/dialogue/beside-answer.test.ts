import { describe, expect, it } from "vitest";
import { startTalk, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: { service: { type: "choice", options: [{ value: "manicure", label: text("маникюр", "manicure") }] } },
  flow: {
    type: "linear", start: "service",
    states: {
      service: { type: "ask", field: "service", say: text("На что записать?", "What would you like?"), hint: text("Скажите: маникюр.", "Say: a manicure.") },
      check: { type: "confirm", fields: ["service"], say: text("{service}. Верно?", "{service}. Right?"), hint: text("Да или нет?", "Yes or no?"), what: text("Что поправить?", "What is wrong?"), corrected: text("Меняю.", "Changed.") },
      bye: end("Записано."),
    },
  },
  objections: { kinds: [{ intent: "price", answers: [text("Маникюр две тысячи.", "A manicure is forty.")], limit: 2 }, { intent: "objection_no_time", answers: [text("Это недолго.", "It is short.")] }] },
});

describe("a question beside an answer", () => {
  it.each([["ru", "на маникюр, а сколько стоит", "Маникюр две тысячи. Маникюр. Верно?"], ["en", "a manicure please, how much is it", "A manicure is forty. Manicure. Right?"]] as const)("is answered, and the answer taken (%s: %s)", (language, says, answer) => {
    const decision = startTalk(bot, language).say(says);
    expect(decision).toMatchObject({ flowState: "check", fields: { service: language === "ru" ? "маникюр" : "manicure" } });
    expect(textOf(decision)).toBe(answer);
    expect(decision.state.counters).toEqual({ price: 1, objections: 1 });
  });
  it("beside a yes to the read-back is answered, and the yes taken", () => {
    const talk = startTalk(bot, "ru");
    talk.say("маникюр");
    expect(textOf(talk.say("да, верно, а сколько стоит"))).toBe("Маникюр две тысячи. Записано.");
  });
  it("that is an objection of somebody who goes on all the same is left alone", () => {
    const decision = startTalk(bot, "ru").say("у меня нет времени, давайте маникюр");
    expect(decision).toMatchObject({ flowState: "check" });
    expect(textOf(decision)).toBe("Маникюр. Верно?");
  });
});

describe("silence after a question", () => {
  it("whose hint asks what the prompt has asked is not asked twice", () => {
    const heard = smallBot({
      fallbacks: { ...bot.fallbacks, silence: [text("Вы меня слышите? {hint}"), text("Алло? {hint}"), text("Пока.")] },
      flow: { start: "dialing", states: { dialing: { ...question("Здравствуйте! Вы меня слышите?"), hint: text("Вы меня слышите?") } } },
    });
    const talk = startTalk(heard, "ru");
    expect(textOf(talk.silence(30_000))).toBe("Вы меня слышите?");
    expect(textOf(talk.silence(30_000))).toBe("Алло? Вы меня слышите?");
  });
});
