import { createSocket, type Socket } from "node:dgram";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeG711, encodeG711 } from "../codec/g711.ts";
import { parseRtp, serialiseRtp } from "../rtp/packet.ts";
import { startMediaEngine, type Leg, type LegEvent, type LegTransport, type MediaEngine } from "./engine.ts";

const FRAME = 160;
let engine: MediaEngine;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "engine-"));
  engine = await startMediaEngine({ vad: "neural" });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

/** Events of a leg, and promises of those to come. */
function listenTo() {
  const events: LegEvent[] = [];
  const waiting: { test: (event: LegEvent) => boolean; found: (event: LegEvent) => void }[] = [];
  return {
    events,
    on(event: LegEvent) {
      events.push(event);
      for (const entry of waiting.filter(({ test }) => test(event))) {
        waiting.splice(waiting.indexOf(entry), 1);
        entry.found(event);
      }
    },
    until<Type extends LegEvent["type"]>(type: Type, and: (event: Extract<LegEvent, { type: Type }>) => boolean = () => true) {
      const test = (event: LegEvent): event is Extract<LegEvent, { type: Type }> =>
        event.type === type && and(event as Extract<LegEvent, { type: Type }>);
      const past = events.find(test);
      if (past) return Promise.resolve(past);
      return new Promise<Extract<LegEvent, { type: Type }>>((resolve) => {
        waiting.push({ test, found: (event) => test(event) && resolve(event) });
      });
    },
  };
}

const rtp: LegTransport = { kind: "rtp", bindHost: "127.0.0.1", remote: null, codec: "pcmu", payloadType: 0, dtmfPayloadType: 101 };

function bound(): Promise<Socket> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => socket.bind(0, "127.0.0.1", () => resolve(socket)));
}

/** A caller that answers each packet of the bot with one of its own, so both run by the engine's clock. */
async function phone(leg: Leg, sound: (n: number) => Int16Array) {
  const socket = await bound();
  const heard: number[] = [];
  const ssrcs = new Set<number>();
  let n = 0;
  let packets = 0;
  let awaited: { packets: number; resolve: () => void } | null = null;
  const send = () => {
    const payload = encodeG711("pcmu", sound(n));
    const packet = { marker: false, payloadType: 0, sequence: n, timestamp: n * FRAME, ssrc: 5, payload };
    n++;
    socket.send(serialiseRtp(packet), leg.local?.port ?? 0, "127.0.0.1");
  };
  socket.on("message", (bytes) => {
    const parsed = parseRtp(bytes);
    if (!parsed.ok) throw new Error(parsed.defect);
    ssrcs.add(parsed.packet.ssrc);
    heard.push(...decodeG711("pcmu", parsed.packet.payload));
    packets++;
    if (awaited && packets >= awaited.packets) awaited.resolve();
    send();
  });
  send();
  /** Resolves when so many packets have come; loopback loses none. */
  const received = (count: number) =>
    new Promise<void>((resolve) => (packets >= count ? resolve() : (awaited = { packets: count, resolve })));
  return { socket, heard, ssrcs, received };
}

