import { toEdgeSchema, toNodeSchema } from "@zvon/contract/call-link.ts";
import type { ToEdge } from "@zvon/contract/call-link.ts";
import golden from "@zvon/contract/fixtures/call-link/to-edge.json" with { type: "json" };
import { callSchema, messageSchema } from "@zvon/contract/api.ts";
import { liveEventSchema } from "@zvon/contract/live.ts";
import { describe, expect, it } from "vitest";
import { linkLossMs, nextDeadline, renewEveryMs } from "./deadlines.ts";
import type { CallEvent } from "./events.ts";
import type { CallState } from "./state.ts";
import { callAt, callId, cause, commits, context, kinds, says, sent, settledAs, startMs } from "./testing.ts";
import type { Echo, Effect } from "./testing.ts";

describe("a call at the edge: table", () => {
  const at = {
    live: () => callAt(),
    ended() {
      const call = callAt();
      call.end();
      return call;
    },
    settled() {
      const call = at.ended();
      call.on({ type: "settled" });
      return call;
    },
  };
  const lost: CallEvent = { type: "node-lost" };
  const failed: CallEvent = { type: "place-failed", reason: "busy", cause, detail: "" };
  const rows: [keyof typeof at, string, CallEvent, CallState<Echo>["data"]["phase"]][] = [
    ["live", "node-lost", lost, "ended"],
    ["live", "place-failed", failed, "ended"],
    ["live", "hangup", { type: "hangup", reason: "api_hangup" }, "live"],
    ["live", "settled", { type: "settled" }, "live"],
    ["live", "settle-failed", { type: "settle-failed" }, "live"],
    ["live", "disconnected", { type: "disconnected", epoch: 1 }, "live"],
    ["live", "lease refused", { type: "lease", answer: { ok: false, detail: "" } }, "live"],
    ["ended", "node-lost", lost, "ended"],
    ["ended", "place-failed", failed, "ended"],
    ["ended", "hangup", { type: "hangup", reason: "api_hangup" }, "ended"],
    ["ended", "settle-failed", { type: "settle-failed" }, "ended"],
    ["ended", "settled", { type: "settled" }, "settled"],
    ["settled", "settled", { type: "settled" }, "settled"],
    ["settled", "node-lost", lost, "settled"],
    ["settled", "hangup", { type: "hangup", reason: "api_hangup" }, "settled"],
    ["settled", "lease refused", { type: "lease", answer: { ok: false, detail: "" } }, "settled"],
  ];
  it.each(rows)("%s, %s", (from, _what, event, to) => {
    const call = at[from]();
    call.on(event);
    expect(call.state().data.phase).toBe(to);
    if (from !== "live") expect(call.state().data.ended?.reason).toBe("caller_hangup");
  });
});

