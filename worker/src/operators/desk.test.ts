import { operatorSilentMs } from "@zvon/contract/operators-api.ts";
import { describe, expect, it } from "vitest";
import { deskDeadline, emptyDesk, maxWaitMs, offerTo, refusesDial, stepDesk } from "./desk.ts";
import type { Caller, Desk, DeskEffect, DeskEvent, GroupRules } from "./desk.ts";

/** A desk that keeps what it was told, with a clock. */
function openDesk() {
  let desk: Desk = emptyDesk;
  let nowMs = 1_000_000;
  const tell = (event: DeskEvent): DeskEffect[] => {
    const step = stepDesk(desk, event, nowMs);
    desk = step.desk;
    return step.effects;
  };
  return {
    tell,
    desk: () => desk,
    pass: (ms: number) => void (nowMs += ms),
    /** As the alarm does it. */
    passUntilDue: (): DeskEffect[] => {
      nowMs = deskDeadline(desk) ?? nowMs;
      return tell({ type: "time" });
    },
    comes: (id: string, groups: string[] = []) => {
      tell({ type: "open", operator: { id, name: id, phone: `phone-of-${id}`, nodeId: "n1", groups } });
      return tell({ type: "beat", id, phone: `phone-of-${id}`, state: "available" });
    },
    calls: (callId: string, more: Partial<Caller> = {}) => tell({ type: "join", caller: { callId, key: "transfer-1", nodeId: "n1", group: null, from: "79160000000", summary: "", ...more } }),
    ends: (callId: string, id: string, result: "answered" | "busy" | "refused" | "no_answer" | "failed") => tell({ type: "result", callId, phone: `phone-of-${id}`, result }),
  };
}
const ring = (callId: string, id: string) => ({ type: "ring", callId, key: "transfer-1", phone: `phone-of-${id}` });
const place = (callId: string, at: number) => ({ type: "place", callId, key: "transfer-1", place: at });

