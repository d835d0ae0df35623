import { createSocket } from "node:dgram";
import { type Ended, endReasonOf } from "@zvon/media-node/src/asterisk/cause.ts";
import { connectAsterisk } from "@zvon/media-node/src/asterisk/connect.ts";
import type { InboundCall, MediaRemote, MediaTarget, OriginateRequest, Telephony } from "@zvon/media-node/src/asterisk/port.ts";
import type { SignalEvent } from "@zvon/media-node/src/call/signalling.ts";
import { rtpMedia, socketMedia } from "@zvon/media-node/src/call/exchange-media.ts";
import { serveUntaken } from "@zvon/media-node/src/call/untaken.ts";
import { startMediaEngine } from "@zvon/media-node/src/media/engine.ts";
import { createLog } from "@zvon/media-node/src/log.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Lab, startLab } from "./lab/asterisk.ts";
import { startCutProxy } from "./lab/cut-proxy.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { type RingingPhone, startUserAgent, type UserAgent } from "./sip/user-agent.ts";

const reason = await whyNoLab();
const silentLog = createLog(() => undefined);
const tone = Int16Array.from({ length: 4_000 }, (_, at) => Math.round(8_000 * Math.sin((at * 2 * Math.PI * 440) / 8_000)));
const loudness = (samples: Int16Array): number => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));

type RtpTarget = Extract<MediaTarget, { host: string }>;

/** Keeps what was told and lets a test wait for it. */
const eventBook = () => {
  const told: SignalEvent[] = [];
  const waiting = new Set<() => void>();
  return {
    told,
    note: (event: SignalEvent): void => {
      told.push(event);
      for (const look of waiting) look();
    },
    until: <T extends SignalEvent["type"]>(type: T): Promise<Extract<SignalEvent, { type: T }>> =>
      new Promise((resolve) => {
        const look = (): void => {
          for (const event of told)
            if (event.type === type) {
              waiting.delete(look);
              resolve(event as Extract<SignalEvent, { type: T }>);
              return;
            }
        };
        waiting.add(look);
        look();
      }),
  };
};

/** An RTP leg that sends back what it gets. */
const openEcho = async (format: RtpTarget["format"]) => {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  let packets = 0;
  let remote: { host: string; port: number } | null = null;
  const payloadTypes = new Set<number>();
  socket.on("message", (packet) => {
    packets += 1;
    payloadTypes.add((packet[1] ?? 0) & 0x7f);
    if (remote !== null) socket.send(packet, remote.port, remote.host);
  });
  return {
    target: { host: "127.0.0.1", port: socket.address().port, format } satisfies RtpTarget,
    sendTo: (to: MediaRemote | null): void => {
      remote = to;
    },
    packets: () => packets,
    payloadTypes,
    close: () => socket.close(),
  };
};

