import { describe, expect, it } from "vitest";
import { decodeG711, encodeG711 } from "../codec/g711.ts";
import { parseRtp, serialiseRtp, type RtpPacket } from "../rtp/packet.ts";
import type { Vad } from "../vad/port.ts";
import { createLegs } from "./legs.ts";
import type { LegEvent, LegTransport } from "./leg.ts";

const transport: LegTransport = {
  kind: "rtp",
  bindHost: "127.0.0.1",
  remote: { host: "10.0.0.1", port: 4000 },
  codec: "pcmu",
  payloadType: 0,
  dtmfPayloadType: 101,
};

/** Legs under a clock that the test moves; voice detection that says how loud a frame is. */
function setUp() {
  let nowMs = 1000.25;
  const events: { leg: number; event: LegEvent }[] = [];
  const frames: { leg: number; atMs: number; speech: number; postedAt: number }[] = [];
  const sent: { leg: number; at: number; packet: RtpPacket }[] = [];
  const batches: number[] = [];
  const failures: unknown[] = [];
  let broken = false;
  let held: Promise<void> | null = null;
  const vad: Vad = {
    kind: "neural",
    open: () => ({}),
    async run(batch) {
      if (broken) throw new Error("no net");
      await held;
      expect(new Set(batch.map((frame) => frame.stream)).size).toBe(batch.length);
      batches.push(batch.length);
      return Float32Array.from(batch, (frame) => (frame.levelDb > -40 ? 1 : 0));
    },
    counters: () => ({ judged: 0, skipped: 0, runs: 0 }),
    close: () => Promise.resolve(),
  };
  const legs = createLegs({
    vad,
    now: () => nowMs,
    random: () => 0.5,
    comfortNoiseDb: null,
    post(message) {
      if (message.type === "events") events.push(...message.events);
      if (message.type !== "frames") return;
      for (let at = 0; at < message.fields.length; at += 4) {
        const [leg = -1, atMs = -1, speech = -1] = message.fields.subarray(at);
        frames.push({ leg, atMs, speech, postedAt: nowMs });
      }
    },
    onFailure: (error) => failures.push(error),
  });
  return {
    legs,
    events,
    frames,
    sent,
    batches,
    failures,
    breakVad: () => (broken = true),
    /** Voice detection answers nothing until the returned function is called. */
    holdVad(): () => void {
      let release = () => {};
      held = new Promise((resolve) => (release = resolve));
      return () => {
        held = null;
        release();
      };
    },
    now: () => nowMs,
    open(leg: number) {
      legs.open(leg, { id: `${leg}`, transport, recordingPath: null }, null, (datagram) => {
        const parsed = parseRtp(datagram);
        if (parsed.ok) sent.push({ leg, at: nowMs, packet: parsed.packet });
      });
    },
    /** Moves the clock by milliseconds, waking as the thread's timer would; `asleep` wakes only at the end. */
    async pass(ms: number, asleep = false) {
      const end = nowMs + ms;
      while (nowMs < end) {
        nowMs = asleep ? end : Math.min(end, nowMs + 1);
        legs.tick();
        for (let n = 0; n < 5; n++) await Promise.resolve();
        if (!broken) expect(failures).toEqual([]); // what the fake detector found wrong with a batch
      }
    },
  };
}

const audio = (ms: number) => new Int16Array(ms * 8).fill(4000);

