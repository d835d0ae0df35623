import { describe, expect, it } from "vitest";
import type { InboundCall, MediaSignalling, Telephony } from "../asterisk/port.ts";
import { createLog } from "../log.ts";
import { createFakeEngine } from "../testing/fake-engine.ts";
import { noBoard } from "../testing/no-board.ts";
import { fakeTts } from "../testing/fake-speech.ts";
import { rtpMedia } from "./exchange-media.ts";
import type { SignalEvent } from "./signalling.ts";
import { serveUntaken, type Untaken } from "./untaken.ts";

const forward = { to: "79001112233", from: "74950001122", trunk: "trunk", ringTimeoutMs: 20_000 };
const told = { text: "Мы закрыты", language: "ru" as const };
const settled = async () => {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve();
};

function begin(options: Partial<Pick<Untaken, "forward" | "told">> & { silent?: boolean; down?: boolean }) {
  const asked: string[] = [];
  let toCaller: (event: SignalEvent) => void = () => undefined;
  let toOther: (event: SignalEvent) => void = () => undefined;
  const signalling = (name: string): MediaSignalling => ({
    channelId: name, remote: { host: "127.0.0.1", port: 1 },
    answer: () => (asked.push(`answer ${name}`), Promise.resolve()),
    hangup: () => (asked.push(`hang up ${name}`), Promise.resolve()),
    sendDtmf: () => Promise.resolve(), close: () => undefined,
  });
  const ringing: InboundCall = {
    channelId: "caller", number: "100", from: "200", diversion: null, trunk: "trunk",
    attach: (_media, onEvent) => ((toCaller = onEvent), Promise.resolve(signalling("caller"))),
    reject: (cause) => (asked.push(`reject ${cause}`), Promise.resolve()),
  };
  const telephony: Telephony = {
    onInbound: () => undefined,
    board: noBoard,
    originate(request, onEvent, signal) {
      if (options.down) return Promise.reject(new Error("the exchange is not connected"));
      asked.push(`dial ${request.to}`);
      toOther = onEvent;
      signal.addEventListener("abort", () => {
        asked.push("stop dialling");
        onEvent({ type: "hangup", by: "us", answered: false, cause: { q850: 16, sip: null, text: "" } });
      });
      return Promise.resolve(signalling("other"));
    },
    handOver: (first, second, maxMs, talk) => (asked.push(`join ${first} ${second}${talk === undefined ? "" : ` ${talk} ${maxMs}`}`), Promise.resolve()),
    talks: () => [], limitTalk: () => undefined, adopt: () => Promise.resolve(null), status: () => "up", close: () => Promise.resolve(),
  };
  const { engine, legs } = createFakeEngine();
  const result = serveUntaken({
    ringing, telephony, engine, id: "untaken_1", forward: options.forward ?? null, told: options.told ?? null, cause: 17,
    voice: () => ({ tts: fakeTts(options.silent ? { failing: () => true } : {}), voice: "anna" }), openMedia: rtpMedia("127.0.0.1"), setTimer: () => () => undefined, log: createLog(() => undefined),
  });
  const hungUp: SignalEvent = { type: "hangup", by: "far", answered: false, cause: { q850: 17, sip: 486, text: "" } };
  return { result, asked, legs, other: (event: SignalEvent) => toOther(event), caller: (event: SignalEvent) => toCaller(event), hungUp };
}

describe("a caller whom no bot takes", () => {
  it("hears a busy tone, and is not answered, when the number's owner wants nothing else", async () => {
    const { result, asked } = begin({});
    expect(await result).toBe("refused");
    expect(asked).toEqual(["reject 17"]);
  });

  it("hears the owner's words to their end, and is hung up", async () => {
    const { result, asked, legs } = begin({ told });
    await settled();
    await legs[0]?.run(400);
    expect(asked).toEqual(["answer caller"]);
    await legs[0]?.run(600);
    expect(await result).toBe("told");
    expect(asked).toEqual(["answer caller", "hang up caller"]);
    expect(legs.every((leg) => leg.closed)).toBe(true);
  });

  it("is connected under the edge's name of the talk, for as long as its money lasts", async () => {
    const { result, asked, other } = begin({ forward: { ...forward, talk: { id: "call_forward", maxMs: 900_000 } } });
    await settled();
    other({ type: "answered" });
    expect(await result).toBe("forwarded");
    expect(asked.at(-1)).toBe("join caller other call_forward 900000");
  });

  it("is connected where the owner forwards to, and answered only when somebody is there", async () => {
    const { result, asked, legs, other } = begin({ forward, told });
    await settled();
    expect(asked).toEqual(["dial 79001112233"]);
    other({ type: "answered" });
    expect(await result).toBe("forwarded");
    expect(asked).toEqual(["dial 79001112233", "answer caller", "join caller other"]);
    expect(legs.every((leg) => leg.closed)).toBe(true);
  });

  it.each([["busy", {}], ["out of reach", { down: true }]])("is told why when who it is forwarded to is %s", async (_what, options) => {
    const { result, asked, legs, other, hungUp } = begin({ forward, told, ...options });
    await settled();
    other(hungUp);
    await settled();
    await legs[0]?.run(1000);
    expect(await result).toBe("told");
    expect(asked.slice(-2)).toEqual(["answer caller", "hang up caller"]);
  });

  it("is hung up though the voice is out", async () => {
    const { result, asked } = begin({ told, silent: true });
    expect(await result).toBe("told");
    expect(asked).toEqual(["answer caller", "hang up caller"]);
  });

  it("gives up: who was being dialled is hung up", async () => {
    const { result, asked, caller, hungUp } = begin({ forward, told });
    await settled();
    caller(hungUp);
    expect(await result).toBe("gone");
    expect(asked).toEqual(["dial 79001112233", "stop dialling"]);
  });
});
