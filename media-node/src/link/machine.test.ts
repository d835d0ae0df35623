import { toEdgeSchema, toNodeSchema } from "@zvon/contract/call-link.ts";
import type { FactBody, ToEdge, ToNode, Welcome } from "@zvon/contract/call-link.ts";
import golden from "@zvon/contract/fixtures/call-link/to-node.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { nextTick, outboxLimit, step } from "./machine.ts";
import { newLink } from "./state.ts";
import type { LinkEffect, LinkEvent, LinkState } from "./state.ts";

const callId = "call_26117k3mz9qx2w4bvnlr5t8h";
const cause = { q850: null, sip: null, text: "" };

type Seen = { atMs: number; effect: LinkEffect }[];
type LinkAtWork = {
  state(): LinkState;
  now(): number;
  /** One event now; what it asked for. */
  on(event: LinkEvent): LinkEffect[];
  /** Lets time pass, tick by tick; what the ticks asked for, with when. */
  wait(ms: number): Seen;
  epoch(): number;
  frame(message: ToNode, epoch?: number): LinkEffect[];
  fact(body: FactBody): LinkEffect[];
  /** Connects and is welcomed. */
  up(welcome?: Partial<Welcome>): LinkEffect[];
};

/** A link at work: takes events at times, remembers what it asked for. */
function linkAt(options: { fresh?: boolean; epochBase?: number; kept?: Parameters<typeof newLink>[0]["kept"] } = {}): LinkAtWork {
  let nowMs = 0;
  let state = newLink({ callId, epochBase: options.epochBase ?? 0, fresh: options.fresh ?? false, seed: 7, ...(options.kept === undefined ? {} : { kept: options.kept }) }, nowMs);
  const link: LinkAtWork = {
    state: () => state,
    now: () => nowMs,
    on(event) {
      const result = step(state, event, nowMs);
      state = result.state;
      return result.effects;
    },
    wait(ms) {
      const until = nowMs + ms;
      const seen: Seen = [];
      for (let at = nextTick(state); at <= until; at = nextTick(state)) {
        nowMs = Math.max(nowMs, at);
        for (const effect of link.on({ type: "tick" })) seen.push({ atMs: nowMs, effect });
        if (nextTick(state) < nowMs) throw new Error("a tick left its deadline in the past");
      }
      nowMs = until;
      return seen;
    },
    epoch: () => state.epochBase * 1_000_000 + state.attempt,
    frame: (message, epoch = link.epoch()) => link.on({ type: "frame", epoch, message }),
    fact: (body) => link.on({ type: "fact", body }),
    up(welcome = {}) {
      link.wait(1_500);
      link.on({ type: "opened", epoch: link.epoch() });
      return link.frame(welcomeOf({ epoch: link.epoch(), ...welcome }));
    },
  };
  return link;
}

const welcomeOf = (more: Partial<Welcome>): Welcome => ({ ...goldenWelcome, recording: null, stored: 0, seen: 0, turn: 0, reply: -1, ...more });
const goldenWelcome = toNodeSchema.options[0].parse(golden.find(({ message }) => message.type === "welcome")?.message);
const sent = (effects: LinkEffect[]): ToEdge[] => effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));
const sentTypes = (effects: LinkEffect[]) => sent(effects).map((message) => ("n" in message ? `${message.type} ${message.n}` : message.type));
const delivered = (effects: LinkEffect[]) => effects.flatMap((effect) => (effect.type === "deliver" ? [effect.event.type === "message" ? effect.event.message.type : effect.event.type === "plan" ? effect.event.step : effect.event.reason] : []));
const plans = (seen: Seen) => seen.flatMap(({ atMs, effect }) => (effect.type === "deliver" && effect.event.type === "plan" ? [[effect.event.step, atMs]] : []));
const final = (turn: number): FactBody => ({ type: "turn.final", turn, text: "да", verdict: "sure", confidence: 1, language: "ru", startMs: 0, endMs: 0, endpointMs: 0, sttMs: 0, by: "voice" });
const heard = (reply: number, turn: number, interrupted = false): FactBody => ({ type: "reply.heard", reply, turn, heard: "", interrupted, startMs: 0, endMs: 0, decisionMs: 0, ttsMs: 0, firstAudioMs: 0 });
const ended: FactBody = { type: "call.ended", reason: "completed", cause, detail: "", durationMs: 0, media: {} };
const segment = (reply: number, turn: number, seq: number, last: boolean): ToNode => ({ v: 1, type: "reply.text", reply, turn, seq, text: "да", voice: "да", last, interruptible: true, language: "ru", listen: null });
const ack = (stored: number, seen = stored): ToNode => ({ v: 1, type: "ack", stored, seen });

