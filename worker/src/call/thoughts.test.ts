import { toNodeSchema } from "@zvon/contract/call-link.ts";
import type { ToEdge } from "@zvon/contract/call-link.ts";
import { messageSchema } from "@zvon/contract/api.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import { describe, expect, it } from "vitest";
import { messageOf } from "./record.ts";
import { callAt, commits, kinds, says, sent, settledAs, thoughts } from "./testing.ts";
import type { Effect } from "./testing.ts";

type Call = ReturnType<typeof callAt>;
const speak = (call: Call, key: string, text: string, timings: { firstTokenMs: number; segmentMs: number } | null = null): Effect[] => call.on({ type: "thought", key, segment: { text, voice: text }, timings });
const done = (call: Call, key: string, text: string, ...tools: string[]): Effect[] => call.on({ type: "thought-done", key, result: { status: "said", text, tools: tools.map((name) => ({ id: "call_1", name, arguments: "{}" })) } });
const sync = (turn: number, reply: number, seq: number, last: boolean): ToEdge => ({ v: 1, type: "sync", turn, held: { reply, seq, last } });
const ahead = (turn: number, text: string): ToEdge => ({ v: 1, type: "turn.speculate", turn, text, language: "ru" });
const line = (amount: number): UsageLine => ({ kind: "llm", provider: "openai", model: "m", unit: "tokens_in", amount });

describe("a turn that a model answers", () => {
  it("is committed before the model is asked, and asked with what was heard so far", () => {
    const call = callAt();
    const effects = call.turn(1, "think of me");
    expect(kinds(effects)).toEqual(["commit", "ack", "think"]);
    expect(thoughts(effects)[0]).toEqual({
      key: "thought-1", system: "be kind", tools: [], language: "ru", known: {},
      messages: [{ role: "assistant", content: "hello. how are you?" }, { role: "user", content: "<caller>think of me</caller>" }],
    });
  });

  it("is spoken as it comes, in one open reply, and the end of the model ends it", () => {
    const call = callAt();
    call.turn(1, "think");
    expect(says(speak(call, "thought-1", "Well,"))).toEqual(["1.0 Well,"]);
    expect(says(speak(call, "thought-1", "I think so."))).toEqual(["1.1 I think so."]);
    const end = done(call, "thought-1", "Well, I think so.");
    expect(says(end)).toEqual(["1.2! "]);
    expect(sent(end)[0]).toMatchObject({ listen: { phrases: [] } });
    expect(call.state().memory.messages.at(-1)).toMatchObject({ who: "bot", turn: 1, text: "Well, I think so." });
  });

  it("costs one commit, however many segments it has", () => {
    const call = callAt();
    const cost = commits(call.turn(1, "think")) + [..."abcdef"].reduce((sum, text) => sum + commits(speak(call, "thought-1", text)), 0) + commits(done(call, "thought-1", "abcdef"));
    expect(cost).toBe(1);
    expect(commits(call.heard(1, 1, "a b c d e f"))).toBe(0);
    expect(commits(call.turn(2, "think"))).toBe(1);
  });

  it("costs a second commit where the model moved the flow: it hangs up", () => {
    const call = callAt();
    call.turn(1, "think");
    speak(call, "thought-1", "Goodbye!");
    const end = done(call, "thought-1", "Goodbye!", "end_call");
    expect(commits(end)).toBe(1);
    expect(sent(end)).toContainEqual({ v: 1, type: "hangup", reason: "completed", afterReply: 1 });
  });

  it("goes in pieces that the node takes, also where the dictionary makes them long", () => {
    const call = callAt("live", (voice) => voice.repeat(100));
    call.turn(1, "think");
    const effects = speak(call, "thought-1", "and so on and on ".repeat(20));
    for (const message of sent(effects)) expect(toNodeSchema.safeParse(message).error).toBeUndefined();
    expect(sent(effects).find((message) => message.type === "reply.text")?.voice).toMatch(/and so on$|and on$|and$/);
  });

  it("is not paid for any longer once the call's time is over", () => {
    const call = callAt();
    call.wait(600_000);
    call.turn(1, "think");
    const over = call.wait(20_000);
    expect(kinds(over).filter((kind) => kind === "stopThinking" || kind === "hangup")).toEqual(["stopThinking", "hangup"]);
    expect(call.state().data.thought).toBeNull();
  });

  it("is answered by the flow when no model spoke", () => {
    const call = callAt();
    call.turn(1, "think");
    expect(says(call.on({ type: "thought-done", key: "thought-1", result: { status: "failed" } }))).toEqual(["1.0! my own words"]);
  });

  it("keeps how fast the model was with what the caller waited", () => {
    const call = callAt();
    call.turn(1, "think");
    speak(call, "thought-1", "Yes.", { firstTokenMs: 300, segmentMs: 350 });
    done(call, "thought-1", "Yes.");
    call.heard(1, 1, "Yes.");
    const message = call.state().memory.messages.at(-1);
    expect(message?.timings).toEqual({ endpointMs: 500, sttMs: 20, decisionMs: 2, llmFirstTokenMs: 300, llmSegmentMs: 350, ttsMs: 10, firstAudioMs: 600 });
    if (message !== undefined) expect(messageSchema.strict().parse(messageOf(message))).toEqual(messageOf(message));
  });

  it("says again what the node lacks after a reconnect, and goes on thinking", () => {
    const call = callAt();
    call.turn(1, "think");
    speak(call, "thought-1", "one");
    call.on({ type: "disconnected", epoch: 1 });
    expect(sent(speak(call, "thought-1", "two"))).toEqual([]);
    expect(says(call.hello(2, { turn: 1, held: { reply: 1, seq: 0, last: false } }))).toEqual(["1.1 two"]);
    expect(says(done(call, "thought-1", "one two"))).toEqual(["1.2! "]);
  });
});

