import { describe, expect, it } from "vitest";
import { comeBackMs, mostTakeOvers, whyNotTaken } from "./taking-over.ts";
import { callAt, commits, kinds, says, sent, settledAs, startMs, thoughts } from "./testing.ts";
import type { Effect } from "./testing.ts";

const listener = "lsn_00000000000000000000";
const other = "lsn_11111111111111111111";
const olga = { id: "user:olga", name: "Ольга" };
const ivan = { id: "user:ivan", name: "Иван" };

const comes = (call: ReturnType<typeof callAt>, id = listener, by = olga) => {
  call.on({ type: "invited", listener: id, by });
  return call.fact({ type: "listener", listener: id, state: "listening", atMs: 4_000 });
};
const taken = (options: Parameters<typeof callAt> = []) => {
  const call = callAt(...options);
  comes(call);
  call.on({ type: "take-over", listener, by: olga });
  call.fact({ type: "listener", listener, state: "talking", atMs: 5_000 });
  return call;
};
const events = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === "publish" ? [effect.event] : []));
const floors = (effects: Effect[]) => sent(effects).flatMap((message) => (message.type === "floor" ? [message.listener] : []));

describe("who listens in", () => {
  it("is told to all who watch, by name, from when they come until they go", () => {
    const call = callAt();
    expect(events(call.on({ type: "invited", listener, by: olga }))).toEqual([]);
    const told = events(call.fact({ type: "listener", listener, state: "listening", atMs: 4_000 }));
    expect(told).toEqual([{ type: "listeners", listeners: [{ listener, by: olga, state: "listening" }] }]);
    expect(events(call.fact({ type: "listener", listener, state: "gone", atMs: 9_000 }))).toEqual([{ type: "listeners", listeners: [] }]);
  });

  it("is remembered by a call that was lost in between", () => {
    const call = callAt();
    call.on({ type: "invited", listener, by: olga });
    call.lose(1);
    expect(events(call.fact({ type: "listener", listener, state: "listening", atMs: 4_000 }))).toEqual([{ type: "listeners", listeners: [{ listener, by: olga, state: "listening" }] }]);
  });

  it("is nobody any more once the node has restarted", () => {
    const call = callAt();
    comes(call);
    expect(events(call.hello(1_000_001, { fresh: true }))).toContainEqual({ type: "listeners", listeners: [] });
  });
});

