/**
 * The sound of a live call at the media node: both sides to the loudspeaker, and one's microphone while one talks. The
 * AudioContext is the page's: it outlives a socket that is lost.
 */
import { toListenerSchema } from "@zvon/contract/node-link.ts";
import { fromPcm16, levelOf, toPcm16 } from "../../lib/audio/pcm.ts";
import workletUrl from "../../lib/audio/worklet.ts?worker&url";

/** One message of the microphone is 20 ms of sound. */
const pieceMs = 20;
/** In store before the loudspeaker starts: covers the usual jitter of Wi-Fi. */
const startMs = 80;
const boundMs = 1000;
const openTimeoutMs = 8000;
/** The node sends both sides all the time, silence too: so long without a sound and the connection is half open. */
const muteMs = 6000;
/** Half a second at 48 kHz: what is not sent by then is dropped rather than queued. */
const maxUnsentBytes = 48_000;
/** Of each side into the other ear: two voices in two ears tire. */
const spread = 0.5;

export type ListenEvent =
  | { type: "started" }
  | { type: "floor"; yours: boolean }
  | { type: "ended"; reason: "call_ended" | "dropped" | "node_stops" }
  /** Closed without a word, or never opened. */
  | { type: "lost" };

export type ListenSocket = {
  /** null: none. Heard by the caller only with the floor; stopped by whoever asked for it. */
  setMicrophone(stream: MediaStream | null): void;
  mute(on: boolean): void;
  /** Loudness now, 0 to 1: the caller, who talks to them, one's own microphone. */
  levels(): { caller: number; other: number; microphone: number };
  close(): void;
};

export async function openListenSocket({ context, url, ticket, onEvent }: { context: AudioContext; url: string; ticket: string; onEvent: (event: ListenEvent) => void }): Promise<ListenSocket> {
  const state = { over: false, heardAt: performance.now(), started: false, yours: false, muted: false, caller: 0, other: 0, microphone: 0 };
  await context.resume();
  await context.audioWorklet.addModule(workletUrl);
  const frames = (ms: number) => Math.round((context.sampleRate * ms) / 1000);
  const playback = new AudioWorkletNode(context, "zvon-playback", { numberOfInputs: 0, outputChannelCount: [2], processorOptions: { channels: 2, startFrames: frames(startMs), boundFrames: frames(boundMs) } });
  const ears = connectEars(context, playback);
  ears.set(false);
  let microphone: { stop: () => void } | null = null;

  const address = new URL(url);
  address.searchParams.set("ticket", ticket);
  const socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";

  const stopMicrophone = () => {
    microphone?.stop();
    microphone = null;
    state.microphone = 0;
  };
  const finish = (event: ListenEvent | null) => {
    if (state.over) return;
    state.over = true;
    clearTimeout(openTimer);
    clearInterval(muteTimer);
    stopMicrophone();
    playback.port.postMessage("stop");
    playback.disconnect();
    ears.disconnect();
    if (socket.readyState < WebSocket.CLOSING) socket.close(1000);
    if (event !== null) onEvent(event);
  };
  const openTimer = setTimeout(() => finish({ type: "lost" }), openTimeoutMs);
  const muteTimer = setInterval(() => {
    if (state.started && performance.now() - state.heardAt > muteMs) finish({ type: "lost" });
  }, 1000);

  socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "start", rate: context.sampleRate })));
  socket.addEventListener("close", () => finish({ type: "lost" }));
  socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (state.over) return;
    state.heardAt = performance.now();
    if (data instanceof ArrayBuffer) {
      const samples = fromPcm16(data);
      state.caller = levelOf(samples.filter((_sample, index) => index % 2 === 0));
      state.other = levelOf(samples.filter((_sample, index) => index % 2 === 1));
      playback.port.postMessage(samples, [samples.buffer]);
      return;
    }
    const parsed = toListenerSchema.safeParse(readJson(data));
    if (!parsed.success) return;
    switch (parsed.data.type) {
      case "started":
        clearTimeout(openTimer);
        state.started = true;
        return onEvent({ type: "started" });
      case "floor":
        state.yours = parsed.data.yours;
        ears.set(state.yours);
        return onEvent(parsed.data);
      case "ended":
        return finish(parsed.data);
    }
  });

  return {
    setMicrophone(stream) {
      stopMicrophone();
      if (stream === null || state.over) return;
      microphone = captureFrom(context, stream, frames(pieceMs), (piece) => {
        const heard = state.muted ? new Float32Array(piece.length) : piece;
        state.microphone = levelOf(heard);
        if (state.yours && socket.readyState === WebSocket.OPEN && socket.bufferedAmount < maxUnsentBytes) socket.send(toPcm16(heard));
      });
    },
    mute(on) {
      state.muted = on;
    },
    levels: () => ({ caller: state.caller, other: state.other, microphone: state.microphone }),
    close: () => finish(null),
  };
}

/** Who listens hears both sides, apart; who talks hears the caller in both ears, and not oneself a moment later. */
function connectEars(context: AudioContext, source: AudioNode): { set: (talking: boolean) => void; disconnect: () => void } {
  const split = context.createChannelSplitter(2);
  const merge = context.createChannelMerger(2);
  source.connect(split);
  const ways = ([[0, 0], [0, 1], [1, 0], [1, 1]] as const).map(([from, to]) => {
    const gain = context.createGain();
    split.connect(gain, from);
    gain.connect(merge, 0, to);
    return { gain, from, to };
  });
  merge.connect(context.destination);
  return {
    set(talking) {
      for (const { gain, from, to } of ways) gain.gain.value = talking ? (from === 0 ? 1 : 0) : from === to ? 1 : spread;
    },
    disconnect: () => merge.disconnect(),
  };
}

function captureFrom(context: AudioContext, stream: MediaStream, frames: number, onPiece: (piece: Float32Array) => void): { stop: () => void } {
  const source = context.createMediaStreamSource(stream);
  const capture = new AudioWorkletNode(context, "zvon-capture", { numberOfInputs: 1, numberOfOutputs: 1, processorOptions: { frames } });
  // Connected to nothing audible, so that the audio thread runs it.
  const still = context.createGain();
  still.gain.value = 0;
  source.connect(capture).connect(still).connect(context.destination);
  capture.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onPiece(data);
  return {
    stop() {
      capture.port.postMessage("stop");
      source.disconnect();
      still.disconnect();
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    console.warn("listening socket message is not JSON", error);
    return null;
  }
}