describe("thinking stops", () => {
  it("when the caller cuts the reply short; what comes late of it is dropped", () => {
    const call = callAt();
    call.turn(1, "think");
    speak(call, "thought-1", "Well, as I said");
    expect(kinds(call.heard(1, 1, "Well,", true))).toEqual(["stopThinking", "ack"]);
    expect(sent(speak(call, "thought-1", "and so on"))).toEqual([]);
    expect(done(call, "thought-1", "Well, as I said and so on")).toEqual([]);
    expect(call.state().memory.counters.lateThoughts).toBe(2);
    expect(call.state().memory.messages.at(-1)).toMatchObject({ heardText: "Well,", interrupted: true });
  });

  it("when the next turn comes and needs no model", () => {
    const call = callAt();
    call.turn(1, "think");
    expect(kinds(call.turn(2, "hello"))).toEqual(["stopThinking", "commit", "ack", "reply.text"]);
    expect(sent(speak(call, "thought-1", "late"))).toEqual([]);
  });

  it("for the older turn when the next one is put to the model", () => {
    const call = callAt();
    call.turn(1, "think");
    expect(thoughts(call.turn(2, "think again")).map((thought) => thought.key)).toEqual(["thought-2"]);
    expect(sent(speak(call, "thought-1", "late"))).toEqual([]);
    expect(says(speak(call, "thought-2", "in time"))).toEqual(["2.0 in time"]);
  });

  it("when the call is hung up, and the record waits for what it cost", () => {
    const call = callAt();
    call.turn(1, "think");
    const end = call.end();
    expect(kinds(end)).toContain("stopThinking");
    expect(settledAs(end)).toEqual([]);
    call.on({ type: "thought-usage", lines: [line(7)], over: false });
    const over = call.on({ type: "thought-usage", lines: [], over: true });
    expect(over.find((effect) => effect.type === "settle")).toMatchObject({ record: { call: { usage: { vendors: [line(7)] } } } });
  });

  it("when the call ends while an earlier thought still has to tell its cost", () => {
    const call = callAt();
    call.turn(1, "think");
    speak(call, "thought-1", "Well");
    call.heard(1, 1, "Well", true);
    expect(settledAs(call.end())).toEqual([]);
    expect(settledAs(call.on({ type: "thought-usage", lines: [line(3)], over: true }))).toEqual(["caller_hangup"]);
  });

  it("and settlement waits a second for its cost, no longer", () => {
    const call = callAt();
    call.turn(1, "think");
    call.end();
    expect(settledAs(call.wait(999))).toEqual([]);
    expect(settledAs(call.wait(2))).toEqual(["caller_hangup"]);
  });

  it("when a user hangs the call up", () => {
    const call = callAt();
    call.turn(1, "think");
    expect(kinds(call.on({ type: "hangup", reason: "api_hangup" }))).toEqual(["stopThinking", "commit", "hangup", "arm"]);
  });
});

