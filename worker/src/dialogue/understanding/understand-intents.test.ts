import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { understandIntents } from "./understand-intents.ts";
import { randomFrom } from "../testing/random.ts";

const heard = (text: string, language: Language) => understandIntents(text, { language, own: [] });
const first = (text: string, language: Language) => heard(text, language)[0]?.name ?? null;
const names = (text: string, language: Language) => heard(text, language).map(({ name }) => name);

describe("what a caller means in Russian", () => {
  it.each([
    ["может быть", "maybe"], ["я не уверена", "maybe"], ["не то чтобы нет", "maybe"], ["перезвоните позже", "busy"], ["я за рулём", "busy"], ["а кто это", "who_is_this"], ["какая компания", "who_is_this"],
    ["больше не звоните", "not_interested"], ["сколько стоит стрижка", "price"], ["вы робот", "are_you_a_bot"], ["это запись или живой человек", "are_you_a_bot"], ["идиоты", "insult"], ["абонент временно недоступен", "answering_machine"],
    ["это слишком дорого", "objection_expensive"], ["у нас уже есть поставщик", "objection_have_supplier"], ["мне надо подумать", "objection_think"], ["с мужем посоветуюсь", "objection_think"], ["пришлите на почту", "objection_send_info"],
    ["нет времени", "objection_no_time"], ["мне это не нужно", "objection_no_need"], ["не верю я вам", "objection_trust"],
    // «Рассказать?» – «ну давайте»: who takes it for a goodbye hangs up on a buyer.
    ["ну давайте", "yes"], ["ну давай", "yes"], ["ну ладно", "yes"], ["ну давайте до свидания", "goodbye"], ["нет, всё верно", "yes"], ["нет, всё правильно", "yes"], ["да я", "yes"],
    ["вы позвонили в голосовую почту", "answering_machine"], ["абонент недоступен, оставьте сообщение после сигнала", "answering_machine"], ["не звоните сегодня, завтра звоните", "busy"],
  ])("«%s» is %s", (text, intent) => expect(first(text, "ru")).toBe(intent));

  it.each(["меня не интересует цена", "не то чтобы мне неинтересно, мне подумать надо"])("«%s» is no refusal", (text) => expect(names(text, "ru")).not.toContain("not_interested"));

  it.each([["да я вот думаю", "yes"], ["пока еду", "goodbye"], ["у меня нет машины", "no"], ["да вы что", "yes"], ["не надо отменять", "cancel"], ["не хочу с вами прощаться", "goodbye"], ["операторы связи все одинаковые", "operator"], ["конечно остановка у вас далеко", "yes"]])("«%s» is no %s", (text, intent) => {
    expect(names(text, "ru")).not.toContain(intent);
  });
  it.each(["стрижка", "завтра в пять", "улица ленина дом пять", "какая сегодня погода", "сколько идёт доставка", "меня зовут анна", ""])("of «%s» nothing is known", (text) => expect(heard(text, "ru")).toEqual([]));
});

describe("what a caller means in English", () => {
  it.each([
    ["I'm not sure", "maybe"], ["call me back later", "busy"], ["I'm driving right now", "busy"], ["who is this", "who_is_this"], ["stop calling me", "not_interested"], ["how much does it cost", "price"], ["are you a robot", "are_you_a_bot"],
    ["you idiot", "insult"], ["please leave a message after the tone", "answering_machine"], ["that's too expensive", "objection_expensive"], ["we already have a supplier", "objection_have_supplier"], ["I need to think about it", "objection_think"],
    ["send me an email", "objection_send_info"], ["I have no time", "objection_no_time"], ["I don't need it", "objection_no_need"], ["is this a scam", "objection_trust"],
    ["no, that's right", "yes"], ["nope, all good", "yes"], ["mm-hmm", "yes"], ["speaking", "yes"], ["don't call me today, call me tomorrow", "busy"], ["no need to call me back", "no"],
  ])("'%s' is %s", (text, intent) => expect(first(text, "en")).toBe(intent));
  it.each([["don't cancel it", "cancel"], ["not really", "yes"], ["please don't transfer me", "operator"], ["how do I cancel netflix", "cancel"], ["there is no milk left", "no"], ["turn right at the corner", "yes"]])("'%s' is no %s", (text, intent) => expect(names(text, "en")).not.toContain(intent));
});

  it.each(["not that I'm not interested, I just need to think"])("\"%s\" is no refusal", (text) => expect(names(text, "en")).not.toContain("not_interested"));