describe("a turn", () => {
  it("is committed before it is acknowledged, and acknowledged before it is answered", () => {
    const call = callAt();
    expect(kinds(call.turn(1, "yes"))).toEqual(["commit", "ack", "reply.text"]);
    expect(call.state().data).toMatchObject({ stored: 3, turn: 1, reply: 1 });
  });

  it("costs one commit, with all that piled up since the last", () => {
    const call = callAt();
    const cost = [call.turn(1, "a"), call.heard(1, 1, "you said a"), call.fact({ type: "usage", mediaMs: 9_000, sttMs: 1, ttsChars: 1 }), call.turn(2, "b")].map(commits);
    expect(cost).toEqual([1, 0, 0, 1]);
    const last = call.heard(2, 2, "you said b");
    expect(sent(last)).toEqual([{ v: 1, type: "ack", stored: 6, seen: 7 }]);
  });

  it("that came before is acknowledged and nothing more", () => {
    const call = callAt();
    call.turn(1, "a");
    const again = call.frame({ v: 1, n: 3, type: "turn.final", turn: 1, text: "a", verdict: "sure", confidence: 1, language: "ru", startMs: 0, endMs: 0, endpointMs: 0, sttMs: 0, by: "voice" });
    expect(sent(again)).toEqual([{ v: 1, type: "ack", stored: 3, seen: 3 }]);
    expect(kinds(again)).toEqual(["ack"]);
  });

  it("that comes before an earlier fact waits for it", () => {
    const call = callAt();
    const early = call.frame({ v: 1, n: 5, type: "amd", verdict: "human", why: "short_greeting", afterMs: 1640 });
    expect(sent(early)).toEqual([{ v: 1, type: "ack", stored: 1, seen: 2 }]);
    expect(call.state().memory.counters.gaps).toBe(1);
  });

  it("with no answer is closed with no words, or the node would wait for ever", () => {
    expect(says(callAt().turn(1, "…"))).toEqual(["1.0! "]);
  });

  it("keeps what was heard, and tells the dialogue of an interruption", () => {
    const call = callAt();
    call.turn(1, "a");
    call.heard(1, 1, "you", true);
    expect(call.state().data.dialogue).toMatchObject({ cut: "you" });
    expect(call.state().memory.messages[2]).toMatchObject({ who: "bot", text: "you said a", heardText: "you", interrupted: true, timings: { endpointMs: 500, sttMs: 20, firstAudioMs: 600 } });
  });

  it("is not lost with the object: what was only seen comes again", () => {
    const call = callAt();
    call.turn(1, "a");
    call.heard(1, 1, "you said a");
    expect(sent(call.lose(1))[0]).toEqual({ v: 1, type: "ack", stored: 3, seen: 3 });
    call.heard(1, 1, "you said a");
    expect(call.turn(2, "b").some((effect) => effect.type === "commit")).toBe(true);
    expect(call.state().memory.messages.map((message) => message.heardText)).toEqual(["hello. how are you?", "a", "you said a", "b", null]);
  });
});

describe("a reconnect", () => {
  it("says again from what the node holds, and no more once it was heard", () => {
    const call = callAt("linked");
    call.fact({ type: "call.answered", atMs: 0 });
    expect(says(call.hello(2, { held: { reply: 0, seq: 0, last: false } }))).toEqual(["0.1! how are you?"]);
    expect(says(call.hello(3))).toEqual(["0.0 hello.", "0.1! how are you?"]);
    expect(says(call.hello(4, { held: { reply: 0, seq: 1, last: true } }))).toEqual([]);
    call.heard(0, 0, "hello. how are you?");
    expect(says(call.hello(5))).toEqual([]);
  });

  it("closes the older connection; an older one changes nothing", () => {
    const call = callAt();
    expect(call.hello(2)[0]).toEqual({ type: "close", epoch: 1, code: 4001 });
    expect(call.hello(1)).toEqual([{ type: "close", epoch: 1, code: 4001 }]);
    expect(call.frame({ v: 1, type: "sync", turn: 0, held: { reply: -1, seq: -1, last: true } }, 1)).toEqual([]);
    call.on({ type: "disconnected", epoch: 1 });
    expect(call.state().memory.up).toBe(true);
  });

  it("of a restarted node stores what only memory held, and counts its usage on top", () => {
    const call = callAt();
    call.fact({ type: "usage", mediaMs: 9_000, sttMs: 100, ttsChars: 10 });
    const effects = call.hello(1_000_001, { fresh: true });
    expect(kinds(effects)).toEqual(["close", "commit", "welcome"]);
    expect(sent(effects)[0]).toMatchObject({ stored: 3, seen: 3, turn: 0, reply: 0 });
    call.fact({ type: "usage", mediaMs: 500, sttMs: 5, ttsChars: 1 });
    expect(call.state().data.usage).toEqual({ mediaMs: 9_500, sttMs: 105, ttsChars: 11 });
    call.fact({ type: "usage", mediaMs: 700, sttMs: 5, ttsChars: 1 });
    expect(call.state().data.usage.mediaMs).toBe(9_700);
  });

  it("of a restarted node begins the unheard reply anew", () => {
    const call = callAt();
    call.turn(1, "a");
    const effects = call.hello(1_000_001, { fresh: true });
    expect(sent(effects)[0]).toMatchObject({ type: "welcome", turn: 1, reply: 0 });
    expect(says(effects)).toEqual(["1.0! you said a"]);
  });
});