describe("an object lost in mid-reply", () => {
  const lost = (segments: number) => {
    const call = callAt();
    call.turn(1, "think");
    for (let index = 0; index < segments; index += 1) speak(call, "thought-1", `part${index}`);
    return call;
  };

  it("closes the reply where it stopped, and goes on with a new one once it was heard", () => {
    const call = lost(2);
    expect(says(call.lose(1))).toEqual([]);
    expect(says(call.frame(sync(1, 1, 1, false)))).toEqual(["1.2! "]);
    const again = call.heard(1, 1, "part0 part1");
    expect(kinds(again)).toEqual(["commit", "ack", "think"]);
    expect(thoughts(again)[0]).toMatchObject({ key: "thought-2", messages: [{}, { content: "<caller>think</caller>" }, { role: "assistant", content: "part0 part1" }] });
    expect(says(speak(call, "thought-2", "and the rest"))).toEqual(["2.0 and the rest"]);
    expect(says(done(call, "thought-2", "and the rest"))).toEqual(["2.1! "]);
    call.heard(2, 1, "and the rest");
    expect(call.state().memory.messages.map((message) => message.heardText)).toEqual(["hello. how are you?", "think", "part0 part1", "and the rest"]);
  });

  it("closes it no twice, however often the node asks", () => {
    const call = lost(1);
    call.lose(1);
    call.frame(sync(1, 1, 0, false));
    expect(says(call.frame(sync(1, 1, 1, true)))).toEqual([]);
  });

  it("begins anew at once when nothing of it had arrived", () => {
    const call = lost(0);
    call.lose(1);
    const again = call.frame(sync(1, 0, 1, true));
    expect(kinds(again)).toEqual(["ack", "commit", "ack", "think"]);
    expect(says(speak(call, "thought-2", "anew"))).toEqual(["2.0 anew"]);
  });

  it("does so for a node that comes back, and for one that restarted and knows nothing", () => {
    expect(thoughts(lost(0).lose())).toEqual([]);
    const back = lost(1);
    back.lose();
    expect(says(back.hello(2, { turn: 1, held: { reply: 1, seq: 0, last: false } }))).toEqual(["1.1! "]);
    const fresh = lost(1);
    fresh.lose();
    expect(thoughts(fresh.hello(1_000_001, { fresh: true }))).toHaveLength(1);
  });

  it("takes a reply that had arrived whole for an answer", () => {
    const call = lost(2);
    done(call, "thought-1", "part0 part1");
    call.lose(1);
    expect(says(call.frame(sync(1, 1, 2, true)))).toEqual([]);
    expect(thoughts(call.heard(1, 1, "part0 part1"))).toEqual([]);
    expect(call.state().data.thought).toBe(null);
    expect(kinds(call.turn(2, "hello"))).toEqual(["commit", "ack", "reply.text"]);
  });

  it("leaves the word to a caller who cut in", () => {
    const call = lost(2);
    call.lose(1);
    expect(thoughts(call.heard(1, 1, "part0", true))).toEqual([]);
    expect(call.state().data.thought).toBe(null);
  });

  it("says first what a commit in between had stored of it", () => {
    const call = lost(1);
    call.wait(30_000);
    call.fact({ type: "usage", mediaMs: 1, sttMs: 1, ttsChars: 1 });
    expect(commits(call.wait(30_000))).toBe(1);
    speak(call, "thought-1", "part1");
    call.lose(1);
    expect(says(call.frame(sync(1, 0, 1, true)))).toEqual(["1.0 part0", "1.1! "]);
  });
});