describe.skipIf(reason !== null)(`calls through a real Asterisk${reason === null ? "" : ` (${reason})`}`, () => {
  let lab: Lab;
  let carrier: UserAgent;
  let exchange: Telephony;
  let calls = 0;

  beforeAll(async () => {
    carrier = await startUserAgent({ host: "127.0.0.2" });
    lab = await startLab({ ariApp: "adapter", trunkHost: carrier.host, trunkPort: carrier.port });
  }, 600_000);
  afterAll(async () => {
    await lab.stop();
    await carrier.close();
  });
  beforeEach(async () => {
    exchange = await connectAsterisk({ ...lab.ari, log: silentLog });
  });
  afterEach(async () => {
    await exchange.close();
    // The promise of the adapter, checked after every test.
    await vi.waitFor(async () => expect(await lab.channels()).toBe(0), { timeout: 5_000, interval: 20 });
    expect(await lab.cli("bridge show all")).not.toContain("adapter.bridge");
  });

  const dial = (over: Partial<OriginateRequest> = {}): Omit<OriginateRequest, "media"> => ({
    callId: `call-${++calls}`,
    to: "79001112233",
    from: "74950001122",
    trunk: "trunk",
    ringTimeoutMs: 20_000,
    ...over,
  });
  const nextInbound = (): Promise<InboundCall> => new Promise((resolve) => exchange.onInbound(resolve));
  const nextOutbound = (): Promise<RingingPhone> => new Promise((resolve) => carrier.onCall(resolve));

  /** Calls in, takes the call, echoes. */
  const talk = async (format: RtpTarget["format"] = "ulaw") => {
    const arriving = nextInbound();
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    const call = await arriving;
    const book = eventBook();
    const echo = await openEcho(format);
    const signalling = await call.attach(echo.target, book.note);
    echo.sendTo(signalling.remote);
    await signalling.answer();
    expect(await phone.answered).toBe(200);
    return { phone, call, book, echo, signalling };
  };

  const outbound = async (behave: (phone: RingingPhone) => void, over: Partial<OriginateRequest> = {}) => {
    const ringing = nextOutbound();
    const book = eventBook();
    const echo = await openEcho("ulaw");
    const controller = new AbortController();
    const signalling = await exchange.originate({ ...dial(over), media: echo.target }, book.note, controller.signal);
    echo.sendTo(signalling.remote);
    const phone = await ringing;
    behave(phone);
    return { phone, book, echo, signalling, abort: () => controller.abort() };
  };
  const outcome = async (book: ReturnType<typeof eventBook>): Promise<string> => {
    const ended: Ended = await book.until("hangup");
    return endReasonOf(ended, "outbound");
  };

  it("rings at once, knows who called whom and from where it was forwarded", async () => {
    const arriving = nextInbound();
    const phone = await carrier.call({ ...lab.sip, number: "+74951234567", from: "79001112233", headers: [["diversion", "<sip:+74957654321@carrier>;reason=no-answer"]] });
    const call = await arriving;
    expect(call).toMatchObject({ number: "+74951234567", from: "79001112233", diversion: "+74957654321" });
    await vi.waitFor(() => expect(phone.progress.map((step) => step.status)).toEqual([100, 180]), { timeout: 5_000, interval: 5 });
    await call.reject(17);
    expect(await phone.answered).toBe(486);
  });

  it.each([
    [1, 404],
    [17, 486],
    [34, 503],
  ])("refuses a call with Q.850 %i as SIP %i", async (cause, status) => {
    const arriving = nextInbound();
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    await (await arriving).reject(cause);
    expect(await phone.answered).toBe(status);
  });

  it("refuses calls nobody listens for as congestion, so that the carrier tries elsewhere", async () => {
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    expect(await phone.answered).toBe(503);
  });

  it.each([
    ["ulaw", 0],
    ["alaw", 8],
  ] as const)("carries audio both ways with our leg in %s (payload type %i)", async (format, payloadType) => {
    const { phone, echo, book } = await talk(format);
    const heardOut = phone.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
    await phone.audio.say(tone);
    expect(await heardOut).toBe(true);
    // Half a second of tone came back among silence: louder than half the tone's power over half a second.
    const heard = phone.audio.heard();
    expect(loudness(heard) * Math.sqrt(heard.length / tone.length)).toBeGreaterThan(4_000);
    expect([...echo.payloadTypes]).toEqual([payloadType]);
    await phone.hangup();
    expect(await book.until("hangup")).toMatchObject({ by: "far", answered: true, cause: { q850: 16 } });
    echo.close();
  });

  it("hears the caller's keys, and sends keys", async () => {
    const { phone, signalling, book, echo } = await talk();
    await phone.audio.press("1290*#");
    await vi.waitFor(() => expect(book.told.flatMap((event) => (event.type === "dtmf" ? [event.digit] : [])).join("")).toBe("1290*#"), { timeout: 5_000, interval: 10 });
    await signalling.sendDtmf("42#");
    await vi.waitFor(() => expect(phone.audio.digitsHeard()).toBe("42#"), { timeout: 5_000, interval: 10 });
    await phone.hangup();
    await book.until("hangup");
    echo.close();
  });

  it("hangs up, and says that it was us", async () => {
    const { phone, signalling, book, echo } = await talk();
    await signalling.hangup();
    expect(await phone.ended).toMatchObject({ by: "far" });
    expect(await book.until("hangup")).toMatchObject({ by: "us", answered: true });
    echo.close();
  });

  it("tells a caller who gives up while it rings as cancelled", async () => {
    const arriving = nextInbound();
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    const call = await arriving;
    const book = eventBook();
    const echo = await openEcho("ulaw");
    const signalling = await call.attach(echo.target, book.note);
    await phone.hangup();
    expect(endReasonOf(await book.until("hangup"), "inbound")).toBe("cancelled");
    await expect(signalling.answer()).rejects.toMatchObject({ code: "not_found" });
    expect(book.told.filter((event) => event.type === "hangup")).toHaveLength(1);
    echo.close();
  });

  it("tells the end of a call that was over before it was taken", async () => {
    const arriving = nextInbound();
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    const call = await arriving;
    await phone.hangup();
    await vi.waitFor(async () => expect(await lab.channels()).toBe(0), { timeout: 5_000, interval: 10 });
    const book = eventBook();
    const echo = await openEcho("ulaw");
    const attached = call.attach(echo.target, book.note).then((signalling) => signalling.answer());
    await expect(attached).rejects.toMatchObject({ name: "AriError" });
    expect(endReasonOf(await book.until("hangup"), "inbound")).toBe("cancelled");
    echo.close();
  });

  it("places a call: rings, is answered, carries audio, ends when the person hangs up", async () => {
    const { phone, book, echo } = await outbound((called) => {
      called.ring();
      called.accept();
    });
    await book.until("answered");
    expect(phone).toMatchObject({ number: "79001112233", from: "74950001122" });
    const heardOut = phone.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
    await phone.audio.say(tone);
    expect(await heardOut).toBe(true);
    expect(echo.packets()).toBeGreaterThan(20);
    await phone.hangup();
    expect(await outcome(book)).toBe("caller_hangup");
    expect(book.told.map((event) => event.type)).toEqual(["ringing", "answered", "hangup"]);
    echo.close();
  });

  it("lets an answered call talk on beyond its ring time-out, be it answered in the moment it was dialled", async () => {
    const { phone, book, echo } = await outbound((called) => called.accept(), { ringTimeoutMs: 1_000 });
    await book.until("answered");
    // 1.5 s by the clock of the audio itself.
    await phone.audio.say(Int16Array.from({ length: 12_000 }, (_, at) => tone[at % tone.length] ?? 0));
    expect(book.told.map((event) => event.type)).toEqual(["answered"]);
    await phone.hangup();
    expect(await outcome(book)).toBe("caller_hangup");
    echo.close();
  });

  it.each([
    [486, "busy"],
    [603, "rejected"],
    [480, "unreachable"],
    [404, "invalid_number"],
    [403, "forbidden"],
    [503, "congestion"],
    [487, "cancelled"],
  ] as const)("tells a called party's %i as %s", async (status, expected) => {
    const { book, echo } = await outbound((called) => called.reject(status));
    expect(await outcome(book)).toBe(expected);
    expect(await book.until("hangup")).toMatchObject({ answered: false, cause: { sip: status } });
    echo.close();
  });

  it("tells that sound came before the answer, lets none of it reach the call, and takes the reason from what was signalled", async () => {
    const { phone, book, echo } = await outbound((called) => called.early());
    await book.until("early-media");
    await phone.audio.say(tone);
    expect(echo.packets()).toBe(0);
    phone.reject(480);
    expect(await outcome(book)).toBe("unreachable");
    expect(book.told.map((event) => event.type)).toEqual(["early-media", "hangup"]);
    echo.close();
  });

  it("tells a called party who rejects while it rings as rejected", async () => {
    const { book, echo } = await outbound((called) => {
      called.ring();
      called.reject(603);
    });
    expect(await outcome(book)).toBe("rejected");
    echo.close();
  });

  it("stops ringing at the ring time-out, and tells no answer", async () => {
    const { phone, book, echo } = await outbound((called) => called.ring(), { ringTimeoutMs: 300 });
    expect(await outcome(book)).toBe("no_answer");
    expect(await phone.ended).toMatchObject({ status: 487 });
    echo.close();
  });

  it("stops ringing when the call is given up here", async () => {
    const { phone, book, echo, abort } = await outbound((called) => called.ring());
    await book.until("ringing");
    abort();
    expect(await book.until("hangup")).toMatchObject({ by: "us", answered: false });
    expect(await phone.ended).toMatchObject({ by: "far", status: 487 });
    echo.close();
  });

  it("refuses to dial what is not a number, and a second call under the same id", async () => {
    const echo = await openEcho("ulaw");
    const place = (over: Partial<OriginateRequest>) => exchange.originate({ ...dial(over), media: echo.target }, () => undefined, new AbortController().signal);
    await expect(place({ to: "79001112233@evil&PJSIP/1" })).rejects.toMatchObject({ code: "refused" });
    await expect(place({ trunk: "trunk/sip:evil" })).rejects.toMatchObject({ code: "refused" });
    const { book, signalling } = await outbound((called) => called.ring(), { callId: "twice" });
    await expect(place({ callId: "twice" })).rejects.toMatchObject({ code: "conflict" });
    await signalling.hangup();
    await book.until("hangup");
    echo.close();
  });

  it("leaves nothing behind when the trunk does not exist", async () => {
    const echo = await openEcho("ulaw");
    const told = eventBook();
    await expect(exchange.originate({ ...dial({ trunk: "nowhere" }), media: echo.target }, told.note, new AbortController().signal)).rejects.toMatchObject({ name: "AriError" });
    expect(told.told).toEqual([]);
    echo.close();
  });

  /** A caller and a person called, both answered, each on a media leg of its own. */
  const talkOfTwo = async () => {
    const caller = await talk();
    const called = await outbound((phone) => phone.accept(), { trunk: trunkOfCalls(caller.call) });
    await called.book.until("answered");
    return { caller, called, handOver: (maxMs = 60_000) => exchange.handOver(caller.call.channelId, called.signalling.channelId, maxMs) };
  };
  const trunkOfCalls = (call: InboundCall): string => call.trunk ?? "none";

  it.each(["caller", "called"] as const)("lets two talk without us, tells no more of them, and ends both when the %s hangs up", async (first) => {
    const { caller, called, handOver } = await talkOfTwo();
    await handOver();
    await vi.waitFor(async () => expect(await lab.channels()).toBe(2), { timeout: 5_000, interval: 20 });
    const before = [caller.echo.packets(), called.echo.packets()];
    // By frames: the sender's clock is another one now.
    let energy = 0;
    const stop = called.phone.audio.onFrame(({ samples }) => (energy += loudness(samples) ** 2 * samples.length));
    const heardOut = called.phone.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
    await caller.phone.audio.say(tone);
    expect(await heardOut).toBe(true);
    stop();
    expect(Math.sqrt(energy / tone.length)).toBeGreaterThan(4_000);
    expect([caller.echo.packets(), called.echo.packets()]).toEqual(before);
    const [leaves, stays] = first === "caller" ? [caller, called] : [called, caller];
    await leaves.phone.hangup();
    expect(await stays.phone.ended).toMatchObject({ by: "far" });
    expect([...caller.book.told, ...called.book.told].filter((event) => event.type === "hangup")).toEqual([]);
    caller.echo.close();
    called.echo.close();
  });

  it("leaves those who talk without us alone when it is closed, and ends them by their own limit", async () => {
    const { caller, called, handOver } = await talkOfTwo();
    await handOver(2_500);
    await exchange.close();
    const next = await connectAsterisk({ ...lab.ari, log: silentLog });
    expect(await next.adopt(caller.call.channelId, "inbound")).toBeNull();
    await next.close();
    expect(await lab.channels()).toBeGreaterThanOrEqual(2);
    // Nobody of ours is there: Asterisk itself ends it.
    expect(await caller.phone.ended).toMatchObject({ by: "far" });
    expect(await called.phone.ended).toMatchObject({ by: "far" });
    caller.echo.close();
    called.echo.close();
  });

  it("gives the caller back to the bot when the other has gone meanwhile", async () => {
    const { caller, called, handOver } = await talkOfTwo();
    await called.phone.hangup();
    await called.book.until("hangup");
    await expect(handOver()).rejects.toMatchObject({ name: "AriError" });
    const heardOut = caller.phone.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
    await caller.phone.audio.say(tone);
    expect(await heardOut).toBe(true);
    await caller.phone.hangup();
    await caller.book.until("hangup");
    caller.echo.close();
    called.echo.close();
  });

  it("carries audio both ways by WebSocket, and is silent at once when the bot is cut off", async () => {
    const engine = await startMediaEngine({ vad: "energy" });
    const arriving = nextInbound();
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    const call = await arriving;
    const media = socketMedia()();
    const book = eventBook();
    let loudest = -96;
    const leg = await engine.open({ id: "socket", transport: media.transport, recordingPath: null }, (event) => {
      media.onLegEvent(event);
      if (event.type === "frame") loudest = Math.max(loudest, event.levelDb);
    });
    const signalling = await call.attach(media.target(leg), book.note);
    expect(signalling.remote).toBeNull();
    await signalling.answer();
    expect(await phone.answered).toBe(200);
    await phone.audio.say(tone);
    await vi.waitFor(() => expect(loudest).toBeGreaterThan(-20), { timeout: 5_000, interval: 20 });
    // Nine seconds of tone, cut off after one of the phone's own clock.
    let loud = 0;
    const sounding = Promise.withResolvers<void>();
    phone.audio.onFrame(({ samples }) => {
      if (loudness(samples) > 1_000) loud += 1;
      if (loud === 50) sounding.resolve();
    });
    const silent = phone.audio.waitForTurn({ quietMs: 400, withinMs: 20_000 });
    for (let second = 0; second < 18; second++) leg.play("long", tone, second === 17);
    await sounding.promise;
    leg.stop();
    media.flush();
    expect(await silent).toBe(true);
    // A second of it, and what was on its way when it was cut off.
    expect(loud).toBeLessThan(100);
    await phone.audio.press("5");
    expect(await book.until("dtmf")).toMatchObject({ digit: "5" });
    await phone.hangup();
    expect(await book.until("hangup")).toMatchObject({ by: "far", answered: true });
    leg.close();
    await engine.close();
  });

  it("connects a caller whom no bot takes with somebody else, answered only when they are", async () => {
    const engine = await startMediaEngine({ vad: "energy" });
    const arriving = nextInbound();
    const ringing = nextOutbound();
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    const served = serveUntaken({
      ringing: await arriving, telephony: exchange, engine, id: "untaken_1", forward: { to: "79005556677", from: "74951234567", trunk: "trunk", ringTimeoutMs: 10_000 }, told: null, cause: 17,
      voice: () => {
        throw new Error("nobody is told anything");
      },
      openMedia: rtpMedia("127.0.0.1"), setTimer: () => () => undefined, log: silentLog,
    });
    const other = await ringing;
    other.ring();
    expect(phone.progress.some((step) => step.status === 180)).toBe(true);
    other.accept();
    expect(await phone.answered).toBe(200);
    expect(await served).toBe("forwarded");
    const heard = other.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
    await phone.audio.say(tone);
    expect(await heard).toBe(true);
    await other.hangup();
    expect(await phone.ended).toMatchObject({ by: "far" });
    await engine.close();
  });

  it("hangs up what lives when it is closed", async () => {
    const { phone, echo } = await talk();
    await exchange.close();
    expect(await phone.ended).toMatchObject({ by: "far" });
    echo.close();
  });
});

