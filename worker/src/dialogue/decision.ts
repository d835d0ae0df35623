/**
 * The port between a call's session and its dialogue: one pure function from what happened to what is done.
 * The state is plain JSON: it is stored with the turn and survives eviction, deploys and replays.
 */
import type { Language, Listen } from "@zvon/contract/call-link.ts";
import type { TurnTrace } from "@zvon/contract/turn-trace.ts";
import type { EndReason, Outcome } from "@zvon/contract/end-reason.ts";
import type { ReplyRules, WithheldRule } from "./safety.ts";
import type { Claim } from "./claims.ts";

export type DialogueInput =
  | { type: "begin"; language: Language; from: string; /** Known before the call, canonical. */ fields?: Record<string, string> }
  | { type: "turn"; text: string; verdict: "sure" | "unsure" | "rejected"; by: "voice" | "text" | "keys"; language: Language; understood?: Understood }
  /** Neither side has spoken for so long after the bot's last words. */
  | { type: "silence"; forMs: number }
  | { type: "tool"; key: string; result: ToolResult }
  /** What became of a `TransferRequest`. */
  | { type: "transfer"; key: string; result: TransferResult }
  /** An answering machine or a fax took the call; then it records, or never began to. */
  | { type: "machine"; stage: "took" | "took_by_fax" | "records" | "never_records" }
  /** The caller cut the reply short; `heard` is what really sounded. */
  | { type: "interrupted"; heard: string }
  /** One of the team has talked in the bot's place, and hands the call back. */
  | { type: "resumed" }
  /** What came of a `ModelRequest`, by its key. */
  | { type: "model"; key: string; result: ModelResult };

/**
 * What a model made of a turn that the rules did not understand or doubt, checked against the config: names the bot has,
 * values its own readers gave. The rules stand wherever they are sure of something. Nothing at all: what is doubted is not meant.
 */
export type Understood = { intents: { name: string; confidence: number }[]; fields: Record<string, string> };
/** What a model may be asked of such a turn: the intents that lead on from here, and the fields that are wanted. `doubts`: what the rules took it for, and would rather not act on alone. */
export type Refinable = { intents: string[]; fields: string[]; doubts?: string };

/** A turn that the model answers. What was said so far is added by the session, which knows what was heard of it. */
export type ModelRequest = {
  /** Unique in the call and equal on replay of the same turn. */
  key: string;
  system: string;
  tools: ModelTool[];
  /** After the history: what this turn's model has called already, and what came of it. */
  called?: ModelMessage[];
  /** What each segment of the answer is checked by before it is spoken. */
  rules?: ReplyRules;
  /** What a foreign model must not read, beside the bot's fields, where the bot masks. */
  personal?: PersonalValue[];
};
export type PersonalValue = { kind: "name" | "value"; value: string };
/** OpenAI's function tools; `parameters` is JSON Schema. */
export type ModelTool = { name: string; description: string; parameters: Record<string, unknown> };
export type ModelMessage =
  | { role: "system" | "user" | "assistant"; content: string }
  /** The assistant called tools; `content` is what it said before. */
  | { role: "assistant"; content: string; calls: ModelCall[] }
  | { role: "tool"; callId: string; name: string; content: string };
/** `arguments`: JSON as the model wrote it, which may not parse. */
export type ModelCall = { id: string; name: string; arguments: string };

export type ModelResult =
  /** Everything the model said (it has been spoken by then), and the tools it called with their arguments as it wrote them. */
  | { status: "said"; text: string; tools: ModelCall[]; /** It broke off; `text` is what was said of it. */ cut?: boolean; /** Why its next words were not spoken, nor any after them. */ withheld?: { rule: WithheldRule; claim?: Claim } }
  /** No model said a word. */
  | { status: "failed" }
  /** The session lost the answer in mid-sentence; what sounded of it stands in the history. */
  | { status: "lost" };

/** `unknown`: it may or may not have happened (crash, time-out of a write); never claimed as done. */
export type ToolResult = { status: "ok"; value: Record<string, string> } | { status: "failed"; reason: string; /** What it brought all the same: times that are free instead of a taken one. */ value?: Record<string, string>; cause?: ToolCause } | { status: "unknown"; cause?: ToolCause };
/** Why a service outside did not do it, for the owner. Its host alone: an address may hold a secret. */
export type ToolCause = { why: "refused" | "timeout" | "too_large" | "unreachable" | "bad_status" | "answered"; status?: number; host: string };

export type ToolCall = {
  /** Idempotency key, unique in the call and equal on replay of the same turn. */
  key: string;
  /** Of the bot's tool, and of what it is to do: they differ where a tool has several functions. */
  tool?: string;
  name: string;
  effect: "read" | "write";
  arguments: Record<string, string>;
};

export type TransferResult = "answered" | "busy" | "refused" | "no_answer" | "failed";
/** `to` is the destination's own, from the bot's config. `summary`: told to the person first, of a warm one. */
export type TransferRequest = { key: string; destination: string; to: string; kind: "blind" | "attended"; summary: string };

export type Segment = { text: string; /** As it is said: numbers and units written out. */ voice: string };

export type Decision<State> = {
  state: State;
  /** Empty: the bot stays silent (a silence below the threshold). */
  say: Segment[];
  language: Language;
  interruptible: boolean;
  listen: Listen;
  /** Run this, then call again with its result; `say` is a filler meanwhile, or empty. */
  tool: ToolCall | null;
  /** Reads that nobody waits for: what they bring is put in by a `tool` input. */
  aside?: ToolCall[];
  /** Hand the caller on once `say` was heard, then call again with the result. */
  transfer?: TransferRequest | null;
  /** Keys for the far side's voice menu, once `say` was heard. */
  press?: string;
  /** Ask the model, say its words as they come after `say`, then call again with its result. */
  model: ModelRequest | null;
  /** The turn was not understood by rules, or they doubt it: given again with `understood`, from the state before it, it may be. */
  refinable?: Refinable;
  hangup: EndReason | null;
  /** For the record, beside the reason. No words of the caller. */
  hangupDetail?: string;
  /** Nobody listens: what is being said is to stop. */
  mute?: boolean;
  outcome: Outcome | null;
  fields: Record<string, string>;
  flowState: string;
  intent: string | null;
  /** Why. */
  trace?: TurnTrace;
};

/** `nowMs`: wall time of the edge, for "tomorrow"; the function reads no clock of its own. */
export type Decide<State> = (state: State | null, input: DialogueInput, nowMs: number) => Decision<State>;
