import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { AriError, type AriRequest } from "./ari-client.ts";
import { createHandovers } from "./handovers.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @param refuses a request that fails, by its beginning */
function begin(refuses = "never", leftSeconds = "0") {
  const asked: string[] = [];
  const limits: string[] = [];
  let during = (): void => undefined;
  const request: AriRequest = (method, path, query = {}) => {
    const what = `${method} ${decodeURIComponent(path)}${query["channel"] ? ` ${query["channel"]}` : ""}`;
    asked.push(what);
    during();
    if (query["value"] !== undefined) limits.push(query["value"]);
    if (method === "GET" && query["variable"] === "TIMEOUT(absolute)") return Promise.resolve({ value: leftSeconds });
    return what.startsWith(refuses) ? Promise.reject(new AriError("not_found", 404, what)) : Promise.resolve(null);
  };
  const clock = { ms: 5_000 };
  const handovers = createHandovers({ app: "zvon", request, log: createLog(() => undefined), now: () => clock.ms, wallClock: () => Date.UTC(2026, 10, 21) + clock.ms });
  return { handovers, asked, limits, clock, during: (run: () => void) => (during = run) };
}
const bridge = "zvon.over.a";
const ends = ["DELETE /channels/b", `DELETE /bridges/${bridge}`];

describe("two who talk without us", () => {
  it("share a bridge of their own, limited by Asterisk itself, and end together", async () => {
    const { handovers, asked } = begin();
    await handovers.join("a", "b", 60_000);
    expect(asked).toEqual([`POST /bridges/${bridge}`, `POST /bridges/${bridge}/addChannel a,b`, "POST /channels/a/variable", "POST /channels/b/variable"]);
    expect(handovers.owned()).toEqual({ channels: ["a", "b"], bridges: [bridge] });
    asked.length = 0;
    handovers.onGone("a");
    handovers.onGone("b");
    await settled();
    expect(asked).toEqual(ends);
    expect(handovers.owned()).toEqual({ channels: [], bridges: [] });
  });

  it("are told of by the call they come from while they talk, and for ten minutes after", async () => {
    const { handovers, asked, clock } = begin();
    await handovers.join("a", "b", 60_000, "call_x");
    clock.ms += 12_000;
    expect(handovers.talks()).toEqual([{ talk: "call_x", ms: 12_000, over: false }]);
    handovers.onGone("b");
    clock.ms += 60_000;
    expect(handovers.talks()).toEqual([{ talk: "call_x", ms: 12_000, over: true }]);
    expect(asked).toContain("DELETE /channels/a");
    clock.ms += 600_000;
    expect(handovers.talks()).toEqual([]);
  });

  it("of an earlier run are counted since Asterisk joined them, and may be given longer", async () => {
    const { handovers, asked } = begin();
    handovers.reconcile([{ id: "zvon.over.call_x", channels: ["a", "b"], creationtime: "2026-11-20T23:58:00.000+0000" }]);
    expect(handovers.talks()).toEqual([{ talk: "call_x", ms: 125_000, over: false }]);
    handovers.limit("call_x", 60_000);
    handovers.limit("call_y", 60_000);
    expect(asked).toEqual(["GET /channels/a/variable", "POST /channels/a/variable", "POST /channels/b/variable"]);
  });

  it("of an earlier run last no longer for having changed partners than that run gave them", async () => {
    const { handovers, limits, clock } = begin("never", "600.000");
    handovers.reconcile([{ id: "zvon.over.call_x", channels: ["a", "b"], creationtime: "2026-11-20T23:58:00.000+0000" }]);
    await settled();
    clock.ms += 60_000;
    expect(handovers.release("a")).toEqual({ talk: "call_x", bridge: "zvon.over.call_x" });
    await handovers.join("b", "c", 3_600_000, "call_x");
    expect(limits).toEqual(["540", "540"]);
  });

  it("are not joined when one cannot be, and the bridge goes", async () => {
    const { handovers, asked } = begin(`POST /bridges/${bridge}/addChannel`);
    await expect(handovers.join("a", "b", 60_000)).rejects.toMatchObject({ code: "not_found" });
    expect(asked.at(-1)).toBe(`DELETE /bridges/${bridge}`);
    expect(handovers.owned().channels).toEqual([]);
  });

  it("are not joined when one hangs up while they are", async () => {
    const { handovers, asked, during } = begin();
    during(() => {
      if (asked.at(-1)?.includes("addChannel")) handovers.onGone("a");
    });
    await expect(handovers.join("a", "b", 60_000)).rejects.toMatchObject({ code: "not_found" });
    expect(asked).toContain("DELETE /channels/b");
  });

  it("are found again by a node that was away, which ends the one whose partner left meanwhile", async () => {
    const { handovers, asked } = begin();
    handovers.reconcile([{ id: bridge, channels: ["a", "b"] }, { id: "zvon.bridge.x", channels: ["x", "y"] }, { id: "zvon.over.alone", channels: ["z"] }]);
    expect(handovers.owned()).toEqual({ channels: ["a", "b"], bridges: [bridge] });
    expect(asked.splice(0)).toEqual(["GET /channels/a/variable"]);
    handovers.reconcile([{ id: bridge, channels: ["b"] }]);
    await settled();
    expect(asked).toEqual(ends);
    handovers.reconcile([]);
    expect(handovers.owned().channels).toEqual([]);
  });

  it("are left alone while they are being joined, whatever a list of Asterisk's says", async () => {
    const { handovers, asked, during } = begin();
    during(() => {
      if (asked.at(-1) === `POST /bridges/${bridge}`) handovers.reconcile([{ id: bridge, channels: ["b"] }]);
    });
    await handovers.join("a", "b", 60_000);
    expect(asked.filter((what) => what.startsWith("DELETE"))).toEqual([]);
  });

  it("are not taken for ended by a list that was asked for before they began", async () => {
    const { handovers } = begin();
    const known = handovers.known();
    await handovers.join("a", "b", 60_000);
    handovers.reconcile([], known);
    expect(handovers.partnerOf("a")).toBe("b");
    handovers.reconcile([], handovers.known());
    expect(handovers.partnerOf("a")).toBeNull();
  });
});
