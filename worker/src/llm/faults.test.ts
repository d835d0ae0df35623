/**
 * What comes of each fault of a vendor, through the adapter and the fallback to the pieces that are spoken: the words and
 * when, on a clock driven by hand. The vendors are stand-ins over real sockets.
 */
import { startLlm } from "@zvon/stand-ins/src/llm/llm.ts";
import { tokensOf } from "@zvon/stand-ins/src/llm/answers.ts";
import type { ScriptedAnswer } from "@zvon/stand-ins/src/llm/answers.ts";
import type { LlmStandIn } from "@zvon/stand-ins/src/llm/llm.ts";
import type { Fault } from "@zvon/stand-ins/src/stand-in.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createBreakers } from "./breaker.ts";
import { answer } from "./fallback.ts";
import type { AnswerEvent, Attempt } from "./fallback.ts";
import { openLlm } from "./open.ts";
import { createSegmenter, lastPieces } from "./segments.ts";
import { manualClock } from "./testing/manual-clock.ts";
import { addUsage, usageLines } from "./usage.ts";

const running: LlmStandIn[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

const limits = { firstWordMs: 800, wholeMs: 3000, gapMs: 1500, answerMs: 20_000, maxChars: 400, silenceMs: 15_000 };
const endCall = { name: "end_call", description: "Ends the call.", parameters: { type: "object", properties: { outcome: { type: "string" } } } };
const said = "Понимаю вас,| вы говорите: «Мне нужна запись».| Чем ещё я могу вам помочь?";
const pieces = ["Понимаю вас,", "вы говорите: «Мне нужна запись».", "Чем ещё я могу вам помочь?"];
/** The same answer broken off at its half, as the stand-ins break it. */
const halfText = tokensOf(said).slice(0, Math.ceil(tokensOf(said).length / 2)).join("");
/** Half a sentence is not heard: «вы говорите: «Мне нужна запис» is left out. */
const half = ["Понимаю вас,"];

async function call(fault: Fault, answers: ScriptedAnswer[] = []) {
  const first = await startLlm({ vendor: "groq", fault, answers });
  const second = await startLlm({ vendor: "openai", answers: [{ match: "запись", say: "Второй слушает.| Говорите." }] });
  running.push(first, second);
  const clock = manualClock();
  const attempts: Attempt[] = [];
  const heard: [number, string][] = [];
  const events: AnswerEvent[] = [];
  const candidates = [
    { llm: openLlm({ provider: "groq", model: "openai/gpt-oss-20b", access: { key: first.key, baseUrl: first.baseUrl }, fetch }), keyOwner: "platform", streaming: "auto" as const },
    { llm: openLlm({ provider: "openai", model: "gpt-6-luna", access: { key: second.key, baseUrl: second.baseUrl }, fetch }), keyOwner: "platform", streaming: "auto" as const },
  ];
  const run = async (): Promise<void> => {
    const segmenter = createSegmenter();
    const request = { messages: [{ role: "user" as const, content: "Мне нужна запись." }], tools: [endCall], temperature: 0.2, maxTokens: 300 };
    for await (const event of answer({ candidates, request, language: "ru", limits, breakers: createBreakers(), clock, signal: new AbortController().signal, onAttempt: (attempt) => attempts.push(attempt) })) {
      events.push(event);
      for (const piece of event.type === "text" ? segmenter.push(event.text) : event.type === "done" ? lastPieces(segmenter, event.finish) : []) heard.push([clock.now(), piece]);
    }
  };
  const over = run();
  const text = () => events.map((event) => (event.type === "text" ? event.text : "")).join("");
  const end = () => events.find((event) => event.type === "done");
  return { first, second, clock, attempts, heard, events, over, text, end };
}
const at = (ms: number, texts: string[]): [number, string][] => texts.map((text) => [ms, text]);

describe("a fault of the first model's vendor", () => {
  it.each(["slow_first_token", "slow_start", "half_open"] as const)("%s: the second answers when the first word's time is over", async (kind) => {
    const { first, clock, heard, attempts, over } = await call({ kind, ms: 60_000 });
    await vi.waitUntil(() => first.asked().length === 1);
    clock.advance(799);
    expect(heard).toEqual([]);
    clock.advance(1);
    await over;
    expect(heard).toEqual(at(800, ["Второй слушает.", "Говорите."]));
    expect(attempts.map((attempt) => attempt.code)).toEqual(["timeout", null]);
    // Nobody waits for the slow one any more.
    await vi.waitUntil(() => first.connections() === 0);
  });
  it.each(["unauthorised", "unpaid", "rate_limited", "server_error"] as const)("%s: the second answers at once", async (kind) => {
    const { heard, over, second } = await call({ kind });
    await over;
    expect(heard).toEqual(at(0, ["Второй слушает.", "Говорите."]));
    expect(second.asked()).toHaveLength(1);
  });
  it("wrong_language: the second answers, and not a word of the first is heard", async () => {
    const { heard, attempts, over } = await call({ kind: "wrong_language" });
    await over;
    expect(heard).toEqual(at(0, ["Второй слушает.", "Говорите."]));
    expect(attempts.map((attempt) => attempt.code)).toEqual(["bad_answer", null]);
  });
  it("no_streaming: the first answers in a whole, in pieces all the same", async () => {
    const { first, second, heard, over, end } = await call({ kind: "no_streaming" });
    await over;
    expect(heard).toEqual(at(0, pieces));
    expect(end()).toMatchObject({ finish: "stop" });
    expect(first.asked().map((line) => line.detail["stream"])).toEqual([true, false]);
    expect(second.asked()).toEqual([]);
  });
  it("stall: what was said stands, half a word is never spoken, and the answer is over with the gap", async () => {
    const { first, second, clock, heard, over, end, text } = await call({ kind: "stall" });
    await vi.waitUntil(() => text() === halfText);
    expect(heard).toEqual(at(0, half));
    clock.advance(1500);
    await over;
    expect(heard).toEqual(at(0, half));
    expect(end()).toEqual({ type: "done", finish: "cut", code: "timeout" });
    expect(second.asked()).toEqual([]);
    await vi.waitUntil(() => first.asked().at(-1)?.detail["aborted"] === true);
  });
  it.each([["drop", "failed"], ["garbage", "bad_answer"]] as const)("%s: what was said stands without the half word it ended in, and nobody speaks twice", async (kind, code) => {
    const { second, heard, over, end } = await call({ kind });
    await over;
    expect(heard).toEqual(at(0, half));
    expect(end()).toEqual({ type: "done", finish: "cut", code });
    expect(second.asked()).toEqual([]);
  });
  it("endless: it is stopped when it said enough, and its bill with it", async () => {
    const { first, heard, over, end, text } = await call({ kind: "endless" });
    await over;
    expect(text()).toHaveLength(400);
    expect(text().startsWith(said)).toBe(true);
    expect(end()).toMatchObject({ finish: "length" });
    // The last piece is a whole one, as the model parted them.
    expect(heard.at(-1)?.[1]).toMatch(/[.!?,]$/);
    expect(heard.slice(0, 3).map(([, piece]) => piece)).toEqual(["Понимаю вас,", "вы говорите: «Мне нужна запись».", "Чем ещё я могу вам помочь?Понимаю вас,"]);
    await vi.waitUntil(() => first.asked().at(-1)?.detail["aborted"] === true);
  });
  it("bad_tool_arguments: the words are heard, and the tool comes as it was written", async () => {
    const { events, heard, over } = await call({ kind: "bad_tool_arguments" }, [{ match: "запись", say: "До свидания!", tools: [{ name: "end_call", arguments: { outcome: "ok" } }] }]);
    await over;
    expect(heard).toEqual(at(0, ["До свидания!"]));
    const tool = events.find((event) => event.type === "tool");
    expect(tool).toMatchObject({ name: "end_call" });
    expect(() => JSON.parse(tool?.arguments ?? "")).toThrow(SyntaxError);
  });
  it("no fault: what we count is what the vendors bill", async () => {
    const { first, second, attempts, over } = await call({ kind: "unauthorised", times: 0 });
    await over;
    const ours = attempts.flatMap((attempt) => (attempt.usage === null ? [] : [usageLines(attempt.provider, attempt.model, attempt.usage)])).reduce(addUsage, []);
    expect(ours).toEqual([...first.bill(), ...second.bill()]);
    expect(attempts.every((attempt) => attempt.usage?.estimated === false)).toBe(true);
  });
});
