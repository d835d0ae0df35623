import { parseBotConfig } from "@zvon/contract/check-bot.ts";
import { describe, expect, it } from "vitest";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { createDecide } from "../dialogue/decide.ts";
import { sayingOnly, withNotice } from "./said-first.ts";

const config = demoBots[0]?.config;
const parsed = (json: unknown) => {
  const bot = parseBotConfig(json);
  if (!bot.ok) throw new Error(JSON.stringify(bot.errors));
  return bot.bot;
};
const opening = (json: unknown, language: "ru" | "en") => createDecide(parsed(json), { timeZone: "Europe/Moscow" })(null, { type: "begin", language, from: "", fields: {} }, Date.parse("2026-11-23T20:00:00Z"));

describe("what a number says of its own", () => {
  it("takes the place of the bot's own notice", () => {
    const own = { ...config, prompts: { ...config?.prompts, recording_notice: { ru: "Идёт запись.", en: "You are on record." } } };
    const said = (json: unknown) => createDecide(parsed(json), { timeZone: "Europe/Moscow", recorded: true })(null, { type: "begin", language: "ru", from: "", fields: {} }, 0).say[0]?.text;
    expect([said(own), said(withNotice(own, "Разговор записывается.", "ru"))]).toEqual(["Идёт запись.", "Разговор записывается."]);
  });

  it("stands before the greeting, in the number's language alone", () => {
    const noticed = withNotice(config, "Разговор {записывается}.", "ru");
    expect(opening(noticed, "ru").say.map((segment) => segment.text)).toEqual(["Разговор записывается.", ...opening(config, "ru").say.map((segment) => segment.text)]);
    expect(opening(noticed, "en").say).toEqual(opening(config, "en").say);
    expect(withNotice(config, null, "ru")).toBe(config);
    expect(withNotice({ broken: true }, "x", "ru")).toEqual({ broken: true });
  });

  it.each(["ru", "en"] as const)("is said once in place of the conversation, and the call ends: %s", (language) => {
    const text = language === "ru" ? "Мы работаем с девяти до шести." : "We are open from nine to six.";
    const decision = opening(sayingOnly(config, text, language), language);
    expect(decision.say.map((segment) => segment.text).join(" ")).toBe(text);
    expect(decision.hangup).toBe("completed");
  });

  it("is nothing where the bot is none", () => {
    expect(sayingOnly({ broken: true }, "x", "ru")).toBeNull();
  });
});
