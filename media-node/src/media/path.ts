/**
 * A leg's media from datagram to frame and from play() to datagram. Synchronous, with no socket, timer or clock: the
 * thread gives it the time on the leg's audio clock, and it is tested with bytes alone.
 *
 *   datagram → parse → source lock → keys | decode → jitter buffer → 8 kHz frame → (voice detection) → "frame"
 *   datagram ← header ← encode ← rate ←————————————— playout ← play()        both → recording, echo guard, who listens in
 *                                                      + ← person ← talk()
 */
import { FRAME_MS, FRAME_SAMPLES, msToSamples, SAMPLE_RATE_HZ, samplesToMs, SILENCE_DB } from "../audio/frame.ts";
import { createReframer } from "../audio/reframe.ts";
import { createNoise } from "../audio/noise.ts";
import { decodeG711, encodeG711Into, type G711Law } from "../codec/g711.ts";
import { decodeL16, encodeL16Into } from "../codec/l16.ts";
import { OPUS_CLOCK_HZ, type OpusCodec } from "../codec/opus.ts";
import { createPlayout, type WordStarts } from "../playout/playout.ts";
import { createDtmfReceiver, parseDtmf } from "../rtp/dtmf.ts";
import { createJitterBuffer } from "../rtp/jitter-buffer.ts";
import { parseRtp, RTP_HEADER_BYTES, type RtpPacket } from "../rtp/packet.ts";
import { opinionScore } from "../rtp/quality.ts";
import { parseRtcp } from "../rtp/rtcp.ts";
import { createRtpSender } from "../rtp/sender.ts";
import { createSourceLock, type Endpoint } from "../rtp/source-lock.ts";
import { createEchoGuard } from "../vad/echo-guard.ts";
import { createBothSides, type BothSides } from "./both-sides.ts";
import type { LegEvent, LegStats, LegTransport } from "./leg.ts";
import { createPerson } from "./person.ts";

/**
 * Phones that suppress silence send nothing while their caller listens, and a reply may last twenty seconds; what is
 * silent for longer is gone.
 */
const DEFAULT_MEDIA_TIMEOUT_MS = 30_000;
/** RFC 3389; carries a number of the sequence, the loudness of the line and no speech. */
const COMFORT_NOISE = 13;
/** Static payload types (RFC 3551 section 6): a leg of one law understands the other, since gateways change it unasked. */
const LAWS: Record<number, G711Law> = { 0: "pcmu", 8: "pcma" };
/** No telephone sends longer packets; what does is damaged or hostile. */
const MAX_PACKET_MS = 200;

const NOTHING = new Int16Array(0);

export interface MediaPathOptions {
  transport: LegTransport;
  mediaTimeoutMs?: number;
  /** How loud the line is while the bot is silent, dB of full scale; `null`: digital silence. RTP only, and never recorded. */
  comfortNoiseDb: number | null;
  /** Of a leg of Opus; `null` of all others. */
  opus?: OpusCodec | null;
  /** 0 to 1, for SSRC and the like (RFC 3550 section 8). */
  random: () => number;
  send: (datagram: Uint8Array, to: Endpoint) => void;
  emit: (event: LegEvent) => void;
  /** Both channels of the recording, frame by frame. */
  record: { caller(pcm: Int16Array): void; bot(pcm: Int16Array): void } | null;
}

export interface MediaPath {
  datagram(bytes: Uint8Array, host: string, port: number, atMs: number): void;
  feed(pcm: Int16Array, atMs: number): void;
  /** The caller's frame `index`, to be called for each index in turn. */
  listen(index: number): Int16Array;
  /** Of the frame that `listen` gave last: how loud the caller is in it, and whether it is the bot's own voice coming back. */
  own(): { echo: boolean; ownDb: number };
  /** Bot's frame `index`, in turn; `transmit` false keeps the audio for later (the frame's time has gone by). `leadMs`: so long before its place. */
  speak(index: number, transmit: boolean, leadMs?: number): void;
  play(mark: string, pcm: Int16Array, last: boolean): void;
  stop(atMs: number): void;
  pause(): void;
  resume(words?: WordStarts | null): void;
  tap(on: boolean): void;
  talk(pcm: Int16Array | null, atMs: number): void;
  sendDtmf(digit: string): void;
  setRemote(remote: Endpoint): void;
  /** Whether the next frame carries audio of the bot. */
  sounding(): boolean;
  stats(): LegStats;
}