describe("the answer", () => {
  it("reports both of two intents, first the one to act on", () => {
    expect(names("спасибо, до свидания", "ru")).toEqual(["goodbye", "thanks"]);
    expect(names("спасибо, не надо", "ru")[0]).toBe("no");
    expect(names("перезвоните позже, сколько это стоит?", "ru").slice(0, 2).toSorted()).toEqual(["busy", "price"]);
  });
  it("says an objection's general intent beside its kind", () => {
    expect(names("нет времени", "ru")).toEqual(["objection_no_time", "busy"]);
    expect(names("мне надо подумать", "ru")).toEqual(["objection_think", "maybe"]);
  });
  it("takes a weaker yes where a yes or no is asked for", () => {
    const text = "да там вроде всё так";
    const asked = understandIntents(text, { language: "ru", own: [], expects: "yes_no" }).find(({ name }) => name === "maybe" || name === "yes");
    const unasked = heard(text, "ru").find(({ name }) => name === asked?.name);
    expect(asked?.confidence ?? 0).toBeGreaterThanOrEqual(unasked?.confidence ?? 0);
  });
  it("hears through a lost syllable, a wrong letter and a glued not", () => {
    expect(first("ператора позовите", "ru")).toBe("operator");
    expect(first("перезваните пожалуйста", "ru")).toBe("busy");
    expect(first("нехочу", "ru")).toBe("no");
    expect(first("i apprecaite it", "en")).toBe("thanks");
  });
  it("calls a long story that fits nothing, and several questions at once, a complex request", () => {
    expect(first("у меня в прошлом году стоял котёл другой фирмы потом его заменили по гарантии и новый насос гудит по ночам а паспорт на него потеряли при переезде вместе с коробкой и талоном", "ru")).toBe("complex_request");
    expect(first("what colours do you have in stock and which of the sizes fits a tall boy and when will the blue jacket arrive", "en")).toBe("complex_request");
  });
});

describe("any input", () => {
  it("is answered with known confidence, whatever the characters and the length", () => {
    const random = randomFrom(7).next;
    const pieces = ["да", "нет", "не", "no", "yes", "😀", "🇷🇺", "ё", "\u0000", "\ud800", "،", "한국어", "👩‍👩‍👧", "'", ",", "?", "12:30", " ", "\n", "ааааа", "don't", "пере", "\u202e"];
    for (let round = 0; round < 300; round += 1) {
      const length = Math.floor(random() * 40);
      const text = Array.from({ length }, () => (random() < 0.5 ? (pieces[Math.floor(random() * pieces.length)] ?? "") : String.fromCharCode(Math.floor(random() * 0xffff)))).join(random() < 0.5 ? " " : "");
      for (const language of ["ru", "en"] as const) {
        for (const { confidence } of heard(text, language)) expect(confidence > 0 && confidence <= 1).toBe(true);
      }
    }
  });
  it("of 4,000 characters costs no more than of the 80 words that are read", () => {
    const long = "да нет не знаю может быть перезвоните ".repeat(120).slice(0, 4000);
    expect(names(long, "ru")).toEqual(names(long.split(" ").slice(0, 80).join(" "), "ru"));
    expect(heard("а".repeat(4000), "ru")).toEqual(heard("а", "ru"));
  });
});

describe("an answer with thanks beside it", () => {
  const asked = (text: string, language: Language) => understandIntents(text, { language, own: [], expects: "yes_no" })[0]?.name ?? null;
  it.each([["всё верно, спасибо", "yes"], ["всё правильно, большое спасибо", "yes"], ["всё так, спасибо", "yes"], ["нет, спасибо", "no"], ["спасибо", "thanks"], ["всё так", "yes"]])("«%s» to a question of yes or no is %s", (text, intent) => expect(asked(text, "ru")).toBe(intent));
  it.each([["that's right, thanks", "yes"], ["yes thank you very much", "yes"], ["no thanks", "no"], ["thanks a lot", "thanks"]])("\"%s\" to a question of yes or no is %s", (text, intent) => expect(asked(text, "en")).toBe(intent));
});

describe("whether one is a machine", () => {
  it.each(["I want to buy a new machine", "are you certified"])("is not asked by \"%s\"", (text) => expect(names(text, "en")).not.toContain("are_you_a_bot"));
  it.each(["are you a machine", "am I talking to a machine", "is this a machine", "are you for real"])("is asked by \"%s\"", (text) => expect(names(text, "en")).toContain("are_you_a_bot"));
});