describe("the queue before operators", () => {
  it("lets a telephone that has not registered yet ring for nobody, and one that only beats stays as it was", () => {
    const desk = openDesk();
    desk.tell({ type: "open", operator: { id: "anna", name: "anna", phone: "phone-of-anna", nodeId: "n1", groups: [] } });
    desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: null });
    expect(desk.calls("c1")).toEqual([{ type: "nobody", callId: "c1", key: "transfer-1", why: "nobody" }]);
  });

  it("offers a caller to whoever has been free for longest", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.pass(1);
    desk.comes("boris");
    expect(desk.calls("c1")).toEqual([ring("c1", "anna")]);
    expect(desk.calls("c2")).toEqual([ring("c2", "boris")]);
    expect(offerTo(desk.desk(), "boris")?.callId).toBe("c2");
    desk.ends("c1", "anna", "answered");
    desk.ends("c2", "boris", "answered");
    desk.pass(1);
    desk.tell({ type: "beat", id: "boris", phone: "phone-of-boris", state: "available" });
    desk.pass(1);
    desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "available" });
    expect(desk.calls("c3")).toEqual([ring("c3", "boris")]);
  });

  it("tells those who wait their place, and the new one when somebody before them is served or leaves", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.calls("c1");
    desk.ends("c1", "anna", "answered");
    expect(desk.calls("c2")).toEqual([place("c2", 1)]);
    expect(desk.calls("c3")).toEqual([place("c3", 2)]);
    expect(desk.calls("c4")).toEqual([place("c4", 3)]);
    expect(desk.tell({ type: "leave", callId: "c3" })).toEqual([place("c4", 2)]);
    expect(desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "available" })).toEqual([ring("c2", "anna"), place("c4", 1)]);
  });

  it("says at once that nobody is there when nobody is, or all are away", () => {
    const desk = openDesk();
    expect(desk.calls("c1")).toEqual([{ type: "nobody", callId: "c1", key: "transfer-1", why: "nobody" }]);
    desk.comes("anna");
    desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "away" });
    expect(desk.calls("c2")).toEqual([{ type: "nobody", callId: "c2", key: "transfer-1", why: "nobody" }]);
    expect(desk.desk().waiting).toEqual([]);
  });

  it("passes over an operator who does not answer or declines, sets them away, and offers the caller to the next", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.pass(1);
    desk.comes("boris");
    desk.calls("c1");
    expect(desk.ends("c1", "anna", "no_answer")).toEqual([ring("c1", "boris")]);
    expect(desk.ends("c1", "boris", "refused")).toEqual([{ type: "nobody", callId: "c1", key: "transfer-1", why: "nobody" }]);
    expect(desk.desk().operators.map(({ state }) => state)).toEqual(["away", "away"]);
  });

  it("keeps an operator whose line was busy as busy, and the caller waiting", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.calls("c1");
    expect(desk.ends("c1", "anna", "busy")).toEqual([place("c1", 1)]);
  });

  it("offers the caller to the next when an operator vanishes, and takes the telephone away", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.pass(1);
    desk.comes("boris");
    desk.calls("c1");
    expect(desk.tell({ type: "close", id: "anna", phone: "phone-of-anna" })).toEqual([{ type: "close-phone", nodeId: "n1", phone: "phone-of-anna" }, ring("c1", "boris")]);
    // What the former offer brings is no word about the present one.
    desk.ends("c1", "anna", "answered");
    expect(offerTo(desk.desk(), "boris")?.callId).toBe("c1");
  });

  it("takes an operator who fell silent for gone", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.pass(operatorSilentMs - 1);
    expect(desk.tell({ type: "time" })).toEqual([]);
    desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "available" });
    expect(desk.passUntilDue()).toEqual([{ type: "close-phone", nodeId: "n1", phone: "phone-of-anna" }]);
    expect(deskDeadline(desk.desk())).toBeNull();
  });

  it("lets nobody wait for longer than is borne", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.calls("c1");
    desk.ends("c1", "anna", "answered");
    desk.calls("c2");
    desk.pass(maxWaitMs - 1);
    expect(desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "busy" })).toEqual([]);
    expect(desk.passUntilDue()).toEqual([{ type: "nobody", callId: "c2", key: "transfer-1", why: "waited" }]);
  });

  it("goes on to the next operator when nobody tells what became of an offer", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.pass(1);
    desk.comes("boris");
    desk.calls("c1");
    desk.pass(85_000);
    for (const id of ["anna", "boris"]) desk.tell({ type: "beat", id, phone: `phone-of-${id}`, state: "available" });
    expect(desk.passUntilDue()).toEqual([ring("c1", "boris")]);
  });

  it("offers a caller of a group to that group alone, and lets others pass who wait for someone else", () => {
    const desk = openDesk();
    desk.comes("anna", ["sales"]);
    desk.comes("boris", ["support"]);
    desk.calls("c1", { group: "sales" });
    expect(desk.calls("c2", { group: "sales" })).toEqual([place("c2", 1)]);
    expect(desk.calls("c3", { group: "support" })).toEqual([ring("c3", "boris")]);
    expect(desk.calls("c4", { group: "law" })).toEqual([{ type: "nobody", callId: "c4", key: "transfer-1", why: "nobody" }]);
  });

  it("takes a caller who is named again for the same one, and says again what it said", () => {
    const desk = openDesk();
    desk.comes("anna");
    expect(desk.calls("c1")).toEqual([ring("c1", "anna")]);
    expect(desk.calls("c1")).toEqual([ring("c1", "anna")]);
    desk.calls("c2");
    expect(desk.calls("c2")).toEqual([place("c2", 1)]);
    expect(desk.desk().waiting).toHaveLength(2);
  });

  it("keeps the newer telephone when the page that was taken over gives its own back", () => {
    const desk = openDesk();
    desk.comes("anna");
    expect(desk.tell({ type: "open", operator: { id: "anna", name: "anna", phone: "newer", nodeId: "n1", groups: [] } })).toEqual([{ type: "close-phone", nodeId: "n1", phone: "phone-of-anna" }]);
    expect(desk.tell({ type: "close", id: "anna", phone: "phone-of-anna" })).toEqual([]);
    expect(desk.desk().operators).toHaveLength(1);
  });

  it("believes no beat of a telephone that is no more", () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.tell({ type: "open", operator: { id: "anna", name: "anna", phone: "newer", nodeId: "n1", groups: [] } });
    desk.pass(1);
    desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "available" });
    expect(desk.desk().operators).toMatchObject([{ phone: "newer", seenMs: 1_000_000 }]);
  });
});

