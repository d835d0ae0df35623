/** The test phone's RTP: a paced sender that never stops, as real phones don't, and an ear that remembers. */
import { createSocket } from "node:dgram";
import { decodeG711, encodeG711 } from "./g711.ts";
import { type AudioCodec, payloadTypes } from "./sdp.ts";

const FRAME = 160;
const FRAME_MS = 20;
/** RFC 4733 digits of 160 ms, the length people's phones send. */
const DIGIT_FRAMES = 8;
const KEYS = "0123456789*#";
/** Asterisk's own silence after decoding stays far below; a voice on a phone far above. */
const SOUND_RMS = 200;
/** Ten minutes of hearing; a longer call keeps its beginning. */
const MAX_HEARD_FRAMES = 30_000;

export type HeardFrame = { atMs: number; samples: Int16Array };

export type PhoneAudio = {
  port: number;
  /** Queues 8 kHz samples; resolves when the last of them has been sent. */
  say(samples: Int16Array): Promise<void>;
  /** Queues keys, 60 ms of silence between them; resolves when sent. */
  press(digits: string): Promise<void>;
  /** Drops what is queued. */
  hush(): void;
  /** Everything heard so far, in order of the sender's clock, holes filled with silence; 8 kHz. */
  heard(): Int16Array;
  digitsHeard(): string;
  packetsHeard(): number;
  /** Called for each 20 ms of arriving audio, until the returned function is called. */
  onFrame(listener: (frame: HeardFrame) => void): () => void;
  /** Resolves true once the far side has sounded and then been quiet for `quietMs` of its own audio clock; false when `withinMs` of wall time pass first. */
  waitForTurn(options: { quietMs: number; withinMs: number }): Promise<boolean>;
  connect(remote: { host: string; port: number; codec: AudioCodec; eventsType: number | null }): void;
  close(): void;
};

type Outgoing = { frames: Int16Array[]; digit: null; done: () => void } | { frames: null; digit: number; sent: number; done: () => void };

const rmsOf = (samples: Int16Array): number => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));

const framesOf = (samples: Int16Array): Int16Array[] => {
  const frames: Int16Array[] = [];
  for (let at = 0; at < samples.length; at += FRAME) {
    const frame = new Int16Array(FRAME);
    frame.set(samples.subarray(at, at + FRAME));
    frames.push(frame);
  }
  return frames;
};

