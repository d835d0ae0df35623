import { chatIdleMs } from "@zvon/contract/chat.ts";
import { describe, expect, it } from "vitest";
import { callAt, commits, context, kinds, says, sent } from "./testing.ts";
import type { Echo } from "./testing.ts";
import type { CallContext } from "./events.ts";

/** Understands "mumble" only when it is told what was meant. */
const decide: CallContext<Echo>["decide"] = (state, input, nowMs) => {
  const decision = context.decide(state, input, nowMs);
  if (input.type !== "turn" || !input.text.startsWith("mumble")) return decision;
  if (input.understood === undefined) return { ...decision, say: [{ text: "pardon?", voice: "pardon?" }], refinable: { intents: ["yes"], fields: [] } };
  return { ...decision, say: [{ text: `so ${input.understood.intents[0]?.name ?? "nothing"}`, voice: "" }] };
};
const call = (refines = true) => callAt("live", context.pronounce, {}, { decide, refines });
const yes = { intents: [{ name: "yes", confidence: 0.9 }], fields: {} };

describe("a turn that the rules did not understand", () => {
  it("is asked about before anything is said or stored, then decided again", () => {
    const at = call();
    const asked = at.turn(1, "mumble");
    expect(kinds(asked)).toEqual(["refine", "ack"]);
    expect(asked.find((effect) => effect.type === "refine")).toEqual({ type: "refine", turn: 1, text: "mumble", wanted: { intents: ["yes"], fields: [] } });
    const refined = at.on({ type: "refined", turn: 1, understood: yes });
    expect(says(refined)).toEqual(["1.0! so yes"]);
    expect(commits(refined)).toBe(1);
    expect(at.state().memory.messages.map((message) => message.text)).toContain("mumble");
  });

  it("is answered by the rules when nothing came of it", () => {
    const at = call();
    at.turn(1, "mumble");
    expect(says(at.on({ type: "refined", turn: 1, understood: null }))).toEqual(["1.0! pardon?"]);
  });

  it("is not asked about where the bot has no model", () => {
    expect(says(call(false).turn(1, "mumble"))).toEqual(["1.0! pardon?"]);
  });

  it("is answered by the rules at once when the caller goes on, and what comes late changes nothing", () => {
    const at = call();
    at.turn(1, "mumble");
    const next = at.turn(2, "hello");
    expect(says(next)).toEqual(["1.0! pardon?", "2.0! you said hello"]);
    expect(at.on({ type: "refined", turn: 1, understood: yes })).toEqual([]);
  });

  it("is still asked about when its words told the node that a person took the call, and not when a machine did", () => {
    const at = call();
    at.turn(1, "mumble");
    expect(says(at.fact({ type: "amd", verdict: "human", why: "words", afterMs: 900 }))).toEqual([]);
    expect(says(at.on({ type: "refined", turn: 1, understood: yes }))).toEqual(["1.0! so yes"]);
    const machine = call();
    machine.turn(1, "mumble");
    machine.fact({ type: "amd", verdict: "machine", why: "words", afterMs: 900 });
    expect(machine.on({ type: "refined", turn: 1, understood: yes })).toEqual([]);
  });

  it("is acknowledged as stored only once it was taken: an object that dies is told it again", () => {
    const at = call();
    const before = at.state().data.stored;
    at.turn(1, "mumble");
    at.wait(31_000);
    at.on({ type: "lease", answer: { ok: true, untilMs: Date.UTC(2026, 10, 22) } });
    expect(at.state().data.stored).toBeLessThanOrEqual(before + 1);
    const acks = sent(at.on({ type: "refined", turn: 1, understood: yes })).filter((message) => message.type === "ack");
    expect(acks.at(-1)).toMatchObject({ stored: at.state().memory.seen });
  });

  it("is in the record of a call that ends meanwhile", () => {
    const at = call();
    at.turn(1, "mumble");
    at.end();
    expect(at.state().memory.messages.map((message) => message.text)).toContain("mumble");
  });

  it("is in the record of a call that ends meanwhile, and leaves nothing behind when its meaning comes too late", () => {
    const at = callAt("live", context.pronounce, { via: "text", maxDurationMs: 24 * 3_600_000 }, { decide, refines: true });
    at.turn(1, "hello");
    at.wait(chatIdleMs - 100);
    at.turn(2, "mumble");
    const ended = at.wait(200);
    const [record] = ended.flatMap((effect) => (effect.type === "settle" ? [effect.record] : []));
    expect(record?.call.endReason).toBe("silent");
    expect(record?.messages.map((message) => message.text)).toContain("mumble");
    at.on({ type: "settled" });
    expect(kinds(at.on({ type: "refined", turn: 1, understood: yes }))).toEqual([]);
    expect(at.state().memory.messages).toEqual([]);
  });

  it("in writing is kept before it is asked about, and answered once when the object is back", () => {
    const at = callAt("live", context.pronounce, { via: "text", nodeId: null, maxDurationMs: 24 * 3_600_000 }, { decide, refines: true });
    const asked = at.turn(1, "mumble");
    expect(kinds(asked).indexOf("commit")).toBeLessThan(kinds(asked).indexOf("refine"));
    const back = at.lose();
    expect(back.filter((effect) => effect.type === "refine")).toEqual([{ type: "refine", turn: 1, text: "mumble", wanted: { intents: ["yes"], fields: [] } }]);
    at.hello(1, { turn: 0, held: { reply: 0, seq: 1, last: true } });
    expect(says(at.on({ type: "refined", turn: 1, understood: yes }))).toEqual(["1.0! so yes"]);
    expect(at.state().memory.messages.filter((message) => message.text === "mumble")).toHaveLength(1);
    expect(at.state().data.pendingTurn).toBeNull();
  });
});
