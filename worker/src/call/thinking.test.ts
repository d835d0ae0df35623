import { describe, expect, it } from "vitest";
import { historyOf } from "../dialogue/history.ts";
import { AnswerError } from "../llm/fallback.ts";
import type { AnswerEvent, Attempt } from "../llm/fallback.ts";
import { createThinking } from "./thinking.ts";
import type { ThinkingEvent } from "./thinking.ts";
import type { Thought } from "./state.ts";

const thought = (key: string, words: string): Thought => ({ key, system: "be kind", tools: [], language: "ru", known: {}, messages: historyOf([{ who: "caller", text: words, heardText: words, interrupted: false }], "ru") });
const attempt = (outputTokens: number): Attempt => ({ provider: "openai", model: "m", outcome: "answered", code: null, firstWordMs: 1, tookMs: 2, usage: { inputTokens: 10, cachedTokens: 0, outputTokens, estimated: false } });
const done: AnswerEvent = { type: "done", finish: "stop", code: null };

/** Models whose words come by hand, in order of being asked. */
function stage() {
  const asked: { thought: Thought; signal: AbortSignal; say: (...events: AnswerEvent[]) => Promise<void>; fail: (error: Error) => Promise<void> }[] = [];
  const events: ThinkingEvent[] = [];
  const failures: unknown[] = [];
  let nowMs = 1_000;
  /** Turns of the microtask queue: every promise that can go on has gone on. */
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const thinking = createThinking({
    ask: (about, signal, onAttempt) => {
      const queue: (AnswerEvent | Error)[] = [];
      let wake = (): void => {};
      signal.addEventListener("abort", () => wake());
      const push = (...what: (AnswerEvent | Error)[]) => {
        queue.push(...what);
        wake();
        return settle();
      };
      asked.push({ thought: about, signal, say: push, fail: push });
      return (async function* () {
        for (;;) {
          const next = queue.shift();
          if (signal.aborted) {
            onAttempt(attempt(1));
            throw signal.reason;
          }
          if (next instanceof Error) throw next;
          if (next === undefined) {
            await new Promise<void>((resolve) => { wake = resolve; });
            continue;
          }
          if (next.type === "done") onAttempt(attempt(5));
          yield next;
          if (next.type === "done") return;
        }
      })();
    },
    now: () => nowMs,
    emit: (event) => void events.push(event),
    waitUntil: () => {},
    onFailure: (error) => void failures.push(error),
  });
  return {
    thinking, asked, events, failures, settle,
    wait: (ms: number) => { nowMs += ms; },
    spoken: () => events.flatMap((event) => (event.type === "thought" ? [`${event.key} ${event.segment.text}`] : [])),
    costs: () => events.flatMap((event) => (event.type === "thought-usage" ? event.lines.filter((line) => line.unit === "tokens_out").map((line) => line.amount) : [])),
    ends: () => events.flatMap((event) => (event.type === "thought-done" ? [event] : [])),
  };
}
const answering: AnswerEvent = { type: "answering", provider: "openai", model: "m", firstWordMs: 1 };

describe("thinking", () => {
  it("gives segments as they are complete, as text and as they are said, the first with its timings", async () => {
    const play = stage();
    play.thinking.think(thought("t1", "когда вы открыты"));
    play.wait(300);
    await play.asked[0]?.say(answering, { type: "text", text: "Мы открыты " });
    play.wait(50);
    await play.asked[0]?.say({ type: "text", text: "с 9 утра,| до вечера." }, done);
    expect(play.events.filter((event) => event.type === "thought")).toEqual([
      { type: "thought", key: "t1", segment: { text: "Мы открыты с 9 утра,", voice: "Мы открыты с девять утра," }, timings: { firstTokenMs: 300, segmentMs: 350 } },
      { type: "thought", key: "t1", segment: { text: "до вечера.", voice: "до вечера." }, timings: null },
    ]);
    expect(play.ends()).toEqual([{ type: "thought-done", key: "t1", result: { status: "said", text: "Мы открыты с 9 утра, до вечера.", tools: [] } }]);
    expect(play.costs()).toEqual([5]);
  });

  it("leaves out the half sentence of an answer that broke off, and tells that it did", async () => {
    const play = stage();
    play.thinking.think(thought("t1", "когда вы открыты"));
    await play.asked[0]?.say(answering, { type: "text", text: "Да, конечно,| мы открыты. И по субб" }, { type: "done", finish: "cut", code: "timeout" });
    expect(play.spoken()).toEqual(["t1 Да, конечно,", "t1 мы открыты."]);
    expect(play.ends()[0]?.result).toEqual({ status: "said", text: "Да, конечно, мы открыты.", tools: [], cut: true });
  });

  it.each([["Мы открыты с девяти до девяти. По субботам", ["t1 Мы открыты с девяти до девяти."], false], ["Мы открыты сегодня, но по суб", ["t1 Мы открыты сегодня,"], true]])("of an answer that was too long keeps whole sentences, and calls it broken when there is none: %s", async (text, heard, cut) => {
    const play = stage();
    play.thinking.think(thought("t1", "когда вы открыты"));
    await play.asked[0]?.say(answering, { type: "text", text }, { type: "done", finish: "length", code: null });
    expect(play.spoken()).toEqual(heard);
    expect(play.ends()[0]?.result).toMatchObject({ cut });
  });

  it.each(["🙂👍", "***", "(смеётся)", "…"])("takes %s, of which no word can be spoken, for no words: the flow then answers in place of silence", async (text) => {
    const play = stage();
    play.thinking.think(thought("t1", "да"));
    await play.asked[0]?.say(answering, { type: "text", text }, done);
    expect(play.spoken()).toEqual([]);
    expect(play.ends()[0]?.result).toEqual({ status: "said", text: "", tools: [] });
  });

  it("tells the words as they were spoken, so that a repeat reads no markup aloud", async () => {
    const play = stage();
    play.thinking.think(thought("t1", "да"));
    await play.asked[0]?.say(answering, { type: "text", text: "**Конечно**, мы *рады*! 🙂 (улыбается)" }, done);
    expect(play.ends()[0]?.result).toMatchObject({ text: "Конечно, мы рады!" });
  });

  it("hands on the tools that were called, as the model wrote them", async () => {
    const play = stage();
    play.thinking.think(thought("t1", "всё"));
    await play.asked[0]?.say(answering, { type: "tool", id: "1", name: "end_call", arguments: "{oops" }, done);
    expect(play.ends()[0]?.result).toEqual({ status: "said", text: "", tools: [{ id: "1", name: "end_call", arguments: "{oops" }] });
  });

  it("says that it failed when no model gave a word, and why to the log alone", async () => {
    const play = stage();
    play.thinking.think(thought("t1", "да"));
    await play.asked[0]?.fail(new AnswerError([]));
    expect(play.ends()[0]?.result).toEqual({ status: "failed" });
    expect(play.failures).toHaveLength(1);
  });

  it("aborts the older question when a newer one comes: nothing more comes of it but its cost", async () => {
    const play = stage();
    play.thinking.think(thought("t1", "да"));
    await play.asked[0]?.say(answering, { type: "text", text: "Так вот, я думаю," });
    play.thinking.think(thought("t2", "нет"));
    await play.settle();
    expect(play.asked[0]?.signal.aborted).toBe(true);
    await play.asked[1]?.say(answering, { type: "text", text: "Хорошо, понимаю." }, done);
    expect(play.ends().map((end) => end.key)).toEqual(["t2"]);
    expect(play.costs()).toEqual([1, 5]);
  });
});

