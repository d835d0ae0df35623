import { describe, expect, it } from "vitest";
import type { ToNode } from "@zvon/contract/call-link.ts";
import type { EndReason } from "@zvon/contract/end-reason.ts";
import { createLog } from "../log.ts";
import { createFakeEngine } from "../testing/fake-engine.ts";
import { fakeTts } from "../testing/fake-speech.ts";
import { createTransfers, type TransferResult } from "./transfers.ts";
import type { SecondParty, Way, WayEvent } from "./way.ts";

type Transfer = Extract<ToNode, { type: "transfer" }>;
const wish = (more: Partial<Transfer> = {}): Transfer => ({ v: 1, type: "transfer", key: "transfer-1", to: "200", kind: "blind", afterReply: -1, summary: "", maxMs: 60_000, ...more });
const lacks = (): never => {
  throw new Error("this call has no voice");
};
const settled = async () => {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve();
};

function begin(options: { silent?: boolean; mute?: boolean; refuses?: Error; cannot?: boolean; gone?: boolean } = {}) {
  const asked: string[] = [];
  const told: TransferResult[] = [];
  const waits: boolean[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  let toPerson: (event: WayEvent) => void = () => undefined;
  const { engine, legs } = createFakeEngine();
  const party: SecondParty = {
    via: "sip", transport: { kind: "frames" }, onLegEvent: () => undefined, flush: () => undefined,
    start(_leg, onEvent) {
      toPerson = onEvent;
      asked.push("dial");
      return options.refuses ? Promise.reject(options.refuses) : Promise.resolve();
    },
    hangup: () => (asked.push("hang up"), Promise.resolve()),
    join: (maxMs) => (asked.push(`join ${maxMs}`), options.gone ? Promise.reject(new Error("one of the two hung up")) : Promise.resolve()),
  };
  const way: Way = { ...party, ...(options.cannot ? {} : { second: () => party }) };
  const transfers = createTransfers({
    callId: "call_1", way, engine, mouth: () => options.mute ? lacks() : ({ tts: fakeTts(options.silent ? { failing: () => true } : {}), voice: { provider: "embedded", voice: "anna", speed: 1 } }),
    language: () => "ru", setTimer: (run, ms) => (timers.push({ run, ms }), () => undefined), onWaiting: (on) => waits.push(on), tell: (result) => told.push(result), log: createLog(() => undefined),
  });
  return { transfers, asked, told, waits, timers, legs, person: (event: WayEvent) => toPerson(event) };
}
const gone = (reason: EndReason, sip: number | null = null): WayEvent => ({ type: "hangup", reason, cause: { q850: null, sip, text: "" }, detail: "" });

describe("a caller is handed on", () => {
  it("to somebody who answers: both are joined, and the person's leg with us is closed", async () => {
    const { transfers, asked, told, waits, legs, person } = begin();
    transfers.ask(wish(), 0);
    await settled();
    expect(waits).toEqual([true]);
    person({ type: "ringing" });
    person({ type: "answered" });
    await settled();
    expect(asked).toEqual(["dial", "join 60000"]);
    expect(told).toMatchObject([{ result: "answered" }]);
    expect(legs[0]?.closed).toBe(true);
    // Nobody listens for the caller any more: what they hear is each other.
    expect(waits).toEqual([true]);
  });

  it("after the words before it were heard, and not sooner", async () => {
    const { transfers, asked } = begin();
    transfers.ask(wish({ afterReply: 3 }), 2);
    transfers.heard(2);
    await settled();
    expect(asked).toEqual([]);
    transfers.heard(3);
    await settled();
    expect(asked).toEqual(["dial"]);
  });

  it("with a summary that the person hears to its end first", async () => {
    const { transfers, asked, told, legs, person } = begin();
    transfers.ask(wish({ kind: "attended", summary: "Анна хочет перенести запись" }), 0);
    await settled();
    person({ type: "answered" });
    await settled();
    const leg = legs[0];
    await leg?.run(1000);
    expect(leg?.played).toEqual(["announcement"]);
    expect(asked).toEqual(["dial"]);
    await leg?.run(1500);
    await settled();
    expect(asked).toEqual(["dial", "join 60000"]);
    expect(told).toMatchObject([{ result: "answered" }]);
    expect(transfers.characters()).toBe("Анна хочет перенести запись".length);
  });

  it("without the summary when the voice is out, or when it takes too long", async () => {
    const out = begin({ silent: true });
    out.transfers.ask(wish({ kind: "attended", summary: "Кто это" }), 0);
    await settled();
    out.person({ type: "answered" });
    await settled();
    expect(out.told).toMatchObject([{ result: "answered" }]);

    const none = begin({ mute: true });
    none.transfers.ask(wish({ kind: "attended", summary: "Кто это" }), 0);
    await settled();
    none.person({ type: "answered" });
    await settled();
    expect(none.told).toMatchObject([{ result: "answered" }]);

    const long = begin();
    long.transfers.ask(wish({ kind: "attended", summary: "Кто это" }), 0);
    await settled();
    long.person({ type: "answered" });
    await settled();
    long.timers.at(-1)?.run();
    await settled();
    expect(long.told).toMatchObject([{ result: "answered" }]);
  });

  it.each([
    ["busy", "busy", 486],
    ["rejected", "refused", 603],
    ["no_answer", "no_answer", null],
    ["unreachable", "no_answer", 480],
    ["invalid_number", "failed", 404],
    ["forbidden", "failed", 403],
    ["congestion", "failed", 503],
  ] as const)("in vain when the person is %s: told as %s with its cause, and the caller is back", async (reason, result, sip) => {
    const { transfers, asked, told, waits, legs, person } = begin();
    transfers.ask(wish(), 0);
    await settled();
    person(gone(reason, sip));
    await settled();
    expect(told).toMatchObject([{ result, cause: { sip } }]);
    expect(asked).toEqual(["dial", "hang up"]);
    expect(waits).toEqual([true, false]);
    expect(legs[0]?.closed).toBe(true);
  });

  it("in vain when the person hangs up over the summary", async () => {
    const { transfers, told, person } = begin();
    transfers.ask(wish({ kind: "attended", summary: "Анна хочет перенести запись" }), 0);
    await settled();
    person({ type: "answered" });
    await settled();
    person(gone("caller_hangup"));
    await settled();
    expect(told).toMatchObject([{ result: "refused" }]);
  });

  it.each([
    ["cannot be dialled", { refuses: new Error("the exchange is not connected") }, "the exchange is not connected"],
    ["cannot be joined", { gone: true }, "one of the two hung up"],
    ["are wanted by a way that has nobody to dial", { cannot: true }, "a call by this way can't be transferred"],
  ])("in vain when they %s, and says why", async (_what, options, text) => {
    const { transfers, told, person } = begin(options);
    transfers.ask(wish(), 0);
    await settled();
    person({ type: "answered" });
    await settled();
    expect(told).toMatchObject([{ result: "failed", cause: { text } }]);
  });

  it("no more once the call is over: who rings is hung up, and nothing is told", async () => {
    const { transfers, asked, told } = begin();
    transfers.ask(wish(), 0);
    await settled();
    await transfers.stop();
    expect(asked).toEqual(["dial", "hang up"]);
    expect(told).toEqual([]);
  });

  it("once for a wish said again, and again for another one after it has failed", async () => {
    const { transfers, asked, told, person } = begin();
    transfers.ask(wish(), 0);
    transfers.ask(wish(), 0);
    await settled();
    transfers.ask(wish({ key: "transfer-2" }), 0);
    expect(told).toMatchObject([{ result: "failed", cause: { text: "another transfer is under way" } }]);
    person(gone("busy"));
    await settled();
    transfers.ask(wish({ key: "transfer-3" }), 0);
    await settled();
    expect(asked).toEqual(["dial", "hang up", "dial"]);
  });
});
