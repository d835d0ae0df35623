/** What Nova and Flux share on the wire, and what each says in its own way. */
import { z } from "zod";
import type { ListenHint, SttEvent } from "./port.ts";

/** Messages of no interest (Metadata, SpeechStarted, Connected, ConfigureSuccess, what is new) are known by their type alone. */
const other = z.looseObject({ type: z.string() });

const results = z.object({
  type: z.literal("Results"),
  /** Seconds since the first audio of the connection, as all times of this vendor. */
  start: z.number(),
  duration: z.number(),
  is_final: z.boolean().default(false),
  speech_final: z.boolean().default(false),
  from_finalize: z.boolean().default(false),
  channel: z.object({ alternatives: z.array(z.object({ transcript: z.string(), confidence: z.number().default(0) })) }),
});
const utteranceEnd = z.object({ type: z.literal("UtteranceEnd"), last_word_end: z.number() });
const turnInfo = z.object({
  type: z.literal("TurnInfo"),
  event: z.string(),
  audio_window_end: z.number(),
  transcript: z.string(),
  words: z.array(z.object({ confidence: z.number().default(0) })).default([]),
});
/** Flux's, after which it closes. Nova's tell of a message that was not obeyed and change nothing. */
const failure = z.object({ type: z.literal("Error"), code: z.string().default(""), description: z.string().default("") });
/** Not of the vendor: the adapter's own word that no more words will come. */
const settled = z.object({ type: z.literal("settled") });

const known = z.discriminatedUnion("type", [results, utteranceEnd, turnInfo, failure, settled]);
export type Answer = z.infer<typeof known> | { type: "other" };

/** @throws for what is no message of Deepgram. */
export function readAnswer(text: string): Answer {
  const message: unknown = JSON.parse(text);
  const { type } = other.parse(message);
  return ["Results", "UtteranceEnd", "TurnInfo", "Error"].includes(type) ? known.parse(message) : { type: "other" };
}

/** Words of one utterance as they come. */
export interface Hearing {
  /** Events in order; `done` once no more words can come. `say`: to be sent to the vendor. */
  take(answer: Answer): { events: SttEvent[]; say: string[]; done: boolean };
  /** The audio is over after so many ms of the connection. `done`: all its words are known already. */
  finish(sentMs: number): { say: (string | Uint8Array)[]; done: boolean };
  text(): string;
  /** 0 to 1, the mean over what was heard. */
  confidence(): number;
}

export interface Dialect {
  path: string;
  query(keyterms: readonly string[], digits: boolean): [string, string][];
  /** Between utterances, so that the connection stays. `audioMs` is billed. */
  keepAlive: { frame: string | Uint8Array; everyMs: number; audioMs: number };
  /** Of one message; the vendor's advice for the model. */
  chunkMs: number;
  /** What moves the words of the moment into the stream; null: not after the connection is open. */
  configure: ((listen: ListenHint, keyterms: readonly string[]) => string) | null;
  /** Makes the vendor finish what it has. */
  flush: string;
  /** An Error message ends the stream; else it tells of a message that was not obeyed. */
  fatal: boolean;
  hearing(fromMs: number): Hearing;
}

/** Results that end so soon after the utterance began belong to the one before it. */
export const staleMs = 20;
