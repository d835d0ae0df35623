import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { orderStatus } from "../bots/demo/order-status.ts";
import { startTalk, textOf, voiceOf } from "./testing.ts";

const botOf = (slug: string) => {
  const bot = demoBots.find((demo) => demo.slug === slug)?.config;
  if (bot === undefined) throw new Error(`no demo bot ${slug}`);
  return bot;
};
const salon = botOf("salon");
const orders = botOf("order-status");

/** Up to the read-back of a haircut tomorrow at five for Anna. */
function toReadBack() {
  const talk = startTalk(salon, "ru");
  talk.say("хочу записаться на стрижку");
  talk.say("завтра в пять");
  talk.say("меня зовут Анна");
  return talk;
}

describe("the salon", () => {
  it("books in Russian: service, day and time, name, read-back, a write under a key, goodbye", () => {
    const talk = startTalk(salon, "ru");
    expect(textOf(talk.first)).toBe("Салон красоты «Аврора», здравствуйте! На какую услугу вас записать?");
    expect(talk.say("хочу записаться на стрижку")).toMatchObject({ flowState: "when", fields: { service: "стрижка" } });
    expect(talk.say("завтра в пять")).toMatchObject({ flowState: "name", fields: { when: "2026-11-22T17:00" } });
    const readBack = talk.say("меня зовут Анна");
    expect(readBack).toMatchObject({ flowState: "confirm", hangup: null, tool: null });
    expect(textOf(readBack)).toBe("Давайте проверим: запись на стрижку. Завтра, 22 ноября, в 17:00, на имя Анна. Всё верно?");
    expect(voiceOf(readBack)).toContain("Завтра, двадцать второго ноября, в пять вечера");
    const saving = talk.say("да, всё верно");
    expect(saving).toMatchObject({ flowState: "save", intent: "yes", hangup: null, tool: { key: "save_booking-1", name: "save_booking", effect: "write", arguments: { service: "стрижка", when: "2026-11-22T17:00", name: "Анна" } } });
    const booked = talk.toolEnds({ status: "ok", value: {} });
    expect(booked).toMatchObject({ flowState: "booked", hangup: "completed", outcome: "booked", interruptible: false, tool: null });
    expect(textOf(booked)).toContain("вы записаны");
  });

  it("books in English", () => {
    const talk = startTalk(salon, "en");
    expect(textOf(talk.first)).toContain("Aurora beauty salon, hello!");
    talk.say("I'd like a haircut");
    talk.say("on Friday at three o'clock");
    const readBack = talk.say("my name is Anna");
    expect(textOf(readBack)).toBe("Let me check: a haircut. On Friday, November 27, at 3:00 PM, under the name Anna. Is that right?");
    expect(talk.say("yes, that's right").tool).toMatchObject({ arguments: { service: "haircut", when: "2026-11-27T15:00", name: "Anna" } });
    expect(talk.toolEnds({ status: "ok", value: {} })).toMatchObject({ outcome: "booked", hangup: "completed" });
  });

  it("takes what was said in one breath and does not ask for it again", () => {
    const talk = startTalk(salon, "ru");
    expect(talk.say("запишите меня на маникюр послезавтра в полтретьего")).toMatchObject({ flowState: "name", fields: { service: "маникюр", when: "2026-11-23T14:30" } });
  });

  it("asks for the half that is missing", () => {
    const talk = startTalk(salon, "ru");
    talk.say("педикюр");
    expect(textOf(talk.say("завтра"))).toBe("Во сколько вам удобно?");
    expect(talk.say("в три")).toMatchObject({ flowState: "name", fields: { when: "2026-11-22T15:00" } });
    const other = startTalk(salon, "en");
    other.say("styling");
    expect(textOf(other.say("at five"))).toBe("For which day?");
    expect(other.say("tomorrow")).toMatchObject({ flowState: "name", fields: { when: "2026-11-22T17:00" } });
  });

  it("never says booked unless the tool said so", () => {
    for (const [status, flowState] of [["failed", "not_saved"], ["unknown", "not_certain"]] as const) {
      const talk = toReadBack();
      talk.say("да");
      const ended = talk.toolEnds(status === "failed" ? { status, reason: "time-out" } : { status });
      expect(ended).toMatchObject({ flowState, outcome: "callback", hangup: "completed" });
      expect(textOf(ended)).not.toContain("записаны");
    }
  });

  it("ignores the result of another tool call and keeps the caller company while it waits", () => {
    const talk = toReadBack();
    talk.say("да");
    expect(talk.input({ type: "tool", key: "save_booking-7", result: { status: "ok", value: {} } })).toMatchObject({ flowState: "save", say: [], hangup: null });
    expect(textOf(talk.say("алло?"))).toBe("Секунду, пожалуйста.");
    expect(talk.last.tool).toBeNull();
    expect(talk.silence(20_000).say).toEqual([]);
    expect(talk.toolEnds({ status: "ok", value: {} })).toMatchObject({ outcome: "booked" });
  });

  it("says no in kindness when the caller declines", () => {
    for (const words of ["нет, спасибо", "отмена", "до свидания", "я передумала"]) {
      expect(startTalk(salon, "ru").say(words)).toMatchObject({ flowState: "declined", outcome: "refused", hangup: "completed" });
    }
    expect(toReadBack().say("не надо ничего, до свидания")).toMatchObject({ outcome: "refused", hangup: "completed" });
  });

  it("promises a call back to whoever wants a person", () => {
    expect(toReadBack().say("соедините с оператором")).toMatchObject({ flowState: "operator", outcome: "callback" });
  });

  it("explains what is refused and asks on", () => {
    const talk = startTalk(salon, "ru");
    talk.say("стрижка");
    expect(textOf(talk.say("завтра в девять"))).toBe("В это время мы не работаем. Мы записываем с 10:00 до 19:00. Скажите, например: завтра в пять.");
    expect(voiceOf(talk.last)).toContain("с десяти до семи");
    expect(talk.say("в шесть")).toMatchObject({ fields: { when: "2026-11-22T18:00" } });
  });
});

