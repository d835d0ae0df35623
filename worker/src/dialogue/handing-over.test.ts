import { describe, expect, it } from "vitest";
import { startTalk, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const destinations = [{ name: "office", to: "+78120000000", kind: "warm" as const }];
const city = { type: "choice" as const, called: { ru: ["город"] }, options: [{ value: "omsk", label: text("Омск") }] };
const ask = { type: "ask" as const, field: "city", say: text("Какой город?"), hint: text("Омск.") };

describe("a transfer", () => {
  const bot = (transitions: { from: string; to: string; when: { transfer: "answered" | "busy" } | { done: true } }[] = []) => smallBot({
    fields: { city },
    agent: { destinations },
    flow: { start: "ask", states: { ask, hand: { type: "transfer", destination: "office", say: text("Соединяю.") }, later: end("Перезвоним.", "callback"), after: question("Что-нибудь ещё?"), bye: end("Пока.") }, transitions: [{ from: "ask", to: "hand", when: { done: true } }, ...transitions, { from: "after", to: "bye", when: { intent: "no" } }, { from: "*", to: "bye", when: { intent: "goodbye" } }] },
  });
  const handed = (...transitions: Parameters<typeof bot>) => {
    const talk = startTalk(bot(...transitions), "ru");
    talk.say("Омск");
    return talk;
  };
  it("goes to the number of the config, with what is known and what was asked last", () => {
    const talk = handed();
    expect(talk.last).toMatchObject({ flowState: "hand", hangup: null, transfer: { key: "transfer-1", destination: "office", to: "+78120000000", kind: "attended" } });
    expect(textOf(talk.last)).toBe("Соединяю.");
    expect(talk.last.transfer?.summary).toBe("город: Омск. Последний вопрос бота: Какой город?");
  });
  it("keeps company while it is under way, and asks nothing", () => {
    const talk = handed();
    expect(textOf(talk.say("алло"))).toBe("Секунду.");
    expect(talk.silence(60_000).say).toEqual([]);
    expect(talk.input({ type: "transfer", key: "transfer-9", result: "failed" })).toMatchObject({ flowState: "hand", say: [], hangup: null });
  });
  it("that was answered ends the dialogue as transferred", () => {
    expect(handed().transferEnds("answered")).toMatchObject({ hangup: "transferred", outcome: "transferred", say: [] });
  });
  it("that was answered goes on where the flow says so", () => {
    expect(handed([{ from: "hand", to: "after", when: { transfer: "answered" } }]).transferEnds("answered")).toMatchObject({ flowState: "after", hangup: null, outcome: "transferred" });
  });
  it("that found nobody takes the way of the flow", () => {
    expect(handed([{ from: "hand", to: "later", when: { transfer: "busy" } }]).transferEnds("busy")).toMatchObject({ flowState: "later", outcome: "callback" });
  });
  it("that found nobody, and has no way for it, is told honestly and goes on", () => {
    const talk = handed([{ from: "hand", to: "after", when: { done: true } }]);
    expect(textOf(talk.transferEnds("no_answer"))).toBe("Соединить сейчас не получилось. Что-нибудь ещё?");
  });
  it("that found nobody and has no way on at all ends with a goodbye, not in silence", () => {
    const ended = handed().transferEnds("failed");
    expect(ended).toMatchObject({ hangup: "completed", outcome: "failed" });
    expect(textOf(ended)).toContain("До свидания");
  });
});

describe("a destination that the caller names", () => {
  it("is tried three times in a call, and no more", () => {
    const talk = startTalk(smallBot({
      agent: { handoff_criteria: [{ intent: "operator" }], handoff_state: "hand", destinations: [{ name: "books", to: "201", called: { ru: ["бухгалтерия", "бухгалтерией"] } }] },
      flow: { start: "ask", states: { ask: question("Чем помочь?"), hand: { type: "transfer", destination: "books" }, bye: end("Пока.") }, transitions: [{ from: "hand", to: "ask", when: { done: true } }, { from: "ask", to: "hand", when: { intent: "yes" } }, { from: "*", to: "bye", when: { intent: "goodbye" } }] },
    }), "ru");
    for (let time = 1; time <= 3; time += 1) {
      expect(talk.say("соедините с бухгалтерией")).toMatchObject({ flowState: "hand", transfer: { to: "201" } });
      talk.transferEnds("no_answer");
    }
    expect(talk.say("соедините с бухгалтерией")).toMatchObject({ flowState: "ask", hangup: null });
    expect(talk.last.transfer ?? null).toBeNull();
  });
});

describe("an objection", () => {
  const kinds = [{ intent: "objection_expensive", answers: [text("Есть рассрочка."), text("Сделаем скидку, подойдёт?")], limit: 2 }, { intent: "objection_trust", answers: [text("Мы работаем десять лет.")] }];
  const bot = smallBot({
    objections: { kinds, limit: 3, after: "later" },
    flow: {
      start: "offer",
      states: { offer: question("Оформляем?"), later: end("Перезвоним.", "callback"), no: end("Жаль.", "refused"), yes: end("Отлично.", "booked") },
      transitions: [{ from: "offer", to: "yes", when: { intent: "yes" } }, { from: "offer", to: "no", when: { intent: "no" } }, { from: "*", to: "no", when: { intent: "objection_trust" }, if: [{ counter: "objections", at_least: 2 }] }],
    },
  });
  it("is answered, and the question asked again", () => {
    const talk = startTalk(bot, "ru");
    expect(textOf(talk.say("это дорого"))).toBe("Есть рассрочка. Оформляем?");
    expect(talk.last.state.counters).toEqual({ objection_expensive: 1, objections: 1 });
    expect(talk.last.trace?.steps).toEqual(expect.arrayContaining([{ code: "objection", subject: "objection_expensive", to: null }]));
  });
  it("is answered otherwise the second time; an answer that asks is the question", () => {
    const talk = startTalk(bot, "ru");
    talk.say("это дорого");
    expect(textOf(talk.say("всё равно дорого"))).toBe("Сделаем скидку, подойдёт?");
    expect(talk.say("да")).toMatchObject({ flowState: "yes" });
  });
  it("of one kind past its limit goes on where the bot says", () => {
    const talk = startTalk(bot, "ru");
    talk.say("это дорого");
    talk.say("очень дорого");
    expect(talk.say("дорого мне это")).toMatchObject({ flowState: "later", outcome: "callback" });
  });
  it("of any kind past the limit of all", () => {
    const talk = startTalk(bot, "ru");
    talk.say("это дорого");
    talk.say("очень дорого");
    talk.say("я вам не верю");
    expect(talk.last.hangup).toBeNull();
    expect(talk.say("не верю я вам")).toMatchObject({ flowState: "later" });
  });
  it("is taken by a transition of the state itself before it is answered", () => {
    const own = smallBot({ objections: { kinds, after: "later" }, flow: { start: "offer", states: { offer: question("Оформляем?"), later: end("Перезвоним.", "callback"), cheap: end("Есть дешевле.") }, transitions: [{ from: "offer", to: "cheap", when: { intent: "objection_expensive" } }, { from: "offer", to: "later", when: { intent: "no" } }] } });
    expect(startTalk(own, "ru").say("это дорого").flowState).toBe("cheap");
  });
});

describe("a handoff", () => {
  const bot = (criteria: Parameters<typeof smallBot>[0]["agent"]) => smallBot({
    fields: { city },
    agent: { destinations, handoff_state: "hand", ...criteria },
    flow: { start: "ask", states: { ask, hand: { type: "transfer", destination: "office" }, bye: end("Пока.") }, transitions: [{ from: "ask", to: "bye", when: { done: true } }, { from: "hand", to: "ask", when: { done: true } }] },
  });
  it("comes by an intent", () => {
    expect(startTalk(bot({ handoff_criteria: [{ intent: "operator" }] }), "ru").say("соедините с оператором")).toMatchObject({ flowState: "hand", transfer: { destination: "office" } });
  });
  it("comes by words in any form", () => {
    const talk = startTalk(bot({ handoff_criteria: [{ words: { ru: ["суд", "жалоба"] } }] }), "ru");
    expect(talk.say("хочу оставить жалобу")).toMatchObject({ flowState: "hand" });
    expect(talk.last.trace?.steps).toEqual(expect.arrayContaining([{ code: "handoff", subject: "words", to: "hand" }]));
  });
  it("comes after turns that were not understood, and anew only after as many more", () => {
    const talk = startTalk(bot({ handoff_criteria: [{ misunderstood: 2 }] }), "ru");
    talk.say("абырвалг");
    expect(talk.say("абырвалг")).toMatchObject({ flowState: "hand" });
    expect(talk.transferEnds("no_answer")).toMatchObject({ flowState: "ask" });
    expect(talk.say("абырвалг")).toMatchObject({ flowState: "ask", transfer: null });
    expect(talk.say("абырвалг")).toMatchObject({ flowState: "hand" });
  });
  it("does not come out of a transfer that is under way", () => {
    const talk = startTalk(bot({ handoff_criteria: [{ intent: "operator" }, { words: { ru: ["жалоба"] } }] }), "ru");
    talk.say("жалоба");
    expect(talk.say("жалоба, оператор")).toMatchObject({ flowState: "hand", transfer: null });
  });
  it("comes by the tone of the caller's words", () => {
    const angry = bot({ handoff_criteria: [{ sentiment_below: -0.5 }] });
    expect(startTalk(angry, "ru").say("вы что, издеваетесь, ужасный сервис, безобразие")).toMatchObject({ flowState: "hand" });
    expect(startTalk(angry, "ru").say("Омск, спасибо")).toMatchObject({ flowState: "bye" });
  });
  it("comes by a request that is too complex for the flow", () => {
    const talk = startTalk(bot({ handoff_criteria: [{ complex_request: true }] }), "ru");
    expect(talk.say("понимаете, у меня тут такая история, мы в прошлом году брали два договора, потом один закрыли, и теперь приходят какие-то письма, а ещё хотел узнать, можно ли переоформить на жену и сколько это будет стоить, и куда подъехать")).toMatchObject({ flowState: "hand" });
  });
  it("goes to the destination that the caller names, where a state leads to it", () => {
    const two = smallBot({
      agent: { destinations: [...destinations, { name: "accounts", to: "+78120000001", called: { ru: ["бухгалтерия"], en: ["accounting"] } }] },
      flow: { start: "ask", states: { ask: question("Что угодно?"), office: { type: "transfer", destination: "office" }, accounts: { type: "transfer", destination: "accounts" } }, transitions: [{ from: "*", to: "office", when: { intent: "operator" } }, { from: "ask", to: "accounts", when: { intent: "price" } }] },
    });
    expect(startTalk(two, "ru").say("соедините с бухгалтерией").transfer).toMatchObject({ destination: "accounts", to: "+78120000001" });
    expect(startTalk(two, "ru").say("соедините с оператором").transfer).toMatchObject({ destination: "office" });
  });
  it("is a note for the owner where the bot has no state for it", () => {
    expect(startTalk(bot({ handoff_state: null, handoff_criteria: [{ words: { ru: ["жалоба"] } }] }), "ru").say("жалоба")).toMatchObject({ flowState: "ask" });
  });
});