export const openPhoneAudio = async (host: string, nowMs: () => number = () => performance.now()): Promise<PhoneAudio> => {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 19 });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, host, resolve);
  });
  socket.on("error", () => socket.removeAllListeners("message"));

  let remote: { host: string; port: number; codec: AudioCodec; eventsType: number | null } | null = null;
  const queue: Outgoing[] = [];
  let sequence = Math.floor(Math.random() * 0xffff);
  let timestamp = Math.floor(Math.random() * 0x7fffffff);
  const ssrc = Math.floor(Math.random() * 0x7fffffff);
  let marker = true;

  const transmit = (type: number, mark: boolean, stamp: number, payload: Uint8Array): void => {
    if (remote === null) return;
    const packet = Buffer.alloc(12 + payload.length);
    packet[0] = 0x80;
    packet[1] = type | (mark ? 0x80 : 0);
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(stamp >>> 0, 4);
    packet.writeUInt32BE(ssrc, 8);
    packet.set(payload, 12);
    sequence += 1;
    socket.send(packet, remote.port, remote.host);
  };

  const sendDigit = (item: Outgoing & { frames: null }, eventsType: number): void => {
    const started = timestamp - item.sent * FRAME;
    const last = item.sent === DIGIT_FRAMES - 1;
    const duration = (item.sent + 1) * FRAME;
    const payload = Uint8Array.of(item.digit, (last ? 0x80 : 0) | 10, duration >> 8, duration & 0xff);
    // The end is sent three times (RFC 4733, 2.5.1.4): one of them arrives.
    for (let copy = 0; copy < (last ? 3 : 1); copy++) transmit(eventsType, item.sent === 0 && copy === 0, started, payload);
    item.sent += 1;
    marker = true;
  };

  const sendNext = (): void => {
    if (remote === null) return;
    const item = queue[0];
    if (item !== undefined && item.frames === null && remote.eventsType !== null) {
      sendDigit(item, remote.eventsType);
      if (item.sent >= DIGIT_FRAMES) queue.shift()?.done();
    } else {
      const frame = item?.frames?.shift() ?? new Int16Array(FRAME);
      transmit(payloadTypes[remote.codec], marker, timestamp, encodeG711(remote.codec, frame));
      marker = false;
      if (item !== undefined && (item.frames === null || item.frames.length === 0)) queue.shift()?.done();
    }
    timestamp += FRAME;
  };

  let nextAtMs = nowMs();
  const ticker = setInterval(() => {
    // After a long stall the clock is moved on instead of bursting what was missed.
    if (nowMs() - nextAtMs > 200) nextAtMs = nowMs();
    for (; nowMs() >= nextAtMs; nextAtMs += FRAME_MS) sendNext();
  }, 4);

  const frames = new Map<number, Int16Array>();
  const listeners = new Set<(frame: HeardFrame) => void>();
  let firstStamp: number | null = null;
  let packets = 0;
  let digits = "";
  let lastDigitStamp = -1;

  socket.on("message", (packet) => {
    if (packet.length < 13 || ((packet[0] ?? 0) & 0xc0) !== 0x80 || remote === null) return;
    const type = (packet[1] ?? 0) & 0x7f;
    const stamp = packet.readUInt32BE(4);
    if (type === remote.eventsType) {
      if (stamp !== lastDigitStamp) digits += KEYS[packet[12] ?? 99] ?? "?";
      lastDigitStamp = stamp;
      return;
    }
    const codec = type === payloadTypes.alaw ? "alaw" : type === payloadTypes.ulaw ? "ulaw" : null;
    if (codec === null) return;
    packets += 1;
    firstStamp ??= stamp;
    const offset = (stamp - firstStamp) | 0;
    const samples = decodeG711(codec, packet.subarray(12));
    if (frames.size < MAX_HEARD_FRAMES && offset >= 0) frames.set(offset, samples);
    for (const listener of listeners) listener({ atMs: nowMs(), samples });
  });

  const enqueue = (make: (done: () => void) => Outgoing): Promise<void> => new Promise((resolve) => queue.push(make(resolve)));

  return {
    port: socket.address().port,
    say: (samples) => (samples.length === 0 ? Promise.resolve() : enqueue((done) => ({ frames: framesOf(samples), digit: null, done }))),
    press: async (keys) => {
      for (const key of keys) {
        const digit = KEYS.indexOf(key);
        if (digit < 0) throw new Error(`no such key: ${key}`);
        await enqueue((done) => ({ frames: null, digit, sent: 0, done }));
        await enqueue((done) => ({ frames: framesOf(new Int16Array(3 * FRAME)), digit: null, done }));
      }
    },
    hush: () => {
      for (const item of queue.splice(0)) item.done();
    },
    heard: () => {
      let last = 0;
      for (const [offset, samples] of frames) last = Math.max(last, offset + samples.length);
      // A jump of the sender's clock must not ask for gigabytes.
      const all = new Int16Array(Math.min(last, MAX_HEARD_FRAMES * FRAME));
      for (const [offset, samples] of frames) if (offset + samples.length <= all.length) all.set(samples, offset);
      return all;
    },
    digitsHeard: () => digits,
    packetsHeard: () => packets,
    onFrame: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    waitForTurn: ({ quietMs, withinMs }) =>
      new Promise((resolve) => {
        let sounded = false;
        let quiet = 0;
        // A far side that sends nothing at all is quiet too, though its audio clock stands still.
        let nothing: NodeJS.Timeout | undefined;
        const finish = (answer: boolean): void => {
          clearTimeout(timer);
          clearTimeout(nothing);
          listeners.delete(listen);
          resolve(answer);
        };
        const listen = (frame: HeardFrame): void => {
          if (rmsOf(frame.samples) >= SOUND_RMS) {
            sounded = true;
            quiet = 0;
            clearTimeout(nothing);
            nothing = setTimeout(() => finish(true), quietMs + 200);
          } else quiet += frame.samples.length / 8;
          if (sounded && quiet >= quietMs) finish(true);
        };
        const timer = setTimeout(() => finish(false), withinMs);
        listeners.add(listen);
      }),
    connect: (to) => {
      remote = to;
      nextAtMs = nowMs();
    },
    close: () => {
      clearInterval(ticker);
      for (const item of queue.splice(0)) item.done();
      remote = null;
      socket.close();
    },
  };
};
