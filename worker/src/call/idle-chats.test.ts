import { chatGoneMs, chatIdleMs, chatUnbegunMs, chatUnbegunPageMs } from "@zvon/contract/chat.ts";
import { describe, expect, it } from "vitest";
import { callAt, context, settledAs } from "./testing.ts";

const chat = () => {
  const call = callAt("live", context.pronounce, { via: "text", nodeId: null, maxDurationMs: 24 * 3_600_000 });
  /** The hub gives every lease anew, so that nothing but the chat's own silence ends it. */
  const wait = (ms: number) => {
    const ends: string[] = [];
    for (let left = ms; left > 0; left -= 10_000) {
      call.on({ type: "lease", answer: { ok: true, untilMs: Number.MAX_SAFE_INTEGER } });
      ends.push(...settledAs(call.wait(Math.min(left, 10_000))).map(String));
    }
    return ends;
  };
  return { call, wait };
};
const writes = (call: ReturnType<typeof callAt>, turn: number, atMs: number) =>
  call.fact({ type: "turn.final", turn, text: "hello", verdict: "sure", confidence: 1, language: "ru", startMs: atMs, endMs: atMs, endpointMs: 0, sttMs: 0, by: "text" });

describe("a chat in which nothing is written", () => {
  it("ends as silent after its time, counted from the last message", () => {
    const { call, wait } = chat();
    writes(call, 1, 0);
    call.heard(1, 1, "you said hello");
    expect(wait(chatIdleMs - 60_000)).toEqual([]);
    writes(call, 2, chatIdleMs - 60_000);
    call.heard(2, 2, "you said hello");
    expect(wait(chatIdleMs - 60_000)).toEqual([]);
    expect(wait(120_000)).toEqual(["silent"]);
  });

  it("holds its room for a few minutes alone when nobody ever wrote, longer where a page is open", () => {
    expect(chat().wait(chatUnbegunMs - 10_000)).toEqual([]);
    expect(chat().wait(chatUnbegunMs + 10_000)).toEqual(["silent"]);
    const page = chat();
    page.call.on({ type: "joined" });
    expect(page.wait(chatUnbegunPageMs - 10_000)).toEqual([]);
    expect(page.wait(20_000)).toEqual(["silent"]);
  });

  it("ends sooner when its last WebSocket was lost and nobody came back", () => {
    const { call, wait } = chat();
    call.on({ type: "joined" });
    call.on({ type: "left" });
    expect(wait(chatGoneMs + 10_000)).toEqual(["caller_hangup"]);
  });

  it("goes on when somebody came back", () => {
    const { call, wait } = chat();
    call.on({ type: "joined" });
    call.on({ type: "left" });
    wait(chatGoneMs - 60_000);
    call.on({ type: "joined" });
    expect(wait(chatGoneMs)).toEqual([]);
  });

  it("remembers that nobody is there when the object was lost", () => {
    const { call, wait } = chat();
    call.on({ type: "joined" });
    call.on({ type: "left" });
    call.lose();
    call.hello(1, { turn: 0, held: { reply: 0, seq: 1, last: true } });
    expect(wait(chatGoneMs + 10_000)).toEqual(["caller_hangup"]);
  });
});
