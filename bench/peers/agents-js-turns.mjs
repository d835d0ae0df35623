/**
 * LiveKit agents-js without a room, playing the turn-taking set: one AgentSession a call with its own defaults (Silero's
 * voice detector and its local turn detector, both of the package), and a scripted recogniser that tells the same words
 * at the same times as ours. In real time, so many calls at once as it keeps up with.
 *
 * Speaks the messages of bench/src/turn-taking/peer-messages.ts.
 */
import { ReadableStream } from "node:stream/web";
import { inference, initializeLogger, llm, stt, tts, voice } from "@livekit/agents";
import { AudioFrame } from "@livekit/rtc-node";
import localInference from "@livekit/local-inference";
import { createResampler } from "../../media-node/src/audio/resample.ts";
import { finalMs, partialMs } from "../src/turn-taking/scripted-stt.ts";

const rateHz = 16_000;
const frameMs = 20;
/** More make it late on two cores. */
const callsAtOnce = 40;
/** A vendor holds words for final when no other follows so soon. */
const wordGapMs = 300;

initializeLogger({ pretty: false, level: "silent" });
const { initEot, initVad, predict } = localInference;
initVad();
initEot();

/** What the package runs in a process of its own when it has a job; here in this one. */
const executor = {
  async doInference(_method, data) {
    const bytes = Buffer.from(data.pcm, "base64");
    const began = performance.now();
    const probability = await predict(new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)));
    return { probability, inferenceDurationMs: performance.now() - began };
  },
};

const textOf = (words, language) => [{ text: words.map((word) => word.text).join(" "), language, startTime: 0, endTime: 0, confidence: 0.95 }];

class ScriptedRecognition extends stt.SpeechStream {
  label = "scripted";
  #call;
  #clock;
  constructor(owner, call, clock, options) {
    super(owner, undefined, options);
    this.#call = call;
    this.#clock = clock;
  }
  async run() {
    const { words, language } = this.#call;
    let taken = 0;
    let told = 0;
    for await (const frame of this.input) {
      if (typeof frame === "symbol") continue;
      const now = this.#clock();
      const heard = words.filter((word) => word.endMs <= now - partialMs).length;
      const last = words[heard - 1];
      if (heard > told) {
        told = heard;
        this.queue.put({ type: stt.SpeechEventType.INTERIM_TRANSCRIPT, alternatives: textOf(words.slice(taken, heard), language) });
      }
      if (heard > taken && last && now >= last.endMs + finalMs && (words[heard]?.startMs ?? Infinity) > last.endMs + wordGapMs) {
        this.queue.put({ type: stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives: textOf(words.slice(taken, heard), language) });
        taken = heard;
      }
    }
  }
}

class ScriptedRecogniser extends stt.STT {
  label = "scripted";
  #call;
  #clock;
  constructor(call, clock) {
    super({ streaming: true, interimResults: true });
    this.#call = call;
    this.#clock = clock;
  }
  async _recognize() {
    throw new Error("streams only");
  }
  stream(options) {
    return new ScriptedRecognition(this, this.#call, this.#clock, options?.connOptions);
  }
}

class SilentAnswer extends llm.LLMStream {
  async run() {
    this.queue.put({ id: "none", delta: { role: "assistant", content: "Yes." } });
  }
}

class SilentMind extends llm.LLM {
  label() {
    return "none";
  }
  chat({ chatCtx, toolCtx, connOptions = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 10_000 } }) {
    return new SilentAnswer(this, { chatCtx, toolCtx, connOptions });
  }
}

const replySeconds = 20;
const tone = Int16Array.from({ length: rateHz / 10 }, (_, n) => Math.round(6000 * Math.sin((2 * Math.PI * 300 * n) / rateHz)));

class LongSpeech extends tts.SynthesizeStream {
  label = "long";
  async run() {
    let sounded = false;
    for await (const text of this.input) {
      if (typeof text === "symbol" || sounded) continue;
      sounded = true;
      for (let n = 0; n < replySeconds * 10; n++) this.queue.put({ requestId: "r", segmentId: "s", frame: new AudioFrame(tone.slice(), rateHz, 1, tone.length), final: n === replySeconds * 10 - 1 });
    }
    this.queue.put(tts.SynthesizeStream.END_OF_STREAM);
  }
}

class LongVoice extends tts.TTS {
  label = "long";
  constructor() {
    super(rateHz, 1, { streaming: true });
  }
  synthesize() {
    throw new Error("streams only");
  }
  stream(options) {
    return new LongSpeech(this, options?.connOptions);
  }
}

