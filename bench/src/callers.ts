/**
 * Callers in a process of their own: 20 ms µ-law packets, noise of a line between the words, a turn whenever the bot
 * has been quiet for a while. They note, at their sockets, when they stopped speaking and when the bot began to sound.
 */
import { createSocket, type Socket } from "node:dgram";
import { encodeG711 } from "../../media-node/src/codec/g711.ts";
import { parseRtp, serialiseRtp } from "../../media-node/src/rtp/packet.ts";
import type { FromCallers, HeardTurn, ToCallers } from "./caller-messages.ts";
import { machineMs } from "./clock.ts";

const frameSamples = 160;
const frameMs = 20;
/** The bot has finished when it has not sounded for so long; spread over the callers, so that they don't march in step. */
const pauseMs = 500;
const pauseSpreadMs = 400;
/** A bot that says nothing is spoken to again: the turn is lost, and is counted as begun but not answered. */
const patienceMs = 6_000;
/** µ-law of what is not sound: silence and the least step about it. */
const silentFrom = 0x7e;

type Caller = {
  socket: Socket;
  port: number;
  pauseMs: number;
  sequence: number;
  /** Frames said of the current turn; null: listening. */
  said: number | null;
  spokenMs: number | null;
  botSoundMs: number;
  nextMs: number;
};

const callers: Caller[] = [];
const turns: HeardTurn[] = [];
let begun = 0;
const tell = (message: FromCallers) => process.send?.(message);

const sounds = (payload: Uint8Array): boolean => payload.some((byte) => (byte & 0x7f) < silentFrom);

function hear(call: number, caller: Caller, bytes: Uint8Array): void {
  const at = machineMs();
  const parsed = parseRtp(bytes);
  if (!parsed.ok || !sounds(parsed.packet.payload)) return;
  caller.botSoundMs = at;
  if (caller.spokenMs === null) return;
  turns.push({ call, spokenMs: caller.spokenMs, heardMs: at });
  caller.spokenMs = null;
}

async function bind(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let n = 0; n < count; n++) {
    const socket = createSocket({ type: "udp4", lookup: (host, _, found) => found(null, host, 4), recvBufferSize: 1 << 18 });
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const call = callers.length;
    const caller: Caller = { socket, port: 0, pauseMs: pauseMs + ((call * 137) % pauseSpreadMs), sequence: call * 1000, said: null, spokenMs: null, botSoundMs: 0, nextMs: 0 };
    socket.on("message", (bytes) => hear(call, caller, bytes));
    callers.push(caller);
    ports.push(socket.address().port);
  }
  return ports;
}

function start(ports: number[], speech: Int16Array, firstAfterMs: number): void {
  const frames = Math.ceil(speech.length / frameSamples);
  const padded = new Int16Array(frames * frameSamples);
  padded.set(speech);
  const words = encodeG711("pcmu", padded);
  const noise = encodeG711("pcmu", Int16Array.from({ length: 8000 }, (_, n) => ((n * 7919) % 13) - 6));
  const fresh = callers.slice(callers.length - ports.length);
  const began = machineMs();
  fresh.forEach((caller, n) => {
    caller.port = ports[n] ?? 0;
    caller.botSoundMs = began + firstAfterMs - caller.pauseMs + ((n * 211) % 2000);
    caller.nextMs = began + (n % frameMs);
  });
  const pace = () => {
    const now = machineMs();
    for (const caller of fresh) {
      for (; caller.nextMs <= now; caller.nextMs += frameMs) send(caller, words, frames, noise, now);
    }
    setTimeout(pace, 1);
  };
  pace();
}

function send(caller: Caller, words: Uint8Array, frames: number, noise: Uint8Array, now: number): void {
  if (caller.said === null) {
    const givenUp = caller.spokenMs !== null && now - caller.spokenMs > patienceMs;
    if (givenUp || (caller.spokenMs === null && now - caller.botSoundMs >= caller.pauseMs)) {
      caller.said = 0;
      caller.spokenMs = null;
      begun += 1;
    }
  }
  const at = caller.said === null ? (caller.sequence * frameSamples) % 8000 : caller.said * frameSamples;
  const payload = (caller.said === null ? noise : words).subarray(at, at + frameSamples);
  const packet = { marker: false, payloadType: 0, sequence: caller.sequence & 0xffff, timestamp: (caller.sequence * frameSamples) >>> 0, ssrc: caller.port };
  caller.socket.send(serialiseRtp({ ...packet, payload }), caller.port, "127.0.0.1");
  caller.sequence += 1;
  if (caller.said === null) return;
  caller.said += 1;
  if (caller.said < frames) return;
  caller.said = null;
  caller.spokenMs = machineMs();
}

process.on("message", (message: ToCallers) => {
  switch (message.type) {
    case "bind":
      return void bind(message.calls).then((ports) => tell({ type: "bound", ports }));
    case "start":
      return start(message.ports, message.speech, message.firstAfterMs);
    case "report":
      return void tell({ type: "report", turns: turns.splice(0), begun });
  }
});
process.on("disconnect", () => process.exit(0));