describe("corrections at the read-back", () => {
  it("«нет, не в пять, а в шесть» changes the time and keeps the day", () => {
    const talk = toReadBack();
    const again = talk.say("нет, не в пять, а в шесть");
    expect(again).toMatchObject({ flowState: "confirm", tool: null, fields: { when: "2026-11-22T18:00" } });
    expect(textOf(again)).toContain("в 18:00");
    expect(talk.say("да").tool?.arguments).toMatchObject({ when: "2026-11-22T18:00" });
  });
  it.each([
    ["не завтра, а послезавтра", { when: "2026-11-23T17:00" }],
    ["нет, маникюр", { service: "маникюр" }],
    ["меня зовут Ольга", { name: "Ольга" }],
    ["в субботу в четыре", { when: "2026-11-28T16:00" }],
  ])("«%s»", (words, fields) => {
    const again = toReadBack().say(words);
    expect(again).toMatchObject({ flowState: "confirm", tool: null, fields });
  });
  it("of a day and time that came in two halves keeps the half that was right", () => {
    const talk = startTalk(salon, "ru");
    talk.say("стрижка");
    talk.say("завтра");
    talk.say("в пять");
    talk.say("Анна");
    expect(talk.say("нет, послезавтра")).toMatchObject({ flowState: "confirm", fields: { when: "2026-11-23T17:00" } });
  });
  it("a bare no is asked what to mend, and only that is asked again", () => {
    const talk = toReadBack();
    expect(textOf(talk.say("нет"))).toBe("Что поправить: услугу, время или имя?");
    expect(talk.say("имя")).toMatchObject({ flowState: "name" });
    expect(talk.say("Сергей")).toMatchObject({ flowState: "confirm", fields: { service: "стрижка", when: "2026-11-22T17:00", name: "Сергей" } });
    expect(talk.say("верно").tool).not.toBeNull();
  });
  it("English: not at three, at six", () => {
    const talk = startTalk(salon, "en");
    talk.say("a manicure, please");
    talk.say("tomorrow at three pm");
    talk.say("Peter");
    expect(talk.say("no, not at three, at six")).toMatchObject({ flowState: "confirm", fields: { when: "2026-11-22T18:00" } });
    expect(talk.say("no, the name").flowState).toBe("name");
    expect(talk.say("John Smith").fields["name"]).toBe("John Smith");
  });
  it("a yes that is taken back in one breath is none", () => {
    const talk = toReadBack();
    expect(talk.say("верно, нет")).toMatchObject({ flowState: "confirm", tool: null });
    expect(textOf(talk.last)).toContain("Что поправить");
  });
  it("takes key 1 for yes and key 2 for no", () => {
    expect(toReadBack().keys("1").tool).not.toBeNull();
    expect(textOf(toReadBack().keys("2"))).toContain("Что поправить");
  });
});

