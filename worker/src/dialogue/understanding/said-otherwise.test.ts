/** A yes with a no before it, refusals in other words, and what only sounds like something else. */
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { understandIntents } from "./understand-intents.ts";

const first = (text: string, language: Language, expects: "yes_no" | "any" = "any") => understandIntents(text, { language, own: [], expects })[0]?.name ?? null;

describe("what a caller means", () => {
  it.each([
    ["en", "yeah, no, that works", "yes"], ["en", "no, why not, right", "yes"], ["en", "go on then", "yes"], ["en", "I don't mind", "yes"], ["en", "I suppose not", "no"], ["en", "hardly", "no"],
    ["en", "I don't want to talk to a robot", "operator"], ["en", "I want to talk to a human", "operator"], ["en", "am I talking to a human", "are_you_a_bot"], ["en", "is there anyone there I can talk to", "operator"], ["en", "now is not a good time", "busy"], ["en", "you people are a joke", "insult"],
    ["ru", "нет ну почему же, верно", "yes"], ["ru", "нет-нет, всё в порядке", "yes"], ["ru", "я не хочу говорить с роботом", "operator"], ["ru", "я с роботом разговаривать не буду", "operator"], ["ru", "я разговариваю с роботом", "are_you_a_bot"],
  ] as const)("in %s: «%s» is %s", (language, text, intent) => expect(first(text, language)).toBe(intent));

  it.each([["en", "please don't transfer me again", "repeat"], ["en", "please don't transfer me again", "operator"], ["ru", "не скажу", "maybe"], ["en", "I can hardly hear you", "no"], ["en", "what a joke", "insult"]] as const)("in %s: «%s» is no %s", (language, text, intent) =>
    expect(understandIntents(text, { language, own: [] }).map(({ name }) => name)).not.toContain(intent));
});
