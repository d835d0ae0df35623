import { describe, expect, it } from "vitest";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { templates } from "../bots/templates/templates.ts";
import { startTalk, textOf } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: {
    service: { type: "choice", called: {}, options: [{ value: "haircut", label: text("стрижка", "a haircut"), object: {}, synonyms: { ru: ["стрижку"], en: ["haircut"] } }] },
    when: { type: "day_time", from: "10:00", to: "19:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") },
    name: { type: "name", known: { ru: ["Анна", "Иван"], en: ["Anna"] }, carriers: {} },
  },
  flow: {
    type: "graph", start: "service",
    states: {
      service: { type: "ask", field: "service", also: ["when", "name"], say: text("На что записать?", "What would you like?"), hint: text("Скажите: стрижка.", "Say: a haircut.") },
      when: { type: "ask", field: "when", also: ["name"], say: text("Когда?", "When?"), hint: text("День и время.", "A day and a time.") },
      name: { type: "ask", field: "name", say: text("Как вас зовут?", "Your name?"), hint: text("Имя?", "Your name?") },
      number: { type: "question", say: text("Записать этот номер?", "Shall I take this number?"), hint: text("Да или нет?", "Yes or no?") },
      other: end("Другой."), bye: end("Ждём."),
    },
    transitions: [{ from: "service", to: "when", when: { done: true } }, { from: "when", to: "name", when: { done: true } }, { from: "name", to: "number", when: { done: true } }, { from: "number", to: "bye", when: { intent: "yes" } }, { from: "number", to: "other", when: { intent: "no" } }],
  },
});

describe("a caller who", () => {
  it.each([["ru", "алло, девушка, здравствуйте", "Здравствуйте! На что записать?"], ["en", "good morning", "Hello! What would you like?"]] as const)("only greets is greeted, and not told that nothing was understood: %s", (language, said, answer) => {
    const talk = startTalk(bot, language);
    expect(textOf(talk.say(said))).toBe(answer);
    expect(talk.last.state.misses).toBe(0);
  });
  it.each([["ru", "а вы кто", "Это голосовой помощник. На что записать?"], ["en", "who am I talking to", "This is a voice assistant. What would you like?"]] as const)("asks who speaks is told: %s", (language, said, answer) => expect(textOf(startTalk(bot, language).say(said))).toBe(answer));
  it.each([["ru", "больше мне не звоните", "Извините за беспокойство. До свидания!"], ["en", "stop calling me", "Sorry to have troubled you. Goodbye!"]] as const)("wants no more calls hears a goodbye, whatever the flow: %s", (language, said, answer) => {
    const talk = startTalk(bot, language);
    expect(textOf(talk.say(said))).toBe(answer);
    expect(talk.last).toMatchObject({ hangup: "completed", outcome: "refused" });
  });
  it.each([["ru", "на следующей неделе", "во вторник в пять"], ["en", "sometime next week", "Tuesday at five"]] as const)("names half of a time before anything else is not asked for it again: %s", (language, half, rest) => {
    const talk = startTalk(bot, language);
    expect(talk.say(half).state.misses).toBe(0);
    talk.say(language === "ru" ? "стрижку" : "haircut");
    expect(talk.say(rest).fields).toMatchObject({ when: "2026-11-24T17:00" });
  });
  it.each([["ru", "стрижку завтра в девять вечера", "В это время мы не работаем. Во сколько?"], ["en", "a haircut tomorrow at nine in the evening", "We are closed at that time. At what time?"]] as const)("names a closed hour beside the answer is told so: %s", (language, said, answer) => {
    expect(textOf(startTalk(bot, language).say(said)).startsWith(answer.split(".")[0] ?? "")).toBe(true);
  });
  it("has a surname like a first name keeps it", () => {
    const talk = startTalk(bot, "ru");
    talk.say("стрижку завтра в пять");
    expect(talk.say("Иванов Пётр").fields).toMatchObject({ name: "Иванов Пётр" });
  });
});

describe("in the templates", () => {
  const opened = (id: string, language: "ru" | "en", fields: Record<string, string> = {}) => {
    const template = templates.find((one) => one.id === id);
    if (template === undefined) throw new Error(`no template ${id}`);
    const talk = startTalk(botConfigSchema.parse(template.config), language);
    talk.input({ type: "begin", language, from: "+79120001427", fields });
    return talk;
  };
  it.each(["hello?", "Sue"])("«%s» fetches nobody", (said) => expect(opened("beauty-salon", "en").say(said).flowState).toBe("service"));
  it("«завтра» alone cancels nothing", () => expect(opened("medical-clinic", "ru").say("завтра").flowState).toBe("doctor"));
  it.each([["ru", "нет"], ["en", "no"]] as const)("«%s: %s» alone is a no, though examples of an intent hold it", (language, said) => {
    const sales = opened("outbound-sales", language);
    sales.say(language === "ru" ? "да" : "yes");
    expect(sales.say(said)).toMatchObject({ intent: "no", flowState: "farewell" });
  });
  it("a day that does not suit is none to deliver on", () => {
    const delivery = opened("delivery-confirmation", "en", { order: "4071", address: "5 Oak Street", day: "tomorrow", hours: "from ten to two" });
    expect(delivery.say("tomorrow is no good")).toMatchObject({ flowState: "new_when", state: { parts: {} } });
  });
  it("who would have it left somewhere cancels nothing", () => {
    const delivery = opened("delivery-confirmation", "en", { order: "4071", address: "5 Oak Street", day: "tomorrow", hours: "from ten to two" });
    expect(delivery.say("leave it with the neighbour")).toMatchObject({ flowState: "check_address", fields: { leave_at: "with a neighbour" } });
  });
  it.each([["ru", "на понедельник к кардиологу в девять утра", "Пётр Иванов", "нет, Семён Петрович", "Семён Петрович"], ["en", "a dentist on Monday at nine in the morning", "Anna", "no, the name is Hannah", "Hannah"]] as const)("a name is put right while the number is asked: %s", (language, wish, name, corrected, value) => {
    const clinic = opened("medical-clinic", language);
    clinic.say(wish);
    clinic.toolEnds({ status: "ok", value: { free: "yes" } });
    clinic.say(name);
    expect(clinic.say(corrected)).toMatchObject({ flowState: "phone", fields: { name: value } });
  });
});
