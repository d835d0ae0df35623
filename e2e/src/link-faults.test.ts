/** The real call link, cut at every message of a scripted call and once for ten seconds: the talk is the same. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "@zvon/contract/api.ts";
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import { holdByBrowser, type Held } from "./call/hold.ts";
import { startEdgeProxy, type EdgeProxy } from "./edge-proxy.ts";
import { freeTcpPort } from "./lab/ports.ts";
import { readRecording, soundingMs } from "./recorded.ts";
import { speakScript, startProduct, type Product } from "./testing.ts";

let product: Product;
let proxy: EdgeProxy;
let steps: CallerStep[];
let baseline: Held;
let baselineMessages = 0;

/** Calls held at once: each is real time, and 2 cores carry them. */
const atOnce = 20;

const hold = (said = steps) => holdByBrowser({ api: product.api, bot: "order-status", language: "ru", steps: said, signal: AbortSignal.timeout(90_000) });
const talk = (messages: Message[]) => messages.map(({ who, turn, text, by, verdict }) => ({ who, turn, text, by, verdict }));

function expectSameCall(held: Held): void {
  expect(talk(held.messages), `${held.call.endReason} ${JSON.stringify(held.call.media)}`).toEqual(talk(baseline.messages));
  expect(held.call).toMatchObject({ status: "ended", endReason: "completed", outcome: "answered", fields: { number: "4071" } });
  // Counters are totals: a message told twice must not add up.
  expect(held.call.usage.sttMs).toBeLessThan(baseline.call.usage.sttMs * 1.5);
  expect(held.call.usage.mediaMs).toBeLessThan(baseline.call.usage.mediaMs * 1.9);
  // A reply cut in mid-sentence is said on, a filler may be added; twice the whole talk would be a doubling.
  expect(held.call.usage.ttsChars).toBeLessThan(baseline.call.usage.ttsChars * 1.6);
}

beforeAll(async () => {
  const port = await freeTcpPort("127.0.0.1");
  proxy = await startEdgeProxy(port);
  product = await startProduct({ port, env: { ZVON_EDGE_URL: proxy.url } });
  steps = await speakScript([{ keys: "4071" }, { say: "Нет" }], "ru");
  proxy.onMessage = ({ index }) => {
    baselineMessages = Math.max(baselineMessages, index + 1);
    return "pass";
  };
  baseline = await hold();
}, 120_000);

afterAll(async () => {
  await product?.close();
  await proxy?.close();
});

describe("the call link of a running product", () => {
  it("holds the scripted call when nothing breaks", () => {
    expect(baseline.call).toMatchObject({ endReason: "completed", outcome: "answered", fields: { number: "4071" } });
    expect(baselineMessages).toBeGreaterThan(15);
  });

  it("tells the same talk when it is cut at any one message", async () => {
    const cutAt = new Map<string, number>();
    const boundaries = Array.from({ length: baselineMessages }, (_, i) => i);
    const unassigned = [...boundaries];
    proxy.onMessage = ({ callId, index }) => {
      if (!cutAt.has(callId)) cutAt.set(callId, unassigned.shift() ?? -1);
      return cutAt.get(callId) === index ? "cut" : "pass";
    };
    for (let done = 0; done < boundaries.length; done += atOnce) {
      const held = await Promise.all(boundaries.slice(done, done + atOnce).map(() => hold()));
      for (const one of held) expectSameCall(one);
    }
    expect(unassigned).toEqual([]);
  }, 240_000);

  it("tells the same talk when it is gone for ten seconds while an answer is on its way, and the caller hears a filler meanwhile", async () => {
    let finals = 0;
    proxy.onMessage = ({ type }) => {
      if (type !== "turn.final" || ++finals !== 2) return "pass";
      proxy.block(true);
      setTimeout(() => proxy.block(false), 10_000);
      return "cut";
    };
    // The caller waits: it would hang up after a filler and four seconds of silence.
    const held = await hold([...steps, { type: "silence", ms: 20_000 }]);
    expectSameCall(held);
    expect(finals).toBeGreaterThanOrEqual(3);
    const asked = held.messages.find((message) => message.who === "caller" && message.turn === 2);
    const answer = held.messages.find((message) => message.who === "bot" && message.turn === 2);
    const { rateHz, right } = readRecording(await product.api.recording(held.call.id));
    const [fromMs, toMs] = [asked?.endMs ?? 0, answer?.startMs ?? 0];
    expect(toMs - fromMs).toBeGreaterThan(9_000);
    // The plan's filler is due 2 s after the turn was committed (1.2 s after its last word); nothing else sounds before the answer.
    expect(soundingMs(right, rateHz, fromMs, fromMs + 3_000)).toBe(0);
    expect(soundingMs(right, rateHz, fromMs + 3_000, fromMs + 5_500)).toBeGreaterThan(200);
  }, 90_000);
});
