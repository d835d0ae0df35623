import type { LiveListEvent } from "@zvon/contract/live.ts";
import { describe, expect, it } from "vitest";
import { emptyLiveList, followList } from "./live-list.ts";

const follow = (...events: LiveListEvent[]) => events.reduce(followList, emptyLiveList);
const ids = (...events: LiveListEvent[]) => follow(...events).calls.map(({ callId }) => callId);

describe("the list of live calls", () => {
  it("is unknown until the server has told it, be it that there are none", () => {
    expect(emptyLiveList.known).toBe(false);
    expect(followList(emptyLiveList, { type: "calls", calls: [] }).known).toBe(true);
  });

  it("has the newest first, and each once", () => {
    expect(ids({ type: "calls", calls: [{ callId: "a", since: 1, state: "queued" }] }, { type: "began", callId: "b", since: 2, state: "queued" }, { type: "began", callId: "b", since: 2, state: "queued" })).toEqual(["b", "a"]);
  });

  it("knows how each stands", () => {
    expect(follow({ type: "calls", calls: [{ callId: "a", since: 1, state: "queued" }] }, { type: "state", callId: "a", state: "taken" }).calls).toEqual([{ callId: "a", since: 1, state: "taken" }]);
  });

  it("drops what is over, and counts it, so that the ended ones are read anew", () => {
    const list = follow({ type: "calls", calls: [{ callId: "a", since: 1, state: "queued" }] }, { type: "over", callId: "a" });
    expect(list).toMatchObject({ calls: [], over: 1 });
  });

  it("is told whole after a lost connection, in which calls may have ended", () => {
    const list = follow({ type: "calls", calls: [{ callId: "a", since: 1, state: "queued" }] }, { type: "calls", calls: [] });
    expect(list).toMatchObject({ calls: [], over: 1 });
  });
});