describe("the node's end of the link: table", () => {
  const at: Record<LinkState["line"]["kind"], () => ReturnType<typeof linkAt>> = {
    waiting: () => linkAt(),
    connecting() {
      const link = linkAt();
      link.wait(0);
      return link;
    },
    greeting() {
      const link = at.connecting();
      link.on({ type: "opened", epoch: 1 });
      return link;
    },
    up() {
      const link = at.greeting();
      link.frame(welcomeOf({ epoch: 1 }));
      return link;
    },
    over() {
      const link = at.up();
      link.on({ type: "closed", epoch: 1, code: 4003 });
      return link;
    },
  };
  const opened: LinkEvent = { type: "opened", epoch: 1 };
  const welcome: LinkEvent = { type: "frame", epoch: 1, message: welcomeOf({ epoch: 1 }) };
  const closed = (code: number): LinkEvent => ({ type: "closed", epoch: 1, code });
  const rows: [LinkState["line"]["kind"], string, LinkEvent, LinkState["line"]["kind"]][] = [
    ["waiting", "tick", { type: "tick" }, "connecting"],
    ["waiting", "opened", opened, "waiting"],
    ["waiting", "welcome", welcome, "waiting"],
    ["waiting", "closed", closed(1006), "waiting"],
    ["connecting", "opened", opened, "greeting"],
    ["connecting", "welcome", welcome, "connecting"],
    ["connecting", "closed", closed(1006), "waiting"],
    ["connecting", "closed 4003", closed(4003), "over"],
    ["greeting", "welcome", welcome, "up"],
    ["greeting", "ack", { type: "frame", epoch: 1, message: ack(1) }, "greeting"],
    ["greeting", "closed", closed(1012), "waiting"],
    ["up", "welcome again", welcome, "up"],
    ["up", "opened", opened, "up"],
    ["up", "an older close", { type: "closed", epoch: 0, code: 1006 }, "up"],
    ["up", "closed", closed(1006), "waiting"],
    ["up", "closed 4001", closed(4001), "waiting"],
    ["up", "closed 4000", closed(4000), "over"],
    ["up", "closed 4003", closed(4003), "over"],
    ["over", "opened", opened, "over"],
    ["over", "welcome", welcome, "over"],
    ["over", "closed", closed(1006), "over"],
    ["over", "tick", { type: "tick" }, "over"],
  ];
  it.each(rows)("%s, %s", (from, _what, event, to) => {
    const link = at[from]();
    expect(link.state().line.kind).toBe(from);
    link.on(event);
    expect(link.state().line.kind).toBe(to);
  });
});