describe("a tool", () => {
  it("runs after its intent is stored, and what it brings continues the same reply", () => {
    const call = callAt();
    const asked = call.turn(1, "run save");
    expect(kinds(asked)).toEqual(["commit", "ack", "reply.text", "runTool"]);
    expect(says(asked)).toEqual(["1.0 one moment"]);
    const done = call.on({ type: "tool-finished", key: "save-1", result: { status: "ok", value: {} } });
    expect(says(done)).toEqual(["1.1! it is ok"]);
    expect(call.state().data.tools).toMatchObject([{ status: "ok", attempts: 1 }]);
  });

  it("that wrote and did not answer is asked once more by the same key, then told as unknown", () => {
    const call = callAt();
    call.turn(1, "run save");
    const again = call.on({ type: "tool-finished", key: "save-1", result: { status: "unknown" } });
    expect(kinds(again)).toEqual(["commit", "runTool"]);
    expect(again.find((effect) => effect.type === "runTool")).toMatchObject({ call: { key: "save-1" } });
    expect(says(call.on({ type: "tool-finished", key: "save-1", result: { status: "unknown" } }))).toEqual(["1.1! it is unknown"]);
  });

  it("that was under way when the object died is asked again by the same key, and once only", () => {
    const call = callAt();
    call.turn(1, "run save");
    expect(call.lose().filter((effect) => effect.type === "runTool")).toMatchObject([{ call: { key: "save-1" } }]);
    expect(call.lose().filter((effect) => effect.type === "runTool")).toEqual([]);
    expect(call.state().data.fields).toEqual({ told: "unknown" });
  });

  it("whose reply the caller cut brings a new one", () => {
    const call = callAt();
    call.turn(1, "run save");
    call.heard(1, 1, "one", true);
    expect(says(call.on({ type: "tool-finished", key: "save-1", result: { status: "ok", value: {} } }))).toEqual(["2.0! it is ok"]);
  });

  it("that answers twice is heard once", () => {
    const call = callAt();
    call.turn(1, "look up");
    call.on({ type: "tool-finished", key: "up-1", result: { status: "ok", value: {} } });
    expect(call.on({ type: "tool-finished", key: "up-1", result: { status: "ok", value: {} } })).toEqual([]);
  });

  it("is waited for when the caller hangs up, so that the record knows how it went", () => {
    const call = callAt();
    call.turn(1, "run save");
    expect(settledAs(call.end())).toEqual([]);
    expect(settledAs(call.on({ type: "tool-finished", key: "save-1", result: { status: "ok", value: {} } }))).toEqual(["caller_hangup"]);
    expect(call.state().data.fields).toEqual({ told: "ok" });
  });

  it("that never answers holds settlement up for 20 s", () => {
    const call = callAt();
    call.turn(1, "run save");
    call.end();
    expect(settledAs(call.wait(19_999))).toEqual([]);
    expect(settledAs(call.wait(2))).toEqual(["caller_hangup"]);
  });
});

describe("silence", () => {
  const silence = (forMs: number, reply = 0): ToEdge => ({ v: 1, type: "silence", turn: 0, reply, forMs });

  it("below the dialogue's threshold costs nothing", () => {
    expect(callAt().frame(silence(3_000))).toEqual([]);
  });

  it("above it is a prompt, committed before it is said", () => {
    expect(kinds(callAt().frame(silence(6_000)))).toEqual(["commit", "ack", "reply.text"]);
  });

  it("of a node that lacks the newest reply brings that reply instead", () => {
    const call = callAt();
    call.frame(silence(6_000));
    expect(says(call.frame(silence(7_000)))).toEqual(["1.0! are you there?"]);
    expect(call.state().data.reply).toBe(1);
  });
});

