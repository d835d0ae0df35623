import { parseBotConfig } from "@zvon/contract/check-bot.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { beautySalon } from "../bots/templates/beauty-salon.ts";
import { createDecide } from "./decide.ts";
import { textOf, testNowMs } from "./testing.ts";

const parsed = parseBotConfig(beautySalon.config);
if (!parsed.ok) throw new Error("the template has faults");
const { bot } = parsed;

/** A wish for a person, and what is said until nobody could be put through. */
function wishForPerson(language: Language, text: string, inWriting: boolean, result: "failed" | "no_answer"): string {
  const decide = createDecide(bot, { timeZone: "Europe/Moscow", language, inWriting });
  const begun = decide(null, { type: "begin", language, from: "" }, testNowMs);
  const asked = decide(begun.state, { type: "turn", text, verdict: "sure", by: "text", language }, testNowMs);
  const over = decide(asked.state, { type: "transfer", key: asked.transfer?.key ?? "", result }, testNowMs);
  return `${textOf(asked)} ${textOf(over)}`;
}

describe("a wish for a person", () => {
  it("in a chat is written down, and nobody is said to be rung", () => {
    expect(wishForPerson("ru", "позовите человека", true, "failed")).toBe("В чате соединить не могу, но просьба записана. Администратор перезвонит вам. До свидания!");
    expect(wishForPerson("en", "I want to talk to a person", true, "failed")).toBe("I can't put you through in a chat, but your request is noted. Our receptionist will call you back. Goodbye!");
  });

  it("by voice rings somebody, and says so when nobody answers", () => {
    expect(wishForPerson("ru", "позовите человека", false, "no_answer")).toBe("Хорошо, соединяю с администратором. Администратор сейчас не отвечает. Администратор перезвонит вам. До свидания!");
    expect(wishForPerson("en", "I want to talk to a person", false, "no_answer")).toMatch(/^Of course, I'm putting you through .* can't answer just now\. .* will call you back/);
  });
});
