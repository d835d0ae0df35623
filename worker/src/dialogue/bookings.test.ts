/** Talks of callers who book, as the templates lead them, with a calendar of the test. */
import { describe, expect, it } from "vitest";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { templates } from "../bots/templates/templates.ts";
import { startTalk, textOf } from "./testing.ts";

const free = { status: "ok" as const, value: { free: "yes", when: "2026-11-23T14:00" } };
const taken = { status: "ok" as const, value: { free: "no", open: "yes", next: "2026-11-23T13:00, 2026-11-23T13:30", offer: "13:00, 13:30." } };

/** @param from what the exchange told of the caller's number. */
function opened(id: string, language: Language, from = "+79120001427") {
  const template = templates.find((one) => one.id === id);
  if (template === undefined) throw new Error(`no template ${id}`);
  const talk = startTalk(botConfigSchema.parse(template.config), language);
  talk.input({ type: "begin", language, from });
  return talk;
}

const words = {
  ru: { wish: "к стоматологу в понедельник в два", other: "нет, не к стоматологу, а к терапевту", name: "Анна Иванова", own: "этот же", weather: "а какая завтра погода", email: "моя почта анна точка иванова собака яндекс точка ру", three: "нет, поменяйте время на три", offered: "давайте в два часа дня", later: "нет, лучше в среду в три" },
  en: { wish: "a dentist on Monday at two", other: "no, not the dentist, the general practitioner", name: "Anna Brown", own: "this one", weather: "what's the weather tomorrow", email: "my email is anna dot brown at gmail dot com", three: "no, change the time to three", offered: "let's make it two in the afternoon", later: "no, Wednesday at three would be better" },
} as const;
const both = [["ru"], ["en"]] as const;

function readBack(language: Language) {
  const talk = opened("medical-clinic", language);
  talk.say(words[language].wish);
  talk.toolEnds(free);
  talk.say(words[language].name);
  expect(talk.say(words[language].own)).toMatchObject({ flowState: "confirm_same", fields: { when: "2026-11-23T14:00", name: words[language].name } });
  return talk;
}

describe("a booking", () => {
  it.each(both)("goes nowhere without its day: a doctor put right after a taken time has the day asked for: %s", (language) => {
    const talk = opened("medical-clinic", language);
    talk.say(words[language].wish);
    talk.toolEnds(taken);
    expect(talk.say(words[language].other)).toMatchObject({ tool: null, flowState: "when", state: { fields: { doctor: "therapist" } } });
    expect(textOf(talk.last)).toMatch(/день|day/);
  });
  it.each(both)("at the read-back is not changed by talk of something else: %s", (language) => {
    for (const aside of [words[language].weather, words[language].email]) {
      const talk = readBack(language);
      expect(talk.say(aside)).toMatchObject({ flowState: "confirm_same", tool: null, fields: { when: "2026-11-23T14:00", name: words[language].name } });
    }
  });
  it.each([
    ["ru", "завтра не смогу, во вторник в три", "2026-11-24T15:00"], ["ru", "во вторник в три", "2026-11-24T15:00"], ["ru", "а можно во вторник", "2026-11-24T14:00"], ["ru", "я бы хотела всё-таки во вторник", "2026-11-24T14:00"], ["ru", "время неправильное, в четыре", "2026-11-23T16:00"], ["ru", "а как насчёт вторника", "2026-11-24T14:00"],
    ["en", "Tuesday at three", "2026-11-24T15:00"], ["en", "could we do Tuesday", "2026-11-24T14:00"], ["en", "what about Tuesday", "2026-11-24T14:00"], ["en", "I'd rather come on Tuesday, I work on Mondays", "2026-11-24T14:00"], ["en", "the time is wrong, at four", "2026-11-23T16:00"],
  ] as const)("at the read-back takes a time that is meant: %s «%s»", (language, said, when) => {
    expect(readBack(language).say(said).tool).toMatchObject({ name: "check_availability", arguments: { when } });
  });
  it.each([
    ["ru", "на час позже", "2026-11-23T15:00"], ["ru", "да, но можно на полчаса раньше", "2026-11-23T13:30"], ["ru", "а можно на два часа пораньше", "2026-11-23T12:00"], ["ru", "лучше на тридцать минут позже", "2026-11-23T14:30"],
    ["en", "yes but make it an hour later", "2026-11-23T15:00"], ["en", "could it be half an hour earlier", "2026-11-23T13:30"], ["en", "thirty minutes later would be better", "2026-11-23T14:30"],
  ] as const)("at the read-back is moved from its own time, not from now: %s «%s»", (language, said, when) => {
    expect(readBack(language).say(said).tool).toMatchObject({ name: "check_availability", arguments: { when } });
  });
  it.each([["ru", "нет, на маникюр и педикюр", "услугу", "педикюр"], ["en", "no, a manicure and a pedicure", "the service", "a pedicure"]] as const)("asks which one where two are named at the read-back, and what is named to be mended: %s", (language, two, named, one) => {
    const atReadBack = () => {
      const talk = opened("beauty-salon", language);
      talk.say(language === "ru" ? "маникюр в понедельник в два" : "a manicure on Monday at two");
      talk.toolEnds(free);
      talk.say(words[language].name);
      expect(talk.last.flowState).toBe("confirm");
      return talk;
    };
    expect(atReadBack().say(two)).toMatchObject({ flowState: "service" });
    const talk = atReadBack();
    talk.say(language === "ru" ? "нет" : "no");
    expect(talk.say(named).flowState).toBe("service");
    expect(talk.say(one).tool).toMatchObject({ name: "check_availability", arguments: { service: "pedicure" } });
  });
  it.each(both)("that is not made yet is put right, and no older one is moved: %s", (language) => {
    const talk = readBack(language);
    expect(talk.say(words[language].three).tool).toMatchObject({ name: "check_availability", arguments: { when: "2026-11-23T15:00" } });
    expect(talk.toolEnds(free)).toMatchObject({ flowState: "confirm_same", state: { counters: { own_number: 1 } } });
  });
  it.each(both)("takes an hour of the day that was offered, though it was not among the times: %s", (language) => {
    const talk = opened("medical-clinic", language);
    talk.say(language === "ru" ? "к стоматологу" : "a dentist");
    talk.say(language === "ru" ? "когда свободно" : "when are you free");
    talk.toolEnds({ status: "ok", value: { free: "yes", next: "2026-11-23T09:00, 2026-11-23T09:30, 2026-11-23T10:00", offer: "9:00, 9:30, 10:00." } });
    expect(talk.say(words[language].offered).tool).toMatchObject({ name: "check_availability", arguments: { when: "2026-11-23T14:00" } });
  });
  it.each(both)("tells that a changed time is free before it goes on: %s", (language) => {
    const talk = opened("medical-clinic", language);
    talk.say(words[language].wish);
    talk.toolEnds(free);
    talk.say(words[language].name);
    expect(talk.say(words[language].later)).toMatchObject({ tool: { arguments: { when: "2026-11-25T15:00" } } });
    expect(textOf(talk.toolEnds(free))).toMatch(language === "ru" ? /^Это время свободно\. Записать номер/ : /^That time is free\. Shall I put down the number/);
  });
  it.each([
    ["ru", "medical-clinic", "petya", "other_phone"], ["ru", "medical-clinic", "", "other_phone"], ["en", "medical-clinic", "anonymous", "other_phone"], ["ru", "beauty-salon", "anonymous", "phone"], ["en", "beauty-salon", "web-chat-7", "phone"],
  ] as const)("is never made without a way to reach who books: %s, %s, «%s»", (language, id, from, asks) => {
    const talk = opened(id, language, from);
    talk.say(id === "beauty-salon" ? (language === "ru" ? "стрижка в понедельник в два" : "a haircut on Monday at two") : words[language].wish);
    talk.toolEnds(free);
    expect(talk.say(words[language].name).flowState).toBe(asks);
    expect(textOf(talk.last)).not.toMatch(/с которого|calling from/);
    expect(talk.say(words[language].own)).toMatchObject({ flowState: asks, tool: null });
    expect(talk.say(language === "ru" ? "восемь девятьсот двенадцать сто двадцать три сорок пять шестьдесят семь" : "plus one four one five five five five oh one four two").state.fields["phone"]).toMatch(/^\+\d+$/);
    expect(textOf(talk.last)).toMatch(/912 123|415 555/);
    expect(talk.say(language === "ru" ? "да" : "yes").tool).toMatchObject({ name: "book_appointment", arguments: { phone: expect.stringMatching(/^\+\d+$/) } });
  });
  it.each([["ru", "перенесите мою запись"], ["ru", "отмените мою запись"], ["en", "reschedule my appointment"], ["en", "cancel my appointment"]] as const)("made from a number that nobody sees is looked for by a person: %s «%s»", (language, said) => {
    expect(opened("beauty-salon", language, "anonymous").say(said).transfer).toMatchObject({ destination: "desk" });
  });
});