describe("thinking ahead", () => {
  it("is silent until the turn ends with the same words, then gives all at once, and goes on", async () => {
    const play = stage();
    play.thinking.speculate(thought("t1", "Ещё раз, пожалуйста"));
    await play.asked[0]?.say(answering, { type: "text", text: "Конечно, с удовольствием. Мы" });
    expect(play.events).toEqual([]);
    play.wait(400);
    play.thinking.think(thought("t1", "еще раз пожалуйста"));
    expect(play.spoken()).toEqual(["t1 Конечно, с удовольствием."]);
    expect(play.events[0]).toMatchObject({ timings: { firstTokenMs: 0, segmentMs: 0 } });
    await play.asked[0]?.say({ type: "text", text: " открыты." }, done);
    expect(play.spoken().at(-1)).toBe("t1 Мы открыты.");
    expect([play.asked.length, play.ends().length]).toEqual([1, 1]);
  });

  it("that was finished before the turn ended is the whole answer", async () => {
    const play = stage();
    play.thinking.speculate(thought("t1", "да"));
    await play.asked[0]?.say(answering, { type: "text", text: "Хорошо." }, done);
    expect(play.ends()).toEqual([]);
    play.thinking.think(thought("t1", "да"));
    expect(play.events.map((event) => event.type)).toEqual(["thought-usage", "thought", "thought-done"]);
  });

  it("for other words is aborted, costs what it cost, and the model is asked anew", async () => {
    const play = stage();
    play.thinking.speculate(thought("t1", "да"));
    await play.asked[0]?.say(answering, { type: "text", text: "Хорошо, записываю." });
    play.thinking.think(thought("t1", "да нет, не надо"));
    await play.settle();
    expect(play.asked[0]?.signal.aborted).toBe(true);
    expect(play.spoken()).toEqual([]);
    await play.asked[1]?.say(answering, { type: "text", text: "Понятно." }, done);
    expect(play.spoken()).toEqual(["t1 Понятно."]);
    expect(play.costs()).toEqual([1, 5]);
  });

  it("is one at a time, and the same words twice are one question", async () => {
    const play = stage();
    play.thinking.speculate(thought("t1", "да"));
    play.thinking.speculate(thought("t1", "Да."));
    play.thinking.speculate(thought("t1", "да, завтра"));
    await play.settle();
    expect(play.asked.map((one) => one.signal.aborted)).toEqual([true, false]);
  });

  it("that failed is no answer: the model is asked again", async () => {
    const play = stage();
    play.thinking.speculate(thought("t1", "да"));
    await play.asked[0]?.fail(new AnswerError([]));
    play.thinking.think(thought("t1", "да"));
    expect(play.asked).toHaveLength(2);
    expect(play.ends()).toEqual([]);
  });
});

it("stopped, it tells every cost before it says that nothing is under way", async () => {
  const play = stage();
  play.thinking.think(thought("t1", "да"));
  play.thinking.speculate(thought("t2", "нет"));
  await play.asked[0]?.say(answering);
  play.thinking.stop();
  await play.settle();
  expect(play.costs()).toEqual([1, 1]);
  expect(play.events.at(-1)).toEqual({ type: "thought-usage", lines: [], over: true });
  play.thinking.stop();
  await play.settle();
  expect(play.events.at(-1)).toEqual({ type: "thought-usage", lines: [], over: true });
});
