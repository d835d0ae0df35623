/**
 * The sound of a browser call: microphone → media socket → loudspeaker. One function owns the AudioContext, the two
 * worklet nodes and the socket, and closes all of them.
 */
import { toBrowserSchema } from "@zvon/contract/node-link.ts";
import type { fromBrowserSchema } from "@zvon/contract/node-link.ts";
import { fromPcm16, levelOf, toPcm16 } from "./pcm.ts";
import workletUrl from "./worklet.ts?worker&url";

/** One message of the socket is 20 ms of sound. */
const pieceMs = 20;
/** In store before the loudspeaker starts: covers the usual jitter of Wi-Fi. */
const startMs = 60;
/** The node paces its sound, so more than this waits only after a stall: then the oldest is dropped. */
const boundMs = 1000;
const drainMs = 400;
const openTimeoutMs = 8000;
/** A microphone piece is dropped rather than queued on a socket that has not sent this much: half a second at 48 kHz. */
const maxUnsentBytes = 48_000;

export type MediaSocketEvent =
  | { type: "started"; channels: 1 | 2 }
  | { type: "ended" }
  /** The socket closed without a goodbye. */
  | { type: "lost" }
  /** The socket did not open. */
  | { type: "failed" };

export type MediaSocket = {
  key(digit: string): void;
  say(text: string): void;
  hangUp(): void;
  setMicrophone(on: boolean): void;
  setSound(on: boolean): void;
  /** Loudness now, 0 to 1: the microphone's, and what arrives by channel (a scripted call: caller, bot; else bot). */
  levels(): { microphone: number; arriving: readonly number[] };
  close(): void;
};

type FromBrowser = ReturnType<(typeof fromBrowserSchema)["parse"]>;

/**
 * @param context of createAudioContext; closed with the socket.
 * @param microphone null: silence is sent, the call is held by keys, typing or the script.
 */
export async function openMediaSocket(options: { context: AudioContext; url: string; ticket: string; microphone: MediaStream | null; onEvent: (event: MediaSocketEvent) => void }): Promise<MediaSocket> {
  const { context } = options;
  const state = { over: false, microphoneOn: true, microphoneLevel: 0, arriving: [0] as number[], started: false };
  await context.resume();
  await context.audioWorklet.addModule(workletUrl);

  const loudness = context.createGain();
  loudness.connect(context.destination);
  const capture = new AudioWorkletNode(context, "zvon-capture", { numberOfInputs: 1, numberOfOutputs: 1, processorOptions: { frames: Math.round((context.sampleRate * pieceMs) / 1000) } });
  // Connected to nothing audible, so that the audio thread runs it.
  const still = context.createGain();
  still.gain.value = 0;
  capture.connect(still).connect(context.destination);
  const source = options.microphone === null ? null : context.createMediaStreamSource(options.microphone);
  source?.connect(capture);
  let playback: AudioWorkletNode | null = null;
  let channels: 1 | 2 = 1;

  const url = new URL(options.url);
  url.searchParams.set("ticket", options.ticket);
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";

  const finish = (event: MediaSocketEvent | null) => {
    if (state.over) return;
    state.over = true;
    clearTimeout(openTimer);
    capture.port.postMessage("stop");
    for (const track of options.microphone?.getTracks() ?? []) track.stop();
    if (socket.readyState < WebSocket.CLOSING) socket.close(1000);
    // The bot's last syllable is still in store when the goodbye arrives.
    setTimeout(() => void context.close(), event?.type === "ended" ? drainMs : 0);
    if (event !== null) options.onEvent(event);
  };
  const openTimer = setTimeout(() => finish({ type: "failed" }), openTimeoutMs);
  const send = (message: FromBrowser) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };

  capture.port.onmessage = (message: MessageEvent<Float32Array>) => {
    const heard = state.microphoneOn ? message.data : new Float32Array(message.data.length);
    state.microphoneLevel = levelOf(heard);
    if (state.started && socket.readyState === WebSocket.OPEN && socket.bufferedAmount < maxUnsentBytes) socket.send(toPcm16(heard));
  };
  socket.addEventListener("open", () => send({ type: "start", rate: context.sampleRate }));
  socket.addEventListener("message", (message: MessageEvent<string | ArrayBuffer>) => {
    if (message.data instanceof ArrayBuffer) {
      const samples = fromPcm16(message.data);
      state.arriving = Array.from({ length: channels }, (_, channel) => levelOf(samples.filter((_sample, index) => index % channels === channel)));
      playback?.port.postMessage(samples, [samples.buffer]);
      return;
    }
    const parsed = toBrowserSchema.safeParse(readJson(message.data));
    if (!parsed.success) return;
    switch (parsed.data.type) {
      case "started": {
        clearTimeout(openTimer);
        channels = parsed.data.channels;
        const frames = (ms: number) => Math.round((context.sampleRate * ms) / 1000);
        playback = new AudioWorkletNode(context, "zvon-playback", { numberOfInputs: 0, outputChannelCount: [2], processorOptions: { channels, startFrames: frames(startMs), boundFrames: frames(boundMs) } });
        playback.connect(loudness);
        state.started = true;
        options.onEvent({ type: "started", channels });
        return;
      }
      case "flush":
        // With both sides on the line only the bot (right) falls silent.
        playback?.port.postMessage({ flush: channels === 2 ? 1 : null });
        return;
      case "ended":
        finish({ type: "ended" });
        return;
    }
  });
  socket.addEventListener("close", () => finish({ type: state.started ? "lost" : "failed" }));

  return {
    key: (digit) => send({ type: "key", digit }),
    say: (text) => send({ type: "text", text }),
    hangUp: () => {
      send({ type: "hangup" });
      finish({ type: "ended" });
    },
    setMicrophone: (on) => {
      state.microphoneOn = on;
    },
    setSound: (on) => {
      loudness.gain.setTargetAtTime(on ? 1 : 0, context.currentTime, 0.01);
    },
    levels: () => ({ microphone: state.microphoneLevel, arriving: state.arriving }),
    close: () => finish(null),
  };
}

/**
 * Make it in the click that starts the call: browsers let no sound start without one.
 * The sound card's own rate; cards above 48 kHz are resampled by the browser, the contract's bound.
 */
export function createAudioContext(): AudioContext {
  const context = new AudioContext({ latencyHint: "interactive" });
  if (context.sampleRate <= 48_000) return context;
  void context.close();
  return new AudioContext({ latencyHint: "interactive", sampleRate: 48_000 });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    console.warn("media socket message is not JSON", error);
    return null;
  }
}