describe.skipIf(reason !== null)(`the control socket breaks${reason === null ? "" : ` (${reason})`}`, () => {
  let lab: Lab;
  let carrier: UserAgent;

  beforeAll(async () => {
    carrier = await startUserAgent({ host: "127.0.0.2" });
    lab = await startLab({ ariApp: "broken", trunkHost: carrier.host, trunkPort: carrier.port });
  }, 600_000);
  afterAll(async () => {
    await lab.stop();
    await carrier.close();
  });

  /** An exchange behind a proxy that can be cut, with one call up and echoing. */
  const talkThroughProxy = async () => {
    const proxy = await startCutProxy({ host: "127.0.0.1", port: Number(new URL(lab.ari.url).port) });
    const lines: string[] = [];
    const exchange = await connectAsterisk({ ...lab.ari, url: `http://127.0.0.1:${proxy.port}/ari`, log: createLog((line) => lines.push(line)) });
    const arriving = new Promise<InboundCall>((resolve) => exchange.onInbound(resolve));
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    const call = await arriving;
    const book = eventBook();
    const echo = await openEcho("ulaw");
    const signalling = await call.attach(echo.target, book.note);
    echo.sendTo(signalling.remote);
    await signalling.answer();
    return { proxy, exchange, phone, call, book, echo, signalling, lines };
  };
  const becomes = (exchange: Telephony, status: "up" | "down"): Promise<void> =>
    vi.waitFor(() => expect(exchange.status()).toBe(status), { timeout: 10_000, interval: 10 });

  it("keeps the call talking, takes it up again, and hears its keys and its end", async () => {
    const { proxy, exchange, phone, book, echo } = await talkThroughProxy();
    proxy.cut();
    await becomes(exchange, "down");
    const heardOut = phone.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
    await phone.audio.say(tone);
    expect(await heardOut).toBe(true);
    proxy.mend();
    await becomes(exchange, "up");
    await phone.audio.press("7");
    expect(await book.until("dtmf")).toMatchObject({ digit: "7" });
    await phone.hangup();
    expect(await book.until("hangup")).toMatchObject({ by: "far", answered: true });
    await vi.waitFor(async () => expect(await lab.channels()).toBe(0), { timeout: 5_000, interval: 20 });
    await exchange.close();
    await proxy.close();
    echo.close();
  });

  it("notices on its return that the caller hung up meanwhile, and removes the media leg", async () => {
    const { proxy, exchange, phone, book, echo } = await talkThroughProxy();
    proxy.cut();
    await becomes(exchange, "down");
    await phone.hangup();
    // Asterisk answers a BYE before it removes the channel: mended too early, the end would be seen live, by the far side. The media leg is left.
    await vi.waitFor(async () => expect(await lab.channels()).toBe(1), { timeout: 5_000, interval: 20 });
    proxy.mend();
    expect(await book.until("hangup")).toMatchObject({ by: "system", answered: true });
    await vi.waitFor(async () => expect(await lab.channels()).toBe(0), { timeout: 5_000, interval: 20 });
    await exchange.close();
    await proxy.close();
    echo.close();
  });

  it("ends a call for us that is hung up while the exchange cannot be reached, and its channel afterwards", async () => {
    const { proxy, exchange, phone, book, echo, signalling } = await talkThroughProxy();
    proxy.cut();
    await becomes(exchange, "down");
    await signalling.hangup();
    expect(await book.until("hangup")).toMatchObject({ by: "us" });
    proxy.mend();
    expect(await phone.ended).toMatchObject({ by: "far" });
    await vi.waitFor(async () => expect(await lab.channels()).toBe(0), { timeout: 5_000, interval: 20 });
    await exchange.close();
    await proxy.close();
    echo.close();
  }, 20_000);

  it("refuses calls while nobody is connected", async () => {
    const { proxy, exchange, phone, echo } = await talkThroughProxy();
    proxy.cut();
    await becomes(exchange, "down");
    const second = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    expect(await second.answered).toBe(503);
    await expect(
      exchange.originate({ callId: "x", to: "1", from: "2", trunk: "trunk", ringTimeoutMs: 1_000, media: echo.target }, () => undefined, new AbortController().signal),
    ).rejects.toMatchObject({ code: "unreachable", retryable: true });
    proxy.mend();
    await becomes(exchange, "up");
    await phone.hangup();
    await vi.waitFor(async () => expect(await lab.channels()).toBe(0), { timeout: 5_000, interval: 20 });
    await exchange.close();
    await proxy.close();
    echo.close();
  });

  it("hangs up the calls of a node that died, and spares a call that has just come in", async () => {
    const { proxy, exchange: dead, phone: orphan, echo } = await talkThroughProxy();
    proxy.cut();
    await becomes(dead, "down");
    const exchange = await connectAsterisk({ ...lab.ari, log: silentLog });
    const arriving = new Promise<InboundCall>((resolve) => exchange.onInbound(resolve));
    const phone = await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" });
    const call = await arriving;
    const book = eventBook();
    const own = await openEcho("ulaw");
    const signalling = await call.attach(own.target, book.note);
    await signalling.answer();
    expect(await orphan.ended).toMatchObject({ by: "far" });
    // Caller, media leg: what is left is the new call's alone.
    await vi.waitFor(async () => expect(await lab.channels()).toBe(2), { timeout: 5_000, interval: 20 });
    expect(book.told.map((event) => event.type)).toEqual(["answered"]);
    await phone.hangup();
    await book.until("hangup");
    await vi.waitFor(async () => expect(await lab.channels()).toBe(0), { timeout: 5_000, interval: 20 });
    await exchange.close();
    await dead.close();
    await proxy.close();
    echo.close();
    own.close();
  }, 20_000);

  it("gives an answered call of a node that died to the one after it, which talks on with the caller", async () => {
    const { proxy, exchange: dead, phone, call, echo } = await talkThroughProxy();
    proxy.cut();
    await becomes(dead, "down");
    const exchange = await connectAsterisk({ ...lab.ari, log: silentLog });
    const adopted = await exchange.adopt(call.channelId, "inbound");
    const own = await openEcho("ulaw");
    const book = eventBook();
    const signalling = await adopted?.attach(own.target, book.note);
    if (signalling === undefined) throw new Error("the call was not there");
    own.sendTo(signalling.remote);
    // The old media leg belongs to nobody and is swept; the caller stays.
    await vi.waitFor(async () => expect(await lab.channels()).toBe(2), { timeout: 10_000, interval: 20 });
    const heardOut = phone.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
    await phone.audio.say(tone);
    expect(await heardOut).toBe(true);
    expect(own.packets()).toBeGreaterThan(20);
    await phone.hangup();
    expect(await book.until("hangup")).toMatchObject({ by: "far", answered: true });
    expect(await exchange.adopt("long.gone", "inbound")).toBeNull();
    await vi.waitFor(async () => expect(await lab.channels()).toBe(0), { timeout: 5_000, interval: 20 });
    await exchange.close();
    await dead.close();
    await proxy.close();
    echo.close();
    own.close();
  }, 20_000);

  it("ends the calls of an Asterisk that is restarted under them, and takes calls again when it is back", async () => {
    const exchange = await connectAsterisk({ ...lab.ari, log: silentLog });
    const talks = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const book = eventBook();
        const echo = await openEcho("ulaw");
        return { book, echo };
      }),
    );
    let next = 0;
    exchange.onInbound((call) => {
      const talk = talks[next++];
      if (talk === undefined) return;
      void call.attach(talk.echo.target, talk.book.note).then((signalling) => signalling.answer());
    });
    const phones = await Promise.all(talks.map((_, n) => carrier.call({ ...lab.sip, number: `7495123450${n}`, from: "79001112233" })));
    for (const phone of phones) expect(await phone.answered).toBe(200);
    await lab.cli("core restart now");
    for (const { book } of talks) expect(await book.until("hangup")).toMatchObject({ answered: true });
    for (const phone of phones) await phone.hangup();
    exchange.onInbound((call) => void call.reject(17));
    // Until Asterisk and we are there again it is refused, or nobody answers at all.
    await vi.waitFor(async () => expect(await (await carrier.call({ ...lab.sip, number: "74951234567", from: "79001112233" })).answered).toBe(486), { timeout: 30_000, interval: 100 });
    await exchange.close();
    for (const { echo } of talks) echo.close();
  }, 40_000);

  it("does not start with wrong credentials or without an exchange, and says which", async () => {
    await expect(connectAsterisk({ ...lab.ari, password: "wrong", log: silentLog })).rejects.toMatchObject({ code: "refused", status: 401 });
    await expect(connectAsterisk({ ...lab.ari, url: "http://127.0.0.1:9/ari", log: silentLog })).rejects.toMatchObject({ code: "unreachable" });
  });
});