describe("the node's end of the link", () => {
  it("says hello with its epoch, and again each second until it is welcomed", () => {
    const link = linkAt({ epochBase: 3 });
    expect(link.wait(0).map(({ effect }) => effect)).toEqual([{ type: "connect", epoch: 3_000_001 }]);
    expect(sent(link.on({ type: "opened", epoch: 3_000_001 }))).toEqual([{ v: 1, type: "hello", callId, epoch: 3_000_001, fresh: false, turn: 0, held: { reply: -1, seq: -1, last: true } }]);
    expect(link.wait(2_100).map(({ atMs, effect }) => [atMs, effect.type])).toEqual([[1_000, "send"], [2_000, "send"]]);
    expect(link.wait(200)[0]?.effect).toEqual({ type: "close", epoch: 3_000_001, code: 1001 });
  });

  it("comes back with a higher epoch, sooner than the filler would be said", () => {
    const link = linkAt();
    link.up();
    for (let time = 0; time < 20; time += 1) {
      link.on({ type: "closed", epoch: link.epoch(), code: 1006 });
      const epoch = link.epoch();
      const again = link.wait(1_500);
      expect(again[0]?.effect).toEqual({ type: "connect", epoch: epoch + 1 });
    }
  });

  it("numbers facts without gaps and keeps them until they are stored", () => {
    const link = linkAt();
    expect(link.fact({ type: "call.ringing" })).toEqual([]);
    expect(sentTypes(link.up())).toEqual(["call.ringing 1"]);
    expect(sentTypes(link.fact({ type: "call.answered", atMs: 0 }))).toEqual(["call.answered 2"]);
    link.frame(ack(1, 2));
    expect(link.state().outbox.map((fact) => fact.n)).toEqual([2]);
    link.frame(ack(2));
    expect(link.state().outbox).toEqual([]);
  });

  it("sends again after a reconnect what was only seen, for the edge may have lost it", () => {
    const link = linkAt();
    link.up();
    link.fact({ type: "call.ringing" });
    link.fact({ type: "call.answered", atMs: 0 });
    link.frame(ack(1, 2));
    link.on({ type: "closed", epoch: 1, code: 1006 });
    expect(sentTypes(link.up({ stored: 1, seen: 1 }))).toEqual(["call.answered 2"]);
  });

  it("does not send again what the edge still has in memory", () => {
    const link = linkAt();
    link.up();
    link.fact({ type: "call.ringing" });
    link.frame(ack(0, 1));
    link.on({ type: "closed", epoch: 1, code: 1006 });
    expect(sentTypes(link.up({ stored: 0, seen: 1 }))).toEqual([]);
    expect(link.state().outbox).toHaveLength(1);
  });

  it("sends at once what an edge that woke up without its memory says it lacks", () => {
    const link = linkAt();
    link.up();
    link.fact({ type: "call.ringing" });
    link.frame(ack(0, 1));
    expect(sentTypes(link.frame(ack(0, 0)))).toEqual(["call.ringing 1"]);
  });

  it("does not flood an edge that lost what it had called stored", () => {
    const link = linkAt();
    link.up();
    link.fact({ type: "call.ringing" });
    link.frame(ack(1));
    link.fact({ type: "call.answered", atMs: 0 });
    expect(sentTypes(link.frame(ack(0, 0)))).toEqual([]);
  });

  it("sends again after two seconds without progress", () => {
    const link = linkAt();
    link.up();
    link.fact({ type: "call.ringing" });
    link.fact({ type: "amd", verdict: "human", why: "short_greeting", afterMs: 1640 });
    const start = link.now();
    const again = link.wait(4_100).filter(({ effect }) => effect.type === "send");
    expect(again.map(({ atMs }) => atMs - start)).toEqual([2_000, 2_000, 4_000, 4_000]);
  });

  it("leaves frames of an older connection alone", () => {
    const link = linkAt();
    link.up();
    link.on({ type: "closed", epoch: 1, code: 1006 });
    link.up();
    expect(link.frame(segment(0, 0, 0, true), 1)).toEqual([]);
    expect(link.state().counters.staleFrames).toBe(1);
  });

  it("numbers what a restarted node tells behind what its earlier life had told", () => {
    const link = linkAt({ fresh: true });
    link.fact({ type: "call.answered", atMs: 0 });
    expect(sentTypes(link.up({ stored: 4, seen: 4, turn: 2, reply: 2 }))).toEqual(["call.answered 5"]);
    expect(sentTypes(link.fact(final(3)))).toEqual(["turn.final 6"]);
  });

  it("gives up a socket that answers no ping", () => {
    const link = linkAt();
    link.up();
    const start = link.now();
    const seen = link.wait(16_000).filter(({ effect }) => effect.type === "ping" || effect.type === "close");
    expect(seen.map(({ atMs, effect }) => [effect.type, atMs - start])).toEqual([["ping", 5_000], ["ping", 10_000], ["close", 15_000]]);
  });

  it("keeps a socket that answers", () => {
    const link = linkAt();
    link.up();
    for (let time = 0; time < 12; time += 1) {
      link.wait(5_000);
      link.on({ type: "pong", epoch: 1 });
    }
    expect(link.state().line.kind).toBe("up");
  });

  it("drops facts once the outbox is full, but never the end", () => {
    const link = linkAt();
    for (let count = 0; count < outboxLimit + 5; count += 1) link.fact({ type: "amd", verdict: "unknown", why: "silence", afterMs: 3600 });
    link.fact(ended);
    expect(link.state().outbox).toHaveLength(outboxLimit + 1);
    expect(link.state().outbox.at(-1)).toMatchObject({ type: "call.ended", n: outboxLimit + 1 });
    expect(link.state().counters.factsDropped).toBe(5);
  });
});

