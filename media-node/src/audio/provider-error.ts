/**
 * What a speech service says when it cannot do its work. `retryable` tells the fallback whether the same request may
 * succeed elsewhere or later (busy, time-out, crash) or never will (unknown voice, text too long).
 * The message holds no caller's words.
 */
export class ProviderError extends Error {
  readonly code: ProviderErrorCode;
  readonly retryable: boolean;

  constructor(message: string, options: { code: ProviderErrorCode; retryable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ProviderError";
    this.code = options.code;
    this.retryable = options.retryable;
  }
}

export type ProviderErrorCode =
  | "bad_request"
  /** The key is wrong, or may not do this. */
  | "unauthorised"
  /** The vendor wants money (402, balance used up). */
  | "unpaid"
  /** Too many requests or streams at once (429). */
  | "rate_limited"
  /** Something is missing at set-up that its owner must add (a folder id, a model); the message says what. */
  | "misconfigured"
  /** The vendor answered, and nobody can make sense of it. */
  | "bad_answer"
  | "unknown_voice"
  | "not_installed"
  | "bad_model"
  | "busy"
  | "timeout"
  | "failed"
  | "closed";
