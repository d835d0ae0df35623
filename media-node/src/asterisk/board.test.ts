import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { AriError, type AriRequest } from "./ari-client.ts";
import { createBoard, type LegEvent } from "./board.ts";
import { createHandovers } from "./handovers.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));
const channel = (id: string, name: string) => ({ id, name, state: "Up" });
const phone = "0123456789abcdefghij";

async function begin(refuses = "never") {
  const asked: string[] = [];
  const timers: (() => void)[] = [];
  const bridges = new Set<string>();
  /** As Asterisk does with bridges: none is made twice. */
  const made = (method: string, path: string): number => {
    const [, name = "", more] = /^\/bridges\/([^/]+)(\/.*)?$/.exec(decodeURIComponent(path)) ?? [];
    if (name === "" || (method === "POST" && more === undefined && bridges.has(name))) return name === "" ? 200 : 500;
    if (method === "POST" && more === undefined) bridges.add(name);
    else if (method === "DELETE") return bridges.delete(name) ? 204 : 404;
    return bridges.has(name) ? 200 : 404;
  };
  const request: AriRequest = (method, path, query = {}) => {
    const what = `${method} ${decodeURIComponent(path)}${query["channel"] ? ` ${query["channel"]}` : ""}${query["endpoint"] ? ` ${query["endpoint"]}` : ""}`;
    asked.push(what);
    const status = made(method, path);
    if (status >= 400) return Promise.reject(new AriError(status === 404 ? "not_found" : "refused", status, what));
    if (what.startsWith(refuses)) return Promise.reject(new AriError("not_found", 404, what));
    return Promise.resolve(what === "GET /channels" ? [channel("caller", "PJSIP/trunk-1"), channel("anna", `PJSIP/operator-${phone}-00000001`)] : null);
  };
  const log = createLog(() => undefined);
  const handovers = createHandovers({ app: "zvon", request, log, now: () => 0, wallClock: () => 0 });
  const board = createBoard({ app: "zvon", request, handovers, log, after: (_ms, run) => (timers.push(run), () => undefined) });
  await handovers.join("caller", "anna", 60_000, "call_1");
  asked.length = 0;
  const events: LegEvent[] = [];
  const gone: string[] = [];
  return { asked, timers, handovers, board, events, gone, taken: () => board.take({ operator: "anna", other: "caller" }, (id) => gone.push(id)) };
}
const target = "zvon.desk.d1.t";
const dialTarget = { name: "d1.t", to: "79160000001", from: "74950000001", trunk: "trk_1", ringTimeoutMs: 30_000 };
const cause = { q850: 17, sip: 486, text: "User busy" };

