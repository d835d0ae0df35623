import { describe, expect, it } from "vitest";
import { startTalk, textOf, voiceOf } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

const fields = {
  when: { type: "day_time" as const, called: { ru: ["время"], en: ["the time"] }, from: "10:00", to: "19:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") },
  who: { type: "name" as const, called: { ru: ["имя"], en: ["the name"] }, known: {} },
  phone: { type: "phone" as const, called: { ru: ["телефон"], en: ["the phone"] } },
  guests: { type: "number" as const, called: { ru: ["гостей"], en: ["guests"] }, min: 1, max: 20 },
  mail: { type: "email" as const, called: { ru: ["почта"], en: ["the mail"] } },
  wish: { type: "text" as const },
};
const ask = (field: keyof typeof fields, also: (keyof typeof fields)[] = []) => ({ type: "ask" as const, field, also, say: text(`${field}?`), hint: text(`Назовите ${field}.`, `Say ${field}.`) });
/** Asks each field in turn, reads them back, ends. */
const asking = (...names: (keyof typeof fields)[]) => {
  const [start = "when"] = names;
  return smallBot({
    fields,
    flow: {
      type: "linear", start,
      states: {
        ...Object.fromEntries(names.map((name, index) => [name, ask(name, names.slice(index + 1))])),
        check: { type: "confirm", fields: names, say: text(`${names.map((name) => `{${name}}`).join(", ")}. Верно?`, `${names.map((name) => `{${name}}`).join(", ")}. Right?`), hint: text("Да или нет?", "Yes or no?"), what: text("Что поправить?", "What is wrong?"), corrected: text("Исправляю.", "Corrected.") },
        bye: end("Готово."), nothing: end("Без пожеланий."),
      },
      transitions: [{ from: "check", to: "bye", when: { done: true } }, ...(names.includes("wish") ? [{ from: "wish", to: "nothing", when: { intent: "no" } }] : []), { from: "bye", to: "nothing", when: { done: true as const } }],
    },
  });
};

describe("an answer", () => {
  it("whose name holds a not is that answer, and no denial of another", () => {
    const broken = smallBot({ fields: { fault: { type: "choice", options: [{ value: "dead", label: text("поломка", "a breakdown"), synonyms: { ru: ["не включается"], en: ["will not start"] } }, { value: "part", label: text("запчасти", "spare parts") }] } }, flow: { type: "linear", start: "ask", states: { ask: { type: "ask", field: "fault", say: text("Что случилось?", "What is wrong?"), hint: text("Поломка.", "A breakdown.") }, bye: end("Ясно.") } } });
    expect(startTalk(broken, "ru").say("у нас машина не включается")).toMatchObject({ fields: { fault: "поломка" } });
    expect(startTalk(broken, "en").say("the machine will not start")).toMatchObject({ fields: { fault: "a breakdown" } });
    expect(startTalk(broken, "ru").say("не поломка, а запчасти")).toMatchObject({ fields: { fault: "запчасти" } });
  });
  it("with several fields in one phrase is taken whole", () => {
    expect(startTalk(asking("when", "who"), "ru").say("завтра в пять, меня зовут Анна")).toMatchObject({ flowState: "check", fields: { when: "2026-11-22T17:00", who: "Анна" } });
  });
  it("with a number beside a name is taken whole, where the number can be nothing else", () => {
    expect(startTalk(asking("who", "guests"), "ru").say("меня зовут Анна, нас трое")).toMatchObject({ flowState: "check", fields: { who: "Анна", guests: "3" } });
    expect(startTalk(asking("when", "guests"), "ru").say("завтра в пять")).toMatchObject({ flowState: "guests", fields: { when: "2026-11-22T17:00" } });
  });
  it("that names a part of the day is asked for the exact time, and keeps the day", () => {
    const talk = startTalk(asking("when"), "ru");
    expect(textOf(talk.say("завтра после трёх"))).toBe("Во сколько именно, с 15:00 до 19:00?");
    expect(voiceOf(talk.last)).toBe("Во сколько именно, с трёх до семи?");
    expect(talk.say("в четыре")).toMatchObject({ flowState: "check", fields: { when: "2026-11-22T16:00" } });
    const english = startTalk(asking("when"), "en");
    expect(textOf(english.say("tomorrow after three"))).toBe("What time exactly, from 3:00 PM to 7:00 PM?");
  });
  it("that names a range without a day is asked for the day first", () => {
    const talk = startTalk(asking("when"), "ru");
    expect(textOf(talk.say("после трёх"))).toBe("На какой день?");
    expect(textOf(talk.say("завтра"))).toBe("Во сколько именно, с 15:00 до 19:00?");
  });
  it("of a phone number may come in halves, by voice or keys", () => {
    const talk = startTalk(asking("phone"), "ru");
    expect(textOf(talk.say("восемь девятьсот двенадцать"))).toBe("Так, слушаю дальше.");
    expect(talk.say("ноль ноль ноль четырнадцать двадцать семь")).toMatchObject({ flowState: "check", fields: { phone: "+79120001427" } });
    expect(textOf(talk.last)).toBe("+7 912 000-14-27. Верно?");
    expect(startTalk(asking("phone"), "ru").keys("89120001427")).toMatchObject({ fields: { phone: "+79120001427" } });
  });
  it("in numbers is read back in words", () => {
    const talk = startTalk(asking("guests"), "ru");
    expect(voiceOf(talk.say("нас будет пятеро"))).toMatch(/пять/i);
    expect(talk.last.fields).toEqual({ guests: "5" });
    const over = startTalk(asking("guests"), "ru");
    expect(textOf(over.say("сто двадцать"))).toContain("не подходит");
  });
  it("with an address of mail is read back as it is spoken", () => {
    const talk = startTalk(asking("mail"), "ru");
    expect(talk.say("иван собака яндекс точка ру")).toMatchObject({ fields: { mail: "ivan@yandex.ru" } });
    expect(voiceOf(talk.last)).toMatch(/собака/i);
  });
  it("in free words is kept as it was said, but a plain no has its own way", () => {
    expect(startTalk(asking("wish"), "ru").say("пусть мастер будет помягче с волосами")).toMatchObject({ flowState: "check", fields: { wish: expect.stringContaining("помягче") as string } });
    expect(startTalk(asking("wish"), "ru").say("нет")).toMatchObject({ flowState: "nothing", fields: {} });
  });
});

