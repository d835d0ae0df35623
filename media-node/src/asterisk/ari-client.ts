/** Asterisk's REST interface: one request, its answer, its error. Nothing is retried here. */

export type AriFailure = "unreachable" | "timeout" | "not_found" | "conflict" | "refused";

/** `retryable`: the same request may well succeed a moment later. */
export class AriError extends Error {
  override readonly name = "AriError";
  readonly code: AriFailure;
  readonly status: number | null;
  readonly retryable: boolean;

  constructor(code: AriFailure, status: number | null, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.retryable = code === "unreachable" || code === "timeout" || (status !== null && status >= 500);
  }
}

export type AriRequest = (method: "GET" | "POST" | "DELETE", path: string, query?: Readonly<Record<string, string>>) => Promise<unknown>;

/** Loopback answers in about a millisecond; what takes this long will not come. */
const REQUEST_TIMEOUT_MS = 5_000;

const failureOf = (status: number): AriFailure => (status === 404 ? "not_found" : status === 409 || status === 412 ? "conflict" : "refused");

/** Asterisk's errors are JSON, {"message": …}; its HTTP server's own are HTML. */
const messageIn = (text: string): string => {
  const found = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text);
  return found?.[1] ?? text.slice(0, 120);
};

/**
 * `url` ends in /ari. The returned function resolves with the parsed JSON (null for an empty answer) and
 * rejects with AriError alone.
 */
export const ariClient = (options: { url: string; user: string; password: string }): AriRequest => {
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString("base64")}`;
  return async (method, path, query = {}) => {
    const what = `${method} ${path}`;
    try {
      const response = await fetch(`${options.url}${path}?${new URLSearchParams(query)}`, {
        method,
        headers: { authorization },
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      const text = await response.text();
      if (!response.ok) throw new AriError(failureOf(response.status), response.status, `${what}: ${response.status} ${messageIn(text)}`);
      return text === "" ? null : JSON.parse(text);
    } catch (error) {
      if (error instanceof AriError) throw error;
      const late = error instanceof Error && error.name === "TimeoutError";
      throw new AriError(late ? "timeout" : "unreachable", null, `${what}: ${late ? "no answer" : "no connection"}`, error);
    }
  };
};
