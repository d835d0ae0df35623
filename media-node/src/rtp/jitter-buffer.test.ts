import { describe, expect, it } from "vitest";
import { createJitterBuffer, type JitterPacket } from "./jitter-buffer.ts";

const FRAME = 160;
const SSRC = 0xabcdef;

/** Packet n of a stream whose samples count upwards in loud noise-free steps, so that each frame tells which it is. */
function packet(n: number, over: Partial<JitterPacket> = {}): JitterPacket {
  return {
    ssrc: SSRC,
    sequence: (n + 65530) & 0xffff, // wraps at packet 6
    timestamp: (n * FRAME + 0xfffffc00) >>> 0, // wraps too
    pcm: new Int16Array(FRAME).fill(1000 + n),
    ...over,
  };
}

interface Arrival {
  atMs: number;
  packet: JitterPacket;
}

const steady = (from: number, to: number, delayMs: (n: number) => number = () => 0): Arrival[] =>
  Array.from({ length: to - from }, (_, i) => ({ atMs: (from + i) * 20 + delayMs(from + i), packet: packet(from + i) }));

/** Runs arrivals against a pull each 20 ms; the answer is, frame by frame, the packet number heard (or null). */
function run(arrivals: Arrival[], frames: number, options: { holesAreKeys?: boolean } = {}) {
  const buffer = createJitterBuffer({ rateHz: 8000, holesAreKeys: options.holesAreKeys ?? false });
  const queue = [...arrivals].sort((a, b) => a.atMs - b.atMs);
  const heard: Array<number | null> = [];
  for (let frame = 0; frame < frames; frame++) {
    while (queue[0] && queue[0].atMs <= frame * 20) {
      const next = queue.shift();
      if (next) buffer.push(next.packet, next.atMs * 8);
    }
    const pulled = buffer.pull(frame * FRAME);
    expect(pulled.pcm.length).toBe(FRAME);
    heard.push(pulled.heard ? (pulled.pcm[FRAME - 1] ?? 0) - 1000 : null);
  }
  return { heard, counters: buffer.counters() };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const clean = {
  lost: 0,
  late: 0,
  duplicate: 0,
  reordered: 0,
  ssrcChanges: 0,
  concealedFrames: 0,
  holes: 0,
  resyncs: 0,
  overflow: 0,
  hurriedFrames: 0,
  stretchedFrames: 0,
};

describe("jitter buffer", () => {
  it("plays a steady stream 40 ms later, over the wrap of sequence and timestamp", () => {
    const { heard, counters } = run(steady(0, 50), 52);
    expect(heard).toEqual([null, null, ...numbers(0, 50)]);
    expect(counters).toMatchObject({ ...clean, received: 50 });
  });

  it("goes on with the voice where a packet is lost, and counts it", () => {
    const arrivals = steady(0, 20).filter((a) => a.packet.pcm?.[0] !== 1010);
    const buffer = createJitterBuffer({ rateHz: 8000, holesAreKeys: false });
    const levels: number[] = [];
    for (let frame = 0; frame < 20; frame++) {
      for (const a of arrivals) if (a.atMs === frame * 20) buffer.push(a.packet, a.atMs * 8);
      levels.push(buffer.pull(frame * FRAME).pcm[80] ?? 0);
    }
    expect(levels.slice(11, 14)).toEqual([1009, 1009, 1011]);
    expect(buffer.counters()).toMatchObject({ ...clean, received: 19, lost: 1, concealedFrames: 1 });
  });

  it("leaves no gap where a lost packet lay across two frames, as packets mostly do", () => {
    const arrivals = steady(0, 20, () => 7).filter((a) => a.packet.pcm?.[0] !== 1010);
    const buffer = createJitterBuffer({ rateHz: 8000, holesAreKeys: false });
    const heard: number[] = [];
    for (let frame = 0; frame < 26; frame++) {
      for (const a of arrivals) if (a.atMs >= frame * 20 - 20 && a.atMs < frame * 20) buffer.push(a.packet, a.atMs * 8);
      heard.push(...buffer.pull(frame * FRAME).pcm);
    }
    const stream = heard.slice(heard.findIndex((sample) => sample > 0)).slice(0, 20 * FRAME);
    expect(Math.min(...stream)).toBeGreaterThan(700);
    // The packets after the lost one are where they belong.
    expect(stream.indexOf(1012)).toBe(12 * FRAME);
    expect(buffer.counters()).toMatchObject({ lost: 1, late: 0 });
  });

  it("fades an outage to silence in three frames", () => {
    const { heard, counters } = run([...steady(0, 20), ...steady(40, 60)], 62);
    expect(heard.slice(22, 42)).toEqual(Array(20).fill(null));
    expect(heard.slice(42)).toEqual(numbers(40, 60));
    expect(counters).toMatchObject({ ...clean, received: 40, lost: 20, concealedFrames: 3 });
  });

  it("puts reordered packets back in order", () => {
    const { heard, counters } = run(
      steady(0, 30, (n) => (n === 10 ? 25 : 0)),
      32,
    );
    expect(heard).toEqual([null, null, ...numbers(0, 30)]);
    expect(counters).toMatchObject({ ...clean, received: 30, reordered: 1 });
  });

  it("counts loss rightly though the first two packets came swapped", () => {
    const arrivals = steady(0, 30, (n) => (n === 0 ? 25 : 0)).filter((_, n) => n !== 15);
    expect(run(arrivals, 32).counters).toMatchObject({ lost: 1, reordered: 1 });
  });

  it("hears a duplicate once", () => {
    const { heard, counters } = run([...steady(0, 30), { atMs: 201, packet: packet(10) }, { atMs: 390, packet: packet(2) }], 32);
    expect(heard).toEqual([null, null, ...numbers(0, 30)]);
    expect(counters).toMatchObject({ ...clean, received: 32, duplicate: 2 });
  });

  it("drops what is overtaken and comes after its time as late, and does not call it lost", () => {
    const { heard, counters } = run(
      steady(0, 30, (n) => (n === 10 ? 70 : 0)),
      34,
    );
    expect(heard).not.toContain(10);
    expect(heard.filter((n) => n !== null && n > 10).slice(0, 15)).toEqual(numbers(11, 26));
    expect(counters).toMatchObject({ lost: 0, late: 1, reordered: 1, concealedFrames: expect.any(Number) });
  });

  it("learns from packets that come late out of order and waits for the next ones", () => {
    const { counters } = run(
      steady(0, 200, (n) => (n % 10 === 5 ? 70 : 0)),
      206,
    );
    expect(counters.reordered).toBe(20);
    expect(counters.late).toBeLessThanOrEqual(5);
  });

  it("delays by a small stall no more than it took", () => {
    const { heard, counters } = run(
      steady(0, 60, (n) => (n >= 20 && n < 24 ? (24 - n) * 20 - 5 : 0)),
      70,
    );
    expect(counters).toMatchObject({ late: 0, lost: 0, resyncs: 0 });
    expect(heard[55]).toBe(55 - 2 - 2); // the usual 40 ms, and the 40 ms by which packet 20 missed its time
  });

  it("has no lasting delay when a slow path becomes fast", () => {
    const { heard, counters } = run(
      steady(0, 120, (n) => (n < 40 ? 400 : n < 60 ? 1200 - n * 20 : 0)),
      122,
    );
    expect(heard[100]).toBeGreaterThanOrEqual(100 - 9);
    expect(counters.lost).toBe(0);
  });

  it("delays more when the path slows within its longest delay, losing nothing", () => {
    const { heard, counters } = run(
      steady(0, 60, (n) => (n >= 20 ? 70 : 0)),
      70,
    );
    const played = heard.filter((n) => n !== null);
    expect(played).toEqual([...played].sort((a, b) => a - b));
    expect(new Set(played).size).toBeGreaterThanOrEqual(59);
    expect(counters).toMatchObject({ lost: 0, late: 0, resyncs: 0 });
  });

  it("follows a path that became slower than its longest delay", () => {
    const { heard, counters } = run(
      steady(0, 100, (n) => (n >= 20 ? 400 : 0)),
      130,
    );
    expect(counters.resyncs).toBe(1);
    expect(counters.late).toBeLessThan(6);
    expect(heard.slice(60, 110).every((n, i) => n === (heard[60] ?? 0) + i)).toBe(true);
  });

  it("gives back the delay of a stall: a second later speech is no further behind than before", () => {
    // nothing for 600 ms, then everything at once, then as before
    const { heard } = run(
      steady(0, 250, (n) => (n >= 50 && n < 80 ? (80 - n) * 20 : 0)),
      252,
    );
    expect(heard[200]).toBeGreaterThanOrEqual(200 - 9);
    expect(heard.slice(140, 240).filter((n) => n === null)).toEqual([]);
  });

  it("plays jitter of up to 35 ms in order and almost whole", () => {
    let seed = 7;
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    const { heard, counters } = run(
      steady(0, 500, () => random() * 35),
      510,
    );
    expect(counters.lost).toBe(0);
    expect(counters.late).toBeLessThanOrEqual(2);
    // The first frame is partly filled, and what follows the end of the stream fades.
    const played = heard.slice(0, heard.indexOf(499) + 1).filter((n): n is number => n !== null && n >= 0);
    expect(new Set(played).size).toBeGreaterThanOrEqual(496);
    expect([...played].sort((a, b) => a - b)).toEqual(played);
  });

  it("keeps up with a sender whose clock is 0.5 % fast, for a minute", () => {
    const arrivals = Array.from({ length: 3000 }, (_, n) => ({ atMs: n * 19.9, packet: packet(n) }));
    const { heard, counters } = run(arrivals, 2980);
    const last = heard.slice(2900).filter((n): n is number => n !== null);
    // the newest packet then is frame / 0.995; behind it by the delay only
    expect(2900 / 0.995 - (last[0] ?? 0)).toBeLessThan(10);
    expect(counters).toMatchObject({ overflow: 0, resyncs: 0, late: 0 });
  });

  it("keeps up with a sender whose clock is 0.5 % slow, for a minute", () => {
    const arrivals = Array.from({ length: 3000 }, (_, n) => ({ atMs: n * 20.1, packet: packet(n) }));
    const { counters } = run(arrivals, 3010);
    expect(counters.late).toBeLessThan(60);
    expect(counters.concealedFrames).toBeLessThan(60);
  });

  it("restarts with a changed SSRC and loses none of the new stream", () => {
    const after = steady(20, 50).map((a) => ({
      ...a,
      packet: { ...a.packet, ssrc: 7, sequence: (a.packet.sequence + 30000) & 0xffff, timestamp: (a.packet.timestamp + 123456) >>> 0 },
    }));
    const { heard, counters } = run([...steady(0, 20), ...after], 52);
    expect(heard.slice(22)).toEqual(numbers(20, 50));
    expect(counters).toMatchObject({ received: 50, lost: 0, late: 0, ssrcChanges: 1 });
  });

  it("keeps the loss of the former stream in its books when the SSRC changes", () => {
    const before = steady(0, 20).filter((_, n) => n !== 10);
    const after = steady(20, 40).map((a) => ({ ...a, packet: { ...a.packet, ssrc: 7 } }));
    expect(run([...before, ...after], 42).counters).toMatchObject({ lost: 1, ssrcChanges: 1 });
  });

  it("follows a sender that restarts sequence and timestamp under the same SSRC", () => {
    const after = steady(20, 50).map((a) => ({
      ...a,
      packet: { ...a.packet, sequence: (a.packet.sequence + 30000) & 0xffff, timestamp: (a.packet.timestamp + 10_000_000) >>> 0 },
    }));
    const { heard, counters } = run([...steady(0, 20), ...after], 52);
    expect(heard.slice(24)).toEqual(numbers(22, 50));
    expect(counters.lost).toBe(0);
  });

  it("does not follow one damaged timestamp, but two that agree", () => {
    const one = steady(0, 40).map((a, n) => (n === 15 ? { ...a, packet: { ...a.packet, timestamp: 5 } } : a));
    expect(run(one, 42).heard.slice(18)).toEqual(numbers(16, 40));
    expect(run(one, 42).counters.resyncs).toBe(0);
    const jumped = steady(0, 60).map((a, n) =>
      n >= 15 ? { ...a, packet: { ...a.packet, timestamp: (a.packet.timestamp + 800_000) >>> 0 } } : a,
    );
    const followed = run(jumped, 62);
    expect(followed.counters.resyncs).toBe(1);
    expect(followed.heard.slice(20)).toEqual(numbers(18, 60));
  });

  it("takes a sender's silence (timestamps go on, numbers do not) for silence and not for loss", () => {
    const after = steady(60, 80).map((a) => ({ ...a, packet: { ...a.packet, sequence: (a.packet.sequence - 40) & 0xffff } }));
    const { heard, counters } = run([...steady(0, 20), ...after], 82);
    expect(heard.slice(62)).toEqual(numbers(60, 80));
    expect(counters).toMatchObject({ lost: 0, late: 0, resyncs: 0 });
  });

  it("makes up nothing for a short silence of the sender", () => {
    const later = steady(22, 50).map((a) => ({ ...a, packet: { ...a.packet, sequence: (a.packet.sequence - 2) & 0xffff } }));
    expect(run([...steady(0, 20), ...later], 52).counters).toMatchObject({ concealedFrames: 0, lost: 0 });
  });

  it("does not count the hole of a held key as loss on a leg whose keys come by signalling", () => {
    const arrivals = steady(0, 60).filter((_, n) => n < 20 || n >= 29);
    const external = run(arrivals, 62, { holesAreKeys: true });
    expect(external.counters).toMatchObject({ received: 51, lost: 0, holes: 1, late: 0 });
    expect(external.heard.slice(31)).toEqual(numbers(29, 60));
    expect(run(arrivals, 62, { holesAreKeys: false }).counters).toMatchObject({ lost: 9, holes: 0 });
  });

  it("still counts single losses on such a leg", () => {
    const arrivals = steady(0, 60).filter((_, n) => n % 10 !== 5 && n !== 36);
    expect(run(arrivals, 62, { holesAreKeys: true }).counters).toMatchObject({ lost: 7, holes: 0 });
  });

  it("does not count keys that carry the missing numbers as loss", () => {
    const arrivals = steady(0, 60).map((a, n) =>
      n >= 20 && n < 29 ? { ...a, packet: { ...a.packet, timestamp: packet(20).timestamp, pcm: null } } : a,
    );
    const { heard, counters } = run(arrivals, 62);
    expect(counters).toMatchObject({ received: 60, lost: 0, late: 0, holes: 0, resyncs: 0 });
    expect(heard.slice(31)).toEqual(numbers(29, 60));
  });

  it("holds no more than its bound, whatever is sent", () => {
    const burst = steady(0, 400).map((a) => ({ ...a, atMs: 5 }));
    const { heard, counters } = run([...burst, ...steady(400, 450)], 452);
    expect(counters.overflow).toBe(350);
    expect(heard.filter((n) => n !== null).length).toBeLessThan(110);
    expect(heard[450]).toBeGreaterThan(430);
  });

  it("accepts packets of any length", () => {
    for (const ms of [10, 30, 60]) {
      const length = ms * 8;
      const arrivals = Array.from({ length: 40 }, (_, n) => ({
        atMs: n * ms,
        packet: { ssrc: 1, sequence: n, timestamp: n * length, pcm: new Int16Array(length).fill(1000) },
      }));
      const { heard, counters } = run(arrivals, Math.floor((40 * ms) / 20));
      expect(heard.slice(8).every((n) => n === 0)).toBe(true);
      expect(counters).toMatchObject({ lost: 0, late: 0 });
    }
  });

  it("follows random streams without throwing and always gives whole frames", () => {
    let seed = 3;
    const random = (n: number) => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8) % n;
    for (let round = 0; round < 50; round++) {
      const arrivals = Array.from({ length: 200 }, () => ({
        atMs: random(2000),
        packet: { ssrc: random(3), sequence: random(65536), timestamp: random(2 ** 24) * 256, pcm: new Int16Array(random(400)) },
      }));
      const { counters } = run(arrivals, 100);
      expect(counters.received).toBeLessThanOrEqual(200);
      expect(counters.lost).toBeGreaterThanOrEqual(0);
    }
  });

  it("keeps caller and clock together for an hour though the sender's crystal is 200 ppm off, either way", () => {
    for (const ppm of [-200, 200]) {
      const buffer = createJitterBuffer({ rateHz: 8000, holesAreKeys: false });
      const hour = 180_000;
      // Softly hissing, and a click every ten seconds of the sender's time.
      const hiss = Int16Array.from({ length: FRAME }, (_, n) => ((n * 7919) % 41) - 20);
      const click = hiss.map((sample, n) => (n === 0 ? 20_000 : sample));
      const clicksAt: number[] = [];
      let sent = 0;
      let least = Infinity;
      let most = 0;
      for (let frame = 0; frame < hour; frame++) {
        for (; sent * 20 * (1 + ppm / 1e6) <= frame * 20; sent++) {
          buffer.push({ ssrc: SSRC, sequence: sent & 0xffff, timestamp: (sent * FRAME) >>> 0, pcm: sent % 500 === 499 ? click : hiss }, sent * 20 * (1 + ppm / 1e6) * 8);
        }
        const at = buffer.pull(frame * FRAME).pcm.findIndex((sample) => sample > 10_000);
        if (at >= 0) clicksAt.push(frame * 20 + at / 8);
        if (frame % 500 === 499) {
          const { delayMs } = buffer.counters();
          least = Math.min(least, delayMs);
          most = Math.max(most, delayMs);
        }
      }
      expect(clicksAt.length).toBeGreaterThanOrEqual(359);
      clicksAt.forEach((atMs, n) => {
        const saidMs = (n * 500 + 499) * 20 * (1 + ppm / 1e6);
        expect(atMs - saidMs).toBeGreaterThanOrEqual(15);
        expect(atMs - saidMs).toBeLessThan(60);
      });
      expect(least).toBeGreaterThanOrEqual(20);
      expect(most).toBeLessThanOrEqual(50);
      expect(buffer.counters()).toMatchObject({ late: 0, lost: 0, resyncs: 0, overflow: 0, concealedFrames: 0 });
    }
  }, 60_000);

  it("takes back in pauses the delay that jitter made necessary, and leaves nothing of the talk out", () => {
    const softly = (n: number) => (n % 50 < 25 ? {} : { pcm: new Int16Array(FRAME).fill(2) });
    const arrivals = steady(0, 1500, (n) => (n < 300 ? ((n * 7) % 5) * 15 : 0)).map((arrival, n) => ({ ...arrival, packet: { ...arrival.packet, ...softly(n) } }));
    const { heard, counters } = run(arrivals, 1500);
    expect(counters.hurriedFrames).toBeGreaterThan(2);
    expect(counters).toMatchObject({ lost: 0, resyncs: 0, delayMs: expect.any(Number) });
    expect(counters.delayMs).toBeLessThanOrEqual(45);
    const talk = new Set(heard.filter((n) => n !== null && n >= 400));
    for (let n = 400; n < 1480; n++) if (n % 50 < 25) expect(talk).toContain(n);
  });

  it("makes up nothing while comfort noise or keys say that the sender sends no audio", () => {
    const carrier = (n: number, over: Partial<JitterPacket>): Arrival => ({ atMs: n * 20, packet: packet(n, { pcm: null, ...over }) });
    const speechAgain = steady(60, 80).map((a) => ({ ...a, packet: { ...a.packet, sequence: (a.packet.sequence - 37) & 0xffff } }));
    const quiet = [20, 21, 22].map((n) => carrier(n, { comfortDb: -60 }));
    const { heard, counters } = run([...steady(0, 20), ...quiet, ...speechAgain], 82);
    expect(counters).toMatchObject({ lost: 0, late: 0, concealedFrames: 0, resyncs: 0 });
    expect(heard.slice(62)).toEqual(numbers(60, 80));
  });

  it("hears a talk spurt from its first packet though the sender's timestamps stood still in the silence before it", () => {
    for (const silentMs of [300, 2000]) {
      const after = steady(20, 60).map((a, n) => ({ atMs: a.atMs + silentMs, packet: { ...a.packet, marker: n === 0 } }));
      const { heard, counters } = run([...steady(0, 20), ...after], 80 + silentMs / 20);
      expect(new Set(heard)).toEqual(new Set([null, ...numbers(0, 60)]));
      expect(counters).toMatchObject({ lost: 0, late: 0 });
    }
  });

  it("waits a stall of a quarter of a second out without losing a word, and takes the delay back", () => {
    const late = (n: number) => (n >= 100 && n < 113 ? (113 - n) * 20 : 0);
    const arrivals = steady(0, 400, late).map((arrival, n) => (n % 50 < 30 ? arrival : { ...arrival, packet: { ...arrival.packet, pcm: new Int16Array(FRAME).fill(2) } }));
    const { heard, counters } = run(arrivals, 420);
    expect(counters).toMatchObject({ lost: 0, late: 0, resyncs: 0 });
    // Of each frame one sample is looked at, so that in a hurry every second packet may be between them.
    for (let n = 100; n < 129; n++) expect(heard.includes(n) || heard.includes(n + 1)).toBe(true);
    expect(counters.delayMs).toBeLessThanOrEqual(60);
    expect(counters.hurriedFrames).toBeGreaterThan(10);
  });
});
