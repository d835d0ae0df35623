import { describe, expect, it } from "vitest";
import { levelDb } from "../audio/frame.ts";
import { decodeG711, encodeG711, G711_SILENCE } from "../codec/g711.ts";
import { encodeL16Into } from "../codec/l16.ts";
import { loadOpus } from "../codec/opus.ts";
import { dtmfPayload, parseDtmf } from "../rtp/dtmf.ts";
import { parseRtp, serialiseRtp, type RtpPacket } from "../rtp/packet.ts";
import type { Endpoint } from "../rtp/source-lock.ts";
import type { LegEvent, LegTransport } from "./leg.ts";
import { createMediaPath } from "./path.ts";

const CALLER = { host: "10.0.0.1", port: 4000 };
const FRAME = 160;

type Rtp = Extract<LegTransport, { kind: "rtp" }>;

function setUp(over: Partial<Rtp> = {}, mediaTimeoutMs?: number, comfortNoiseDb: number | null = null) {
  const transport: LegTransport = {
    kind: "rtp",
    bindHost: "127.0.0.1",
    remote: null,
    codec: "pcma",
    payloadType: 8,
    dtmfPayloadType: 101,
    ...over,
  };
  return drive(transport, mediaTimeoutMs, comfortNoiseDb);
}

function drive(transport: LegTransport, mediaTimeoutMs?: number, comfortNoiseDb: number | null = null) {
  const events: LegEvent[] = [];
  const sent: { packet: RtpPacket; to: Endpoint }[] = [];
  const recorded = { caller: [] as number[], bot: [] as number[] };
  let sequence = 100;
  let timestamp = 5000;
  let listened = 0;
  let spoken = 0;
  const path = createMediaPath({
    transport,
    ...(mediaTimeoutMs === undefined ? {} : { mediaTimeoutMs }),
    random: () => 0.5,
    comfortNoiseDb,
    send(datagram, to) {
      const parsed = parseRtp(datagram);
      if (!parsed.ok) throw new Error(`sent a malformed packet: ${parsed.defect}`);
      sent.push({ packet: parsed.packet, to });
    },
    emit: (event) => events.push(event),
    record: {
      caller: (pcm) => recorded.caller.push(...pcm),
      bot: (pcm) => recorded.bot.push(...pcm),
    },
  });
  const heard: number[] = [];
  return {
    path,
    events,
    sent,
    recorded,
    heard,
    /** The next packet of the caller, with whatever is wrong with it. */
    packet(wrong: Partial<RtpPacket> = {}): Uint8Array {
      const payload = encodeG711("pcma", new Int16Array(FRAME).fill(1000));
      const made = serialiseRtp({ marker: false, payloadType: 8, sequence, timestamp, ssrc: 77, payload, ...wrong });
      sequence = (sequence + 1) & 0xffff;
      timestamp += FRAME;
      return made;
    },
    /** A frame of time passes, with these datagrams at its beginning. */
    pass(...datagrams: (Uint8Array | { bytes: Uint8Array; from: Endpoint })[]) {
      for (const item of datagrams) {
        const { bytes, from } = item instanceof Uint8Array ? { bytes: item, from: CALLER } : item;
        path.datagram(bytes, from.host, from.port, listened * 20);
      }
      const frame = path.listen(listened++);
      expect(frame.length).toBe(FRAME);
      heard.push(frame[80] ?? 0);
      path.speak(spoken++, true);
    },
    /** Sound of the bot that left, sample by sample. */
    spoken: () => sent.flatMap(({ packet }) => (packet.payloadType === 8 ? [...decodeG711("pcma", packet.payload)] : [])),
  };
}

const LOUD = decodeG711("pcma", encodeG711("pcma", Int16Array.of(1000)))[0] ?? 0;
const QUIET = 8; // A-law has no zero