describe("what any bot has an answer to", () => {
  const bot = asking("when");
  it("tells the truth about itself, and asks again", () => {
    expect(textOf(startTalk(bot, "ru").say("вы робот?"))).toBe("Да, это голосовой помощник, программа. When?");
    expect(textOf(startTalk(bot, "en").say("are you a robot"))).toBe("Yes, this is a voice assistant, a computer program. When?");
  });
  it("says honestly that nobody can be fetched", () => {
    expect(textOf(startTalk(bot, "ru").say("позовите оператора"))).toBe("Соединить с сотрудником сейчас не получится. When?");
  });
  it("takes its leave of who takes leave", () => {
    expect(startTalk(bot, "ru").say("до свидания")).toMatchObject({ hangup: "completed", outcome: "refused" });
    expect(startTalk(bot, "ru").unsure("до свидания").hangup).toBeNull();
  });
  it("does not go on so for ever", () => {
    const talk = startTalk(bot, "ru");
    for (let times = 0; times < 20 && talk.last.hangup === null; times += 1) talk.say("вы робот?");
    expect(talk.last).toMatchObject({ hangup: "completed", outcome: "not_understood" });
  });
  it("takes a long wish for a wish, whatever intents sound in it", () => {
    const wish = "в прошлый раз пришлось отменить визит потому что мастер не пришёл вовремя и я ушла";
    expect(startTalk(asking("wish"), "ru").say(wish)).toMatchObject({ flowState: "check", fields: { wish: expect.stringContaining("мастер") as string } });
  });
});

describe("a correction", () => {
  it("of an earlier answer is taken by the way, said back, and the question asked again", () => {
    const talk = startTalk(asking("when", "phone"), "ru");
    talk.say("завтра в пять");
    const noted = talk.say("нет, лучше в шесть");
    expect(noted).toMatchObject({ flowState: "phone", fields: { when: "2026-11-22T18:00" } });
    expect(textOf(noted)).toBe("Хорошо, завтра, 22 ноября, в 18:00. Phone?");
  });
  it("by a part of the day at the read-back asks for the exact time and keeps the day", () => {
    const talk = startTalk(asking("when", "guests"), "ru");
    talk.say("завтра в пять");
    talk.say("трое");
    expect(textOf(talk.say("нет, давайте после шести"))).toBe("Во сколько именно, с 18:00 до 19:00?");
    expect(talk.say("в полседьмого")).toMatchObject({ flowState: "check", fields: { when: "2026-11-22T18:30", guests: "3" } });
  });
  it("of one of many at the read-back reads them all back", () => {
    const talk = startTalk(asking("when", "guests"), "ru");
    talk.say("завтра в пять");
    talk.say("трое");
    expect(textOf(talk.say("нет, не в пять, а в шесть"))).toBe("Исправляю. Завтра, 22 ноября, в 18:00, 3. Верно?");
    expect(talk.say("да")).toMatchObject({ hangup: "completed", state: { confirmed: ["when", "guests"] } });
  });
});

describe("an answer that was not heard surely", () => {
  it("is read back, also half of a phone number", () => {
    const talk = startTalk(asking("phone"), "ru");
    expect(voiceOf(talk.unsure("девятьсот двенадцать"))).toBe("Девять один два, верно?");
    expect(textOf(talk.say("да"))).toBe("Так, слушаю дальше.");
    // Figures in free words were once left to the voice as they stood.
    expect(voiceOf(startTalk(asking("wish"), "ru").unsure("подъезд 2"))).toBe("Подъезд два, верно?");
  });
});

describe("what a model understood of it", () => {
  const bot = asking("when", "who");
  const understood = { intents: [{ name: "repeat", confidence: 0.8 }], fields: { when: "2026-11-24T12:00" } };
  it("counts where the rules understood nothing", () => {
    expect(startTalk(bot, "ru").say("как в прошлый раз", { understood: { ...understood, intents: [] } })).toMatchObject({ flowState: "who", fields: { when: "2026-11-24T12:00" } });
    expect(startTalk(bot, "ru").say("абырвалг", { understood: { intents: understood.intents, fields: {} } })).toMatchObject({ flowState: "when", intent: "repeat" });
  });
  it("does not count against what the rules are sure of", () => {
    expect(startTalk(bot, "ru").say("завтра в пять", { understood })).toMatchObject({ fields: { when: "2026-11-22T17:00" } });
  });
});