export function createMediaPath(options: MediaPathOptions): MediaPath {
  const { transport, emit, record } = options;
  const rtp = transport.kind === "rtp" ? transport : null;
  const rateHz = rtp?.codec === "l16" ? (rtp.l16RateHz ?? SAMPLE_RATE_HZ) : SAMPLE_RATE_HZ;
  const frameSamples = rateHz / 50;
  const perMs = rateHz / 1000;
  const opus = options.opus ?? null;
  const clockHz = rtp?.codec === "opus" ? OPUS_CLOCK_HZ : rateHz;
  const clock = createClock(clockHz / rateHz);
  const timeoutMs = options.mediaTimeoutMs ?? DEFAULT_MEDIA_TIMEOUT_MS;

  const jitter = createJitterBuffer({ rateHz, holesAreKeys: rtp !== null && rtp.dtmfPayloadType === null });
  const lock = createSourceLock(rtp?.remote ?? null);
  const keys = createDtmfReceiver(clockHz);
  const hiss = createNoise();
  const guard = createEchoGuard();
  const resting = new Int16Array(FRAME_SAMPLES);
  let own = { echo: false, ownDb: SILENCE_DB };
  const playout = createPlayout();
  const person = createPerson();
  let bothSides: BothSides | null = null;
  const inward = createReframer(rateHz, SAMPLE_RATE_HZ);
  const outward = createReframer(SAMPLE_RATE_HZ, rateHz);
  const uint = (bits: number) => Math.floor(options.random() * 2 ** bits);
  const sender = createRtpSender({
    payloadType: rtp?.payloadType ?? 0,
    dtmfPayloadType: rtp?.dtmfPayloadType ?? null,
    frameUnits: clockHz / 50,
    ssrc: uint(32),
    sequence: uint(16),
    timestamp: uint(32),
  });

  let malformed = 0;
  let foreign = 0;
  let otherPayload = 0;
  let dtmf = 0;
  let lastSequence = -1;
  let codecChanges = 0;
  let lastPayloadType = rtp?.payloadType ?? 0;
  const told = { reports: 0, lost: 0, jitterMs: 0 };
  let sent = 0;
  let skippedFrames = 0;
  let listened = 0;
  let wasSounding = false;
  let lastHeardMs = 0;
  let timeoutAtMs = timeoutMs;
  const fed = { sequence: 0, timestamp: 0 };

  function heard(atMs: number): void {
    lastHeardMs = atMs;
    timeoutAtMs = atMs + timeoutMs;
  }

  /** Which law a payload type is of; `null` when it is no audio of G.711. */
  function lawOf(payloadType: number): G711Law | null {
    if (rtp === null || rtp.codec === "l16" || rtp.codec === "opus") return null;
    return payloadType === rtp.payloadType ? rtp.codec : (LAWS[payloadType] ?? null);
  }

  const isAudio = (payloadType: number): boolean => payloadType === rtp?.payloadType || lawOf(payloadType) !== null;

  function decode(payloadType: number, payload: Uint8Array): Int16Array | null {
    if (payload.length === 0) return null;
    const law = lawOf(payloadType);
    const pcm = opus ? opus.decode(payload) : law === null ? decodeL16(payload) : decodeG711(law, payload);
    return pcm && pcm.length <= MAX_PACKET_MS * perMs ? pcm : null;
  }

  function accept(packet: RtpPacket, atMs: number): void {
    const now = atMs * perMs;
    const { ssrc, sequence, marker } = packet;
    const timestamp = clock(packet.timestamp);
    if (isAudio(packet.payloadType)) {
      // A decoder that remembers must not hear a packet twice.
      const again = opus !== null && sequence === lastSequence;
      lastSequence = sequence;
      const pcm = again ? NOTHING : decode(packet.payloadType, packet.payload);
      if (!pcm) {
        malformed++;
        return;
      }
      if (packet.payloadType !== lastPayloadType) codecChanges++;
      lastPayloadType = packet.payloadType;
      jitter.push({ ssrc, sequence, timestamp, pcm, marker }, now);
    } else if (packet.payloadType === rtp?.dtmfPayloadType) {
      const event = parseDtmf(packet.payload);
      jitter.push({ ssrc, sequence, timestamp, pcm: null }, now);
      if (!event) {
        malformed++;
        return;
      }
      const digit = keys.push(ssrc, packet.timestamp, event, marker);
      if (digit === null) return;
      dtmf++;
      emit({ type: "dtmf", digit, atMs: Math.max(0, atMs) });
    } else if (packet.payloadType === COMFORT_NOISE) {
      // Its first octet is the level, in dB under the loudest.
      const level = packet.payload[0];
      jitter.push({ ssrc, sequence, timestamp, pcm: null, ...(level === undefined ? {} : { comfortDb: -(level & 0x7f) }) }, now);
    }
  }

  function hearReports(bytes: Uint8Array, host: string): void {
    const reports = parseRtcp(bytes);
    if (reports === null) malformed++;
    else otherPayload++;
    // From its own port or the next, so that only the host can be told.
    if (lock.remote()?.host !== host) return;
    for (const report of reports ?? []) {
      if (report.ssrc !== sender.ssrc) continue;
      told.reports++;
      told.lost = Math.max(0, report.lost);
      told.jitterMs = Math.round((10_000 * report.jitter) / clockHz) / 10;
    }
  }

  function known(payloadType: number): boolean {
    return isAudio(payloadType) || payloadType === rtp?.dtmfPayloadType || payloadType === COMFORT_NOISE;
  }

  function transmitAudio(pcm: Int16Array, marker: boolean): void {
    const to = lock.remote();
    const frame = outward(pcm);
    if (!rtp || !to) return;
    if (opus) {
      const packet = opus.encode(frame);
      const datagram = sender.audio(packet.length, marker);
      datagram.set(packet, RTP_HEADER_BYTES);
      options.send(datagram, to);
      sent++;
      return;
    }
    if (rtp.codec === "opus") return;
    const wide = rtp.codec === "l16";
    const datagram = sender.audio(wide ? frame.length * 2 : frame.length, marker);
    if (rtp.codec === "l16") encodeL16Into(frame, datagram, RTP_HEADER_BYTES);
    else encodeG711Into(rtp.codec, frame, datagram, RTP_HEADER_BYTES);
    options.send(datagram, to);
    sent++;
  }

  /** A frame of the line while the bot is silent. */
  function restful(): Int16Array {
    const { comfortNoiseDb } = options;
    if (comfortNoiseDb !== null) for (let n = 0; n < resting.length; n++) resting[n] = Math.round(hiss(comfortNoiseDb));
    return resting;
  }

  /** Whether a key took the frame. */
  function transmitKey(): boolean {
    const packets = sender.keyFrame();
    const to = lock.remote();
    if (!packets) return false;
    for (const packet of packets) {
      if (!to) break;
      options.send(packet, to);
      sent++;
    }
    return true;
  }

  return {
    datagram(bytes, host, port, atMs) {
      const parsed = parseRtp(bytes);
      if (!parsed.ok) {
        if (parsed.defect === "rtcp") hearReports(bytes, host);
        else malformed++;
        return;
      }
      // A stray packet of another type must not make its sender the leg's remote.
      if (!known(parsed.packet.payloadType)) {
        otherPayload++;
        return;
      }
      if (!lock.accepts(host, port, atMs)) {
        foreign++;
        return;
      }
      heard(atMs);
      accept(parsed.packet, atMs);
    },

    feed(pcm, atMs) {
      heard(atMs);
      const most = MAX_PACKET_MS * perMs;
      for (let from = 0; from < pcm.length; from += most) {
        const part = pcm.subarray(from, from + most);
        jitter.push({ ssrc: 0, sequence: fed.sequence & 0xffff, timestamp: fed.timestamp >>> 0, pcm: part }, atMs * perMs);
        fed.sequence++;
        fed.timestamp += part.length;
      }
    },

    listen(index) {
      const atMs = index * FRAME_MS;
      listened++;
      const pcm = inward(jitter.pull(index * frameSamples).pcm);
      record?.caller(pcm);
      bothSides?.push("caller", index, pcm);
      own = guard.heard(pcm, index * FRAME_SAMPLES);
      if (atMs >= timeoutAtMs) {
        timeoutAtMs += timeoutMs;
        emit({ type: "media-timeout", silentForMs: atMs - lastHeardMs });
      }
      return pcm;
    },

    own: () => own,

    speak(index, transmit, leadMs = 0) {
      const frame = new Int16Array(FRAME_SAMPLES);
      const from = index * FRAME_SAMPLES;
      if (!transmit) {
        skippedFrames++;
        wasSounding = false;
      } else if (!transmitKey()) {
        const { samples, events } = playout.read(frame);
        const sounds = person.mixInto(frame, index) || samples > 0;
        transmitAudio(sounds ? frame : restful(), sounds && !wasSounding);
        wasSounding = sounds;
        if (sounds) guard.played(frame, from - msToSamples(leadMs));
        if (!rtp) emit({ type: "out", atMs: samplesToMs(from), pcm: frame });
        for (const event of events) {
          const atMs = samplesToMs(from + event.at);
          if (event.type === "started") emit({ type: "mark-started", mark: event.mark, atMs });
          else emit({ type: "mark-finished", mark: event.mark, atMs, playedMs: samplesToMs(event.playedSamples) });
        }
      }
      sender.advance();
      record?.bot(frame);
      bothSides?.push("ours", index, frame);
    },

    play: (mark, pcm, last) => playout.append(mark, pcm, last),
    stop(atMs) {
      for (const { mark, playedSamples } of playout.stop()) {
        emit({ type: "mark-stopped", mark, atMs: Math.max(0, atMs), playedMs: samplesToMs(playedSamples) });
      }
    },
    pause: () => playout.pause(),
    resume: (words) => playout.resume(words),
    tap(on) {
      if (on) bothSides ??= createBothSides((index, pcm) => emit({ type: "both", atMs: index * FRAME_MS, pcm }));
      else bothSides = null;
    },
    talk: (pcm, atMs) => (pcm ? person.hear(pcm, atMs) : person.leave()),
    sendDtmf(digit) {
      sender.key(digit);
    },
    setRemote: (remote) => lock.expect(remote),
    sounding: () => playout.sounding(),

    stats() {
      const { droppedSamples, starvedMarks } = playout.counters();
      const heardOf = jitter.counters();
      return {
        ...heardOf,
        codecChanges,
        rtcpReports: told.reports,
        farLost: told.lost,
        farJitterMs: told.jitterMs,
        opinionScore: opinionScore((100 * heardOf.concealedFrames) / Math.max(1, listened), heardOf.delayMs + FRAME_MS),
        echoFrames: guard.frames(),
        sent,
        malformed,
        foreign,
        otherPayload,
        dtmf,
        skippedFrames,
        droppedPlayMs: samplesToMs(droppedSamples),
        starvedMarks,
        recordingDroppedBlocks: 0,
        recordingError: null,
      };
    },
  };
}

/** Timestamps of an RTP clock that runs `times` as fast as the samples do, in samples; both wrap at 32 bits. */
function createClock(times: number): (timestamp: number) => number {
  if (times === 1) return (timestamp) => timestamp;
  let last: number | null = null;
  let extended = 0;
  return (timestamp) => {
    // A cycle above zero, so that what is reordered about the first one stays positive.
    extended = last === null ? timestamp + 2 ** 32 : extended + ((timestamp - last) | 0);
    last = timestamp;
    return Math.floor(extended / times) >>> 0;
  };
}