describe("media path", () => {
  it("hears a caller over the survivable faults of a network, and counts each", () => {
    const leg = setUp();
    for (let n = 0; n < 10; n++) leg.pass(leg.packet());
    leg.packet(); // lost
    leg.pass();
    const early = leg.packet();
    leg.pass(leg.packet()); // overtakes
    leg.pass(early);
    const twice = leg.packet();
    leg.pass(twice, twice);
    for (let n = 0; n < 10; n++) leg.pass(leg.packet());
    const stats = leg.path.stats();
    expect(stats).toMatchObject({ lost: 1, reordered: 1, duplicate: 1, late: 0, malformed: 0, foreign: 0, concealedFrames: 1 });
    expect(stats.received).toBe(24);
    expect(leg.heard.slice(2).filter((value) => value === LOUD).length).toBeGreaterThanOrEqual(leg.heard.length - 2 - 1);
  });

  it("survives malformed packets of every kind and hears none of them", () => {
    const leg = setUp();
    const good = leg.packet();
    leg.pass(
      new Uint8Array(0),
      new Uint8Array(11),
      Uint8Array.from({ length: 172 }, () => 0xff),
      good.map((byte, n) => (n === 0 ? 0x00 : byte)), // version 0
      good.map((byte, n) => (n === 0 ? 0xa0 : byte)).map((byte, n, all) => (n === all.length - 1 ? 255 : byte)), // padding beyond
      serialiseRtp({ marker: false, payloadType: 8, sequence: 1, timestamp: 1, ssrc: 1, payload: new Uint8Array(0) }),
      serialiseRtp({ marker: false, payloadType: 8, sequence: 1, timestamp: 1, ssrc: 1, payload: new Uint8Array(1700) }),
      serialiseRtp({ marker: false, payloadType: 101, sequence: 2, timestamp: 1, ssrc: 1, payload: Uint8Array.of(1, 2) }),
    );
    expect(leg.path.stats()).toMatchObject({ malformed: 8, foreign: 0 });
    expect(leg.heard).toEqual([0]);
    for (let n = 0; n < 5; n++) leg.pass(leg.packet());
    expect(leg.heard.slice(-2)).toEqual([LOUD, LOUD]);
  });

  it("never hears anyone but its caller", () => {
    const leg = setUp();
    const intruder = { host: "10.6.6.6", port: 6666 };
    const payload = encodeG711("pcma", new Int16Array(FRAME).fill(9000));
    for (let n = 0; n < 20; n++) {
      const bytes = serialiseRtp({ marker: false, payloadType: 8, sequence: n, timestamp: n * FRAME, ssrc: 666, payload });
      leg.pass(leg.packet(), { bytes, from: intruder });
    }
    expect(leg.path.stats()).toMatchObject({ foreign: 20, ssrcChanges: 0 });
    expect(new Set(leg.heard)).toEqual(new Set([0, LOUD]));
    expect(leg.sent.every(({ to }) => to.host === CALLER.host && to.port === CALLER.port)).toBe(true);
  });

  it("does not send a bot's voice to whoever sends something else than its media", () => {
    const leg = setUp();
    leg.pass(leg.packet({ payloadType: 96 }), Uint8Array.of(0x80, 200, 0, 1, 0, 0, 0, 1));
    expect(leg.sent).toEqual([]);
    expect(leg.path.stats()).toMatchObject({ otherPayload: 1, malformed: 1 });
  });

  it("moves to a new remote when signalling says so, and no longer hears the old one", () => {
    const leg = setUp({ remote: CALLER });
    leg.pass(leg.packet());
    const moved = { host: "10.0.0.2", port: 5000 };
    leg.path.setRemote(moved);
    leg.pass(leg.packet());
    expect(leg.sent.at(-1)?.to).toEqual(moved);
    leg.pass({ bytes: leg.packet(), from: moved });
    expect(leg.path.stats()).toMatchObject({ received: 2, foreign: 1 });
  });

  it("goes on through a changed SSRC", () => {
    const leg = setUp();
    for (let n = 0; n < 10; n++) leg.pass(leg.packet());
    for (let n = 0; n < 10; n++) leg.pass(leg.packet({ ssrc: 99 }));
    expect(leg.path.stats()).toMatchObject({ ssrcChanges: 1, lost: 0 });
    expect(leg.heard.slice(-5)).toEqual(Array(5).fill(LOUD));
  });

  it("gives silence where silence is sent, and a time-out again and again where nothing comes", () => {
    const leg = setUp({}, 200);
    const silence = new Uint8Array(FRAME).fill(G711_SILENCE.pcma);
    for (let n = 0; n < 20; n++) leg.pass(leg.packet({ payload: silence }));
    expect(leg.heard.slice(2)).toEqual(Array(18).fill(QUIET));
    expect(leg.events).toEqual([]);
    for (let n = 0; n < 30; n++) leg.pass();
    expect(leg.events).toEqual([200, 400, 600].map((silentForMs) => ({ type: "media-timeout", silentForMs })));
    leg.pass(leg.packet());
    for (let n = 0; n < 9; n++) leg.pass();
    expect(leg.events.length).toBe(3);
    leg.pass();
    expect(leg.events.length).toBe(4);
  });

  it("reports a key once at its first packet, and its packets are not audio and no loss", () => {
    const leg = setUp();
    for (let n = 0; n < 5; n++) leg.pass(leg.packet());
    const pressedAt = 5000 + 5 * FRAME;
    for (let n = 1; n <= 9; n++) {
      const payload = dtmfPayload({ digit: "4", end: n > 6, duration: Math.min(n, 7) * FRAME });
      leg.pass(leg.packet({ payloadType: 101, timestamp: pressedAt, payload }));
    }
    for (let n = 0; n < 5; n++) leg.pass(leg.packet());
    expect(leg.events).toEqual([{ type: "dtmf", digit: "4", atMs: 100 }]);
    expect(leg.path.stats()).toMatchObject({ dtmf: 1, lost: 0, late: 0, holes: 0, received: 19 });
  });

  it("does not call the hole of a held key loss where keys come by signalling", () => {
    const leg = setUp({ dtmfPayloadType: null });
    for (let n = 0; n < 10; n++) leg.pass(leg.packet());
    for (let n = 0; n < 9; n++) {
      leg.packet(); // number and time go on, nothing comes
      leg.pass();
    }
    for (let n = 0; n < 10; n++) leg.pass(leg.packet());
    expect(leg.path.stats()).toMatchObject({ lost: 0, holes: 1, late: 0 });
    expect(leg.heard.slice(-6)).toEqual(Array(6).fill(LOUD));
  });

  it("speaks with a marker at each spurt, an unbroken sequence and the audio clock as timestamp", () => {
    const leg = setUp({ remote: CALLER });
    leg.pass();
    leg.path.play("a", new Int16Array(400).fill(3000), true);
    for (let n = 0; n < 5; n++) leg.pass();
    leg.path.play("b", new Int16Array(160).fill(3000), true);
    leg.pass();
    const packets = leg.sent.map(({ packet }) => packet);
    expect(packets.map((packet) => packet.marker)).toEqual([false, true, false, false, false, false, true]);
    packets.forEach((packet, n) => {
      expect(packet.sequence).toBe(((packets[0]?.sequence ?? 0) + n) & 0xffff);
      expect(packet.timestamp).toBe((packets[0]?.timestamp ?? 0) + n * FRAME);
    });
  });

  it("accounts for marks to the sample: what left, when, and what an interruption kept from being heard", () => {
    const leg = setUp({ remote: CALLER });
    leg.path.play("one", new Int16Array(800).fill(3000), true);
    leg.path.play("two", new Int16Array(8000).fill(3000), true);
    leg.path.play("three", new Int16Array(8000).fill(3000), true);
    for (let n = 0; n < 10; n++) leg.pass();
    leg.path.stop(205);
    for (let n = 0; n < 5; n++) leg.pass();
    expect(leg.events).toEqual([
      { type: "mark-started", mark: "one", atMs: 0 },
      { type: "mark-finished", mark: "one", atMs: 100, playedMs: 100 },
      { type: "mark-started", mark: "two", atMs: 100 },
      { type: "mark-stopped", mark: "two", atMs: 205, playedMs: 105 },
      { type: "mark-stopped", mark: "three", atMs: 205, playedMs: 0 },
    ]);
    const audible = leg.spoken().filter((value) => Math.abs(value) > 100).length;
    expect(audible).toBeGreaterThan(1600);
    expect(audible).toBeLessThanOrEqual(1640);
  });

  it("keeps audio for later when its frame's time has gone by", () => {
    const leg = setUp({ remote: CALLER });
    leg.path.play("a", new Int16Array(320).fill(3000), true);
    leg.path.speak(0, false);
    leg.path.speak(1, true);
    leg.path.speak(2, true);
    expect(leg.sent.length).toBe(2);
    expect(leg.events.at(-1)).toEqual({ type: "mark-finished", mark: "a", atMs: 60, playedMs: 40 });
    expect(leg.path.stats().skippedFrames).toBe(1);
  });

  it("records both sides on one clock, silence included", () => {
    const leg = setUp({ remote: CALLER });
    leg.path.play("a", new Int16Array(FRAME).fill(3000), true);
    for (let n = 0; n < 3; n++) leg.pass();
    for (let n = 0; n < 5; n++) leg.pass(leg.packet());
    expect(leg.recorded.caller.length).toBe(8 * FRAME);
    expect(leg.recorded.bot.length).toBe(8 * FRAME);
    expect(leg.recorded.caller.findIndex((value) => value === LOUD)).toBe(5 * FRAME); // 60 ms + 40 ms of jitter buffer
    expect(leg.recorded.bot.findIndex((value) => value === 0)).toBe(FRAME);
  });

  it("sends a key as one event of RFC 4733 in place of audio, and loses none of the audio", () => {
    const leg = setUp({ remote: CALLER });
    leg.path.play("a", new Int16Array(20 * FRAME).fill(3000), true);
    leg.pass();
    leg.path.sendDtmf("#");
    leg.path.sendDtmf("x"); // no key
    for (let n = 0; n < 40; n++) leg.pass();
    const keys = leg.sent.map(({ packet }) => packet).filter((packet) => packet.payloadType === 101);
    expect(keys.map((packet) => parseDtmf(packet.payload))).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((n) => ({ digit: "#", end: false, duration: n * FRAME })),
      ...[8, 8, 8].map((n) => ({ digit: "#", end: true, duration: n * FRAME })),
    ]);
    expect(new Set(keys.map((packet) => packet.timestamp)).size).toBe(1);
    expect(leg.spoken().filter((value) => value > 2500).length).toBe(20 * FRAME);
    expect(leg.events.at(-1)).toMatchObject({ type: "mark-finished", playedMs: 400 });
  });

  it("speaks and hears 16 kHz L16 in network order", () => {
    const leg = setUp({ codec: "l16", payloadType: 118, l16RateHz: 16000, remote: CALLER });
    const tone = (n: number) => Math.round(8000 * Math.sin((2 * Math.PI * 1000 * n) / 16000));
    const all: number[] = [];
    for (let n = 0; n < 20; n++) {
      const payload = new Uint8Array(640);
      encodeL16Into(Int16Array.from({ length: 320 }, (_, k) => tone(n * 320 + k)), payload, 0);
      const bytes = serialiseRtp({ marker: false, payloadType: 118, sequence: n, timestamp: n * 320, ssrc: 1, payload });
      leg.path.datagram(bytes, CALLER.host, CALLER.port, n * 20);
      all.push(...leg.path.listen(n));
      leg.path.speak(n, true);
    }
    expect(leg.sent.every(({ packet }) => packet.payload.length === 640)).toBe(true);
    expect((leg.sent[1]?.packet.timestamp ?? 0) - (leg.sent[0]?.packet.timestamp ?? 0)).toBe(320);
    const peak = Math.max(...all.slice(1600));
    expect(peak).toBeGreaterThan(7900);
    expect(peak).toBeLessThan(8100);
  });

  it("speaks and hears Opus: 48 kHz of RTP clock, across its wrap, with reordered and doubled packets and such as are none", async () => {
    const open = await loadOpus();
    const [codec, phone] = [open(), open()];
    const transport: LegTransport = { kind: "rtp", bindHost: "127.0.0.1", remote: CALLER, codec: "opus", payloadType: 107, dtmfPayloadType: 101 };
    const sent: RtpPacket[] = [];
    const path = createMediaPath({ transport, comfortNoiseDb: null, random: () => 0.5, record: null, opus: codec, emit: () => undefined, send: (datagram) => {
      const parsed = parseRtp(datagram);
      if (parsed.ok) sent.push(parsed.packet);
    } });
    const tone = (from: number) => Int16Array.from({ length: FRAME }, (_, n) => Math.round(8000 * Math.sin((2 * Math.PI * 440 * (from + n)) / 8000)));
    const first = 2 ** 32 - 20 * 960;
    const made = Array.from({ length: 100 }, (_, n) => serialiseRtp({ marker: n === 0, payloadType: 107, sequence: n, timestamp: (first + n * 960) >>> 0, ssrc: 1, payload: phone.encode(tone(n * FRAME)) }));
    [made[40], made[41]] = [made[41] ?? new Uint8Array(0), made[40] ?? new Uint8Array(0)];
    path.play("a", tone(0), false);
    for (let n = 1; n < 100; n++) path.play("a", tone(n * FRAME), n === 99);
    const levels: number[] = [];
    for (const [n, bytes] of made.entries()) {
      path.datagram(bytes, CALLER.host, CALLER.port, n * 20);
      if (n === 60) path.datagram(bytes, CALLER.host, CALLER.port, n * 20 + 1);
      if (n === 70) path.datagram(serialiseRtp({ marker: false, payloadType: 107, sequence: 5000, timestamp: 1, ssrc: 1, payload: Uint8Array.of(255, 255, 255) }), CALLER.host, CALLER.port, n * 20);
      levels.push(levelDb(path.listen(n)));
      path.speak(n, true);
    }
    expect(path.stats()).toMatchObject({ lost: 0, reordered: 1, duplicate: 1, malformed: 1, resyncs: 0 });
    // Each packet is told by the one before: about the two that were swapped it is a little off.
    for (const level of levels.slice(6)) expect(Math.abs(level - levelDb(tone(0)))).toBeLessThan(6);
    expect(new Set(sent.slice(1).map((packet, n) => (packet.timestamp - (sent[n]?.timestamp ?? 0)) >>> 0))).toEqual(new Set([960]));
    const far = open();
    expect(Math.abs(levelDb(sent.map((packet) => far.decode(packet.payload) ?? new Int16Array(FRAME)).at(-10) ?? new Int16Array(1)) - levelDb(tone(0)))).toBeLessThan(3);
  });

  it("takes a browser's audio in pieces of any length and gives the bot's in frames without a gap, silence included", () => {
    const leg = drive({ kind: "frames" });
    let index = 0;
    for (let n = 0; n < 12; n++) {
      leg.path.feed(new Int16Array(400).fill(1000), n * 50);
      for (; index * 20 < (n + 1) * 50; index++) leg.pass();
    }
    expect(leg.heard.slice(4, -2).every((value) => value === 1000)).toBe(true);
    expect(leg.sent).toEqual([]);
    leg.path.play("a", new Int16Array(200).fill(5), true);
    leg.pass();
    leg.pass();
    leg.pass();
    const out = leg.events.filter((event) => event.type === "out");
    expect(out.length).toBe(index + 3);
    expect(out.slice(-3).map((event) => [event.pcm.length, event.pcm[0], event.pcm[159]])).toEqual([
      [160, 5, 5],
      [160, 5, 0],
      [160, 0, 0],
    ]);
  });

  it("hears a caller whose gateway changes the law of G.711 in mid-call, and goes on speaking its own", () => {
    const leg = setUp({ remote: CALLER });
    for (let n = 0; n < 10; n++) leg.pass(leg.packet());
    for (let n = 0; n < 10; n++) leg.pass(leg.packet({ payloadType: 0, payload: encodeG711("pcmu", new Int16Array(FRAME).fill(1000)) }));
    expect(leg.path.stats()).toMatchObject({ codecChanges: 1, malformed: 0, otherPayload: 0, lost: 0 });
    expect(leg.heard.slice(2).every((value) => Math.abs(value - 1000) < 40)).toBe(true);
    expect(leg.sent.every(({ packet }) => packet.payloadType === 8)).toBe(true);
  });

  it("takes comfort noise for the caller's silence, as loud as it says, and for no loss", () => {
    const leg = setUp();
    for (let n = 0; n < 10; n++) leg.pass(leg.packet());
    leg.pass(leg.packet({ payloadType: 13, payload: Uint8Array.of(60) }));
    for (let n = 0; n < 20; n++) leg.pass();
    const rest = leg.recorded.caller.slice(15 * FRAME);
    const rms = Math.sqrt(rest.reduce((sum, sample) => sum + sample * sample, 0) / rest.length);
    expect(20 * Math.log10(rms / 32_768)).toBeGreaterThan(-62);
    expect(20 * Math.log10(rms / 32_768)).toBeLessThan(-58);
    expect(leg.path.stats()).toMatchObject({ lost: 0, concealedFrames: 0, otherPayload: 0 });
  });

  it("lets the line hiss softly while the bot is silent, where that is asked for, and does not record it", () => {
    const leg = setUp({ remote: CALLER }, undefined, -78);
    for (let n = 0; n < 10; n++) leg.pass();
    const sounds = leg.spoken();
    expect(new Set(sounds)).toEqual(new Set([8, -8]));
    expect(leg.recorded.bot.every((sample) => sample === 0)).toBe(true);
    expect(leg.sent.every(({ packet }) => !packet.marker)).toBe(true);
    expect(leg.events).toEqual([]);
    leg.path.play("a", new Int16Array(FRAME).fill(3000), true);
    leg.pass();
    expect(leg.sent.at(-1)?.packet.marker).toBe(true);
  });

  it("knows from reports on the audio's port what the far side hears, and believes no stranger's", () => {
    const leg = setUp({ remote: CALLER });
    for (let n = 0; n < 3; n++) leg.pass(leg.packet());
    const report = (lost: number): Uint8Array => {
      const bytes = new Uint8Array(32);
      const view = new DataView(bytes.buffer);
      bytes.set([0x81, 201, 0, 7]);
      view.setUint32(8, leg.sent[0]?.packet.ssrc ?? 0);
      view.setUint32(12, lost);
      view.setUint32(20, 96);
      return bytes;
    };
    leg.pass({ bytes: report(999), from: { host: "10.6.6.6", port: 4000 } });
    leg.pass(report(12), report(12).subarray(0, 20));
    expect(leg.path.stats()).toMatchObject({ rtcpReports: 1, farLost: 12, farJitterMs: 12, otherPayload: 2, malformed: 1 });
  });

  it("follows a caller behind NAT to its new port once the old one is silent", () => {
    const leg = setUp();
    for (let n = 0; n < 5; n++) leg.pass(leg.packet());
    for (let n = 0; n < 160; n++) leg.pass();
    const moved = { host: CALLER.host, port: 4100 };
    for (let n = 0; n < 10; n++) leg.pass({ bytes: leg.packet(), from: moved });
    expect(leg.sent.at(-1)?.to).toEqual(moved);
    expect(leg.path.stats()).toMatchObject({ foreign: 3 });
    expect(leg.heard.at(-1)).toBe(LOUD);
  });

  it("keeps both sides of a recording together while the caller's clock runs away by as much as 200 ppm do in an hour", () => {
    // 720 ms in twelve minutes. The caller clicks back, 60 ms later, whenever it hears a click of the bot.
    const leg = setUp({ remote: CALLER });
    const minutes = 12;
    const ppm = 1000;
    const frames = minutes * 60 * 50;
    const clicks: number[] = [];
    const answers: number[] = [];
    const click = new Int16Array(FRAME).fill(4, 1);
    click[0] = 20_000;
    const hiss = encodeG711("pcma", Int16Array.from({ length: FRAME }, (_, n) => ((n * 7919) % 61) - 30));
    const answer = encodeG711("pcma", click);
    let said = 0;
    let answerAt = Infinity;
    for (let frame = 0; frame < frames; frame++) {
      for (let atMs = said * 20 * (1 - ppm / 1e6); atMs <= frame * 20; atMs = said * 20 * (1 - ppm / 1e6)) {
        const now = atMs >= answerAt;
        if (now) answerAt = Infinity;
        leg.path.datagram(leg.packet({ payload: now ? answer : hiss }), CALLER.host, CALLER.port, atMs);
        said++;
      }
      if (frame % 500 === 499) {
        leg.path.play(`c${frame}`, click, true);
        clicks.push(frame * 20);
        answerAt = frame * 20 + 60;
      }
      const heard = leg.path.listen(frame).findIndex((sample) => sample > 10_000);
      if (heard >= 0) answers.push(frame * 20 + heard / 8);
      leg.path.speak(frame, true);
      leg.sent.length = 0;
      leg.events.length = 0;
      leg.recorded.caller.length = 0;
      leg.recorded.bot.length = 0;
    }
    const apart = answers.map((atMs, n) => atMs - (clicks[n] ?? 0));
    expect(apart.length).toBeGreaterThanOrEqual(clicks.length - 1);
    expect(Math.min(...apart)).toBeGreaterThan(60);
    expect(Math.max(...apart)).toBeLessThan(60 + 20 + 60);
    expect(leg.path.stats()).toMatchObject({ late: 0, lost: 0, resyncs: 0, overflow: 0 });
  }, 30_000);
});

