import { checkBotConfig, parseBotConfig } from "@zvon/contract/check-bot.ts";
import { toNodeSchema } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { callSettings } from "../../dialogue/call-settings.ts";
import { demoBots } from "./demo-bots.ts";

describe.each(demoBots)("the demo bot $slug", ({ config, name, description }) => {
  it("is sound, also after a way through JSON", () => {
    expect(checkBotConfig(config)).toEqual([]);
    expect(parseBotConfig(JSON.parse(JSON.stringify(config)))).toEqual({ ok: true, bot: config });
  });
  it("says who it is in both languages", () => {
    expect(`${name} ${description}`).toMatch(/[а-я].*[a-z]/i);
    expect(config.languages).toEqual(["ru", "en"]);
  });
  it.each(["ru", "en"] as const)("tells the media node what it needs in %s", (language) => {
    const settings = callSettings(config, language);
    const welcome = { v: 1, type: "welcome", epoch: 1, stored: 0, seen: 0, turn: 0, reply: -1, language, recording: null, maxDurationMs: 600_000, ...settings };
    expect(toNodeSchema.parse(welcome)).toEqual(welcome);
    expect(settings.stt.listens.length).toBeGreaterThan(0);
    expect(settings.lostPlan).toMatchObject({ fillerAtMs: 2000, apologyAtMs: 20_000, endAtMs: 30_000 });
  });
});
