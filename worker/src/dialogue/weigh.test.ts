import { describe, expect, it } from "vitest";
import type { Transition } from "@zvon/contract/bot-flow.ts";
import { startTalk, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";
import { weigh } from "./weigh.ts";

const bot = smallBot({
  intents: [{ name: "machines", examples: { ru: ["что у вас за машины"], en: ["what machines are these"] } }],
  flow: {
    start: "first",
    states: { first: question("Вы занимаетесь лабораторией?"), second: question("Какая машина нужна?"), bye: end("Больше не побеспокоим.", "refused") },
    transitions: [{ from: "first", to: "second", when: { intent: "yes" } }, { from: "first", to: "bye", when: { intent: "no" } }, { from: "*", to: "bye", when: { intent: "not_interested" } }],
  },
  objections: { kinds: [{ intent: "objection_have_supplier", answers: [text("Можно сравнить.", "You could compare.")] }, { intent: "price", answers: [text("От миллиона.", "From a million.")] }] },
});
const weighed = (...intents: [name: string, confidence: number][]) => weigh(bot, intents.map(([name, confidence]) => ({ name, confidence })), (intent) => intent !== "wait");

describe("what may lead elsewhere", () => {
  it.each<[string, [string, number][], string[]]>([
    ["a weak reading beside a strong one does not", [["not_interested", 0.84], ["objection_have_supplier", 0.97]], ["objection_have_supplier"]],
    ["an objection takes the place of a refusal that is a little less sure", [["not_interested", 0.9], ["objection_have_supplier", 0.97]], ["objection_have_supplier"]],
    ["a refusal that is as sure as the objection goes first", [["not_interested", 0.97], ["objection_have_supplier", 0.97]], ["not_interested", "objection_have_supplier"]],
    ["what leads nowhere outweighs nothing", [["wait", 0.99], ["not_interested", 0.75]], ["not_interested"]],
    ["a wish for a person always does", [["operator", 0.7], ["price", 0.99]], ["operator", "price"]],
    ["an intent of the bot's own always does", [["machines", 0.65], ["price", 0.99]], ["machines", "price"]],
  ])("%s", (_, intents, expected) => {
    expect(weighed(...intents)).toEqual(expected);
  });
  it("of a caller with a supplier: the objection is answered, and the call goes on", () => {
    for (const [language, says] of [["ru", "у нас уже есть поставщик"], ["en", "we already have a supplier"]] as const) {
      const decision = startTalk(bot, language).say(says);
      expect(decision, says).toMatchObject({ flowState: "first", hangup: null });
      expect(textOf(decision)).toContain(language === "ru" ? "Можно сравнить." : "You could compare.");
    }
    expect(startTalk(bot, "ru").say("нам это неинтересно")).toMatchObject({ flowState: "bye", hangup: "completed" });
  });
  it("is sure enough where it ends the call from anywhere", () => {
    const doubtful = (from: string, confidence: number) => {
      const own = { from: "first", to: "bye", when: { intent: "no" } } satisfies Transition;
      const ending = smallBot({ flow: { start: "first", states: { first: question("Так?"), bye: end("Пока.") }, transitions: [{ ...own, from }] } });
      return startTalk(ending, "ru").say("тыры пыры", { understood: { intents: [{ name: "no", confidence }], fields: {} } }).flowState;
    };
    expect(doubtful("*", 0.65)).toBe("first");
    expect(doubtful("*", 0.75)).toBe("bye");
    expect(doubtful("first", 0.65)).toBe("bye");
  });
});