class SetInput extends voice.AudioInput {
  #controller;
  constructor() {
    super();
    this.multiStream.addInputStream(new ReadableStream({ start: (controller) => void (this.#controller = controller) }));
  }
  push(pcm) {
    this.#controller.enqueue(new AudioFrame(pcm, rateHz, 1, pcm.length));
  }
}

/** Plays in real time, can pause; tells in which frames it sounded. */
class HeardOutput extends voice.AudioOutput {
  interrupted = false;
  soundedMs = new Set();
  #clock;
  #waitingMs = 0;
  #playedMs = 0;
  #paused = false;
  #flushed = false;
  #timer = null;
  #lastMs = 0;
  constructor(clock) {
    super(rateHz, undefined, { pause: true });
    this.#clock = clock;
  }
  async captureFrame(frame) {
    await super.captureFrame(frame);
    this.#waitingMs += (1000 * frame.samplesPerChannel) / frame.sampleRate;
    if (this.#timer !== null) return;
    this.#flushed = false;
    this.#lastMs = this.#clock();
    this.onPlaybackStarted(Date.now());
    this.#timer = setInterval(() => this.#pass(), frameMs / 2);
  }
  #pass() {
    const nowMs = this.#clock();
    const passedMs = nowMs - this.#lastMs;
    const fromMs = this.#lastMs;
    this.#lastMs = nowMs;
    if (this.#paused) return;
    for (let at = Math.floor(fromMs / frameMs) * frameMs; at <= nowMs; at += frameMs) this.soundedMs.add(at);
    this.#waitingMs -= passedMs;
    this.#playedMs += passedMs;
    if (this.#waitingMs <= 0 && this.#flushed) this.#finish(false);
  }
  #finish(interrupted) {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    const playbackPosition = this.#playedMs / 1000;
    this.#waitingMs = 0;
    this.#playedMs = 0;
    if (interrupted) this.interrupted = true;
    this.onPlaybackFinished({ playbackPosition, interrupted });
  }
  flush() {
    super.flush();
    this.#flushed = true;
  }
  clearBuffer() {
    this.#finish(true);
  }
  pause() {
    super.pause();
    this.#paused = true;
  }
  resume() {
    super.resume();
    this.#lastMs = this.#clock();
    this.#paused = false;
  }
}

class Listener extends voice.Agent {
  #onCommit;
  constructor(onCommit) {
    super({ instructions: "Listen." });
    this.#onCommit = onCommit;
  }
  async onUserTurnCompleted(_context, message) {
    this.#onCommit(message.textContent ?? "");
    throw new voice.StopResponse();
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function play(call) {
  let startedAt = performance.now();
  const clock = () => performance.now() - startedAt;
  const commits = [];
  const input = new SetInput();
  const output = new HeardOutput(clock);
  const session = new voice.AgentSession({
    stt: new ScriptedRecogniser(call, clock),
    llm: new SilentMind(),
    tts: new LongVoice(),
    userAwayTimeout: null,
    // A telephone has no echo to learn; with it nobody could interrupt in the first three seconds.
    aecWarmupDuration: null,
    turnHandling: { turnDetection: new inference.TurnDetector({ version: "v1-mini", executor }) },
  });
  session.input.audio = input;
  session.output.audio = output;
  await session.start({ agent: new Listener((text) => commits.push({ atMs: clock(), text })), record: false });
  const resampler = createResampler(8000, rateHz);
  return {
    async run() {
      startedAt = performance.now();
      let spoke = call.botFromMs === null;
      const late = [];
      for (let at = 0; at < call.pcm.length; at += 160) {
        input.push(resampler.push(call.pcm.subarray(at, at + 160)).slice());
        if (!spoke && clock() >= call.botFromMs) {
          spoke = true;
          session.say("A long reply.");
        }
        // A frame is there when its 20 ms are over.
        const dueMs = ((at + 320) / 160) * frameMs;
        if (dueMs > clock()) await pause(dueMs - clock());
        late.push(Math.max(0, clock() - dueMs));
      }
      const played = { commits, soundedMs: [...output.soundedMs], interrupted: output.interrupted, lateMs: late.toSorted((a, b) => a - b)[Math.floor(late.length * 0.95)] ?? 0 };
      await Promise.race([session.close(), pause(3_000)]);
      return played;
    },
  };
}

process.on("message", async ({ calls }) => {
  const played = [];
  for (let from = 0; from < calls.length; from += callsAtOnce) {
    const opened = [];
    for (const call of calls.slice(from, from + callsAtOnce)) opened.push(await play(call));
    // Not all in the same millisecond.
    const batch = opened.map(async (one, n) => {
      await pause((n * 1000) / opened.length);
      return one.run();
    });
    played.push(...(await Promise.all(batch)));
  }
  process.send?.({ type: "played", played });
});
process.on("disconnect", () => process.exit(0));
process.on("unhandledRejection", (error) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`));
process.send?.({ type: "ready" });