describe("what was not heard surely", () => {
  it("is read back and taken only after a sure yes", () => {
    const talk = startTalk(salon, "ru");
    expect(textOf(talk.unsure("стрижка"))).toBe("Стрижка, верно?");
    expect(talk.last).toMatchObject({ flowState: "service", fields: {} });
    expect(talk.unsure("да")).toMatchObject({ flowState: "service", fields: {} });
    expect(talk.say("да")).toMatchObject({ flowState: "when", fields: { service: "стрижка" } });
  });
  it("is dropped after a no, and replaced when the caller says it better", () => {
    const talk = startTalk(salon, "ru");
    talk.unsure("стрижка");
    expect(textOf(talk.say("нет"))).toContain("Скажите, например");
    talk.unsure("стрижка");
    expect(talk.say("нет, укладка")).toMatchObject({ flowState: "when", fields: { service: "укладка" } });
    talk.unsure("в пятницу в три часа");
    expect(talk.say("нет, в четыре")).toMatchObject({ flowState: "name", fields: { when: "2026-11-27T16:00" } });
  });
  it("never books: an unsure yes at the read-back is asked again", () => {
    const talk = toReadBack();
    expect(talk.unsure("да")).toMatchObject({ flowState: "confirm", tool: null });
    expect(textOf(talk.last)).toContain("Скажите да или нет");
  });
  it("an unsure correction is asked for before it changes anything", () => {
    const talk = toReadBack();
    expect(textOf(talk.unsure("в шесть"))).toBe("Завтра, 22 ноября, в 18:00, верно?");
    expect(talk.last.fields).toMatchObject({ when: "2026-11-22T17:00" });
    expect(talk.say("да")).toMatchObject({ flowState: "confirm", fields: { when: "2026-11-22T18:00" }, tool: null });
  });
  it("an unsure goodbye does not hang up", () => {
    expect(toReadBack().unsure("до свидания")).toMatchObject({ hangup: null, flowState: "confirm" });
  });
  it("an unsure half of an answer is asked for, then the other half", () => {
    const talk = startTalk(salon, "ru");
    talk.say("стрижка");
    expect(textOf(talk.unsure("завтра"))).toBe("Завтра, 22 ноября, верно?");
    expect(textOf(talk.say("да"))).toBe("Во сколько вам удобно?");
  });
  it("a field named in passing is kept, and the question still asked", () => {
    const talk = startTalk(salon, "ru");
    expect(textOf(talk.unsure("завтра в пять"))).toBe("Завтра, 22 ноября, в 17:00, верно?");
    expect(talk.say("да")).toMatchObject({ flowState: "service", fields: { when: "2026-11-22T17:00" } });
    expect(textOf(talk.last)).toBe("На какую услугу вас записать?");
    expect(talk.say("стрижка").flowState).toBe("name");
  });
  it("gives up after three doubts in a row", () => {
    const talk = startTalk(salon, "ru");
    for (let i = 0; i < 2; i += 1) {
      talk.unsure("стрижка");
      expect(talk.say("нет").hangup).toBeNull();
    }
    talk.unsure("стрижка");
    expect(talk.say("нет")).toMatchObject({ hangup: "completed", outcome: "not_understood" });
  });
});

