/**
 * A stand-in behaves as a vendor's service does, on loopback: the vendor's message shapes, order, keep-alive, close codes,
 * error bodies, limits and billing. It listens: what it is sent as audio it recognises by its sound, so a broken audio
 * path is heard. Each vendor is one folder with a `start…` of the type `StartStandIn`.
 */
import type { UsageLine } from "@zvon/contract/speech.ts";

/**
 * What can be made to go wrong. Sockets and HTTP: `half_open` (accepts, never answers again, no close) · `slow_start`
 * (`ms` before the first answer) · `stall` (stops in the middle, the line stays open) · `unauthorised` 401 · `unpaid` 402 ·
 * `rate_limited` 429 · `server_error` 503 · `drop` (closes without a word, in the middle) · `garbage` (frames that do not
 * parse). Voices: `zeros` (audio of silence) · `slower_than_real_time`. Language models: `slow_first_token`,
 * `bad_tool_arguments`, `no_streaming` (refuses stream: true as the vendor does), `wrong_language`, `endless`.
 */
export const faultKinds = ["half_open", "slow_start", "stall", "unauthorised", "unpaid", "rate_limited", "server_error", "drop", "garbage", "zeros", "slower_than_real_time", "slow_first_token", "bad_tool_arguments", "no_streaming", "wrong_language", "endless"] as const;
export type FaultKind = (typeof faultKinds)[number];
export type Fault = {
  kind: FaultKind;
  /** So many requests or utterances; absent: until it is taken away. */
  times?: number;
  /** Of slow_start and slow_first_token; default 3000. */
  ms?: number;
};

/** Published latencies of the vendor, played when asked for; 0 by default so that tests are quick. */
export type Latency = { sttFinalMs: number; ttsFirstByteMs: number; llmFirstTokenMs: number; llmTokensPerSecond: number };

export interface Ears {
  /**
   * The known utterances in the order heard, joined by spaces; null when nothing known was said. Not deceived by a shift,
   * a gain, G.711 or line noise of a good call; hears nothing in a wrong rate, swapped bytes, noise or silence.
   */
  recognise(pcm: Int16Array, rateHz: number): { text: string; words: { text: string; startMs: number; endMs: number }[]; confidence: number } | null;
  /** Another utterance to know, spoken as it will be heard (8 kHz and above). */
  learn(utterance: { text: string; pcm: Int16Array; rateHz: number }): void;
}

export interface Mouth {
  /** Speech for a text; any text in Russian or English. */
  speak(text: string, rateHz: number): Promise<Int16Array>;
}

/** A line in the vendor's own book: what was asked, without audio. For tests. */
export type Asked = { at: number; what: string; detail: Record<string, unknown> };

export interface StandIn {
  readonly name: string;
  /** http://127.0.0.1:port ; ws and gRPC on the same port unless the vendor's differ. */
  readonly url: string;
  /** Accepted key. Everything else is refused as the vendor refuses it. */
  readonly key: string;
  fault(fault: Fault | null): void;
  /** What the vendor would bill since the start, as it counts. */
  bill(): UsageLine[];
  /** Newest last, at most a thousand. */
  asked(): readonly Asked[];
  /** Open connections, for tests of leaks. */
  connections(): number;
  close(): Promise<void>;
}

export type StartStandIn = (options: { ears: Ears; mouth: Mouth; port?: number; latency?: Partial<Latency>; fault?: Fault }) => Promise<StandIn>;
