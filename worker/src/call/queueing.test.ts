import { describe, expect, it } from "vitest";
import { placeWords } from "./queueing.ts";
import { callAt, cause, kinds, says, sent } from "./testing.ts";
import type { Effect } from "./testing.ts";

const desk = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === "desk" ? [effect.word] : []));
const asked = (effects: Effect[]) => sent(effects).flatMap((message) => (message.type === "transfer" ? [`${message.key} ${message.to}`] : []));
const holds = (effects: Effect[]) => sent(effects).flatMap((message) => (message.type === "hold" ? [message.on] : []));
const key = "transfer-1";
const ring = (phone: string) => ({ type: "desk", news: { type: "ring", key, phone } }) as const;
const place = (at: number) => ({ type: "desk", news: { type: "place", key, place: at } }) as const;
const nobody = { type: "desk", news: { type: "nobody", key, why: "nobody" } } as const;
const result = (what: "answered" | "no_answer" | "refused") => ({ type: "transfer.result", result: what, cause }) as const;

/** A caller of the exchange who asked for operators of a group and has heard so. */
function queueing(more: { via?: "sip" | "rtp" } = {}) {
  const call = callAt("live", undefined, { via: more.via ?? "sip" });
  const effects = call.turn(1, "pass operators:sales");
  call.heard(1, 1, "I put you through");
  return { call, effects };
}

describe("a caller who is to be put through to operators", () => {
  it("waits at the desk once the wish is stored, and the node is asked for nobody yet", () => {
    const { effects } = queueing();
    expect(kinds(effects).indexOf("commit")).toBeLessThan(kinds(effects).indexOf("desk"));
    expect(desk(effects)).toEqual([{ type: "join", key, group: "sales", summary: "a caller" }]);
    expect(asked(effects)).toEqual([]);
  });

  it("is rung through to whom the desk names, each with a key of their own, stored before the node is asked", () => {
    const { call } = queueing();
    const first = call.on(ring("anna"));
    expect(kinds(first)[0]).toBe("commit");
    expect(asked(first)).toEqual([`${key}.1 operator:anna`]);
    expect(desk(call.fact(result("no_answer")))).toEqual([{ type: "result", phone: "anna", result: "no_answer" }]);
    expect(asked(call.on(ring("boris")))).toEqual([`${key}.2 operator:boris`]);
    const over = call.fact(result("answered"));
    expect(desk(over)).toEqual([{ type: "result", phone: "boris", result: "answered" }]);
    expect(sent(over)).toContainEqual(expect.objectContaining({ type: "hangup", reason: "transferred" }));
  });

  it("hears the place in the queue, with the line on hold, and only a better one again", () => {
    const { call } = queueing();
    const told = call.on(place(2));
    expect(holds(told)).toEqual([true]);
    expect(says(told)).toEqual([`2.0! ${placeWords(2, "ru")}`]);
    call.heard(2, 1, placeWords(2, "ru"));
    expect(says(call.on(place(2)))).toEqual([]);
    expect(says(call.on(place(1)))).toEqual([`3.0! ${placeWords(1, "ru")}`]);
  });

  it("hears a place that changed while another was said after it, and the newest alone", () => {
    const { call } = queueing();
    call.on(place(4));
    expect(says(call.on(place(3)))).toEqual([]);
    expect(says(call.on(place(2)))).toEqual([]);
    expect(says(call.heard(2, 1, placeWords(4, "ru")))).toEqual([`3.0! ${placeWords(2, "ru")}`]);
  });

  it("goes on in the flow when nobody comes, and the line is held no more", () => {
    const { call } = queueing();
    call.on(place(1));
    call.heard(2, 1, placeWords(1, "ru"));
    const effects = call.on(nobody);
    expect(holds(effects)).toEqual([false]);
    expect(says(effects)).toEqual(["3.0! nobody: no_answer"]);
    expect(call.on(ring("late")).filter((effect) => effect.type === "send")).toEqual([]);
  });

  it("is asked for again by the same key after a reconnect; the line is held again", () => {
    const { call } = queueing();
    call.on(place(1));
    call.heard(2, 1, placeWords(1, "ru"));
    call.on(ring("anna"));
    const again = call.hello(2, { turn: 1, held: { reply: 2, seq: 0, last: true } });
    expect(holds(again)).toEqual([true]);
    expect(asked(again)).toEqual([`${key}.1 operator:anna`]);
  });

  it("asks the desk again after the object was lost, unless somebody is being rung", () => {
    const { call } = queueing();
    expect(desk(call.lose())).toEqual([{ type: "join", key, group: "sales", summary: "a caller" }]);
    call.hello(2, { turn: 1, held: { reply: 1, seq: 0, last: true } });
    call.on(ring("anna"));
    expect(desk(call.lose())).toEqual([]);
  });

  it("leaves the desk when they hang up", () => {
    const { call } = queueing();
    expect(desk(call.end())).toEqual([{ type: "leave" }]);
  });

  it("of a call that no exchange carries is the node's to refuse, as any other", () => {
    const { effects } = queueing({ via: "rtp" });
    expect(desk(effects)).toEqual([]);
    expect(asked(effects)).toEqual([`${key} operators:sales`]);
  });
});

describe("a place in the queue", () => {
  it("is said in words to ten, and then no number is given", () => {
    expect(placeWords(2, "ru")).toContain("Вы второй в очереди");
    expect(placeWords(10, "en")).toContain("You are tenth in the queue");
    expect(placeWords(11, "ru")).toContain("больше десяти");
  });
});