describe("an operator at another node than the call", () => {
  it("is no one for its caller, who is told so at once; that it was so is kept for whoever looks", () => {
    const desk = openDesk();
    desk.comes("anna", ["sales"]);
    expect(desk.calls("c1", { nodeId: "n2" })).toEqual([{ type: "nobody", callId: "c1", key: "transfer-1", why: "elsewhere" }]);
    expect(desk.desk().elsewhereAtMs).not.toBeNull();
    expect(desk.calls("c2", { nodeId: "n2", group: "help" })).toEqual([{ type: "nobody", callId: "c2", key: "transfer-1", why: "nobody" }]);
  });
});

describe("operators who dial", () => {
  const begin = (desk: ReturnType<typeof openDesk>, id: string, more: { mode?: "call" | "blind" | "attended"; colleague?: string | null } = {}) => {
    const { mode = "blind", colleague = null } = more;
    const why = refusesDial(desk.desk(), { id, phone: `phone-of-${id}`, mode, colleague });
    if (why === null) desk.tell({ type: "dial", id, dial: { id: "dial_0000000001", mode, to: colleague ?? "79160000001", colleague } });
    return why;
  };
  const told = (desk: ReturnType<typeof openDesk>, stage: "ringing" | "consulting" | "over", result: "answered" | "busy" | "no_answer" | "cancelled" | null = null) => desk.tell({ type: "dial-state", dial: "dial_0000000001", stage, result });
  const operator = (desk: ReturnType<typeof openDesk>, id: string) => desk.desk().operators.find((one) => one.id === id);
  /** Anna talks to c1, Boris is free. */
  const office = () => {
    const desk = openDesk();
    desk.comes("anna");
    desk.calls("c1");
    desk.ends("c1", "anna", "answered");
    desk.comes("boris");
    return desk;
  };

  it("are offered no callers meanwhile, nor is a colleague whom they dial", () => {
    const desk = office();
    expect(begin(desk, "anna", { colleague: "boris" })).toBeNull();
    expect(desk.calls("c2")).toEqual([place("c2", 1)]);
    expect(told(desk, "over", "busy")).toEqual([ring("c2", "boris")]);
  });

  it("are given nobody while they dial, though their page says that they are free: their telephone would take the caller for their own call", () => {
    const desk = office();
    begin(desk, "boris", { mode: "call" });
    desk.tell({ type: "beat", id: "boris", phone: "phone-of-boris", state: "available" });
    expect(refusesDial(desk.desk(), { id: "anna", phone: "phone-of-anna", mode: "blind", colleague: "boris" })).toBe("colleague_away");
    expect(desk.calls("c2")).toEqual([place("c2", 1)]);
    expect(told(desk, "over", "no_answer")).toEqual([ring("c2", "boris")]);
  });

  it("take the break that they asked for while they dialled once nobody came of it, and have it not while they talk", () => {
    const desk = office();
    begin(desk, "boris", { mode: "call" });
    desk.tell({ type: "beat", id: "boris", phone: "phone-of-boris", state: "away" });
    expect(operator(desk, "boris")?.state).toBe("busy");
    told(desk, "over", "no_answer");
    expect(operator(desk, "boris")?.state).toBe("away");
    begin(desk, "boris", { mode: "call" });
    desk.tell({ type: "beat", id: "boris", phone: "phone-of-boris", state: "available" });
    told(desk, "over", "answered");
    expect(operator(desk, "boris")).toMatchObject({ state: "busy", talk: { callId: "dial_0000000001" } });
  });

  it("give the caller with all that is known of them to a colleague who answers, and have nobody then", () => {
    const desk = office();
    begin(desk, "anna", { colleague: "boris" });
    expect(offerTo(desk.desk(), "boris")).toMatchObject({ callId: "c1", from: "79160000000" });
    told(desk, "over", "answered");
    expect(operator(desk, "boris")).toMatchObject({ state: "busy", talk: { callId: "c1" } });
    expect(operator(desk, "anna")).toMatchObject({ talk: null, dial: { result: "answered" } });
  });

  it("set a colleague who let it ring away, as any caller does; one who was busy, or for whom it was taken back, stays", () => {
    for (const [result, state] of [["no_answer", "away"], ["busy", "available"], ["cancelled", "available"]] as const) {
      const desk = office();
      begin(desk, "anna", { colleague: "boris" });
      told(desk, "over", result);
      expect([result, operator(desk, "boris")?.state, operator(desk, "anna")?.talk?.callId]).toEqual([result, state, "c1"]);
    }
  });

  it("leave the colleague without a caller when they take a consultation back", () => {
    const desk = office();
    begin(desk, "anna", { mode: "attended", colleague: "boris" });
    told(desk, "consulting");
    expect(operator(desk, "boris")).toMatchObject({ state: "busy", talk: { callId: "c1" } });
    told(desk, "over", "cancelled");
    expect(operator(desk, "boris")?.talk).toBeNull();
    expect(operator(desk, "anna")?.talk?.callId).toBe("c1");
  });

  it("are as free as before when somebody new could not be reached, and talk when they were", () => {
    const desk = office();
    expect(begin(desk, "boris", { mode: "call" })).toBeNull();
    expect(operator(desk, "boris")?.state).toBe("busy");
    told(desk, "over", "no_answer");
    expect(operator(desk, "boris")?.state).toBe("available");
    begin(desk, "boris", { mode: "call" });
    told(desk, "over", "answered");
    expect(operator(desk, "boris")).toMatchObject({ state: "busy", talk: { callId: "dial_0000000001", from: "79160000001" } });
    desk.tell({ type: "beat", id: "boris", phone: "phone-of-boris", state: "available" });
    expect(operator(desk, "boris")?.talk).toBeNull();
  });

  it("dial one at a time, and a dial of which the node tells nothing more is given up", () => {
    const desk = office();
    begin(desk, "anna");
    expect(begin(desk, "anna")).toBe("dialling");
    for (let beats = 0; beats < 3; beats++) {
      desk.pass(50_000);
      for (const id of ["anna", "boris"]) desk.tell({ type: "beat", id, phone: `phone-of-${id}`, state: null });
      desk.tell({ type: "time" });
    }
    expect(operator(desk, "anna")).toMatchObject({ talk: { callId: "c1" }, dial: { stage: "over", result: "failed" } });
  });
});

