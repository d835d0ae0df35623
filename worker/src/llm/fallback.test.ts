import { describe, expect, it } from "vitest";
import { createBreakers } from "./breaker.ts";
import { AnswerError, answer, limitsOf } from "./fallback.ts";
import type { AnswerEvent, Attempt, Candidate, Limits } from "./fallback.ts";
import { manualClock } from "./testing/manual-clock.ts";
import { scriptedLlm } from "./testing/scripted-llm.ts";
import type { ScriptedLlm, Step } from "./testing/scripted-llm.ts";

const limits: Limits = { firstWordMs: 800, wholeMs: 3000, gapMs: 1500, answerMs: 20_000, maxChars: 400, silenceMs: 15_000 };
const request = { messages: [{ role: "user" as const, content: "Привет" }], tools: [], temperature: 0.2, maxTokens: 100 };

/** Lets everything that is ready run; the clock stands still meanwhile. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function setUp(models: Step[][][], options: { streaming?: Candidate["streaming"]; limits?: Partial<Limits>; breakers?: ReturnType<typeof createBreakers>; language?: "ru" | "en" } = {}) {
  const clock = manualClock();
  const breakers = options.breakers ?? createBreakers();
  const llms: ScriptedLlm[] = models.map((scripts, index) => scriptedLlm({ model: `m${index + 1}`, scripts, clock }));
  const controller = new AbortController();
  const attempts: Attempt[] = [];
  const ask = () => {
    /** What came and when. */
    const came: [number, AnswerEvent][] = [];
    const outcome: { ended: boolean; error: unknown } = { ended: false, error: null };
    const run = async (): Promise<void> => {
      try {
        for await (const event of answer({ candidates: llms.map((llm) => ({ llm, keyOwner: "platform", streaming: options.streaming ?? "auto" })), request, ...(options.language === undefined ? {} : { language: options.language }), limits: { ...limits, ...options.limits }, breakers, clock, signal: controller.signal, onAttempt: (attempt) => attempts.push(attempt) })) came.push([clock.now(), event]);
      } catch (error) {
        outcome.error = error;
      }
      outcome.ended = true;
    };
    const finished = run();
    const pass = async (ms: number, stepMs = 100): Promise<void> => {
      await settle();
      for (let left = ms; left > 0 && !outcome.ended; left -= stepMs) {
        clock.advance(Math.min(stepMs, left));
        await settle();
      }
    };
    const text = () => came.map(([, event]) => (event.type === "text" ? event.text : "")).join("");
    const who = () => came.flatMap(([at, event]) => (event.type === "answering" ? [[at, event.model]] : []));
    const end = () => came.findLast(([, event]) => event.type === "done");
    return { came, outcome, pass, text, who, end, finished };
  };
  return { clock, breakers, llms, controller, attempts, ask };
}

