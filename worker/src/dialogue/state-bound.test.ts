import { describe, expect, it } from "vitest";
import { boundColumns, boundState, mostStateChars } from "./state-bound.ts";
import { newState } from "./state.ts";
import { startTalk } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

const long = (chars: number) => "слово ".repeat(Math.ceil(chars / 6)).slice(0, chars);
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

function fullState() {
  const state = newState("ru", "ask");
  state.fields = { name: "Анна", wish: long(2000) };
  state.counters = { objections: 2 };
  state.visits = { ask: 1, confirm: 3, ...Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`state_${at}`, 1])) };
  state.toolValues = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`column_${at}`, long(1000)]));
  state.contact = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`column_${at}`, long(500)]));
  state.model.words = Array.from({ length: 30 }, () => long(300));
  state.model.notes = Array.from({ length: 6 }, (_, at) => ({ name: `tool_${at}`, arguments: {}, status: "ok" as const, value: Object.fromEntries(Array.from({ length: 20 }, (__, column) => [`column_${column}`, long(400)])) }));
  return state;
}

describe("the state of a dialogue", () => {
  it("however much tools and models brought, is under 32 kB, and what the flow reads is whole", () => {
    const state = fullState();
    expect(bytes(state)).toBeGreaterThan(100_000);
    boundState(state);
    expect(JSON.stringify(state).length).toBeLessThanOrEqual(mostStateChars);
    expect(bytes(state)).toBeLessThan(32_000);
    expect(state).toMatchObject({ fields: { name: "Анна", wish: long(2000) }, counters: { objections: 2 }, visits: { confirm: 3 } });
    expect(state.dropped).toBeGreaterThan(0);
  });
  it("that fits is left as it is", () => {
    const state = newState("en", "ask");
    state.model.words = ["a haircut please"];
    const before = structuredClone(state);
    boundState(state);
    expect(state).toEqual(before);
  });
  it("takes no more of a tool than it can hold", () => {
    const columns = boundColumns(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`column_${at}`, long(5000)])));
    expect(Object.keys(columns)).toHaveLength(40);
    expect(Math.max(...Object.values(columns).map((value) => value.length))).toBeLessThanOrEqual(1000);
    const bot = smallBot({
      fields: {}, tools: [{ type: "http", name: "look", effect: "read", config: { url: "https://api.example.com/x" } }],
      flow: { type: "graph", start: "look", states: { look: { type: "tool", tool: "look" }, ask: { type: "question", say: text("Дальше?", "Go on?"), hint: text("Да или нет?", "Yes or no?") }, bye: end("Пока.") }, transitions: [{ from: "look", to: "ask", when: { done: true } }, { from: "ask", to: "bye", when: { intent: "yes" } }] },
    });
    const talk = startTalk(bot, "ru");
    const decision = talk.toolEnds({ status: "ok", value: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`column_${at}`, long(5000)])) });
    expect(bytes(decision.state)).toBeLessThan(32_000);
    expect(talk.say("да").flowState).toBe("bye");
  });
});