describe("replies", () => {
  it("are delivered in order and once; doubles, gaps and what is overtaken are dropped", () => {
    const link = linkAt();
    link.up();
    expect(delivered(link.frame(segment(0, 0, 0, false)))).toEqual(["reply.text"]);
    expect(delivered(link.frame(segment(0, 0, 0, false)))).toEqual([]);
    expect(delivered(link.frame(segment(0, 0, 2, true)))).toEqual([]);
    expect(delivered(link.frame(segment(0, 0, 1, true)))).toEqual(["reply.text"]);
    expect(delivered(link.frame(segment(1, 0, 1, true)))).toEqual([]);
    link.fact(final(1));
    expect(delivered(link.frame(segment(1, 0, 0, true)))).toEqual([]);
    expect(delivered(link.frame(segment(2, 1, 0, true)))).toEqual(["reply.text"]);
    expect(link.state().counters).toMatchObject({ doubles: 1, gaps: 2, overtaken: 1 });
  });

  it("that were cut short are not continued", () => {
    const link = linkAt();
    link.up();
    link.frame(segment(0, 0, 0, false));
    link.fact(heard(0, 0, true));
    expect(delivered(link.frame(segment(0, 0, 1, true)))).toEqual([]);
    expect(delivered(link.frame(segment(1, 0, 0, true)))).toEqual(["reply.text"]);
  });

  it("do not come any more once the call is over", () => {
    const link = linkAt();
    link.up();
    link.fact(ended);
    expect(delivered(link.frame(segment(0, 0, 0, true)))).toEqual([]);
  });

  it("bring one hang-up however often it is said, and another one when it changes", () => {
    const link = linkAt();
    link.up();
    const hangup = (afterReply: number): ToNode => ({ v: 1, type: "hangup", reason: "completed", afterReply });
    expect(delivered(link.frame(hangup(2)))).toEqual(["hangup"]);
    expect(delivered(link.frame(hangup(2)))).toEqual([]);
    expect(delivered(link.frame(hangup(-1)))).toEqual(["hangup"]);
  });
});