describe("taking a call over", () => {
  it("stops the bot in mid-word and gives the floor, once that is stored", () => {
    const call = callAt();
    comes(call);
    call.turn(1, "yes");
    const effects = call.on({ type: "take-over", listener, by: olga });
    expect(kinds(effects)).toEqual(["commit", "ack", "reply.cancel", "floor"]);
    expect(floors(effects)).toEqual([listener]);
    expect(events(effects)).toContainEqual(expect.objectContaining({ type: "call.status", call: expect.objectContaining({ taken: { listener, by: olga, since: startMs, goneAt: null } }) }));
  });

  it("drops what the model was thinking, and hears no word of it any more", () => {
    const call = callAt();
    comes(call);
    call.turn(1, "think");
    expect(kinds(call.on({ type: "take-over", listener, by: olga }))).toContain("stopThinking");
    expect(says(call.on({ type: "thought", key: "thought-1", segment: { text: "late", voice: "late" }, timings: null }))).toEqual([]);
    expect(says(call.on({ type: "thought-done", key: "thought-1", result: { status: "said", text: "late", tools: [] } }))).toEqual([]);
  });

  it("leaves words unsaid that waited to be said, and says so", () => {
    const call = callAt();
    comes(call);
    call.turn(1, "yes");
    call.on({ type: "whisper", text: "we close at 6", say: true, by: olga });
    call.on({ type: "take-over", listener, by: olga });
    expect(call.state().memory.messages.at(-1)).toMatchObject({ text: "we close at 6", heardText: "", interrupted: true });
    expect(says(call.heard(1, 1, "you said", true))).toEqual([]);
    expect(says(call.on({ type: "hand-back" }))).toEqual(["2.0! back again"]);
  });

  it("writes the caller's words down and answers none of them", () => {
    const call = taken();
    const effects = call.turn(1, "run book");
    expect(kinds(effects)).toEqual(["commit", "ack"]);
    expect(call.state().memory.messages.at(-1)).toMatchObject({ who: "caller", turn: 1, text: "run book" });
    expect(call.state().data.tools).toEqual([]);
  });

  it("is not disturbed by silence, nor by words that are thought ahead of", () => {
    const call = taken();
    expect(kinds(call.frame({ v: 1, type: "silence", turn: 0, reply: 0, forMs: 60_000 }))).toEqual([]);
    expect(kinds(call.frame({ v: 1, type: "turn.speculate", turn: 1, text: "think", language: "ru" }))).toEqual([]);
  });

  it("keeps what a tool brings until the bot is back, and goes on with it", () => {
    const call = callAt();
    comes(call);
    call.turn(1, "run book");
    call.on({ type: "take-over", listener, by: olga });
    expect(says(call.on({ type: "tool-finished", key: "book-1", result: { status: "ok", value: {} } }))).toEqual([]);
    call.lose(1);
    const effects = call.on({ type: "hand-back" });
    expect(says(effects)).toEqual(["2.0 Я снова с вами.", "2.1! it is ok"]);
    expect(call.state().data.held).toEqual([]);
  });

  it("takes in what was asked for beside the talk: the bot goes on with its question, as ever", () => {
    const call = callAt();
    comes(call);
    call.turn(1, "aside crm");
    call.on({ type: "take-over", listener, by: olga });
    expect(says(call.on({ type: "tool-finished", key: "crm-1", result: { status: "ok", value: {} } }))).toEqual([]);
    expect(call.state().data).toMatchObject({ held: [], tools: [{ status: "ok", aside: true }] });
    expect(says(call.on({ type: "hand-back" }))).toEqual(["2.0! back again"]);
  });

  it("writes down a turn whose meaning was being asked for, and acts on it no more", () => {
    const call = callAt("live", undefined, {}, { refines: true });
    comes(call);
    call.turn(1, "yes");
    call.on({ type: "take-over", listener, by: olga });
    expect(says(call.on({ type: "refined", turn: 1, understood: null }))).toEqual([]);
    expect(call.state().data.turn).toBe(1);
  });

  it("gives the floor again after each reconnect, and after the object was lost", () => {
    const call = taken();
    call.on({ type: "disconnected", epoch: 1 });
    expect(floors(call.hello(2))).toEqual([listener]);
    call.lose(2);
    expect(floors(call.frame({ v: 1, type: "sync", turn: 0, held: { reply: 0, seq: 1, last: true } }))).toEqual([listener]);
  });

  it("is for who hears the call by a listener of their own", () => {
    const call = callAt();
    expect(whyNotTaken(call.state(), listener, olga)).toBe("not_listening");
    call.on({ type: "invited", listener, by: olga });
    expect(whyNotTaken(call.state(), listener, olga)).toBe("not_listening");
    call.fact({ type: "listener", listener, state: "listening", atMs: 1 });
    expect(whyNotTaken(call.state(), listener, olga)).toBeNull();
    expect(whyNotTaken(call.state(), listener, ivan)).toBe("not_listening");
  });

  it.each([
    ["ended", (call: ReturnType<typeof callAt>) => call.end(), "not_live"],
    ["saying goodbye", (call: ReturnType<typeof callAt>) => call.turn(1, "bye"), "ending"],
    ["being handed on", (call: ReturnType<typeof callAt>) => call.turn(1, "pass"), "handed_on"],
  ] as const)("is refused while the call is %s", (_what, brings, why) => {
    const call = callAt();
    comes(call);
    brings(call);
    expect(whyNotTaken(call.state(), listener, olga)).toBe(why);
    expect(floors(call.on({ type: "take-over", listener, by: olga }))).toEqual([]);
  });

  it("is refused to a second one of the team, and to the fifty-first time", () => {
    const call = taken();
    comes(call, other, ivan);
    expect(whyNotTaken(call.state(), other, ivan)).toBe("taken");
    call.on({ type: "hand-back" });
    for (let times = 1; times < mostTakeOvers; times += 1) {
      call.on({ type: "take-over", listener, by: olga });
      call.on({ type: "hand-back" });
    }
    expect(whyNotTaken(call.state(), other, ivan)).toBe("too_often");
  });
});

