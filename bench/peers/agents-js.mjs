/**
 * LiveKit agents-js without a room, as a process under test of the bench: one AgentSession a call, µ-law over RTP at its
 * ends, and services that answer at once. Its recogniser tells the end of a turn after 500 ms of quiet, like ours, and
 * that moment is the endpoint; preparing answers ahead of it and echo warm-up are off on both sides.
 *
 * Speaks the messages of bench/src/caller-messages.ts.
 */
import { createSocket } from "node:dgram";
import { ReadableStream } from "node:stream/web";
import { initializeLogger, llm, stt, tts, voice } from "@livekit/agents";
import { AudioFrame } from "@livekit/rtc-node";
import { decodeG711, encodeG711 } from "../../media-node/src/codec/g711.ts";
import { parseRtp, serialiseRtp } from "../../media-node/src/rtp/packet.ts";
import { machineMs } from "../src/clock.ts";

const rateHz = 8000;
const frameMs = 20;
const frameSamples = 160;
const endpointMs = 500;
/** Line noise of the callers is below, their words are above. */
const speechRms = 250;
/** What the bot's every reply lasts, as in the node under test. */
const replyMs = 400;

initializeLogger({ pretty: false, level: "silent" });
const endpoints = [];
const tell = (message) => process.send?.(message);