describe("a caller who waits", () => {
  it("hears a filler at 2 s, an apology at 20 s, and the end at 30 s, with an edge that is up and silent", () => {
    const link = linkAt();
    link.up();
    for (let time = 0; time < 3; time += 1) link.on({ type: "pong", epoch: 1 });
    link.fact(final(1));
    const start = link.now();
    const seen: Seen = [];
    for (let second = 0; second < 40; second += 1) {
      link.on({ type: "pong", epoch: 1 });
      seen.push(...link.wait(1_000));
    }
    expect(plans(seen)).toEqual([["filler", start + 2_000], ["apology", start + 20_000], ["end", start + 30_000]]);
    expect(seen.filter(({ effect }) => effect.type === "send" && effect.message.type === "sync").length).toBeGreaterThan(20);
  });

  it("hears the same with an edge that is gone", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    link.on({ type: "closed", epoch: 1, code: 1006 });
    const start = link.now();
    expect(plans(link.wait(40_000))).toEqual([["filler", start + 2_000], ["apology", start + 20_000], ["end", start + 30_000]]);
  });

  it("waits from when the sound ended, if something sounds still", () => {
    const link = linkAt();
    link.up();
    link.on({ type: "sound", on: true });
    link.fact(final(1));
    expect(plans(link.wait(5_000))).toEqual([]);
    link.on({ type: "sound", on: false });
    const start = link.now();
    expect(plans(link.wait(2_500))).toEqual([["filler", start + 2_000]]);
  });

  it("still waits while a filler sounds: the apology and the end keep their time", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    const start = link.now();
    link.wait(2_000);
    link.on({ type: "sound", on: true });
    link.wait(800);
    link.on({ type: "sound", on: false });
    link.on({ type: "closed", epoch: 1, code: 1006 });
    expect(plans(link.wait(30_000))).toEqual([["apology", start + 20_000], ["end", start + 30_000]]);
  });

  it("waits anew for the rest of a reply that has not come whole", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    link.wait(1_000);
    link.frame(segment(0, 1, 0, false));
    link.on({ type: "sound", on: true });
    link.wait(900);
    link.on({ type: "sound", on: false });
    const start = link.now();
    expect(plans(link.wait(2_100))).toEqual([["filler", start + 2_000]]);
  });

  it("does not wait any more once the whole reply is heard, and the edge is asked for nothing once it is there", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    link.frame(segment(0, 1, 0, true));
    link.on({ type: "sound", on: true });
    link.on({ type: "pong", epoch: 1 });
    expect(sentTypes(link.wait(4_000).map(({ effect }) => effect))).not.toContain("sync");
    link.on({ type: "sound", on: false });
    link.fact(heard(0, 1));
    expect(plans(link.wait(9_000))).toEqual([]);
  });

  it("hears the plan when the whole reply is there and does not sound: a voice that hangs leaves nobody in silence", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    link.wait(1_000);
    link.frame(segment(0, 1, 0, true));
    const start = link.now();
    const seen: Seen = [];
    for (let second = 0; second < 40; second += 1) {
      link.on({ type: "pong", epoch: 1 });
      seen.push(...link.wait(1_000));
    }
    expect(plans(seen)).toEqual([["filler", start + 2_000], ["apology", start + 20_000], ["end", start + 30_000]]);
  });

  it("waits anew when a whole reply stops half-way, though a filler was due before it began", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    link.frame(segment(0, 1, 0, true));
    link.wait(2_500);
    link.on({ type: "sound", on: true });
    link.on({ type: "note", body: { type: "reply.started", reply: 0, turn: 1, atMs: 0 } });
    link.wait(1_000);
    link.on({ type: "sound", on: false });
    const start = link.now();
    expect(plans(link.wait(2_500))).toEqual([["filler", start + 2_000]]);
  });

  it("does not wait for a reply that had nothing to sound", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    link.frame(segment(0, 1, 0, true));
    link.fact(heard(0, 1));
    link.on({ type: "pong", epoch: 1 });
    expect(plans(link.wait(9_000))).toEqual([]);
  });

  it("is not kept on a line whose edge has been gone for 30 s, though nothing was asked", () => {
    const link = linkAt();
    link.up();
    link.on({ type: "closed", epoch: 1, code: 1006 });
    const start = link.now();
    expect(plans(link.wait(60_000))).toEqual([["end", start + 30_000]]);
  });

  it("hears out what sounds when the edge is gone, for five seconds at most", () => {
    const link = linkAt();
    link.up();
    link.on({ type: "sound", on: true });
    link.on({ type: "closed", epoch: 1, code: 1006 });
    const start = link.now();
    expect(plans(link.wait(60_000))).toEqual([["end", start + 35_000]]);
  });
});

