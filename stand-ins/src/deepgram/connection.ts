/** What every socket of the vendor has: the request, the book, the faults, and answers that keep their order. */
import type { WebSocket } from "ws";
import type { Ears, Fault, FaultKind, Latency, Mouth } from "../stand-in.ts";

export interface Connection {
  socket: WebSocket;
  query: URLSearchParams;
  ears: Ears;
  mouth: Mouth;
  latency: Latency;
  take(kind: FaultKind): Fault | null;
  count(model: string, kind: "stt" | "tts", unit: "audio_ms" | "chars", amount: number): void;
  note(what: string, detail?: Record<string, unknown>): void;
}

export interface Answers {
  json(message: Record<string, unknown>, afterMs?: number): void;
  binary(bytes: Uint8Array): void;
  /** After everything that was answered before. */
  close(code: number, reason: string): void;
  /** From now on nothing is said. */
  mute(): void;
  done(): Promise<void>;
}

export function createAnswers(socket: WebSocket): Answers {
  let queue = Promise.resolve();
  let muted = false;
  const then = (act: () => void, afterMs = 0): void => {
    queue = queue.then(async () => {
      if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
      if (!muted && socket.readyState === socket.OPEN) act();
    });
  };
  return {
    json: (message, afterMs) => then(() => socket.send(JSON.stringify(message)), afterMs),
    binary: (bytes) => then(() => socket.send(bytes)),
    close: (code, reason) => then(() => socket.close(code, reason)),
    mute: () => {
      muted = true;
    },
    done: () => queue,
  };
}

/** Text frames of this vendor are JSON with a type; null for anything else. */
export function controlOf(data: Buffer): { type: string; [key: string]: unknown } | null {
  try {
    const message: unknown = JSON.parse(data.toString());
    return typeof message === "object" && message !== null && "type" in message && typeof message.type === "string" ? { ...message, type: message.type } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** As the vendor writes it: a capital letter and a full stop, digits as figures. */
export function written(text: string, options: { punctuate: boolean; numerals: boolean; ended: boolean }): string {
  if (text === "") return "";
  const figures = options.numerals ? withFigures(text) : text;
  if (!options.punctuate) return figures;
  return figures.charAt(0).toUpperCase() + figures.slice(1) + (options.ended && !/[.?!]$/.test(figures) ? "." : "");
}

const figures: Record<string, string> = {
  zero: "0", one: "1", two: "2", three: "3", four: "4", five: "5", six: "6", seven: "7", eight: "8", nine: "9",
  ноль: "0", один: "1", два: "2", три: "3", четыре: "4", пять: "5", шесть: "6", семь: "7", восемь: "8", девять: "9",
};
const withFigures = (text: string): string => text.split(" ").map((word) => figures[word.toLowerCase()] ?? word).join(" ");