class InstantRecognition extends stt.SpeechStream {
  label = "instant";
  #call;
  constructor(owner, call, options) {
    super(owner, undefined, options);
    this.#call = call;
  }
  async run() {
    let speaking = false;
    let quietMs = 0;
    let turn = 0;
    for await (const frame of this.input) {
      if (typeof frame === "symbol") continue;
      let sum = 0;
      for (const sample of frame.data) sum += sample * sample;
      const loud = Math.sqrt(sum / frame.data.length) > speechRms;
      quietMs = loud ? 0 : quietMs + (frame.data.length * 1000) / frame.sampleRate;
      if (loud && !speaking) {
        speaking = true;
        this.queue.put({ type: stt.SpeechEventType.START_OF_SPEECH });
      } else if (speaking && quietMs >= endpointMs) {
        speaking = false;
        endpoints.push({ call: this.#call, atMs: machineMs() });
        const text = `turn ${turn++} of call ${this.#call}`;
        this.queue.put({ type: stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives: [{ text, language: "en", startTime: 0, endTime: 0, confidence: 1 }] });
        this.queue.put({ type: stt.SpeechEventType.END_OF_SPEECH });
      }
    }
  }
}

class InstantRecogniser extends stt.STT {
  label = "instant";
  #call;
  constructor(call) {
    super({ streaming: true, interimResults: false });
    this.#call = call;
  }
  async _recognize() {
    throw new Error("streams only");
  }
  stream(options) {
    return new InstantRecognition(this, this.#call, options?.connOptions);
  }
}

let said = 0;

class InstantAnswer extends llm.LLMStream {
  async run() {
    this.queue.put({ id: "instant", delta: { role: "assistant", content: `Sentence ${++said} was never said before.` } });
  }
}

class InstantMind extends llm.LLM {
  label() {
    return "instant";
  }
  chat({ chatCtx, toolCtx, connOptions = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 10_000 } }) {
    return new InstantAnswer(this, { chatCtx, toolCtx, connOptions });
  }
}

const tone = Int16Array.from({ length: replyMs * 8 }, (_, n) => Math.round(6000 * Math.sin((2 * Math.PI * 300 * n) / rateHz)) || 600);

/** Begins to sound at the first text, as a vendor that takes no time would. */
class InstantSpeech extends tts.SynthesizeStream {
  label = "instant";
  async run() {
    let sounded = false;
    for await (const text of this.input) {
      if (typeof text === "symbol" || sounded) continue;
      sounded = true;
      for (let at = 0; at < tone.length; at += frameSamples) {
        const frame = new AudioFrame(tone.slice(at, at + frameSamples), rateHz, 1, frameSamples);
        this.queue.put({ requestId: "r", segmentId: "s", frame, final: at + frameSamples >= tone.length });
      }
    }
    this.queue.put(tts.SynthesizeStream.END_OF_STREAM);
  }
}

class InstantVoice extends tts.TTS {
  label = "instant";
  constructor() {
    super(rateHz, 1, { streaming: true });
  }
  synthesize() {
    throw new Error("streams only");
  }
  stream(options) {
    return new InstantSpeech(this, options?.connOptions);
  }
}

class PhoneInput extends voice.AudioInput {
  #controller;
  constructor() {
    super();
    this.multiStream.addInputStream(new ReadableStream({ start: (controller) => void (this.#controller = controller) }));
  }
  push(pcm) {
    this.#controller.enqueue(new AudioFrame(pcm, rateHz, 1, pcm.length));
  }
}

/** The first frame of a reply leaves at once, the others 20 ms apart. */
class PhoneOutput extends voice.AudioOutput {
  #send;
  #waiting = [];
  #played = 0;
  #timer = null;
  #flushed = false;
  constructor(send) {
    super(rateHz, undefined, { pause: false });
    this.#send = send;
  }
  async captureFrame(frame) {
    await super.captureFrame(frame);
    this.#waiting.push(frame);
    if (this.#timer !== null) return;
    this.onPlaybackStarted(Date.now());
    this.#flushed = false;
    this.#next();
    this.#timer = setInterval(() => this.#next(), frameMs);
  }
  #next() {
    const frame = this.#waiting.shift();
    if (frame) {
      this.#send(frame.data);
      this.#played += frame.samplesPerChannel / rateHz;
    } else if (this.#flushed) this.#finish(false);
  }
  #finish(interrupted) {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    const playbackPosition = this.#played;
    this.#played = 0;
    this.#waiting = [];
    this.onPlaybackFinished({ playbackPosition, interrupted });
  }
  flush() {
    super.flush();
    this.#flushed = true;
  }
  clearBuffer() {
    this.#finish(true);
  }
}

let calls = 0;

async function openCall(port) {
  const call = calls++;
  const socket = createSocket({ type: "udp4", lookup: (host, _, found) => found(null, host, 4), recvBufferSize: 1 << 18 });
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", resolve));
  let sequence = 0;
  const input = new PhoneInput();
  const output = new PhoneOutput((pcm) => {
    const packet = { marker: false, payloadType: 0, sequence: sequence & 0xffff, timestamp: (sequence * frameSamples) >>> 0, ssrc: port };
    sequence += 1;
    socket.send(serialiseRtp({ ...packet, payload: encodeG711("pcmu", pcm) }), port, "127.0.0.1");
  });
  const session = new voice.AgentSession({
    stt: new InstantRecogniser(call),
    llm: new InstantMind(),
    tts: new InstantVoice(),
    vad: null,
    userAwayTimeout: null,
    aecWarmupDuration: null,
    turnHandling: { turnDetection: "stt", endpointing: { mode: "fixed", minDelay: 0, maxDelay: 0 }, preemptiveGeneration: { enabled: false } },
  });
  session.input.audio = input;
  session.output.audio = output;
  await session.start({ agent: new voice.Agent({ instructions: "Answer." }), record: false });
  socket.on("message", (bytes) => {
    const parsed = parseRtp(bytes);
    if (parsed.ok) input.push(decodeG711("pcmu", parsed.packet.payload));
  });
  return socket.address().port;
}

process.on("message", (message) => {
  if (message.type === "open") void Promise.all(message.callers.map(openCall)).then((ports) => tell({ type: "opened", ports }));
  else tell({ type: "report", endpoints: endpoints.splice(0), rssBytes: process.memoryUsage().rss });
});
process.on("disconnect", () => process.exit(0));
process.on("unhandledRejection", (error) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`));
tell({ type: "ready" });