describe("fallbacks", () => {
  it("three times not understood: an example, once more, then a call back is promised", () => {
    const talk = startTalk(salon, "ru");
    expect(textOf(talk.say("абырвалг"))).toBe("Простите, не получилось разобрать. Скажите, например: стрижка или маникюр.");
    expect(textOf(talk.noise())).toBe("Пожалуйста, ещё раз. Скажите, например: стрижка или маникюр.");
    expect(talk.say("ещё что-то")).toMatchObject({ flowState: "lost", hangup: "completed", outcome: "not_understood" });
  });
  it("begins to count anew when something was understood", () => {
    const talk = startTalk(salon, "ru");
    talk.noise();
    talk.noise();
    talk.say("стрижка");
    talk.noise();
    expect(talk.noise().hangup).toBeNull();
  });
  it("three silences end the call as silent; ticks below the threshold say nothing", () => {
    const talk = startTalk(salon, "ru");
    expect(talk.silence(5000)).toMatchObject({ say: [], intent: null });
    expect(textOf(talk.silence(6000))).toContain("Вы меня слышите?");
    expect(talk.silence(7000).say).toEqual([]);
    expect(textOf(talk.silence(8000))).toContain("слушаю вас");
    expect(talk.silence(8000)).toMatchObject({ hangup: "silent", outcome: "abandoned", intent: "silence" });
  });
  it("says the inner question again, not the state's example, while a doubt or a correction is open", () => {
    const doubt = startTalk(salon, "ru");
    doubt.unsure("стрижка");
    expect(textOf(doubt.silence(6000))).toBe("Вы меня слышите? Стрижка, верно?");
    expect(doubt.say("да").flowState).toBe("when");
    const mending = toReadBack();
    mending.say("нет");
    expect(textOf(mending.say("абырвалг"))).toBe("Простите, не получилось разобрать. Что поправить: услугу, время или имя?");
  });
  it("a word in between ends the count of silences", () => {
    const talk = startTalk(salon, "en");
    talk.silence(6000);
    talk.silence(8000);
    talk.say("haircut");
    expect(textOf(talk.silence(6000))).toContain("Are you still there?");
    expect(talk.last.hangup).toBeNull();
  });
  it("says nothing more once the call has ended, and keeps its end", () => {
    const talk = startTalk(salon, "ru");
    talk.say("до свидания");
    expect(talk.say("алло")).toMatchObject({ say: [], hangup: "completed", outcome: "refused" });
    expect(talk.silence(60_000)).toMatchObject({ say: [], hangup: "completed" });
  });
  it("repeats the question, and the answer that came with it", () => {
    const talk = startTalk(orders, "ru");
    talk.say("один два три четыре");
    expect(textOf(talk.say("повторите, пожалуйста"))).toBe("Заказ 1234. Он в пути, курьер привезёт его завтра. Проверить ещё один заказ?");
    expect(talk.last.intent).toBe("repeat");
  });
});

describe("an interruption", () => {
  it("is answered as what it is; the reply is not begun again", () => {
    const talk = toReadBack();
    expect(talk.input({ type: "interrupted", heard: "Давайте проверим: запись на" }).say).toEqual([]);
    expect(talk.say("в шесть")).toMatchObject({ flowState: "confirm", fields: { when: "2026-11-22T18:00" } });
  });
  it("by noise goes on with what did not sound", () => {
    const talk = toReadBack();
    talk.input({ type: "interrupted", heard: "Давайте проверим: запись на стрижку. Завтра, двадцать второго" });
    expect(textOf(talk.noise())).toBe("Завтра, 22 ноября, в 17:00, на имя Анна. Всё верно?");
    expect(talk.last.state.misses).toBe(0);
    expect(textOf(talk.noise())).toContain("не получилось разобрать");
  });
  it("by noise again and again counts as misses, or a bad line would go on for ever", () => {
    const talk = toReadBack();
    for (let i = 0; i < 4 && talk.last.hangup === null; i += 1) {
      talk.input({ type: "interrupted", heard: "Давайте" });
      talk.noise();
    }
    expect(talk.last).toMatchObject({ hangup: "completed", outcome: "not_understood" });
  });
  it("by «повторите» says only what did not sound", () => {
    const talk = toReadBack();
    talk.input({ type: "interrupted", heard: "Давайте проверим: запись на стрижку. Завтра" });
    expect(textOf(talk.say("повторите"))).toBe("Завтра, 22 ноября, в 17:00, на имя Анна. Всё верно?");
  });
});

