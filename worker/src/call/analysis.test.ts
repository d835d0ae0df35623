import { describe, expect, it } from "vitest";
import { analysisGuardMs } from "./analysis.ts";
import { callAt, context, kinds } from "./testing.ts";
import type { Effect } from "./testing.ts";

const request = { system: "look", transcript: "", schema: {}, language: "ru" as const, known: {} };
const line = { kind: "llm" as const, provider: "openai", model: "small", unit: "requests" as const, amount: 1 };
const told = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === "publish" && effect.event.type === "analysed" ? [effect.event] : []));
const filed = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === "file" ? [effect.finding] : []));
const record = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === "settle" ? [effect.record.call] : []))[0];

/** A call of one turn that has ended; the bot has a model that looks at it. */
function over(withModel = true) {
  const call = callAt("live", context.pronounce, {}, withModel ? { analysis: { ...context.analysis, request: () => request } } : {});
  call.turn(1, "hello");
  call.heard(1, 1, "you said hello");
  return { call, end: call.end() };
}

describe("a call without a model", () => {
  it("goes to the books with what the rules found, and those who watch are told once it is there", () => {
    const { call, end } = over(false);
    expect(record(end)?.analysis).toEqual({ summary: "3 lines", sentiment: 0, success: null, data: null, by: "rules" });
    expect(told(end)).toEqual([]);
    const settled = call.on({ type: "settled" });
    expect(told(settled)).toMatchObject([{ outcome: "abandoned", analysis: { by: "rules" } }]);
    expect(call.state().data).toMatchObject({ phase: "settled", analysis: null, messageCount: 0 });
  });
});

describe("a call that changed its language", () => {
  it("is summed up in the one it ended in, by rules and by a model, and its record says the same", () => {
    const seen: string[] = [];
    const byRules: typeof context.analysis.byRules = (call) => {
      seen.push(call.language);
      return context.analysis.byRules(call);
    };
    const asked: string[] = [];
    const call = callAt("live", context.pronounce, {}, { analysis: { ...context.analysis, byRules, request: ({ language }) => (asked.push(language), { ...request, language }) } });
    call.turn(1, "english");
    call.heard(1, 1, "of course");
    expect(record(call.end())?.language).toBe("en");
    call.on({ type: "settled" });
    expect([new Set(seen), new Set(asked)]).toEqual([new Set(["en"]), new Set(["en"])]);
  });
});

describe("a call whose bot has a model", () => {
  it("is in the books, its lease given back, before the model is asked", () => {
    const { call, end } = over();
    expect(record(end)?.analysis).toBeNull();
    const settled = call.on({ type: "settled" });
    expect(kinds(settled)).toEqual(["close", "commit", "analyse"]);
    expect(call.state().data).toMatchObject({ phase: "analysing", analysisTries: 1, messageCount: 3 });
  });

  it("what the model found is filed beside the record, told, and nothing is kept", () => {
    const { call } = over();
    call.on({ type: "settled" });
    const found = call.on({ type: "analysis", text: "A friendly hello.", lines: [line] });
    expect(filed(found)).toMatchObject([{ analysis: { summary: "A friendly hello.", by: "model" }, usage: { vendors: [line] } }]);
    expect(told(found)).toEqual([]);
    const done = call.on({ type: "filed" });
    expect(told(done)).toMatchObject([{ analysis: { by: "model" } }]);
    expect(call.state().data).toMatchObject({ phase: "settled", messageCount: 0, fields: {} });
  });

  it("nonsense is asked for once more, then the rules stand; both tries are paid", () => {
    const { call } = over();
    call.on({ type: "settled" });
    expect(kinds(call.on({ type: "analysis", text: "", lines: [line] }))).toContain("analyse");
    const [finding] = filed(call.on({ type: "analysis", text: "", lines: [line] }));
    expect(finding).toMatchObject({ analysis: { by: "rules" }, usage: { vendors: [{ amount: 2 }] } });
  });

  it("a model that does not answer is given a moment before it is asked again", () => {
    const { call } = over();
    call.on({ type: "settled" });
    expect(kinds(call.on({ type: "analysis", text: null, lines: [] }))).toEqual(["commit", "arm"]);
    expect(kinds(call.wait(5_000))).toContain("analyse");
  });

  it("an object that is lost meanwhile asks again, never a third time", () => {
    const { call } = over();
    call.on({ type: "settled" });
    expect(kinds(call.lose())).toContain("analyse");
    const third = call.lose();
    expect(kinds(third)).not.toContain("analyse");
    expect(filed(third)).toMatchObject([{ analysis: { by: "rules" } }]);
  });

  it("what was found survives an archive that is away, and is filed when it is back", () => {
    const { call } = over();
    call.on({ type: "settled" });
    call.on({ type: "analysis", text: "A friendly hello.", lines: [] });
    call.on({ type: "file-failed" });
    expect(filed(call.wait(1_500))).toMatchObject([{ analysis: { by: "model" } }]);
    call.on({ type: "file-failed" });
    const back = call.lose();
    expect(filed(back)).toMatchObject([{ analysis: { summary: "A friendly hello." } }]);
  });

  it("a model that is never heard of again is given up by the alarm", () => {
    const { call } = over();
    call.on({ type: "settled" });
    expect(kinds(call.wait(analysisGuardMs + 1_000))).toContain("analyse");
    expect(filed(call.wait(analysisGuardMs + 1_000))).toMatchObject([{ analysis: { by: "rules" } }]);
  });

  it("other evidence of the end waits until it is filed, and then becomes a correction", () => {
    const call = callAt("live", context.pronounce, {}, { analysis: { ...context.analysis, request: () => request } });
    call.turn(1, "hello");
    call.on({ type: "node-lost" });
    call.on({ type: "settled" });
    call.end();
    call.on({ type: "analysis", text: "Cut off.", lines: [] });
    expect(kinds(call.on({ type: "filed" }))).toContain("correct");
  });
});