describe("channels that change partners", () => {
  it("are found by the operator's telephone while they talk, and by nothing else", async () => {
    const { board } = await begin();
    expect(await board.talkOf(phone)).toEqual({ operator: "anna", other: "caller" });
    expect(await board.talkOf("0123456789abcdefghi")).toBeNull();
  });

  it("end nobody once they are taken, and are told of", async () => {
    const { board, handovers, asked, gone, taken } = await begin();
    taken();
    expect(handovers.onGone("anna")).toBeNull();
    board.onDestroyed("anna", cause);
    await settled();
    expect(gone).toEqual(["anna"]);
    expect(asked).toEqual([]);
    expect(handovers.talks()).toEqual([{ talk: "call_1", ms: 0, over: false }]);
  });

  it("keep the talk's name whoever is in it, and its bridge is one that no sweep takes for anybody else's", async () => {
    const { board, handovers, asked, taken } = await begin();
    taken();
    handovers.reconcile([{ id: "zvon.over.call_1", channels: ["caller", "anna"] }]);
    expect(handovers.partnerOf("anna")).toBeNull();
    await board.dial(dialTarget, () => undefined);
    board.onUp(target);
    await board.join("caller", target, 60_000);
    expect(asked.filter((what) => what.startsWith("POST /bridges"))).toEqual([`POST /bridges/zvon.over.call_1/addChannel caller,${target}`]);
    expect(handovers.partnerOf(target)).toBe("caller");
    await board.hangup("anna");
    expect(asked.at(-1)).toBe("DELETE /channels/anna");
    expect(handovers.talks()).toEqual([{ talk: "call_1", ms: 0, over: false }]);
  });

  it("are back where they were when nobody came, without having been apart", async () => {
    const { board, handovers, taken } = await begin();
    taken();
    await board.join("caller", "anna", 60_000);
    expect(handovers.partnerOf("anna")).toBe("caller");
  });

  it("wait outside any bridge and hear it ring, until they are joined again", async () => {
    const { board, asked, taken } = await begin();
    taken();
    await board.wait("caller");
    await board.wait("anna");
    expect(asked).toEqual([
      "POST /bridges/zvon.over.call_1/removeChannel caller", "POST /channels/caller/ring",
      "POST /bridges/zvon.over.call_1/removeChannel anna", "DELETE /bridges/zvon.over.call_1", "POST /channels/anna/ring",
    ]);
    asked.length = 0;
    await board.join("caller", "anna", 60_000);
    expect(asked.slice(0, 2)).toEqual(["DELETE /channels/caller/ring", "DELETE /channels/anna/ring"]);
  });

  it("consult in a bridge of their own, which goes when one of them is joined with the caller", async () => {
    const { board, asked, taken } = await begin();
    taken();
    await board.wait("caller");
    await board.wait("anna");
    await board.dial(dialTarget, () => undefined);
    await board.consult("anna", target);
    asked.length = 0;
    await board.join("caller", target, 60_000);
    expect(asked).not.toContain("DELETE /bridges/zvon.desk.anna");
    await board.hangup("anna");
    board.onDestroyed("anna", cause);
    await settled();
    expect(asked).toContain("DELETE /bridges/zvon.desk.anna");
  });

  it("end the talk for the edge when the last of them is gone without having been joined again", async () => {
    const { board, handovers, taken } = await begin();
    taken();
    board.onDestroyed("anna", cause);
    board.onDestroyed("caller", cause);
    expect(handovers.talks()).toEqual([{ talk: "call_1", ms: 0, over: true }]);
    expect(board.owned()).toEqual({ channels: [], bridges: [] });
  });
});

describe("somebody who is dialled", () => {
  it("rings, answers and goes, each told once, with the reason of the books", async () => {
    const { board, events, asked } = await begin();
    await board.dial(dialTarget, (event) => events.push(event));
    expect(asked).toEqual(["POST /channels PJSIP/79160000001@trk_1"]);
    board.onRinging(target);
    board.onUp(target);
    board.onUp(target);
    board.onDestroyed(target, { q850: 16, sip: null, text: "" });
    board.onDestroyed(target, { q850: 16, sip: null, text: "" });
    expect(events).toEqual([{ type: "ringing" }, { type: "answered" }, { type: "gone", reason: "caller_hangup", cause: { q850: 16, sip: null, text: "" } }]);
  });

  it("is busy, or rings in vain until the time-out", async () => {
    const { board, events, timers } = await begin();
    await board.dial(dialTarget, (event) => events.push(event));
    board.onDestroyed(target, cause);
    await board.dial(dialTarget, (event) => events.push(event));
    timers.at(-1)?.();
    await settled();
    board.onDestroyed(target, { q850: 16, sip: null, text: "" });
    expect(events.map((event) => event.type === "gone" && event.reason)).toEqual(["busy", "no_answer"]);
  });

  it("has completed the call when the partner went first", async () => {
    const { board, events, handovers } = await begin();
    await board.dial(dialTarget, (event) => events.push(event));
    board.onUp(target);
    await board.join(target, "boris", 60_000);
    const left = handovers.onGone("boris");
    if (left !== null) board.onParted(left);
    board.onDestroyed(target, { q850: 16, sip: null, text: "" });
    expect(events.at(-1)).toMatchObject({ type: "gone", reason: "completed" });
  });

  it("leaves nothing behind when the exchange refuses", async () => {
    const { board, asked } = await begin("POST /channels");
    await expect(board.dial(dialTarget, () => undefined)).rejects.toMatchObject({ code: "not_found" });
    expect(asked.at(-1)).toBe(`DELETE /channels/${target}`);
    expect(board.owned()).toEqual({ channels: [], bridges: [] });
  });

  it("is gone when the exchange no longer has the channel after a time that nobody heard", async () => {
    const { board, events } = await begin();
    await board.dial(dialTarget, (event) => events.push(event));
    board.reconcile(new Map());
    expect(events).toMatchObject([{ type: "gone", reason: "failed" }]);
  });
});