describe("the end", () => {
  it("is told by the node, stored, acknowledged, settled once, and closes the link for good", () => {
    const call = callAt();
    const effects = call.end();
    expect(kinds(effects)).toEqual(["commit", "ack", "settle"]);
    expect(kinds(call.on({ type: "settled" }))).toEqual(["commit", "close"]);
    expect(call.state().data).toMatchObject({ phase: "settled", dialogue: null, current: null });
    expect(call.state().memory.messages).toEqual([]);
  });

  it("is settled again and again, later each time, until the archive has it", () => {
    const call = callAt();
    call.end();
    call.on({ type: "settle-failed" });
    expect(settledAs(call.wait(999))).toEqual([]);
    expect(settledAs(call.wait(1))).toEqual(["caller_hangup"]);
    call.on({ type: "settle-failed" });
    expect(settledAs(call.wait(1_999))).toEqual([]);
    expect(settledAs(call.wait(1))).toEqual(["caller_hangup"]);
  });

  it("counts what nobody heard as not said", () => {
    const call = callAt();
    call.turn(1, "a");
    call.end();
    expect(call.state().memory.messages[2]).toMatchObject({ text: "you said a", heardText: "", interrupted: true });
  });

  it("is a hang-up after the goodbye, said again until the node obeys", () => {
    const call = callAt();
    const hangup = { v: 1, type: "hangup", reason: "completed", afterReply: 1 };
    expect(sent(call.turn(1, "bye"))).toContainEqual(hangup);
    expect(sent(call.hello(2, { turn: 1 }))).toContainEqual(hangup);
    expect(sent(call.frame({ v: 1, type: "silence", turn: 1, reply: 1, forMs: 1_000 }))).toContainEqual(hangup);
  });

  it("says the goodbye once more to a caller who spoke into it", () => {
    const call = callAt();
    call.turn(1, "bye");
    const effects = call.turn(2, "wait");
    expect(says(effects)).toEqual(["2.0! goodbye"]);
    expect(sent(effects)).toContainEqual({ v: 1, type: "hangup", reason: "completed", afterReply: 2 });
    expect(call.state().memory.messages.map((message) => message.text)).toEqual(["hello. how are you?", "bye", "goodbye", "wait"]);
  });

  it("asked for by a user comes within 15 s, whatever the node says", () => {
    const call = callAt();
    call.on({ type: "hangup", reason: "api_hangup" });
    expect(settledAs(call.wait(14_999))).toEqual([]);
    expect(settledAs(call.wait(1))).toEqual(["api_hangup"]);
  });

  it("comes as node_lost when the link was down for 45 s, and no sooner", () => {
    const call = callAt();
    call.on({ type: "disconnected", epoch: 1 });
    expect(settledAs(call.wait(linkLossMs - 1))).toEqual([]);
    expect(settledAs(call.wait(1))).toEqual(["node_lost"]);
  });

  it("does not come when the link is back in time", () => {
    const call = callAt();
    call.on({ type: "disconnected", epoch: 1 });
    call.wait(40_000);
    call.hello(2);
    expect(settledAs(call.wait(200_000))).toEqual([]);
  });

  it("comes as failed when the node never opened the link, as no_answer when it did and nobody answered", () => {
    expect(settledAs(callAt("begun").wait(75_000))).toEqual(["failed"]);
    expect(settledAs(callAt("linked").wait(75_000))).toEqual(["no_answer"]);
  });

  it("keeps another end that is told later as a correction, once", () => {
    const call = callAt();
    call.on({ type: "node-lost" });
    call.on({ type: "settled" });
    call.hello(2);
    const effects = call.end();
    expect(effects.find((effect) => effect.type === "correct")).toMatchObject({ correction: { callId, endReason: "caller_hangup", durationMs: 42_000 } });
    expect(sent(effects).at(-1)).toEqual({ v: 1, type: "ack", stored: 3, seen: 3 });
    call.on({ type: "corrected" });
    expect(call.state().data).toMatchObject({ correction: null, ended: { reason: "node_lost" } });
    expect(kinds(call.wait(120_000))).toEqual(["arm"]);
  });

  it("is forgotten after a day", () => {
    const call = callAt();
    call.end();
    call.on({ type: "settled" });
    // The alarm that was armed for the living call finds nothing due and is armed anew.
    expect(kinds(call.wait(24 * 3_600_000))).toEqual(["arm", "erase"]);
    expect(kinds(call.wait(3_600_000))).toEqual([]);
  });
});