describe("order status", () => {
  it.each([
    ["ru", "один два три четыре", "Заказ 1234. Он в пути, курьер привезёт его завтра. Проверить ещё один заказ?", "нет, спасибо"],
    ["en", "one two three four", "Order 1234. It is on its way, the courier brings it tomorrow. Shall I check another order?", "no, thank you"],
  ] as const)("answers in %s", (language, digits, answer, no) => {
    const talk = startTalk(orders, language);
    expect(textOf(talk.say(digits))).toBe(answer);
    expect(talk.last).toMatchObject({ outcome: "answered", fields: { number: "1234" }, tool: null });
    expect(talk.say(no)).toMatchObject({ flowState: "goodbye", hangup: "completed", outcome: "answered" });
  });
  it("takes keys, also for the next order", () => {
    const talk = startTalk(orders, "ru");
    expect(talk.keys("5678").fields).toEqual({ number: "5678" });
    expect(textOf(talk.keys("4071#"))).toContain("Заказ 4071. Он доставлен вчера.");
    expect(talk.keys("2")).toMatchObject({ flowState: "goodbye" });
  });
  it("reads digits back that it is not sure of, digit by digit", () => {
    const talk = startTalk(orders, "ru");
    expect(voiceOf(talk.unsure("четыре ноль семь один"))).toBe("Четыре ноль семь один, верно?");
    expect(talk.say("нет, пять шесть семь восемь").fields).toEqual({ number: "5678" });
  });
  it("asks for four when there were fewer", () => {
    const talk = startTalk(orders, "en");
    expect(textOf(talk.say("one two three"))).toContain("That is not the right number of digits.");
    expect(talk.keys("12").hangup).toBeNull();
    expect(talk.say("one")).toMatchObject({ outcome: "not_understood", hangup: "completed" });
  });
  it("says that there is no such order and asks again, but not for ever", () => {
    const talk = startTalk(orders, "ru");
    expect(textOf(talk.say("ноль ноль ноль один"))).toContain("Заказа 0001 у нас нет.");
    expect(talk.last).toMatchObject({ flowState: "number", fields: {} });
    expect(talk.keys("0002").hangup).toBeNull();
    expect(talk.keys("0003")).toMatchObject({ flowState: "lost", hangup: "completed" });
  });
  it("checks another order when asked to", () => {
    const talk = startTalk(orders, "en");
    talk.keys("1234");
    expect(talk.say("yes, please")).toMatchObject({ flowState: "number", fields: {} });
    expect(textOf(talk.say("twenty five eighty"))).toContain("We are packing it");
  });
});

describe("a flow that runs a tool more than once", () => {
  it("gives every run a key of its own", () => {
    const retry = botConfigSchema.parse({
      ...orderStatus,
      tools: [{ type: "platform", name: "look", effect: "read" }],
      flow: { type: "graph", start: "look", states: { look: { type: "tool", tool: "look" }, bye: { type: "end", outcome: "answered", say: { ru: "Всё." } } }, transitions: [{ from: "look", to: "bye", when: { tool: "ok" } }, { from: "look", to: "look", when: { tool: "failed" } }] },
    });
    const talk = startTalk(retry, "ru");
    expect(talk.first.tool?.key).toBe("look-1");
    expect(talk.toolEnds({ status: "failed", reason: "time-out" }).tool?.key).toBe("look-2");
    expect(talk.toolEnds({ status: "ok", value: {} })).toMatchObject({ tool: null, hangup: "completed" });
  });
});

describe("a config that goes wrong", () => {
  it("ends a flow that runs in circles without asking", () => {
    const circle = botConfigSchema.parse({ ...orderStatus, flow: { type: "graph", start: "a", states: { a: { type: "say", say: { ru: "Раз." } }, b: { type: "say", say: { ru: "Два." } } }, transitions: [{ from: "a", to: "b", when: { done: true } }, { from: "b", to: "a", when: { done: true } }] } });
    expect(startTalk(circle, "ru").first).toMatchObject({ hangup: "completed", outcome: "failed" });
  });
});