describe("the end of a link", () => {
  it("comes when every fact is stored", () => {
    const link = linkAt();
    link.up();
    link.fact(ended);
    expect(link.on({ type: "drain" })).toEqual([]);
    expect(link.frame(ack(0, 1))).toEqual([]);
    expect(link.frame(ack(1)).map((effect) => effect.type)).toEqual(["close", "drained"]);
    expect(nextTick(link.state())).toBe(Infinity);
  });

  it("hands to the spool what could not be delivered in 15 s", () => {
    const link = linkAt();
    link.up();
    link.on({ type: "closed", epoch: 1, code: 1006 });
    link.fact(ended);
    link.on({ type: "drain" });
    const last = link.wait(16_000).filter(({ effect }) => effect.type === "spool" || effect.type === "drained");
    expect(last.map(({ effect }) => effect.type)).toEqual(["spool", "drained"]);
    expect(last[0]?.effect).toMatchObject({ facts: [{ type: "call.ended", n: 1 }], fresh: false });
  });

  it("hands over to the spool within 1.5 s when the node stops, before or during the drain", () => {
    for (const order of [["hurry", "drain"], ["drain", "hurry"]] as const) {
      const link = linkAt();
      link.up();
      link.on({ type: "closed", epoch: 1, code: 1006 });
      link.fact(ended);
      for (const type of order) link.on({ type });
      const last = link.wait(1_600).filter(({ effect }) => effect.type === "spool" || effect.type === "drained");
      expect(last.map(({ effect }) => effect.type)).toEqual(["spool", "drained"]);
    }
  });

  it("is believed when an edge that has the call's end closes for good, though its acknowledgement was lost", () => {
    const link = linkAt();
    link.up();
    link.fact(ended);
    link.on({ type: "drain" });
    expect(link.on({ type: "closed", epoch: 1, code: 4000 }).map((effect) => effect.type)).toEqual(["drained"]);
  });

  it("goes on in another life: what was kept is delivered under the same numbers", () => {
    const link = linkAt({ kept: { facts: [{ v: 1, n: 7, ...ended }], attempt: 4, fresh: false } });
    link.on({ type: "drain" });
    expect(link.wait(0).map(({ effect }) => effect)).toEqual([{ type: "connect", epoch: 5 }]);
    link.on({ type: "opened", epoch: 5 });
    expect(sentTypes(link.frame(welcomeOf({ epoch: 5, stored: 6, seen: 6 })))).toEqual(["call.ended 7"]);
    expect(link.frame(ack(7)).map((effect) => effect.type)).toEqual(["close", "drained"]);
  });

  it("numbers at last what no welcome had numbered before it was kept", () => {
    const link = linkAt({ kept: { facts: [{ v: 1, n: 1, ...ended }], attempt: 4, fresh: true } });
    expect(sentTypes(link.up({ stored: 6, seen: 6 }))).toEqual(["call.ended 7"]);
  });
});

