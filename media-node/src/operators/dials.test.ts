import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { describe, expect, it } from "vitest";
import type { Board, LegDial, LegEvent } from "../asterisk/board.ts";
import type { FromLink } from "../link/port.ts";
import { createLog } from "../log.ts";
import { createDials, type Dial } from "./dials.ts";
import { openLine } from "./line.ts";

const settled = async () => {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
};
const phone = "0123456789abcdefghij";
const grant: LinkGrant = { callId: "call_26110000000000000000", path: "/link", token: "t", epochBase: 0 };
const outside = (mode: Dial["mode"], change: Partial<Dial> = {}): Dial => ({ dial: grant.callId, phone, mode, sip: { to: "79160000001", from: "74950000001", trunk: "trk_1", ringTimeoutMs: 30_000 }, grant, maxMs: 60_000, ...change });
const cause = { q850: 17, sip: 486, text: "" };

function begin(options: { away?: boolean; alone?: boolean; draining?: boolean; refuses?: string } = {}) {
  const asked: string[] = [];
  const told: string[] = [];
  const facts: string[] = [];
  const kept: string[] = [];
  const legs = new Map<string, (event: LegEvent) => void>();
  let onGone: (channelId: string) => void = () => undefined;
  let fromEdge: (event: FromLink) => void = () => undefined;
  let nowMs = 0;
  const ask = (what: string) => {
    asked.push(what);
    return what === options.refuses ? Promise.reject(new Error("refused")) : Promise.resolve();
  };
  const board: Board = {
    talkOf: (of) => Promise.resolve(of === phone && options.alone !== true ? { operator: "anna", other: "caller" } : null),
    take: (_talk, gone) => void (onGone = gone),
    takeUp: (channel, onEvent) => {
      legs.set("t", onEvent);
      return Promise.resolve(channel === "t");
    },
    dial: async ({ name, to }: LegDial, onEvent) => {
      await ask(`dial ${to}`);
      legs.set(name.slice(-1), onEvent);
      return name.slice(-1);
    },
    wait: (channel) => ask(`wait ${channel}`),
    consult: (one, other) => ask(`consult ${one} ${other}`),
    join: (one, other) => ask(`join ${one} ${other}`),
    hangup: (channel) => ask(`hangup ${channel}`),
  };
  const dials = createDials({
    board: () => (options.away === true ? null : board),
    takesCalls: () => options.draining !== true,
    keep: ({ channelId }) => void kept.push(channelId),
    forget: (callId) => void kept.splice(0, kept.length, `forgot ${callId}`),
    wallClock: () => 10_000,
    openLine: (_grant, onHangup, talkedMs) => openLine({ ...(talkedMs !== undefined && { talkedMs }), openLink: (onEvent) => {
      fromEdge = onEvent;
      return { fact: (fact) => void facts.push(fact.type === "call.ended" ? `${fact.type} ${fact.reason} ${fact.durationMs}` : fact.type), note: () => undefined, sound: () => undefined, drain: () => Promise.resolve() };
    }, now: () => nowMs, onHangup }),
    tell: ({ stage, result }) => void told.push(result === null ? stage : `${stage} ${result}`),
    log: createLog(() => undefined),
  });
  return { dials, board, asked, told, facts, kept, leg: (which: "t" | "o", event: LegEvent) => legs.get(which)?.(event), gone: (channel: string) => onGone(channel), edge: (event: FromLink) => fromEdge(event), pass: (ms: number) => (nowMs += ms) };
}

