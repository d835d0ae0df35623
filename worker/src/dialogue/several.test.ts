import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { hear } from "./hearing.ts";
import { firstOfSeveral } from "./several.ts";
import { startTalk, textOf } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: {
    service: {
      type: "choice",
      options: [
        { value: "cut", label: text("стрижка", "haircut"), synonyms: { ru: ["подстричься"] } },
        { value: "colour", label: text("окрашивание", "hair colouring"), synonyms: { ru: ["покраситься"] } },
      ],
    },
    when: { type: "day_time", from: "10:00", to: "19:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") },
    name: { type: "name", known: {} },
  },
  flow: {
    type: "linear", start: "service",
    states: {
      service: { type: "ask", field: "service", also: ["when", "name"], say: text("Что?", "What?"), hint: text("Стрижка или окрашивание?", "A haircut or colouring?") },
      when: { type: "ask", field: "when", also: ["name"], say: text("Когда?", "When?"), hint: text("Например, завтра в пять.", "Such as tomorrow at five.") },
      name: { type: "ask", field: "name", say: text("Имя?", "Your name?"), hint: text("Назовите имя.", "Say your name.") },
      bye: end("Готово.", "answered"),
    },
  },
});

describe("two values where one is wanted", () => {
  it("of a list are asked about, also where one has the longer name", () => {
    const talk = startTalk(bot, "ru");
    expect(textOf(talk.say("подстричься и покраситься"))).toContain("Прозвучало несколько вариантов");
    expect(talk.last.fields).toEqual({});
    const english = startTalk(bot, "en");
    expect(textOf(english.say("a haircut and hair colouring"))).toContain("one at a time");
    expect(english.last.fields).toEqual({});
  });
  it("of a time: the first is taken, and the caller is told so", () => {
    const talk = startTalk(bot, "en");
    expect(textOf(talk.say("I would like a haircut at three for Anna and also my sister at four"))).toBe("One at a time, so at 3:00 PM first. For which day?");
    expect(talk.say("tomorrow")).toMatchObject({ fields: { service: "haircut", when: "2026-11-22T15:00" } });
    const russian = startTalk(bot, "ru");
    russian.say("на стрижку");
    expect(textOf(russian.say("завтра в три и в четыре"))).toBe("Возьмём по одному, сначала завтра, 22 ноября, в 15:00. Имя?");
    expect(russian.last.fields).toMatchObject({ when: "2026-11-22T15:00" });
  });
  it("of a name: the first is taken, and the caller is told so", () => {
    for (const [language, says, name] of [["ru", "Анна и Мария", "Анна"], ["en", "Anna and Maria", "Anna"]] as const) {
      const talk = startTalk(bot, language);
      talk.say(language === "ru" ? "стрижка завтра в пять" : "a haircut tomorrow at five");
      expect(textOf(talk.say(says)), says).toContain(language === "ru" ? "сначала Анна" : "so Anna first");
      expect(talk.last.fields["name"]).toBe(name);
    }
  });
  it.each([["ru", "завтра и в пять"], ["en", "tomorrow and at five"], ["ru", "завтра в три и нет, лучше в пять"], ["en", "tomorrow at three and sorry at five"]] as const)("are not heard in one value said in two breaths, nor in a correction (%s: %s)", (language, says) => {
    const talk = startTalk(bot, language);
    talk.say(language === "ru" ? "стрижка" : "a haircut");
    expect(talk.say(says).fields).toMatchObject({ when: "2026-11-22T17:00" });
    expect(textOf(talk.last)).not.toMatch(/сначала|One at a time/);
  });
  it("that are the name of one thing are that thing", () => {
    const both = botConfigSchema.parse({ ...bot, fields: { ...bot.fields, service: { type: "choice", options: [{ value: "cut", label: text("стрижка", "cut") }, { value: "both", label: text("стрижка и окрашивание", "cut and colour") }, { value: "colour", label: text("окрашивание", "colour") }] } } });
    expect(startTalk(both, "en").say("cut and colour please").fields).toMatchObject({ service: "cut and colour" });
  });
});

it.each([["ru", "и "], ["en", "and "]] as const)("a message of nothing but joints is read a few times, not once for each of them (%s)", (language, joint) => {
  const { state } = startTalk(bot, language).last;
  const hearing = hear(bot, state, { type: "turn", text: joint.repeat(400), verdict: "sure", by: "text", language }, { date: "2026-11-21", time: "12:30" }, () => null);
  let halves = 0;
  const counted = { ...hearing, named: (...part: Parameters<typeof hearing.named>) => ((halves += 1), hearing.named(...part)) };
  expect(firstOfSeveral(bot, language, counted, "when", true)).toBeNull();
  expect(halves).toBeGreaterThan(0);
  expect(halves).toBeLessThan(20);
});

describe("another one of a list at the read-back", () => {
  const readBack = smallBot({
    fields: { service: { type: "choice", options: [{ value: "cut", label: text("стрижка", "haircut") }, { value: "nails", label: text("маникюр", "manicure") }] } },
    flow: {
      type: "linear", start: "service",
      states: {
        service: { type: "ask", field: "service", say: text("Что?", "What?"), hint: text("Стрижка или маникюр?", "A haircut or a manicure?") },
        check: { type: "confirm", fields: ["service"], say: text("{service}, верно?", "{service}, right?"), hint: text("Да или нет?", "Yes or no?"), what: text("Что поправить?", "What is wrong?"), corrected: text("Исправляю.", "Corrected.") },
        bye: end("Готово.", "answered"),
      },
    },
  });
  it.each([["ru", "стрижка", "да, и ещё маникюр", "Возьмём по одному, сначала стрижка. Стрижка, верно?"], ["en", "a haircut", "yes, and a manicure too", "One at a time, so haircut first. Haircut, right?"]] as const)("does not take the place of the first (%s)", (language, one, more, heard) => {
    const talk = startTalk(readBack, language);
    expect(talk.say(one).flowState).toBe("check");
    const asked = talk.say(more);
    expect([asked.flowState, asked.state.fields["service"], textOf(asked)]).toEqual(["check", "cut", heard]);
  });
  it("takes it where it is said to", () => {
    const talk = startTalk(readBack, "ru");
    talk.say("стрижка");
    expect(talk.say("нет, маникюр").state.fields["service"]).toBe("nails");
  });
});