describe("an appointment that is to be moved", () => {
  const said = { ru: ["перенесите мою запись на понедельник в два", "к терапевту", "Анна Иванова", "да"], en: ["reschedule my appointment", "a dentist on Monday at two", "Anna Brown", "yes"] } as const;
  function moving(language: Language) {
    const talk = opened("medical-clinic", language);
    for (const words of said[language]) {
      talk.say(words);
      if (talk.last.tool?.name === "check_availability") talk.toolEnds(free);
    }
    expect(talk.last.tool).toMatchObject({ name: "move_appointment", arguments: { when: "2026-11-23T14:00" } });
    return talk;
  }
  it.each(both)("is moved in one step, so nobody is left without one: %s", (language) => {
    const talk = moving(language);
    expect(talk.toolEnds({ status: "ok", value: { booking: "moved", old: "cancelled" } })).toMatchObject({ hangup: "completed", outcome: "booked" });
    expect(textOf(talk.last)).toMatch(/отменена|is cancelled/);
  });
  it.each(both)("stands where the new time can't be had, and its caller is told so: %s", (language) => {
    expect(moving(language).toolEnds({ status: "failed", reason: "no", value: { free: "no", open: "yes", offer: "13:00." } })).toMatchObject({ flowState: "when", tool: null, hangup: null });
    const failed = moving(language);
    failed.toolEnds({ status: "failed", reason: "no" });
    expect(textOf(failed.last)).toMatch(/Прежняя запись остаётся|old appointment stands/);
    const unknown = moving(language);
    unknown.toolEnds({ status: "unknown" });
    expect(textOf(unknown.last)).not.toMatch(/отменена|is cancelled|записаны|booked/);
  });
  it.each(both)("of which there are several is a person's, and one that nobody finds is booked anew: %s", (language) => {
    expect(moving(language).toolEnds({ status: "failed", reason: "no", value: { found: "several", near: "…" } }).transfer).toMatchObject({ destination: "desk" });
    expect(moving(language).toolEnds({ status: "failed", reason: "no", value: { found: "none" } }).tool).toMatchObject({ name: "book_appointment", arguments: { when: "2026-11-23T14:00" } });
  });
});