describe("handing a call back", () => {
  it("books who had it from when to when, takes the floor back and lets the bot go on", () => {
    const call = taken();
    call.wait(20_000);
    const effects = call.on({ type: "hand-back" });
    expect(floors(effects)).toEqual([null]);
    expect(says(effects)).toEqual(["1.0! back again"]);
    expect(call.state().data.takeOvers).toEqual([{ by: olga, from: startMs, to: startMs + 20_000 }]);
    expect(says(call.turn(1, "yes"))).toEqual(["2.0! you said yes"]);
  });

  it("tells a model from then on that somebody else has talked, and that what was said to them needs no answer", () => {
    const call = taken();
    call.turn(1, "and the price?");
    call.on({ type: "hand-back" });
    call.heard(1, 1, "back again");
    const [thought] = thoughts(call.turn(2, "think"));
    expect(thought?.system).toMatch(/^be kind\n\nЧасть этого разговора вместо тебя вёл сотрудник/);
  });

  it("is said again to a node that was away meanwhile", () => {
    const call = taken();
    call.on({ type: "disconnected", epoch: 1 });
    expect(sent(call.on({ type: "hand-back" }))).toEqual([]);
    const effects = call.hello(2);
    expect(floors(effects)).toEqual([null]);
    expect(says(effects)).toEqual(["1.0! back again"]);
  });

  it("of a call that nobody has changes nothing", () => {
    expect(callAt().on({ type: "hand-back" })).toEqual([]);
  });

  it("comes by itself ten seconds after the listener is gone", () => {
    const call = taken();
    call.fact({ type: "listener", listener, state: "gone", atMs: 9_000 });
    expect(says(call.wait(comeBackMs - 1))).toEqual([]);
    expect(says(call.wait(1))).toEqual(["1.0! back again"]);
    expect(call.state().data.taken).toBeNull();
  });

  it("does not come to who is back in time, with the new listener that they have", () => {
    const call = taken();
    call.fact({ type: "listener", listener, state: "gone", atMs: 9_000 });
    call.wait(comeBackMs - 1);
    expect(floors(comes(call, other, ivan))).toEqual([]);
    expect(floors(comes(call, "lsn_22222222222222222222", olga))).toEqual(["lsn_22222222222222222222"]);
    expect(says(call.wait(60_000))).toEqual([]);
    expect(call.state().data.taken).toMatchObject({ by: olga, since: startMs, goneAt: null });
  });

  it("still comes when the object was lost while it waited", () => {
    const call = taken();
    call.fact({ type: "listener", listener, state: "gone", atMs: 9_000 });
    call.lose(1);
    expect(says(call.wait(comeBackMs))).toEqual(["1.0! back again"]);
  });

  it("comes when the node restarts and nobody finds the way back", () => {
    const call = taken();
    call.hello(1_000_001, { fresh: true });
    expect(says(call.wait(comeBackMs))).toEqual(["1.0! back again"]);
  });
});

describe("the end of a call that one of the team has", () => {
  it("is booked with it when the caller hangs up", () => {
    const call = taken();
    call.wait(5_000);
    const effects = call.end();
    expect(settledAs(effects)).toEqual(["caller_hangup"]);
    const record = effects.flatMap((effect) => (effect.type === "settle" ? [effect.record.call] : []))[0];
    expect(record).toMatchObject({ outcome: "transferred", takeOvers: [{ by: olga, from: startMs, to: startMs + 5_000 }] });
    expect(record).not.toHaveProperty("taken");
  });

  it("comes at once when somebody hangs up", () => {
    expect(sent(taken().on({ type: "hangup", reason: "api_hangup" }))).toEqual([{ v: 1, type: "hangup", reason: "api_hangup", afterReply: -1 }]);
  });

  it("comes at once when the lease is refused, and is told to the node again when it is back", () => {
    const call = taken();
    expect(sent(call.on({ type: "lease", answer: { ok: false, detail: "" } }))).toEqual([{ v: 1, type: "hangup", reason: "limit", afterReply: -1 }]);
    expect(sent(call.hello(2)).map(({ type }) => type)).toEqual(["welcome", "floor", "hangup"]);
  });

  it("comes when the longest time is over", () => {
    const call = taken([undefined, undefined, { maxDurationMs: 60_000 }]);
    expect(sent(call.wait(80_000))).toContainEqual({ v: 1, type: "hangup", reason: "max_duration", afterReply: -1 });
  });

  it("takes no transfer that it has no wish for", () => {
    const call = taken();
    expect(says(call.fact({ type: "transfer.result", result: "busy", cause: { q850: null, sip: null, text: "" } }))).toEqual([]);
    expect(call.state().data.taken).not.toBeNull();
  });

  it("leaves nobody waited for: a call that is over wakes for no hand-back", () => {
    const call = taken();
    call.fact({ type: "listener", listener, state: "gone", atMs: 9_000 });
    call.end();
    expect(says(call.wait(comeBackMs * 2))).toEqual([]);
    expect(commits(call.on({ type: "hand-back" }))).toBe(0);
  });
});

describe("an answering machine that one of the team has taken", () => {
  it("is hung up on by nobody but them", () => {
    const call = taken([undefined, undefined, { direction: "outbound" }]);
    const effects = call.fact({ type: "amd", verdict: "machine", why: "beep", afterMs: 3_000 });
    expect(kinds(effects)).toEqual(["ack"]);
    expect(call.state().data.answeredBy).toBe("machine");
    expect(kinds(call.fact({ type: "machine.listening", by: "beep" }))).toEqual(["ack"]);
  });
});
