import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { listenSchema } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { createDecide } from "./decide.ts";
import { allListens, listenFor, listensByState } from "./listen.ts";
import type { Asking } from "./listen.ts";
import { newState } from "./state.ts";
import type { DialogueState } from "./state.ts";
import { testNowMs } from "./testing.ts";

const cases = demoBots.flatMap((demo) => (["ru", "en"] as const).map((language) => ({ slug: demo.slug, bot: demo.config, language })));

/** A state in which exactly this list is listened to. */
function standing(bot: BotConfig, stateName: string, asking: Asking, language: "ru" | "en"): DialogueState {
  const state = newState(language, stateName);
  const flowState = bot.flow.states[stateName];
  state.asked = [{ text: "?", voice: "?" }];
  const field = flowState?.type === "ask" ? flowState.field : flowState?.type === "question" ? (flowState.fields[0] ?? "") : "";
  const values: Record<string, string> = { choice: "haircut", day_time: "2026-11-25T12:00", name: "Зоя", digits: "5678" };
  const valueOf = (name: string) => values[bot.fields[name]?.type ?? ""] ?? "";
  if (flowState?.type === "confirm") for (const name of flowState.fields) state.fields[name] = valueOf(name);
  if (asking === "doubt") state.doubt = { field, value: valueOf(field), parts: null };
  if (asking === "time") state.parts[field] = { date: "2026-11-25", time: null };
  if (asking === "day") state.parts[field] = { date: null, time: "17:00" };
  return state;
}

describe.each(cases)("what $slug listens for in $language", ({ bot, language }) => {
  const decide = createDecide(bot, { timeZone: "Europe/Moscow", language });

  it("understands every phrase of every list", () => {
    const lost: string[] = [];
    for (const { state, asking, listen } of listensByState(bot, language)) {
      for (const phrase of listen.phrases) {
        const decision = decide(standing(bot, state, asking, language), { type: "turn", text: phrase, verdict: "sure", by: "voice", language }, testNowMs);
        // "No" to what we heard counts as our miss, though it was understood.
        const understood = decision.state.misses === 0 || (asking === "doubt" && decision.intent === "no");
        if (!understood || decision.say.length === 0) lost.push(`${state}/${asking}: ${phrase}`);
      }
    }
    expect(lost).toEqual([]);
  });

  it("keeps every list small enough to compare by sound, and free of doubles", () => {
    for (const { state, asking, listen } of listensByState(bot, language)) {
      expect([state, asking, listen.phrases.length <= 250]).toEqual([state, asking, true]);
      expect(new Set(listen.phrases).size).toBe(listen.phrases.length);
      expect(listenSchema.parse(listen)).toEqual(listen);
    }
  });

  it("announces every list at the start of a call", () => {
    const all = allListens(bot, language).map((listen) => JSON.stringify(listen));
    for (const { listen } of listensByState(bot, language)) expect(all).toContain(JSON.stringify(listen));
    expect(all.length).toBeLessThanOrEqual(100);
  });
});

describe("the salon's lists", () => {
  const bot = demoBots.find((demo) => demo.slug === "salon")?.config;
  if (bot === undefined) throw new Error("no salon");

  it("holds the days and times that are offered, and no others", () => {
    const { phrases } = listenFor(bot, "when", "main", "ru");
    expect(phrases).toEqual(expect.arrayContaining(["завтра в пять", "в пятницу в три часа", "послезавтра в одиннадцать", "завтра", "в час", "во вторник в час дня"]));
    expect(phrases.filter((phrase) => phrase.includes("девять") || phrase.includes("восемь"))).toEqual([]);
    expect(listenFor(bot, "when", "main", "en").phrases).toEqual(expect.arrayContaining(["tomorrow at five", "on Friday at three o'clock"]));
  });
  it("holds services with and without what people put before them", () => {
    expect(listenFor(bot, "service", "main", "ru").phrases).toEqual(expect.arrayContaining(["стрижка", "на стрижку", "хочу записаться на стрижку", "оператор", "повторите", "до свидания"]));
    expect(listenFor(bot, "name", "main", "ru").phrases).toEqual(expect.arrayContaining(["Анна", "меня зовут Анна"]));
  });
  it("takes one key where the question is yes or no, four where digits are asked", () => {
    expect(listenFor(bot, "confirm", "main", "ru").keys).toMatchObject({ max: 1 });
    const orders = demoBots.find((demo) => demo.slug === "order-status")?.config;
    if (orders === undefined) throw new Error("no order status");
    expect(listenFor(orders, "number", "main", "ru")).toMatchObject({ digits: { min: 4, max: 4 }, keys: { max: 4 } });
  });
});
