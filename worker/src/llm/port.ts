/** A language model: messages in, words as they come. Every vendor, the fallback and the fake have this shape. */
import type { LlmProvider } from "@zvon/contract/speech.ts";

/** As `ModelMessage` of dialogue/decision.ts. Every call of an assistant is followed by one `tool` message for each, in order. */
export type ChatMessage =
  | { role: "system" | "user" | "assistant"; content: string }
  /** `content`: what it said before, possibly nothing. */
  | { role: "assistant"; content: string; calls: ChatCall[] }
  /** What came of a call: JSON of an object. */
  | { role: "tool"; callId: string; name: string; content: string };
/** `arguments`: JSON of an object. `id`: the vendor's own, given back to it. */
export type ChatCall = { id: string; name: string; arguments: string };

/** OpenAI's function tools; `parameters` is JSON Schema. */
export type ToolDefinition = { name: string; description: string; parameters: Record<string, unknown> };

export type LlmRequest = {
  messages: ChatMessage[];
  tools: ToolDefinition[];
  temperature: number;
  maxTokens: number;
  /** False: the model can't stream; the adapter asks for the whole and gives it in one `text`. */
  stream: boolean;
  /** The whole answer is to be JSON of this schema, by the vendor's own way where it has one. It comes as text, and may be nonsense all the same. */
  answerSchema?: { name: string; schema: Record<string, unknown> };
};

export type LlmEvent =
  | { type: "text"; text: string }
  /** Whole; `arguments` is JSON as the model wrote it, which may not parse. */
  | { type: "tool"; id: string; name: string; arguments: string }
  /** Exactly one, the last. */
  | { type: "done"; finish: "stop" | "length" | "tools" | "filtered"; usage: { inputTokens: number; cachedTokens: number; outputTokens: number } };

export interface Llm {
  readonly provider: LlmProvider;
  readonly model: string;
  /** An aborted signal ends the sequence with its reason and the request with it. Never retries. @throws LlmError */
  respond(request: LlmRequest, signal: AbortSignal): AsyncIterable<LlmEvent>;
}

export type LlmErrorCode = "unauthorised" | "unpaid" | "rate_limited" | "bad_request" | "no_streaming" | "unknown_model" | "timeout" | "failed" | "bad_answer" | "misconfigured";

/** `retryable`: another try, or another model, may succeed. The message holds nobody's words and no key. */
export class LlmError extends Error {
  readonly code: LlmErrorCode;
  readonly retryable: boolean;
  /** When the vendor said how long it wants to be left alone (429). */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { code: LlmErrorCode; retryable: boolean; retryAfterMs?: number | undefined; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LlmError";
    this.code = options.code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}
