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
  | "unknown_voice"
  | "not_installed"
  | "bad_model"
  | "busy"
  | "timeout"
  | "failed"
  | "closed";
