import { describe, expect, it } from "vitest";
import type { InboundCall, OriginateRequest, Telephony } from "../asterisk/port.ts";
import { createFakeEngine } from "../testing/fake-engine.ts";
import { noBoard } from "../testing/no-board.ts";
import type { SignalEvent } from "./signalling.ts";
import { rtpMedia } from "./exchange-media.ts";
import { createInboundWay, createOutboundWay } from "./sip-way.ts";
import type { WayEvent } from "./way.ts";

/** An inbound call whose attaching and answering the test lets go on; `asked` is what the exchange was told, in order. */
async function ring() {
  const asked: string[] = [];
  const events: WayEvent["type"][] = [];
  const attached = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const call: InboundCall = {
    channelId: "c", number: "100", from: "200", diversion: null, trunk: "trunk",
    async attach() {
      asked.push("attach");
      await attached.promise;
      return {
        channelId: "c",
        remote: { host: "127.0.0.1", port: 1 },
        answer() {
          asked.push("answer");
          return answered.promise;
        },
        hangup() {
          asked.push("hangup");
          return Promise.resolve();
        },
        sendDtmf: () => Promise.resolve(),
        close: () => undefined,
      };
    },
    reject(cause) {
      asked.push(`reject ${cause}`);
      return Promise.resolve();
    },
  };
  const dialled: OriginateRequest[] = [];
  const telephony: Telephony = {
    onInbound: () => undefined,
    board: noBoard,
    originate(request, onEvent) {
      dialled.push(request);
      onEvent({ type: "answered" });
      return Promise.resolve({ channelId: "other", remote: { host: "127.0.0.1", port: 2 }, answer: () => Promise.resolve(), hangup: () => (asked.push("hangup other"), Promise.resolve()), sendDtmf: () => Promise.resolve(), close: () => undefined });
    },
    handOver: (first, second, maxMs, talk) => (asked.push(`join ${first} ${second} ${maxMs} ${talk}`), Promise.resolve()),
    talks: () => [], limitTalk: () => undefined, adopt: () => Promise.resolve(null),
    status: () => "up",
    close: () => Promise.resolve(),
  };
  const way = createInboundWay(call, telephony, rtpMedia("127.0.0.1"));
  const leg = await createFakeEngine().engine.open({ id: "l", transport: way.transport, recordingPath: null }, () => undefined);
  return { way, leg, dialled, asked, events, attached, answered, start: () => way.start(leg, (event) => events.push(event.type)) };
}

describe("an inbound call through the exchange", () => {
  it("is answered once its media is there", async () => {
    const { way, asked, events, attached, answered, start } = await ring();
    attached.resolve();
    answered.resolve();
    await start();
    expect(events).toEqual(["answered"]);
    await way.hangup("completed");
    expect(asked).toEqual(["attach", "answer", "hangup"]);
  });

  it("is refused when it is hung up before it was attached, and never attached after that", async () => {
    const { way, asked, start } = await ring();
    await way.hangup("edge_lost");
    await expect(start()).rejects.toThrow("aborted");
    expect(asked).toEqual(["reject 41"]);
  });

  it("is not answered into dead air when it is hung up while it is being attached", async () => {
    const { way, asked, events, attached, start } = await ring();
    const started = start();
    await way.hangup("api_hangup");
    attached.resolve();
    await expect(started).rejects.toThrow("aborted");
    expect(asked).toEqual(["attach", "reject 21", "hangup"]);
    expect(events).toEqual([]);
  });

  it("is not live when it was hung up while it was being answered", async () => {
    const { way, asked, events, attached, answered, start } = await ring();
    attached.resolve();
    const started = start();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual(["attach", "answer"]);
    await way.hangup("failed");
    answered.resolve();
    await expect(started).rejects.toThrow("aborted");
    expect(asked).toEqual(["attach", "answer", "reject 41", "hangup"]);
    expect(events).toEqual([]);
  });

  it("dials a number by the trunk the caller came by, under our own number, and a colleague under the caller's", async () => {
    const { way, leg, dialled, attached, answered, start } = await ring();
    attached.resolve();
    answered.resolve();
    await start();
    for (const to of ["+7 900 111-22-33", "operator:anna"]) await way.second?.({ id: "c.t1", to, trunk: null, ringTimeoutMs: 1000 }).start(leg, () => undefined);
    expect(dialled).toMatchObject([{ trunk: "trunk", from: "100" }, { to: "operator:anna", from: "200" }]);
    expect(() => way.second?.({ id: "c.t2", to: "Local/1@evil", trunk: null, ringTimeoutMs: 1000 })).toThrow("neither a number");
  });

  it("hangs nobody up once both were joined", async () => {
    const { way, leg, asked, attached, answered, start } = await ring();
    attached.resolve();
    answered.resolve();
    await start();
    const second = way.second?.({ id: "c.t1", to: "200", trunk: null, ringTimeoutMs: 1000 });
    await second?.start(leg, () => undefined);
    await second?.join(5000);
    await second?.hangup("completed");
    await way.hangup("transferred");
    expect(asked).toEqual(["attach", "answer", "join c other 5000 c"]);
  });
});

/** A call that is being dialled, and how the exchange tells of it. */
async function dialled(onEvent: (event: WayEvent) => void): Promise<(event: SignalEvent) => void> {
  let tell: (event: SignalEvent) => void = () => undefined;
  const telephony: Telephony = {
    onInbound: () => undefined,
    board: noBoard,
    originate(_request, onSignal) {
      tell = onSignal;
      return Promise.resolve({ channelId: "c", remote: { host: "127.0.0.1", port: 1 }, answer: () => Promise.resolve(), hangup: () => Promise.resolve(), sendDtmf: () => Promise.resolve(), close: () => undefined });
    },
    handOver: () => Promise.resolve(), talks: () => [], limitTalk: () => undefined, adopt: () => Promise.resolve(null), status: () => "up", close: () => Promise.resolve(),
  };
  const way = createOutboundWay(telephony, { callId: "call_1", to: "79001112233", from: "74950001122", trunk: "trunk", ringTimeoutMs: 1000 }, rtpMedia("127.0.0.1"));
  const leg = await createFakeEngine().engine.open({ id: "l", transport: way.transport, recordingPath: null }, () => undefined);
  await way.start(leg, onEvent);
  return tell;
}

describe("an outbound call through the exchange", () => {
  it("rings once, also where the carrier sends sound before the answer, and that is no answer", async () => {
    const events: WayEvent["type"][] = [];
    const tell = await dialled((event) => events.push(event.type));
    for (const type of ["early-media", "ringing", "answered", "answered"] as const) tell({ type });
    expect(events).toEqual(["ringing", "answered"]);
  });

  it.each([
    [["early-media"], false, /tone or an announcement before/],
    [["ringing"], false, /^$/],
    [["early-media", "answered"], true, /^$/],
  ] as const)("after %j says in its end whether there was an announcement to be heard", async (before, answered, detail) => {
    const ends: string[] = [];
    const tell = await dialled((event) => ends.push(...(event.type === "hangup" ? [event.detail] : [])));
    for (const type of before) tell({ type });
    tell({ type: "hangup", by: "far", answered, cause: { q850: 20, sip: 480, text: "" } });
    expect(ends).toEqual([expect.stringMatching(detail)]);
  });
});