describe("a group with rules of its own", () => {
  const rules = (more: Partial<GroupRules>): GroupRules => ({ order: "free", members: [], announce: "place", words: null, overflow: null, maxWaitMs, ...more });
  const withRules = (all: Record<string, GroupRules>) => {
    const desk = openDesk();
    desk.tell({ type: "rules", rules: all });
    return desk;
  };

  it("rings the first of its list who is free, whoever has been free for longer", () => {
    const desk = withRules({ sales: rules({ order: "list", members: ["boris", "anna"] }) });
    desk.comes("anna", ["sales"]);
    desk.pass(1_000);
    desk.comes("boris", ["sales"]);
    expect(desk.calls("c1", { group: "sales" })).toEqual([ring("c1", "boris")]);
    expect(desk.calls("c2", { group: "sales" })).toEqual([ring("c2", "anna")]);
  });

  it("waits as long as it says, and says what it wants said", () => {
    const words = { ru: "Инженеры заняты.", en: "Engineers are busy." };
    const desk = withRules({ sales: rules({ maxWaitMs: 30_000, announce: "words", words }), quiet: rules({ announce: "none" }) });
    desk.comes("anna", ["sales", "quiet"]);
    desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "busy" });
    expect(desk.calls("c1", { group: "sales" })).toEqual([{ ...place("c1", 1), announce: words }]);
    expect(desk.calls("c2", { group: "quiet" })).toEqual([{ ...place("c2", 1), announce: "none" }]);
    expect(desk.passUntilDue()).toEqual([{ type: "nobody", callId: "c1", key: "transfer-1", why: "waited" }]);
  });

  it("gives those who have waited, or for whom nobody is there, to the next group, and that one to no other", () => {
    const desk = withRules({ sales: rules({ maxWaitMs: 30_000, overflow: "help" }), help: rules({ maxWaitMs: 20_000, overflow: "sales" }) });
    desk.comes("anna", ["sales"]);
    desk.comes("boris", ["help"]);
    desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "busy" });
    expect(desk.calls("c1", { group: "sales" })).toEqual([place("c1", 1)]);
    expect(desk.passUntilDue()).toEqual([ring("c1", "boris")]);
    desk.ends("c1", "boris", "answered");
    desk.tell({ type: "beat", id: "anna", phone: "phone-of-anna", state: "away" });
    expect(desk.calls("c2", { group: "sales" })).toEqual([place("c2", 1)]);
    expect(desk.passUntilDue()).toEqual([{ type: "nobody", callId: "c2", key: "transfer-1", why: "waited" }]);
  });

  it("of which nobody knows anything is served as all are", () => {
    const desk = openDesk();
    desk.comes("anna", ["sales"]);
    expect(desk.calls("c1", { group: "sales" })).toEqual([ring("c1", "anna")]);
  });
});