describe("the lease", () => {
  it("is renewed every 30 s with how long was spoken by our own clock, and what piled up is stored with it", () => {
    const call = callAt();
    call.fact({ type: "usage", mediaMs: 9_000, sttMs: 1, ttsChars: 1 });
    const effects = call.wait(renewEveryMs);
    expect(effects.filter((effect) => effect.type === "renewLease")).toEqual([{ type: "renewLease", mediaMs: 30_000 }]);
    expect(commits(effects)).toBe(1);
    expect(sent(effects)).toEqual([{ v: 1, type: "ack", stored: 3, seen: 3 }]);
    expect(commits(call.wait(renewEveryMs))).toBe(0);
  });

  it("that is refused ends the call once what is being said was heard", () => {
    const call = callAt();
    call.turn(1, "a");
    expect(sent(call.on({ type: "lease", answer: { ok: false, detail: "spend" } }))).toContainEqual({ v: 1, type: "hangup", reason: "limit", afterReply: 1 });
  });

  it("that cannot be renewed is tried each 5 s, and ends the call when it has run out", () => {
    const call = callAt();
    const tried: Effect[] = [];
    for (let second = 0; second < 61; second += 1) {
      for (const effect of call.wait(1_000)) {
        tried.push(effect);
        if (effect.type === "renewLease") tried.push(...call.on({ type: "lease", answer: "unreachable" }));
      }
    }
    expect(tried.filter((effect) => effect.type === "renewLease").length).toBeGreaterThan(5);
    expect(sent(tried)).toContainEqual({ v: 1, type: "hangup", reason: "limit", afterReply: -1 });
  });
});

describe("golden messages", () => {
  it.each(golden)("taken: $what", ({ message }) => {
    const call = callAt();
    const parsed = toEdgeSchema.parse(message);
    const before = call.state();
    // A golden fact comes as the next in order.
    call.frame("n" in parsed ? { ...parsed, n: before.memory.seen + 1 } : parsed, parsed.type === "hello" ? parsed.epoch : 1);
    if ("n" in parsed) expect(call.state().memory.seen).toBe(before.memory.seen + 1);
    expect(call.state().memory.counters.staleFrames).toBe(0);
  });

  it("sent and published: everything is of the contract, and the state is plain JSON", () => {
    const call = callAt();
    const effects = [call.turn(1, "run save"), call.on({ type: "tool-finished", key: "save-1", result: { status: "ok", value: {} } }), call.turn(2, "bye"), call.hello(2), call.end()].flat();
    for (const effect of effects) {
      if (effect.type === "send") expect(toNodeSchema.parse(JSON.parse(JSON.stringify(effect.message)))).toEqual(effect.message);
      if (effect.type === "publish") expect(liveEventSchema.parse(effect.event)).toEqual(effect.event);
      if (effect.type === "commit") expect(JSON.parse(JSON.stringify(effect.data))).toEqual(effect.data);
      if (effect.type !== "settle") continue;
      expect(callSchema.parse(effect.record.call)).toEqual(effect.record.call);
      for (const message of effect.record.messages) expect(messageSchema.strict().parse(message)).toEqual(message);
    }
    expect(effects.some((effect) => effect.type === "settle")).toBe(true);
  });

  it("a deadline is never left in the past", () => {
    const call = callAt();
    for (let minute = 0; minute < 30; minute += 1) {
      call.wait(60_000);
      const { data, memory } = call.state();
      expect(nextDeadline({ context, data, memory })).toBeGreaterThan(startMs + minute * 60_000);
    }
  });
});
