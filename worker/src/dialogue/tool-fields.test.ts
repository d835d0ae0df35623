import { describe, expect, it } from "vitest";
import { startTalk } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

/** One question, then a tool. */
const bot = (tool: object, args: Record<string, string>) => smallBot({
  fields: { doctor: { type: "choice", options: [{ value: "paediatrics", label: text("педиатр", "paediatrician") }] } },
  flow: {
    start: "ask",
    states: { ask: { type: "ask", field: "doctor", say: text("К кому?", "Which doctor?"), hint: text("Педиатр.", "A paediatrician.") }, run: { type: "tool", tool: "tool", arguments: args }, bye: end("Готово.") },
    transitions: [{ from: "ask", to: "run", when: { done: true } }, { from: "run", to: "bye", when: { done: true } }],
  },
  tools: [Object.assign({ type: "http" as const, name: "tool", effect: "read" as const, config: { url: "https://example.com/find", parameters: { who: { type: "string" as const }, note: { type: "string" as const, required: false } } } }, tool)],
});
const given = (language: "ru" | "en", tool: object = {}, args: Record<string, string> = { who: "{doctor}", note: "врач: {doctor}" }) => startTalk(bot(tool, args), language).say(language === "ru" ? "педиатр" : "a paediatrician");

describe("a choice given to a tool", () => {
  it("is its value in any language, and its label within a sentence", () => {
    expect(given("ru").tool?.arguments).toEqual({ who: "paediatrics", note: "врач: педиатр" });
    expect(given("en").tool?.arguments).toEqual({ who: "paediatrics", note: "врач: paediatrician" });
  });
  it("is its label where the platform keeps a record, as in the call's own", () => {
    const decision = given("ru", { type: "platform", effect: "write", config: undefined }, { doctor: "{doctor}" });
    expect(decision).toMatchObject({ fields: { doctor: "педиатр" }, tool: { arguments: { doctor: "педиатр" } } });
  });
});
