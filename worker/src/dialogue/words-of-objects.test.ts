import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { templates } from "../bots/templates/templates.ts";
import { createDecide } from "./decide.ts";
import { emailInWords } from "./fields/email.ts";
import { testNowMs } from "./testing.ts";

/** A caller who said "constructor" once took the call down, again and again: tables of words answered with what every object has. */
const words = ["constructor", "__proto__", "toString valueOf", "hasOwnProperty", "five constructor", "пол constructor", "constructor at constructor dot ru", "this constructor"];

describe.each(templates.map(({ id, config }) => ({ id, bot: botConfigSchema.parse(config) })))("$id", ({ bot }) => {
  it.each(bot.languages)("hears words that JavaScript knows as words alone (%s)", (language) => {
    const decide = createDecide(bot, { timeZone: "Europe/Moscow", language });
    const { state } = decide(null, { type: "begin", language, from: "" }, testNowMs);
    const asking = Object.entries(bot.flow.states).flatMap(([name, one]) => ("hint" in one ? [name] : []));
    for (const flowState of asking) {
      for (const text of words) {
        const decided = decide({ ...state, flowState }, { type: "turn", text, verdict: "sure", by: "voice", language }, testNowMs);
        expect(JSON.stringify([decided.say, decided.fields])).not.toMatch(/native code|NaN/);
      }
    }
  });
});

it.each(["ru", "en"] as const)("an address is read out as words (%s)", (language) => {
  expect(emailInWords("a@constructor.ru", language)).not.toContain("native code");
});