describe("a leg that people of the team are at", () => {
  const tone = (piece: number) => Int16Array.from({ length: FRAME }, (_, n) => Math.round(6000 * Math.sin((2 * Math.PI * 400 * (piece * FRAME + n)) / 8000)));
  const both = (events: LegEvent[]) => events.filter((event) => event.type === "both");

  it("tells nothing of its sides until somebody listens in, then both of them as they are recorded, and nothing once more", () => {
    const leg = setUp({ remote: CALLER });
    for (let n = 0; n < 5; n++) leg.pass(leg.packet());
    expect(both(leg.events)).toEqual([]);
    leg.path.tap(true);
    leg.path.tap(true);
    leg.path.play("a", tone(0), true);
    for (let n = 0; n < 10; n++) leg.pass(leg.packet());
    leg.path.tap(false);
    for (let n = 0; n < 5; n++) leg.pass(leg.packet());
    const told = both(leg.events);
    expect(told.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 10 }, (_, n) => 100 + 20 * n));
    const left = told.flatMap(({ pcm }) => [...pcm].filter((_, n) => n % 2 === 0));
    const right = told.flatMap(({ pcm }) => [...pcm].filter((_, n) => n % 2 === 1));
    expect(left).toEqual(leg.recorded.caller.slice(5 * FRAME, 15 * FRAME));
    expect(right).toEqual(leg.recorded.bot.slice(5 * FRAME, 15 * FRAME));
    expect(right.slice(0, FRAME)).toEqual([...tone(0)]);
  });

  it("gives the caller a person's voice in the bot's place, records it on the bot's side, and marks where it begins", () => {
    const leg = setUp({ remote: CALLER });
    for (let n = 0; n < 10; n++) leg.pass();
    for (let n = 0; n < 50; n++) {
      leg.path.talk(tone(n), (10 + n) * 20);
      leg.pass();
    }
    leg.path.talk(null, 1200);
    for (let n = 0; n < 5; n++) leg.pass();
    const spoken = leg.spoken();
    expect(Math.max(...spoken.slice(30 * FRAME, 60 * FRAME))).toBeGreaterThan(5_500);
    expect(Math.max(...leg.recorded.bot.slice(30 * FRAME, 60 * FRAME))).toBeGreaterThan(5_500);
    expect(leg.recorded.bot.slice(60 * FRAME).every((sample) => sample === 0)).toBe(true);
    expect(leg.sent.flatMap(({ packet }, n) => (packet.marker ? [n] : []))).toEqual([10]);
  });

  it("does not take the person's voice, come back from the telephone, for the caller's", () => {
    const leg = setUp({ remote: CALLER });
    let echoes = 0;
    for (let n = 0; n < 200; n++) {
      leg.path.talk(Int16Array.from({ length: FRAME }, (_, at) => Math.round(6000 * Math.sin((n * FRAME + at) ** 1.5 / 900))), n * 20);
      const back = leg.recorded.bot.slice(-4 * FRAME, -3 * FRAME);
      leg.pass(leg.packet({ payload: encodeG711("pcma", Int16Array.from({ length: FRAME }, (_, at) => Math.round((back[at] ?? 0) / 4))) }));
      if (leg.path.own().echo) echoes++;
    }
    expect(echoes).toBeGreaterThan(100);
  });
});