describe("legs in time", () => {
  it("send a frame each 20 ms, spread over the milliseconds, without drifting", async () => {
    const run = setUp();
    for (let leg = 1; leg <= 40; leg++) run.open(leg);
    await run.pass(1000);
    const phases = new Map<number, number>();
    for (let leg = 1; leg <= 40; leg++) {
      const times = run.sent.filter((packet) => packet.leg === leg).map((packet) => packet.at);
      expect(times.length).toBeGreaterThanOrEqual(49);
      expect(new Set(times.slice(1).map((at, n) => at - (times[n] ?? 0)))).toEqual(new Set([20]));
      const phase = (times[0] ?? 0) % 20;
      phases.set(phase, (phases.get(phase) ?? 0) + 1);
    }
    expect([...phases.values()]).toEqual(Array(20).fill(2));
  });

  it("start a spurt at once, keep its pace, and go back to the grid after it", async () => {
    const run = setUp();
    run.open(1);
    await run.pass(107);
    const grid = (run.sent.at(-1)?.at ?? 0) % 20;
    const before = run.sent.length;
    run.legs.play(1, "a", audio(60), true);
    const first = run.sent[before];
    expect(first?.at).toBe(run.now()); // in the same call, not at the next tick
    expect(first?.packet.marker).toBe(true);
    expect(run.events.at(-1)?.event).toMatchObject({ type: "mark-started", mark: "a" });
    await run.pass(300);
    const spurt = run.sent.slice(before).map((packet) => packet.at - run.now() + 300);
    expect(spurt.slice(0, 3).map((at) => Math.round(at))).toEqual([0, 20, 40]);
    expect((run.sent.at(-1)?.at ?? 0) % 20).toBe(grid);
    const stamps = run.sent.map(({ packet }) => packet.timestamp);
    expect(new Set(stamps.slice(1).map((stamp, n) => stamp - (stamps[n] ?? 0)))).toEqual(new Set([160]));
  });

  it("pause within a frame, send silence on the grid meanwhile, and go on at once; a mark's played time has no pause in it", async () => {
    const run = setUp();
    run.open(1);
    await run.pass(107);
    run.legs.play(1, "a", audio(400), true);
    await run.pass(200);
    run.legs.pause(1);
    await run.pass(1000);
    expect(run.events.map(({ event }) => event.type)).toEqual(["mark-started"]);
    const before = run.sent.length;
    const silence = encodeG711("pcmu", new Int16Array(160));
    expect(run.sent.slice(-45).every(({ packet }) => Buffer.from(packet.payload).equals(Buffer.from(silence)))).toBe(true);
    run.legs.resume(1, null);
    expect(run.sent[before]?.at).toBe(run.now());
    expect(run.sent[before]?.packet.marker).toBe(true);
    await run.pass(400);
    const [started, finished] = run.events.map(({ event }) => event);
    expect(finished).toMatchObject({ type: "mark-finished", mark: "a", playedMs: 400 });
    const times = [started, finished].map((event) => (event && "atMs" in event ? event.atMs : 0));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1360);
    // Asked again, neither does anything.
    run.legs.resume(1, null);
    run.legs.pause(1);
    run.legs.pause(1);
    run.legs.play(1, "b", audio(20), true);
    await run.pass(100);
    expect(run.events).toHaveLength(2);
  });

  it("never get more than a frame ahead of the clock, however often spurts start", async () => {
    const run = setUp();
    run.open(1);
    await run.pass(50);
    const opened = run.sent[0]?.at ?? 0;
    for (let n = 0; n < 30; n++) {
      run.legs.play(1, `m${n}`, audio(20), true);
      await run.pass(23);
    }
    run.sent.forEach(({ at }, n) => {
      const ahead = opened + n * 20 - at;
      expect(ahead).toBeLessThanOrEqual(21);
      expect(ahead).toBeGreaterThanOrEqual(-1);
    });
  });

  it("keep the audio for later when the thread slept, and stay on the clock", async () => {
    const run = setUp();
    run.open(1);
    await run.pass(100);
    run.legs.play(1, "a", audio(400), true);
    await run.pass(100);
    const before = run.sent.length;
    await run.pass(500, true);
    await run.pass(30);
    expect(run.sent.length - before).toBeLessThanOrEqual(6); // of 26; the rest came too late to be of use
    await run.pass(600);
    expect(run.sent.length - before).toBeGreaterThan(29);
    const finished = run.events.map(({ event }) => event).find((event) => event.type === "mark-finished");
    expect(finished).toMatchObject({ mark: "a", playedMs: 400 });
    // sample count and time agree: 1,300 ms are 65 frames, sent or not
    const [first, last] = [run.sent[0], run.sent.at(-1)];
    const elapsed = (last?.at ?? 0) - (first?.at ?? 0);
    const counted = ((last?.packet.timestamp ?? 0) - (first?.packet.timestamp ?? 0)) / 8;
    expect(Math.abs(elapsed - counted)).toBeLessThanOrEqual(20);
    const heard = run.frames.map((frame) => frame.atMs);
    expect(heard).toEqual(heard.map((_, n) => n * 20));
  });

  it("judge frames of many legs together and soon", async () => {
    const run = setUp();
    for (let leg = 1; leg <= 60; leg++) run.open(leg);
    await run.pass(1000);
    expect(run.batches.reduce((a, b) => a + b, 0) / run.batches.length).toBeGreaterThan(10);
    for (let leg = 1; leg <= 60; leg++) {
      const own = run.frames.filter((frame) => frame.leg === leg);
      expect(own.map((frame) => frame.atMs)).toEqual(own.map((_, n) => n * 20));
      const first = own[0]?.postedAt ?? 0;
      for (const frame of own) expect(Math.abs(frame.postedAt - first - frame.atMs)).toBeLessThanOrEqual(6);
    }
  });

  it("judge a leg's frames in their order, one a run, when the detector was slow", async () => {
    const run = setUp();
    run.open(1);
    run.open(2);
    await run.pass(50);
    const release = run.holdVad();
    await run.pass(200);
    const before = run.frames.length;
    release();
    await run.pass(200);
    expect(run.frames.length - before).toBeGreaterThanOrEqual(38);
    for (const leg of [1, 2]) {
      const own = run.frames.filter((frame) => frame.leg === leg).map((frame) => frame.atMs);
      expect(own).toEqual(own.map((_, n) => n * 20));
    }
    expect(Math.max(...run.batches)).toBeLessThanOrEqual(2);
  });

  it("give a caller's speech with its probability", async () => {
    const run = setUp();
    run.open(1);
    for (let n = 0; n < 20; n++) {
      const payload = encodeG711("pcmu", audio(20));
      const bytes = serialiseRtp({ marker: false, payloadType: 0, sequence: n, timestamp: n * 160, ssrc: 1, payload });
      run.legs.datagram(1, bytes, "10.0.0.1", 4000);
      await run.pass(20);
    }
    expect(run.frames.slice(-5).map((frame) => frame.speech)).toEqual([1, 1, 1, 1, 1]);
  });

  it("tell nothing of a leg after its closed event, and forget it", async () => {
    const run = setUp();
    run.open(1);
    run.open(2);
    await run.pass(100);
    run.legs.play(1, "a", audio(400), true);
    await run.legs.close(1);
    await run.legs.close(1);
    const own = () => run.events.filter(({ leg }) => leg === 1).map(({ event }) => event.type);
    expect(own()).toEqual(["mark-started", "mark-stopped", "closed"]);
    const [sent, frames] = [run.sent.filter(({ leg }) => leg === 1).length, run.frames.filter(({ leg }) => leg === 1).length];
    run.legs.play(1, "b", audio(40), true);
    await run.pass(100);
    expect(own().length).toBe(3);
    expect(run.sent.filter(({ leg }) => leg === 1).length).toBe(sent);
    expect(run.frames.filter(({ leg }) => leg === 1).length).toBe(frames);
    await run.legs.close(2);
    await run.pass(100);
    expect(run.legs.next()).toBeNull();
    expect(run.legs.handles()).toEqual([]);
  });

  it("do not take the bot's own voice, come back by the caller's telephone, for the caller", async () => {
    const run = setUp();
    run.open(1);
    await run.pass(20);
    let seed = 1;
    let low = 0;
    const rumble = Int16Array.from({ length: 16_000 }, () => (low = 0.95 * low + ((seed = Math.imul(seed, 1664525) + 1013904223) >> 20)));
    run.legs.play(1, "a", rumble, true);
    // What leaves comes back 100 ms later at half its loudness, from the caller's address.
    let done = 0;
    for (let tick = 0; tick < 1900; tick++) {
      await run.pass(1);
      for (let packet = run.sent[done]; packet && packet.at + 100 <= run.now(); packet = run.sent[++done]) {
        const payload = encodeG711("pcmu", decodeG711("pcmu", packet.packet.payload).map((sample) => sample / 2));
        run.legs.datagram(1, serialiseRtp({ ...packet.packet, ssrc: 5, payload }), "10.0.0.1", 4000);
      }
    }
    // Before it is found it is heard: a quarter of a second at most.
    const spoken = run.frames.filter(({ speech }) => speech > 0);
    expect(spoken.length).toBeLessThanOrEqual(12);
    expect(spoken.at(-1)?.atMs ?? 0).toBeLessThan(450);
    await run.legs.close(1);
    const closed = run.events.map(({ event }) => event).find((event) => event.type === "closed");
    expect(closed?.stats.echoFrames).toBeGreaterThan(60);
  });

  it("tell how late their frames left since they were asked last", async () => {
    const run = setUp();
    run.open(1);
    await run.pass(200);
    expect(run.legs.latelyMs()).toBeLessThan(5);
    for (let n = 0; n < 20; n++) await run.pass(90, true);
    expect(run.legs.latelyMs()).toBeGreaterThan(50);
    // A frame a millisecond makes up for what was slept through.
    await run.pass(300);
    run.legs.latelyMs();
    await run.pass(200);
    expect(run.legs.latelyMs()).toBeLessThan(5);
    expect(run.legs.latelyMs()).toBe(0);
  });

  it("report a voice detection that fails, for then nobody hears", async () => {
    const run = setUp();
    run.open(1);
    run.breakVad();
    await run.pass(40);
    expect(run.failures.length).toBeGreaterThan(0);
  });
});
