import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { understandIntents } from "./understand-intents.ts";

const names = (text: string, language: Language, expects?: "yes_no") => understandIntents(text, { language, own: [], ...(expects === undefined ? {} : { expects }) }).map(({ name }) => name);

describe("a wish that is named and refused", () => {
  it.each([
    ["I don't want to cancel", "en"], ["please don't cancel it", "en"], ["there's no need to cancel it", "en"], ["I never said cancel", "en"], ["I changed my mind don't cancel", "en"],
    ["я не хочу отменять", "ru"], ["не отменяйте", "ru"], ["запись отменять не хочу", "ru"], ["отменять ничего не нужно", "ru"], ["не надо отменять, давайте перенесём", "ru"],
  ] as const)("'%s' is no cancelling and no no", (text, language) => {
    for (const intent of ["cancel", "no", "objection_no_need", "not_interested"]) expect(names(text, language)).not.toContain(intent);
  });
  it.each([["I don't need an operator", "en"], ["no need for an operator", "en"], ["I didn't ask for an operator", "en"], ["оператор не нужен", "ru"], ["человек мне не нужен", "ru"], ["с оператором говорить не хочу", "ru"], ["не нужно меня ни с кем соединять", "ru"], ["ни с кем не соединяйте", "ru"]] as const)("'%s' asks for nobody", (text, language) => {
    expect(names(text, language)).toEqual([]);
  });
  it.each([["да, не отменяйте", "ru", "yes"], ["нет, отменять не надо", "ru", "no"], ["yes, don't cancel it", "en", "yes"], ["no, don't cancel it", "en", "no"]] as const)("'%s' leaves what is said beside it", (text, language, intent) => {
    expect(names(text, language)).toEqual([intent]);
  });
  it.each([["don't cancel it", "en"], ["не отменяйте", "ru"], ["оператор не нужен", "ru"]] as const)("'%s' is a no where a yes or no is asked for", (text, language) => {
    expect(names(text, language, "yes_no")).toEqual(["no"]);
  });
  it.each([
    ["I do not want it, cancel it", "en", "cancel"], ["please don't forget to cancel it", "en", "cancel"], ["no cancel it", "en", "cancel"], ["отмените, не надо", "ru", "cancel"], ["отмена, не надо приезжать", "ru", "cancel"],
    ["не могли бы вы соединить с оператором", "ru", "operator"], ["не хочу говорить с роботом, дайте человека", "ru", "operator"], ["I don't want a bot, get me a person", "en", "operator"],
  ] as const)("'%s' is a wish all the same", (text, language, intent) => expect(names(text, language)[0]).toBe(intent));
});

describe("whoever asks whether a person speaks", () => {
  it.each([["am I talking to a real person", "en"], ["is this a real person", "en"], ["am I speaking with a human", "en"], ["я с человеком говорю", "ru"], ["это живой человек", "ru"], ["я с живым человеком разговариваю?", "ru"]] as const)("asks for none: '%s'", (text, language) => {
    expect(names(text, language)).toEqual(["are_you_a_bot"]);
  });
  it.each([["I want to talk to a real person", "en"], ["is there a real person I can talk to", "en"], ["хочу поговорить с живым человеком", "ru"], ["дайте живого человека", "ru"]] as const)("is another than who wants one: '%s'", (text, language) => {
    expect(names(text, language)[0]).toBe("operator");
  });
});