describe("a person in the bot's place", () => {
  const person = (state: "listening" | "talking" | "gone", listener = "lsn_00000001"): FactBody => ({ type: "listener", listener, state, atMs: 0 });
  const filler: ToNode = { v: 1, type: "filler", turn: 1, text: "Секунду" };

  it("answers the caller, who waits for nothing of ours: no sync, no filler, no goodbye, for as long as it takes", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    link.wait(1_900);
    link.fact(person("talking"));
    link.frame(ack(2));
    link.fact(final(2));
    link.frame(ack(3));
    const seen = link.wait(4_000);
    expect(plans(seen)).toEqual([]);
    expect(sentTypes(seen.map(({ effect }) => effect))).toEqual([]);
  });

  it("is not hung up on by a farewell they cut short, which counts when it is said again after them, and is when it is for now", () => {
    const link = linkAt();
    const hangup = (afterReply: number): ToNode => ({ v: 1, type: "hangup", reason: "completed", afterReply });
    link.up();
    link.frame(segment(3, 0, 0, true));
    expect(delivered(link.frame(hangup(3)))).toEqual(["hangup"]);
    link.fact(person("talking"));
    expect(delivered(link.frame(hangup(3)))).toEqual([]);
    expect(delivered(link.frame(hangup(-1)))).toEqual(["hangup"]);
    link.fact(person("listening"));
    expect(delivered(link.frame(hangup(3)))).toEqual(["hangup"]);
  });

  it("keeps the floor no longer than the edge means it: who has it is asked for each 5 s", () => {
    const link = linkAt();
    link.up();
    const start = link.now();
    link.fact(person("talking"));
    link.frame(ack(1));
    const asked = link.wait(11_000).filter(({ effect }) => sentTypes([effect])[0] === "sync");
    expect(asked.map(({ atMs }) => atMs - start)).toEqual([5_000, 10_000]);
  });

  it("talks on while the link is away, for as long as a call whose bot sounds may", () => {
    const link = linkAt();
    link.up();
    link.fact(person("talking"));
    const start = link.now();
    link.on({ type: "closed", epoch: link.epoch(), code: 1006 });
    expect(plans(link.wait(60_000))).toEqual([["end", start + 35_000]]);
  });

  it("is not talked over: replies and fillers that were under way are overtaken, until the floor is given back", () => {
    const link = linkAt();
    link.up();
    link.fact(final(1));
    link.fact(person("talking"));
    expect(delivered([...link.frame(segment(0, 1, 0, true)), ...link.frame(filler)])).toEqual([]);
    expect(link.state().counters.overtaken).toBe(2);
    link.fact(person("gone", "lsn_00000002"));
    expect(delivered(link.frame(segment(1, 1, 0, true)))).toEqual([]);
    link.fact(person("listening"));
    expect(delivered(link.frame(segment(2, 1, 0, true)))).toEqual(["reply.text"]);
  });

  it("gives the plan back with the floor: the caller's next words are ours to answer", () => {
    const link = linkAt();
    link.up();
    link.fact(person("talking"));
    link.fact(final(1));
    link.fact(person("gone"));
    link.frame(ack(3));
    link.wait(3_000);
    expect(link.state().wait).toBeNull();
    const start = link.now();
    link.fact(final(2));
    link.frame(ack(4));
    expect(plans(link.wait(2_500))).toEqual([["filler", start + 2_000]]);
  });
});

describe("golden messages", () => {
  it.each(golden)("taken: $what", ({ message }) => {
    const link = linkAt();
    link.up();
    link.fact({ type: "call.ringing" });
    const parsed = toNodeSchema.parse(message);
    if (parsed.type === "reply.text" && parsed.seq > 0) link.frame({ ...parsed, seq: 0, last: false });
    const effects = link.frame(parsed.type === "welcome" ? { ...parsed, epoch: link.epoch() } : parsed);
    // A second welcome of the same connection and an acknowledgement are the link's own affair.
    expect(delivered(effects)).toEqual(parsed.type === "welcome" || parsed.type === "ack" ? [] : [parsed.type]);
  });

  it("sent: whatever the link sends is a message of the contract", () => {
    const link = linkAt();
    const bodies: FactBody[] = [{ type: "call.ringing" }, { type: "call.answered", atMs: 1 }, final(1), heard(0, 0), { type: "usage", mediaMs: 1, sttMs: 1, ttsChars: 1 }, { type: "amd", verdict: "human", why: "short_greeting", afterMs: 1640 }, { type: "machine.listening", by: "beep" }, { type: "transfer.result", result: "busy", cause }, ended];
    for (const body of bodies) link.fact(body);
    const effects = [...link.up(), ...link.wait(5_000).map(({ effect }) => effect), ...link.on({ type: "note", body: { type: "silence", turn: 1, reply: 0, forMs: 1_000 } })];
    const messages = sent(effects);
    expect(messages.length).toBeGreaterThan(bodies.length);
    for (const message of messages) expect(toEdgeSchema.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
  });
});
