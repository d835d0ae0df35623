/** Thousands of inputs in no order at all: the dialogue must stay on its feet whatever a caller or a line does. `npm run bench walks` does many times more. */
import { checkBotConfig } from "@zvon/contract/check-bot.ts";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { templates } from "../bots/templates/templates.ts";
import { randomBot, tornBot } from "./testing/random-bot.ts";
import { createWalker } from "./testing/walk.ts";

/** A few seconds of one's own processor; a shared one may take many times that. */
const patientMs = 60_000;
const languages = ["ru", "en"] as const;

describe.each(templates.flatMap(({ id, config }) => languages.map((language) => ({ id, config, language }))))("$id in $language", ({ config, language }) => {
  it("answers, leaks no template, comes to an outcome and replays alike", () => {
    const walker = createWalker(botConfigSchema.parse(config), language);
    for (let seed = 1; seed <= 60; seed += 1) expect(walker(seed, { steps: 15, strict: true, replay: seed % 10 === 0 })).toBeNull();
  }, patientMs);
});

describe("random bots", () => {
  it("that are made for this are sound", () => {
    for (let seed = 1; seed <= 100; seed += 1) expect([seed, checkBotConfig(randomBot(seed))]).toEqual([seed, []]);
  }, patientMs);
  it("answer, come to an outcome and replay alike, whatever graph they have", () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const walker = createWalker(randomBot(seed), languages[seed % 2] ?? "ru");
      for (let call = 1; call <= 5; call += 1) expect(walker(seed * 100 + call, { steps: 12, strict: false, replay: call === 1 })).toBeNull();
    }
  }, patientMs);
  it("with parts torn out are refused by the check, or hold a call all the same", () => {
    let sound = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const bot = tornBot(seed);
      if (checkBotConfig(bot).length > 0) continue;
      sound += 1;
      const walker = createWalker(bot, "ru");
      for (let call = 1; call <= 3; call += 1) expect(walker(seed * 100 + call, { steps: 12, strict: false, replay: false })).toBeNull();
    }
    expect(sound).toBeGreaterThan(20);
  }, patientMs);
});
