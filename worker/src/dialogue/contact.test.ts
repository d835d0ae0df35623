import { describe, expect, it } from "vitest";
import { personalIn, withColumns } from "./contact.ts";
import { startTalk, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const crm = (name: string, at_start = true) => ({ type: "crm" as const, name, config: { url: "https://crm.example.com/contact", at_start } });
const bot = smallBot({
  tools: [crm("client"), crm("asked_later", false)],
  flow: {
    start: "ready",
    states: { ready: question("{crm.name}, чем помочь?"), known: question("{crm.name}, что-то ещё?"), over: end("Хорошо.") },
    transitions: [{ from: "ready", to: "known", when: { intent: "yes" } }, { from: "known", to: "over", when: { intent: "no" } }],
  },
});

describe("what the CRM knows of a caller", () => {
  it("is asked beside the greeting, of the tools that begin a call alone", () => {
    const { first } = startTalk(bot, "ru");
    expect(first.aside).toEqual([{ key: "client-contact", tool: "client", name: "client", effect: "read", arguments: {} }]);
    expect(first.tool).toBeNull();
    expect(textOf(first)).toMatch(/^Здравствуйте! Чем помочь\?$/);
  });

  it("is there for the next words, and moves the flow nowhere", () => {
    const talk = startTalk(bot, "ru");
    const told = talk.input({ type: "tool", key: "client-contact", result: { status: "ok", value: { name: "Анна" } } });
    expect(told).toMatchObject({ say: [], flowState: "ready", hangup: null, tool: null, outcome: null });
    expect(textOf(talk.say("да"))).toBe("Анна, что-то ещё?");
  });

  it.each([
    { status: "failed" as const, reason: "timed out" },
    { status: "unknown" as const },
  ])("is nothing when it cannot be asked ($status): the call goes on as with a stranger", (result) => {
    const talk = startTalk(bot, "ru");
    expect(talk.input({ type: "tool", key: "client-contact", result })).toMatchObject({ say: [], flowState: "ready", hangup: null });
    expect(talk.say("да").flowState).toBe("known");
  });

  it("is not what an unknown key brings", () => {
    const talk = startTalk(bot, "ru");
    expect(talk.input({ type: "tool", key: "stranger-contact", result: { status: "ok", value: { name: "Анна" } } }).state.contact).toEqual({});
  });

  it("is bounded: 20 columns of 500 signs", () => {
    const talk = startTalk(bot, "ru");
    const value = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`column_${index}`, "x".repeat(4_000)]));
    const { contact } = talk.input({ type: "tool", key: "client-contact", result: { status: "ok", value } }).state;
    expect(Object.keys(contact)).toHaveLength(20);
    expect(Math.max(...Object.values(contact).map((one) => one.length))).toBe(500);
  });

  it("replaces a column that is told anew", () => {
    expect(withColumns({ name: "Анна", found: "yes" }, { name: "Мария" })).toEqual({ name: "Мария", found: "yes" });
  });

  it("is personal where a column names a person or a place, a name by its parts too", () => {
    expect(personalIn({ found: "yes", contact_name: "Анна Петрова", city: "Пермь", home_address: "Садовая, 8", fio: "", tariff: "gold" })).toEqual([
      { kind: "name", value: "Анна Петрова" }, { kind: "name", value: "Анна" }, { kind: "name", value: "Петрова" }, { kind: "value", value: "Садовая, 8" },
    ]);
  });

  it("is given to a model's question as data, with what of it must not leave", () => {
    const talk = startTalk(smallBot({
      llm: { provider: "openai", model: "small" }, tools: [crm("client")],
      flow: { start: "talk", states: { talk: { type: "talk", say: text("Чем помочь?"), hint: text("Спросите.") }, over: end("Хорошо.") }, transitions: [{ from: "talk", to: "over", when: { intent: "goodbye" } }] },
    }), "ru");
    talk.input({ type: "tool", key: "client-contact", result: { status: "ok", value: { name: "Анна", tariff: "gold" } } });
    const { model } = talk.say("а какой у меня тариф");
    expect(model?.system).toMatch(/name: <data>Анна<\/data>/);
    expect(model?.system).toMatch(/tariff: <data>gold<\/data>/);
    expect(model?.personal).toEqual([{ kind: "name", value: "Анна" }]);
  });
});
