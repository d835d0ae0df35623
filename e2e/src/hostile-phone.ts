/**
 * A telephone on bare RTP behind a bad network: a scripted caller whose packets pass `network`, which may drop, repeat,
 * hold back, damage and add. It sends one frame for each that arrives, so its clock is the audio it hears.
 */
import { createSocket, type Socket } from "node:dgram";
import type { Call, Message } from "@zvon/contract/api.ts";
import { createScriptedCaller } from "@zvon/media-node/src/caller/caller.ts";
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import { decodeG711, encodeG711 } from "@zvon/media-node/src/codec/g711.ts";
import { dtmfPayload } from "@zvon/media-node/src/rtp/dtmf.ts";
import { parseRtp, serialiseRtp, type RtpPacket } from "@zvon/media-node/src/rtp/packet.ts";
import type { Api } from "./call/api.ts";

const frameSamples = 160;
const audioType = 8; // PCMA, RFC 3551
const keyFrames = 8; // 160 ms, the length people's phones send
const startSequence = 65_500; // wraps within the first second
const startTimestamp = 0xffff_f000;
const endTimeoutMs = 20_000;

/** What leaves for one 20 ms frame. `tick` counts frames, `index` the caller's packets (a key's last frame makes three). */
export type Network = (packet: RtpPacket, index: number, tick: number) => { now: Uint8Array[]; held?: { forTicks: number; datagram: Uint8Array }[] };

export const cleanNetwork: Network = (packet) => ({ now: [serialiseRtp(packet)] });

export type HostileCall = {
  steps: CallerStep[];
  network?: Network;
  /** Datagrams of strangers for each frame, once the caller's own packets have begun. */
  strangers?: { host: string; datagram: (tick: number) => Uint8Array }[];
  /** The caller sends nothing any more after so many frames. */
  stopsAfterTicks?: number;
};
/** A datagram of the caller: made of its nth packet, in that tick. */
export type Sent = { index: number; tick: number };
export type HostileResult = {
  call: Call;
  messages: Message[];
  /** In the order they left, which is the order the node's socket gets them in. */
  sent: Sent[];
  /** From the first frame heard to the last datagram that left. */
  sendingMs: number;
};

/** Holds one call of the order bot to its end and its recording. */
export async function holdHostile(api: Api, { steps, network = cleanNetwork, strangers = [], stopsAfterTicks = Infinity }: HostileCall): Promise<HostileResult> {
  const own = await bound("127.0.0.1");
  const others = await Promise.all(strangers.map(({ host }) => bound(host)));
  const started = await api.startCall({ bot: "order-status", language: "ru", via: "rtp", from: "hostile", rtp: { host: "127.0.0.1", port: own.address().port, codec: "pcma" } });
  const remote = started.media.rtp;
  if (!remote) throw new Error("the API gave no RTP address");

  const caller = createScriptedCaller(steps);
  const keys: string[] = [];
  let key: { digit: string; frames: number; startedAt: number } | null = null;
  let tick = 0;
  let index = 0;
  const sent: Sent[] = [];
  let firstHeardAt = NaN;
  let lastSentAt = NaN;
  let held: { atTick: number; datagram: Uint8Array; origin: Sent }[] = [];
  caller.onKey = (digit) => void keys.push(digit);
  const done = new Promise<void>((resolve) => {
    caller.onDone = () => resolve();
  });

  const send = (datagram: Uint8Array, origin: Sent): void => {
    sent.push(origin);
    lastSentAt = performance.now();
    own.send(datagram, remote.port, remote.host);
  };
  const pass = (fields: Pick<RtpPacket, "payloadType" | "timestamp" | "payload" | "marker">): void => {
    const out = network({ ...fields, timestamp: fields.timestamp >>> 0, sequence: (startSequence + index) & 0xffff, ssrc: 0x1234_5678 }, index, tick);
    const origin = { index, tick };
    index += 1;
    for (const datagram of out.now) send(datagram, origin);
    for (const { forTicks, datagram } of out.held ?? []) held.push({ atTick: tick + forTicks, datagram, origin });
  };

  own.on("message", (datagram) => {
    const parsed = parseRtp(datagram);
    if (!parsed.ok || parsed.packet.payloadType !== audioType) return;
    if (tick === 0) firstHeardAt = performance.now();
    const audio = caller.exchange(decodeG711("pcma", parsed.packet.payload));
    if (tick >= stopsAfterTicks) return;
    const timestamp = startTimestamp + tick * frameSamples;
    if (key === null && keys.length > 0) key = { digit: keys.shift() ?? "", frames: 0, startedAt: timestamp };
    if (key === null) pass({ payloadType: audioType, timestamp, payload: encodeG711("pcma", audio), marker: tick === 0 });
    else {
      key.frames += 1;
      const end = key.frames === keyFrames;
      const payload = dtmfPayload({ digit: key.digit, end, duration: key.frames * frameSamples });
      // The end is sent three times (RFC 4733, 2.5.1.4).
      for (let copy = 0; copy < (end ? 3 : 1); copy++) pass({ payloadType: remote.dtmfPayloadType, timestamp: key.startedAt, payload, marker: key.frames === 1 });
      if (end) key = null;
    }
    for (const due of held.filter(({ atTick }) => atTick <= tick)) send(due.datagram, due.origin);
    held = held.filter(({ atTick }) => atTick > tick);
    strangers.forEach((stranger, n) => others[n]?.send(stranger.datagram(tick), remote.port, remote.host));
    tick += 1;
  });

  const over = new AbortController();
  try {
    const ended = api.ended(started.call.id, { withinMs: 90_000, withRecording: true }).finally(() => over.abort());
    await Promise.race([done, ended]);
    if (!over.signal.aborted && (await api.call(started.call.id)).status !== "ended") await api.hangup(started.call.id);
    const call = await within(ended, endTimeoutMs);
    return { call, messages: await api.messages(call.id), sent, sendingMs: lastSentAt - firstHeardAt };
  } finally {
    for (const socket of [own, ...others]) socket.close();
  }
}

async function bound(host: string): Promise<Socket> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, host, resolve);
  });
  return socket;
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`the call did not end within ${ms} ms`)), ms);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