describe("thinking ahead", () => {
  it("puts the question the turn would put, and changes nothing", () => {
    const call = callAt();
    const before = structuredClone(call.state().data);
    const effects = call.frame(ahead(1, "think of me"));
    expect(kinds(effects)).toEqual(["speculate"]);
    expect(call.state().data).toEqual(before);
    expect(thoughts(call.turn(1, "think of me"))).toEqual(thoughts(effects, "speculate"));
  });

  it("is stopped by a turn that the flow answers itself", () => {
    const call = callAt();
    call.frame(ahead(1, "think of"));
    expect(kinds(call.turn(1, "hello"))[0]).toBe("stopThinking");
  });

  it("runs no tool and asks nothing where the flow would not ask a model", () => {
    const call = callAt();
    expect(call.frame(ahead(1, "run save"))).toEqual([]);
    expect(call.frame(ahead(1, "bye"))).toEqual([]);
  });

  it("waits for what was heard of the bot's words: asked over them, the question would be another and the answer paid for nothing", () => {
    const call = callAt();
    call.turn(1, "think");
    speak(call, "thought-1", "Well, I think so.");
    expect(call.frame(ahead(2, "think of me"))).toEqual([]);
    call.heard(1, 1, "Well, I", true);
    const asked = thoughts(call.frame(ahead(2, "think of me")), "speculate");
    expect(asked).toHaveLength(1);
    expect(thoughts(call.turn(2, "think of me"))).toEqual(asked);
  });

  it("is done three times a turn at most, never for an older turn, nor after the goodbye", () => {
    const call = callAt();
    const asked = ["a", "b", "c", "d"].map((word) => thoughts(call.frame(ahead(1, `think ${word}`)), "speculate").length);
    expect(asked).toEqual([1, 1, 1, 0]);
    call.turn(1, "think d");
    expect(call.frame(ahead(1, "think e"))).toEqual([]);
    expect(thoughts(call.frame(ahead(2, "think f")), "speculate")).toHaveLength(1);
    call.turn(2, "bye");
    expect(call.frame(ahead(3, "think g"))).toEqual([]);
  });
});

describe("usage", () => {
  const stt: UsageLine = { kind: "stt", provider: "deepgram", model: "nova-3", unit: "audio_ms", amount: 900 };
  it("of our models stands beside the node's, and setting the node's again changes nothing", () => {
    const call = callAt();
    call.turn(1, "think");
    call.on({ type: "thought-usage", lines: [line(10)], over: false });
    for (let times = 0; times < 2; times += 1) call.fact({ type: "usage", mediaMs: 1_000, sttMs: 5, ttsChars: 3, vendors: [stt] });
    call.on({ type: "thought-usage", lines: [line(5)], over: false });
    expect(call.state().data.usage).toEqual({ mediaMs: 1_000, sttMs: 5, ttsChars: 3, vendors: [stt, line(15)] });
  });

  it("of a restarted node is added to its earlier life's, and the models' stays as it was", () => {
    const call = callAt();
    call.turn(1, "think");
    call.on({ type: "thought-usage", lines: [line(10)], over: false });
    call.fact({ type: "usage", mediaMs: 1_000, sttMs: 5, ttsChars: 3, vendors: [stt] });
    call.hello(1_000_001, { fresh: true });
    call.fact({ type: "usage", mediaMs: 100, sttMs: 1, ttsChars: 1, vendors: [{ ...stt, amount: 50 }] });
    expect(call.state().data.usage).toEqual({ mediaMs: 1_100, sttMs: 6, ttsChars: 4, vendors: [{ ...stt, amount: 950 }, line(10)] });
  });

  it("is stored with the renewal of the lease when nothing else comes", () => {
    const call = callAt();
    call.turn(1, "think");
    call.on({ type: "thought-usage", lines: [line(10)], over: false });
    call.wait(30_000);
    call.lose(1);
    expect(call.state().data.usage.vendors).toEqual([line(10)]);
  });
});

it("everything sent is of the contract, and the dictionary changes what is said and not what is read", () => {
  const call = callAt("live", (voice) => voice.replace("I", "аи"));
  const effects = [call.turn(1, "think"), speak(call, "thought-1", "I do"), done(call, "thought-1", "I do")].flat();
  for (const message of sent(effects)) expect(toNodeSchema.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
  expect(sent(effects).find((message) => message.type === "reply.text")).toMatchObject({ text: "I do", voice: "аи do" });
});