describe("what an operator dials on a node", () => {
  it("is a call of its own in the books from the first ring to the end, however those who talk were joined", async () => {
    const { dials, asked, told, facts, kept, leg, pass } = begin();
    await dials.begin(outside("call"));
    await settled();
    leg("o", { type: "answered" });
    await settled();
    leg("t", { type: "ringing" });
    leg("t", { type: "answered" });
    await settled();
    expect(asked).toEqual([`dial operator:${phone}`, "wait o", "dial 79160000001", "join t o"]);
    expect(told).toEqual(["phone", "dialling", "ringing", "over answered"]);
    expect(dials.count()).toBe(0);
    expect(kept).toEqual(["t"]);
    pass(61_000);
    leg("t", { type: "gone", reason: "completed", cause });
    expect(facts).toEqual(["call.ringing", "call.answered", "call.ended completed 61000"]);
    expect(kept).toEqual([`forgot ${grant.callId}`]);
  });

  it("is in the books as never reached when the operator's own telephone did not ring", async () => {
    const { dials, told, facts, leg } = begin();
    await dials.begin(outside("call"));
    await settled();
    leg("o", { type: "gone", reason: "no_answer", cause });
    await settled();
    expect(told).toEqual(["phone", "over failed"]);
    expect(facts).toEqual(["call.ended cancelled 0"]);
  });

  it("is refused in the books, too, where it can't begin: no exchange, nobody to hand on, a node that drains", async () => {
    for (const [options, mode] of [[{ away: true }, "call"], [{ alone: true }, "blind"], [{ draining: true }, "call"]] as const) {
      const { dials, told, facts } = begin(options);
      await dials.begin(outside(mode));
      expect([told, facts, dials.count()]).toEqual([["over failed"], ["call.ended failed 0"], 0]);
    }
  });

  it("hands the caller on, and is begun once however often it is asked for", async () => {
    const { dials, asked, told, leg } = begin();
    await Promise.all([dials.begin(outside("attended")), dials.begin(outside("attended"))]);
    await settled();
    leg("t", { type: "answered" });
    await settled();
    dials.act(grant.callId, "join");
    await settled();
    expect(asked).toEqual(["wait caller", "wait anna", "dial 79160000001", "consult anna t", "join caller t", "hangup anna"]);
    expect(told).toEqual(["dialling", "consulting", "over answered"]);
  });

  it("gives the caller back when the exchange can't dial, or join", async () => {
    for (const refuses of ["dial 79160000001", "join caller t"]) {
      const { dials, asked, told, leg } = begin({ refuses });
      await dials.begin(outside("blind"));
      await settled();
      leg("t", { type: "answered" });
      await settled();
      expect(told).toEqual(["dialling", "over failed"]);
      expect(asked.at(-1)).toBe("join caller anna");
    }
  });

  it("is ended by the edge: who is being dialled, or already talks, is hung up", async () => {
    const { dials, asked, facts, leg, edge } = begin();
    await dials.begin(outside("blind"));
    await settled();
    edge({ type: "message", message: { v: 1, type: "hangup", reason: "limit", afterReply: -1 } });
    expect(asked.at(-1)).toBe("hangup t");
    leg("t", { type: "gone", reason: "cancelled", cause });
    expect(facts).toEqual(["call.ended limit 0"]);
  });

  it("goes on in the books when the node was killed while they talked, with all the time that they did", async () => {
    const { dials, board, asked, facts, kept, leg, edge, pass } = begin();
    const held = { grant, channelId: "t", ours: "74950000001", theirs: "79160000001", answeredAt: 4_000 };
    expect(await dials.takeUp({ ...held, channelId: "gone" }, board)).toBe(false);
    expect(await dials.takeUp(held, board)).toBe(true);
    edge({ type: "message", message: { v: 1, type: "hangup", reason: "max_duration", afterReply: -1 } });
    expect(asked).toEqual(["hangup t"]);
    pass(1_000);
    leg("t", { type: "gone", reason: "completed", cause });
    expect(facts).toEqual(["call.ended max_duration 7000"]);
    expect(kept).toEqual([`forgot ${grant.callId}`]);
  });

  it("leaves the books alone for a colleague, and knows who has gone", async () => {
    const { dials, asked, told, facts, gone } = begin();
    await dials.begin(outside("blind", { dial: "dial_0000000001", sip: { to: "operator:x", from: "+7999", trunk: null, ringTimeoutMs: 20_000 }, grant: null }));
    await settled();
    gone("caller");
    await settled();
    expect(told).toEqual(["dialling", "over left"]);
    expect(asked.slice(-2)).toEqual(["hangup t", "hangup anna"]);
    expect(facts).toEqual([]);
  });
});