describe("one answer from a list of models", () => {
  it("gives the first model's words as they come, and says whose they are", async () => {
    const { ask, llms, attempts, clock } = setUp([[[{ waitMs: 300 }, "Да, ", { waitMs: 100 }, "слушаю."]], [["Второй."]]]);
    const talk = ask();
    await talk.pass(2000);
    expect(talk.came).toEqual([
      [300, { type: "answering", provider: "openai", model: "m1", firstWordMs: 300 }],
      [300, { type: "text", text: "Да, " }],
      [400, { type: "text", text: "слушаю." }],
      [400, { type: "done", finish: "stop", code: null }],
    ]);
    expect(llms[1]?.asked).toEqual([]);
    expect(attempts).toEqual([{ provider: "openai", model: "m1", outcome: "answered", code: null, firstWordMs: 300, tookMs: 400, usage: { inputTokens: 10, cachedTokens: 0, outputTokens: 2, estimated: false } }]);
    expect(clock.waiting()).toBe(0);
  });
  it("asks the next one when no word came in time, and stops the first", async () => {
    const { ask, llms, attempts } = setUp([[[{ waitMs: 5000 }, "Поздно."]], [[{ waitMs: 200 }, "Слушаю."]]]);
    const talk = ask();
    await talk.pass(3000);
    expect(talk.who()).toEqual([[1000, "m2"]]);
    expect(talk.text()).toBe("Слушаю.");
    expect(llms[0]?.aborted()).toBe(1);
    expect(attempts.map(({ model, outcome, code }) => [model, outcome, code])).toEqual([["m1", "failed", "timeout"], ["m2", "answered", null]]);
    // The vendor may bill what it read before it was stopped.
    expect(attempts[0]?.usage).toMatchObject({ estimated: true, outputTokens: 0 });
  });
  it("takes silence, a blank and an empty answer for none", async () => {
    const { ask, attempts } = setUp([[["  ", "\n"]], [[]], [["<close>"]], [["Да."]]]);
    const talk = ask();
    await talk.pass(100);
    expect(talk.text()).toBe("Да.");
    expect(attempts.map((attempt) => attempt.code)).toEqual(["bad_answer", "bad_answer", "bad_answer", null]);
  });
  it("keeps the blank before a word", async () => {
    const { ask } = setUp([[["\n", " да"]]]);
    const talk = ask();
    await talk.pass(100);
    expect(talk.text()).toBe("\n да");
  });
  it("never asks another after the first word: what was said stands", async () => {
    const { ask, llms, attempts } = setUp([[["Записал вас ", { fail: "failed" }]], [["Второй."]]]);
    const talk = ask();
    await talk.pass(100);
    expect(talk.text()).toBe("Записал вас ");
    expect(talk.end()).toEqual([0, { type: "done", finish: "cut", code: "failed" }]);
    expect(llms[1]?.asked).toEqual([]);
    expect(attempts[0]).toMatchObject({ outcome: "cut", usage: { estimated: true } });
  });
  it("ends a stalled answer at what was said, after the longest gap", async () => {
    const { ask, llms } = setUp([[[{ waitMs: 100 }, "Секунду", "<hang>"]], [["Второй."]]]);
    const talk = ask();
    await talk.pass(5000);
    expect(talk.text()).toBe("Секунду");
    expect(talk.end()).toEqual([1600, { type: "done", finish: "cut", code: "timeout" }]);
    expect(llms[0]?.aborted()).toBe(1);
    expect(llms[1]?.asked).toEqual([]);
  });
  it("ends an answer that goes on for ever, by signs and by time", async () => {
    const long = setUp([[Array.from({ length: 500 }, () => "слово ")]]);
    const talk = long.ask();
    await talk.pass(100);
    expect(talk.text()).toHaveLength(400);
    expect(talk.end()?.[1]).toMatchObject({ finish: "length", code: null });
    expect(long.llms[0]?.aborted()).toBe(1);
    const slow = setUp([[Array.from({ length: 50 }, () => [{ waitMs: 1000 }, "а "] as Step[]).flat()]], { limits: { firstWordMs: 1500 } });
    const other = slow.ask();
    await other.pass(60_000, 500);
    expect(other.end()).toEqual([21_000, { type: "done", finish: "cut", code: "timeout" }]);
  });
  it("asks the same model for the whole when it refuses to stream, and remembers it", async () => {
    const { ask, llms, attempts } = setUp([[[{ fail: "no_streaming" }], [{ waitMs: 1000 }, "Целиком."]], [["Второй."]]]);
    const talk = ask();
    await talk.pass(5000);
    expect(talk.who()).toEqual([[1000, "m1"]]);
    expect(llms[0]?.asked.map((each) => each.stream)).toEqual([true, false]);
    expect(attempts[0]).toMatchObject({ code: "no_streaming", usage: null });
    const again = ask();
    await again.pass(5000);
    expect(again.text()).toBe("Целиком.");
    expect(llms[0]?.asked.map((each) => each.stream)).toEqual([true, false, false]);
  });
  it("gives a model that writes whole answers the time for it, and no more", async () => {
    const { ask } = setUp([[["<hang>"]], [[{ waitMs: 2900 }, "Успел."]]], { streaming: "never" });
    const talk = ask();
    await talk.pass(7000);
    expect(talk.who()).toEqual([[5900, "m2"]]);
  });
  it("tells what was tried when nobody answered", async () => {
    const { ask, attempts } = setUp([[[{ fail: "unauthorised" }]], [["<hang>"]]]);
    const talk = ask();
    await talk.pass(2000);
    expect(talk.outcome.error).toBeInstanceOf(AnswerError);
    expect(talk.outcome.error).toMatchObject({ message: "no model answered (openai/m1: unauthorised; openai/m2: timeout)", code: "timeout" });
    expect(talk.came).toEqual([]);
    // Refused is not billed; given up is.
    expect(attempts.map((attempt) => attempt.usage === null)).toEqual([true, false]);
  });
  it("leaves a failing model alone and tries it again later, by a live question", async () => {
    const { ask, llms, clock } = setUp([[[{ fail: "failed" }], [{ fail: "failed" }], [{ fail: "failed" }], ["Снова здесь."]], [["Второй."]]]);
    for (let turn = 0; turn < 4; turn += 1) {
      const talk = ask();
      await talk.pass(100);
      expect(talk.text()).toBe("Второй.");
    }
    expect(llms[0]?.asked).toHaveLength(3);
    clock.advance(10_000);
    const talk = ask();
    await talk.pass(100);
    expect(talk.text()).toBe("Снова здесь.");
  });
  it("answers at once that nobody can when all circuits are open", async () => {
    const { ask, llms, clock } = setUp([[[{ fail: "unpaid" }]]]);
    await ask().pass(100);
    const talk = ask();
    await talk.pass(100);
    expect(talk.outcome.error).toMatchObject({ message: "every model is left alone after failures", retryable: true });
    expect(llms[0]?.asked).toHaveLength(1);
    expect(clock.waiting()).toBe(0);
  });
  it("ends with the caller's reason when it is aborted, before and after the first word, and no breaker blames the model", async () => {
    for (const script of [["<hang>"], ["Да", "<hang>"]] as Step[][]) {
      const { ask, llms, controller, attempts, breakers, clock } = setUp([[script], [["Второй."]]]);
      const talk = ask();
      await talk.pass(100);
      const reason = new Error("the caller spoke");
      controller.abort(reason);
      await settle();
      expect(talk.outcome).toEqual({ ended: true, error: reason });
      expect(llms[0]?.aborted()).toBe(1);
      expect(llms[1]?.asked).toEqual([]);
      expect(attempts).toMatchObject([{ outcome: "abandoned", usage: { estimated: true } }]);
      expect(breakers.health(clock.now())[0]).toMatchObject({ failures: 0 });
      expect(clock.waiting()).toBe(0);
    }
  });
  it("stops the model when the listener leaves", async () => {
    const clock = manualClock();
    const llm = scriptedLlm({ model: "m", scripts: [["раз ", "два ", "<hang>"]], clock });
    for await (const event of answer({ candidates: [{ llm, keyOwner: "platform", streaming: "auto" }], request, limits, breakers: createBreakers(), clock, signal: new AbortController().signal })) if (event.type === "text") break;
    await settle();
    expect(llm.aborted()).toBe(1);
    expect(clock.waiting()).toBe(0);
  });
  it("takes an answer in the other alphabet for none, and a foreign name for a name", async () => {
    const wrong = setUp([[["Sure, ", "I can ", "help you ", "with that."]], [["WhatsApp ", "— тоже можно."]]], { language: "ru" });
    const talk = wrong.ask();
    await talk.pass(100);
    expect(talk.text()).toBe("WhatsApp — тоже можно.");
    expect(wrong.attempts.map((attempt) => attempt.code)).toEqual(["bad_answer", null]);
    for (const said of ["12:30.", "OK!", "Да."]) {
      const { ask } = setUp([[[said]]], { language: "ru" });
      const short = ask();
      await short.pass(100);
      expect(short.text()).toBe(said);
    }
  });
  it("gives up before the caller's line does, however patient the bot is with each model", async () => {
    const { ask, llms, attempts } = setUp([[["<hang>"]], [["<hang>"]], [["Третий."]]], { limits: { firstWordMs: 10_000, wholeMs: 90_000 }, streaming: "never" });
    const talk = ask();
    await talk.pass(60_000);
    expect(talk.outcome.error).toBeInstanceOf(AnswerError);
    expect(attempts.map(({ model, tookMs }) => [model, tookMs])).toEqual([["m1", 15_000]]);
    expect(llms[2]?.asked).toEqual([]);
  });
  it.each<[string, Step[], "ru" | undefined]>([["gives a vendor too little time", ["<hang>"], undefined], ["has its model speak another language", ["Sure, I can help you with that."], "ru"], ["has its model say nothing", [" "], undefined]])("closes no circuit for the others when one bot %s", async (_what, script, language) => {
    const { ask, llms } = setUp([[script]], { limits: { firstWordMs: 200 }, ...(language === undefined ? {} : { language }) });
    for (let turn = 0; turn < 5; turn += 1) await ask().pass(1000);
    expect(llms[0]?.asked).toHaveLength(5);
  });
  it("leaves a vendor alone that gave no word in a fair time", async () => {
    const { ask, llms } = setUp([[["<hang>"]]], { limits: { firstWordMs: 2500 } });
    for (let turn = 0; turn < 5; turn += 1) await ask().pass(3000);
    expect(llms[0]?.asked).toHaveLength(3);
  });
  it("passes tools on, with and without words", async () => {
    const { ask } = setUp([[[{ tool: "end_call", arguments: '{"outcome":"ok"}' }]]]);
    const talk = ask();
    await talk.pass(100);
    expect(talk.came.map(([, event]) => event.type)).toEqual(["answering", "tool", "done"]);
    expect(talk.end()?.[1]).toMatchObject({ finish: "tools" });
  });
  it("takes a bot's own settings for its limits", () => {
    expect(limitsOf({ first_token_timeout_ms: 2500, max_tokens: 300 })).toEqual({ firstWordMs: 2500, wholeMs: 8500, gapMs: 1800, answerMs: 40_000, maxChars: 1800, silenceMs: 15_000 });
    expect(limitsOf({ first_token_timeout_ms: 2500, max_tokens: 4000 }).maxChars).toBe(3000);
  });
});
