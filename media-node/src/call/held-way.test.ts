import { describe, expect, it } from "vitest";
import { createFakeEngine } from "../testing/fake-engine.ts";
import { createHeldWay } from "./held-way.ts";
import type { HeldCall } from "./live-register.ts";
import type { ExchangeWay } from "./sip-way.ts";
import type { WayEvent } from "./way.ts";

/** @param told what the far side does before the call is joined */
async function begin(told: WayEvent[], answeredAt: number | null = null) {
  const kept: HeldCall[] = [];
  let channel: string | null = null;
  let tell: (event: WayEvent) => void = () => undefined;
  const way: ExchangeWay = {
    via: "sip", transport: { kind: "frames" }, onLegEvent: () => undefined, flush: () => undefined, hangup: () => Promise.resolve(), channelId: () => channel,
    start(_leg, onEvent) {
      tell = onEvent;
      for (const event of told) onEvent(event);
      channel = "1700000000.1";
      return Promise.resolve();
    },
  };
  const grant = { callId: "call_26110123456789bcdfghjkmn", path: "/link", token: "t", epochBase: 0 };
  const held = createHeldWay(way, { grant, direction: "outbound", ours: "100", theirs: "200", answeredAt }, { keep: (call) => (kept.push(call), Promise.resolve()) }, () => 7);
  const leg = await createFakeEngine().engine.open({ id: "l", transport: way.transport, recordingPath: null }, () => undefined);
  const heard: string[] = [];
  await held.start(leg, (event) => heard.push(event.type));
  return { kept, heard, tell: (event: WayEvent) => tell(event) };
}
const hungUp: WayEvent = { type: "hangup", reason: "busy", cause: { q850: 17, sip: 486, text: "" }, detail: "" };

describe("a call that outlives its node", () => {
  it("is written down when it is dialled, and again with the time of its answer", async () => {
    const { kept, heard, tell } = await begin([{ type: "ringing" }]);
    expect(kept).toMatchObject([{ channelId: "1700000000.1", answeredAt: null }]);
    tell({ type: "answered" });
    expect(kept).toMatchObject([{ answeredAt: null }, { channelId: "1700000000.1", answeredAt: 7 }]);
    expect(heard).toEqual(["ringing", "answered"]);
  });

  it("is written down once when it was answered before we knew its channel", async () => {
    const { kept } = await begin([{ type: "answered" }]);
    expect(kept).toMatchObject([{ answeredAt: 7 }]);
  });

  it("keeps the time of its answer through another life of the node", async () => {
    const { kept } = await begin([{ type: "answered" }], 3);
    expect(kept).toMatchObject([{ answeredAt: 3 }]);
  });

  it("is not written down once it is over", async () => {
    const { kept } = await begin([hungUp]);
    expect(kept).toEqual([]);
  });
});