describe("media engine", () => {
  it("holds a call over RTP: hears, speaks, marks, stops, records, and closes with its counts", async () => {
    const call = listenTo();
    const path = join(folder, "call.wav");
    const leg = await engine.open({ id: "a", transport: rtp, recordingPath: path }, call.on);
    expect(leg.local?.host).toBe("127.0.0.1");
    const caller = await phone(leg, () => new Int16Array(FRAME).fill(1000));

    await call.until("frame", (event) => Math.abs((event.pcm[0] ?? 0) - 1000) < 40);
    leg.play("hello", new Int16Array(8 * 100).fill(4000), true);
    leg.play("long", new Int16Array(8 * 10_000).fill(4000), true);
    const started = await call.until("mark-started", (event) => event.mark === "long");
    await call.until("frame", (event) => event.atMs >= started.atMs + 100);
    leg.stop();
    const stopped = await call.until("mark-stopped");
    const finished = await call.until("mark-finished");
    expect(finished).toMatchObject({ mark: "hello", playedMs: 100 });
    expect(stopped.mark).toBe("long");
    await call.until("frame", (event) => event.atMs >= stopped.atMs + 100);
    leg.close();
    const closed = await call.until("closed");
    await caller.received(closed.stats.sent);
    caller.socket.close();

    expect(caller.ssrcs.size).toBe(1);
    const audible = caller.heard.filter((value) => value > 100).length / 8;
    expect(audible).toBeGreaterThan(100 + stopped.playedMs - 6);
    expect(audible).toBeLessThanOrEqual(100 + stopped.playedMs);
    expect(closed.stats).toMatchObject({ lost: 0, malformed: 0, foreign: 0, recordingError: null });
    expect(call.events.at(-1)).toBe(closed);

    const frames = call.events.filter((event) => event.type === "frame");
    frames.forEach((event, n) => expect([event.atMs, event.pcm.length]).toEqual([n * 20, FRAME]));
    expect(closed.recording?.path).toBe(path);
    const file = await readFile(path);
    expect(closed.recording?.bytes).toBe(file.length);
    const left = (n: number) => file.readInt16LE(44 + n * 4);
    const right = (n: number) => file.readInt16LE(46 + n * 4);
    // the recording is what the frames said, on their axis; and the bot stands where its marks said
    for (const event of frames.slice(0, -1)) expect(left(event.atMs * 8 + 7)).toBe(event.pcm[7]);
    const from = (await call.until("mark-started", (event) => event.mark === "hello")).atMs * 8;
    expect([right(from - 1), right(from), right(started.atMs * 8)]).toEqual([0, 4000, 4000]);
  });

  it("hears speech as speech and silence as silence through the neural detector", async () => {
    const call = listenTo();
    const leg = await engine.open({ id: "b", transport: rtp, recordingPath: null }, call.on);
    const caller = await phone(leg, () => new Int16Array(FRAME));
    await call.until("frame", (event) => event.atMs >= 300);
    expect(engine.stats().vad.kind).toBe("neural");
    expect(Math.max(...call.events.map((event) => (event.type === "frame" ? event.speech : 0)))).toBe(0);
    leg.close();
    await call.until("closed");
    caller.socket.close();
  });

  it("carries a browser's frames both ways", async () => {
    const call = listenTo();
    const leg = await engine.open({ id: "c", transport: { kind: "frames" }, recordingPath: null }, call.on);
    expect(leg.local).toBeNull();
    leg.feed(new Int16Array(FRAME * 4).fill(700));
    leg.play("a", new Int16Array(FRAME * 2).fill(900), true);
    await call.until("mark-finished");
    await call.until("frame", (event) => event.pcm[80] === 700);
    expect(call.events.filter((event) => event.type === "out" && event.pcm[0] !== 0).map((event) => event.type === "out" && event.pcm[0])).toEqual([900, 900]);
    leg.close();
    await call.until("closed");
  });

  it("lets people of the team hear both sides, and one of them talk to the caller", async () => {
    const call = listenTo();
    const leg = await engine.open({ id: "t", transport: rtp, recordingPath: null }, call.on);
    const caller = await phone(leg, () => new Int16Array(FRAME).fill(1000));
    await call.until("frame", (event) => Math.abs((event.pcm[0] ?? 0) - 1000) < 40);
    expect(call.events.some((event) => event.type === "both")).toBe(false);
    leg.tap(true);
    leg.talk(new Int16Array(FRAME * 10).fill(4000));
    await call.until("both", ({ pcm }) => pcm.length === 2 * FRAME && Math.abs((pcm[0] ?? 0) - 1000) < 40 && Math.abs((pcm[1] ?? 0) - 4000) < 40);
    await caller.received(1 + caller.heard.length / FRAME);
    expect(Math.max(...caller.heard)).toBeGreaterThan(3_800);
    leg.tap(false);
    leg.talk(null);
    leg.close();
    await call.until("closed");
    caller.socket.close();
  });

  it("stops marks that still sound when the leg closes, before the closed event", async () => {
    const call = listenTo();
    const leg = await engine.open({ id: "d", transport: { kind: "frames" }, recordingPath: null }, call.on);
    leg.play("a", new Int16Array(80_000), true);
    await call.until("mark-started");
    leg.close();
    await call.until("closed");
    expect(call.events.slice(-2).map((event) => event.type)).toEqual(["mark-stopped", "closed"]);
  });

  it("says why a leg cannot open", async () => {
    const recordingPath = join(folder, "absent", "x.wav");
    await expect(engine.open({ id: "e", transport: rtp, recordingPath }, () => undefined)).rejects.toThrow("media leg e cannot open: ENOENT");
    const elsewhere: LegTransport = { ...rtp, bindHost: "192.0.2.1" };
    await expect(engine.open({ id: "f", transport: elsewhere, recordingPath: null }, () => undefined)).rejects.toThrow("EADDRNOTAVAIL");
  });

  it("takes ports of its range only, even ones, and says when there are none left", async () => {
    const probe = await bound();
    const min = probe.address().port & ~1;
    await new Promise<void>((resolve) => probe.close(() => resolve()));
    const narrow = await startMediaEngine({ vad: "energy", portRange: { min, max: min + 1 } });
    const first = await narrow.open({ id: "g", transport: rtp, recordingPath: null }, () => undefined);
    expect(first.local?.port).toBe(min);
    await expect(narrow.open({ id: "h", transport: rtp, recordingPath: null }, () => undefined)).rejects.toThrow("EADDRINUSE");
    await narrow.close();
    await expect(narrow.open({ id: "i", transport: rtp, recordingPath: null }, () => undefined)).rejects.toThrow();
  });

  it("closes every leg when it closes", async () => {
    const own = await startMediaEngine({ vad: "energy" });
    const calls = [listenTo(), listenTo()];
    for (const [n, call] of calls.entries()) await own.open({ id: `${n}`, transport: rtp, recordingPath: null }, call.on);
    await own.close();
    expect(calls.map((call) => call.events.at(-1)?.type)).toEqual(["closed", "closed"]);
  });
});
