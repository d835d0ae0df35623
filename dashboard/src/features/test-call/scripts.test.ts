import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { phrasesFor, scriptsFor } from "./scripts.ts";

const bots = ["salon", "order-status"];

describe("built-in scripted callers", () => {
  it("do the same things in both languages", () => {
    for (const bot of bots) expect(scriptsFor(bot, "ru").map((script) => script.kind)).toEqual(scriptsFor(bot, "en").map((script) => script.kind));
    expect(scriptsFor("salon", "ru").map((script) => script.kind)).toEqual(["booking", "correction", "interruption", "silence"]);
  });
  it("are lists of steps the caller knows, short enough to be sent", () => {
    for (const script of bots.flatMap((bot) => [...scriptsFor(bot, "ru"), ...scriptsFor(bot, "en")])) {
      const steps: unknown = parse(script.yaml);
      expect(Array.isArray(steps) && steps.every((step) => ["say", "keys", "silence", "interrupt", "expect", "hangup"].includes(Object.keys(step as object)[0] ?? ""))).toBe(true);
      for (const step of steps as { say?: unknown; keys?: unknown }[]) expect([typeof (step.say ?? ""), typeof (step.keys ?? "")]).toEqual(["string", "string"]);
      expect(script.yaml.length).toBeLessThan(20_000);
    }
  });
  it("leave a bot of one's own without scripts and hints", () => {
    expect([scriptsFor("support", "ru"), phrasesFor("support", "ru")]).toEqual([[], []]);
  });
});
