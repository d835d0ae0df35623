/** Messages between the node's main thread and the recogniser's thread. */
import type { ListenHint } from "../port.ts";
import type { Recognised } from "./decide.ts";
import type { Example } from "./examples.ts";
import type { Pronunciation } from "./lexicon.ts";
import type { TimedPhone } from "./phone-model.ts";

type Language = "ru" | "en";

export type ToThread =
  /** Answered by `done` or `failed` with the same id. */
  | { type: "load"; id: number; language: Language; bytes: Uint8Array }
  | { type: "train"; id: number; language: Language }
  | { type: "learn"; id: number; language: Language; examples: Example[] }
  /** Not answered. */
  | { type: "lesson"; language: Language; pcm: Int16Array; phones: TimedPhone[] }
  | { type: "pronounce"; language: Language; entries: [string, Pronunciation][] }
  /** An utterance: answered by partials and one `final` or `failed`. */
  | { type: "open"; id: number; language: Language; listen: ListenHint }
  | { type: "audio"; id: number; pcm: Int16Array }
  | { type: "end"; id: number }
  | { type: "cancel"; id: number };

export type FromThread =
  | { type: "done"; id: number; bytes: Uint8Array | null }
  | { type: "partial"; id: number; found: Recognised }
  | { type: "final"; id: number; found: Recognised; audioMs: number }
  | { type: "failed"; id: number; reason: string };
