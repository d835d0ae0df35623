/** Asterisk's REST interface: one request, its answer, its error. Nothing is retried here. */
import { Agent, request as httpRequest } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";

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
/**
 * Asterisk starts a thread a connection: 350 requests at once took 1.9 s over as many connections (fetch) and
 * 50 ms over these few, kept open.
 */
const CONNECTIONS = 8;
/** Closed before Asterisk's session_keep_alive (15 s) can close it under a request. */
const IDLE_MS = 8_000;
/** Some 150 calls starting in the same moment; more than a node may hold. */
const MAX_WAITING = 1_000;

const failureOf = (status: number): AriFailure => (status === 404 ? "not_found" : status === 409 || status === 412 ? "conflict" : "refused");

/** Asterisk's errors are JSON, {"message": …}; its HTTP server's own are HTML. */
const messageIn = (text: string): string => {
  const found = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text);
  return found?.[1] ?? text.slice(0, 120);
};

type Answer = { status: number; text: string };

const exchangeText = (agent: Agent, url: string, method: string, authorization: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const send = url.startsWith("https:") ? tlsRequest : httpRequest;
    const outgoing = send(url, { method, agent, signal, headers: { authorization, "content-length": "0" } }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end();
  });

/**
 * `url` ends in /ari. The returned function resolves with the parsed JSON (null for an empty answer) and
 * rejects with AriError alone.
 */
export const ariClient = (options: { url: string; user: string; password: string }): AriRequest => {
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString("base64")}`;
  const agent = new (options.url.startsWith("https:") ? TlsAgent : Agent)({ keepAlive: true, maxSockets: CONNECTIONS, timeout: IDLE_MS });
  let waiting = 0;
  return async (method, path, query = {}) => {
    const what = `${method} ${path}`;
    if (waiting >= MAX_WAITING) throw new AriError("timeout", null, `${what}: ${waiting} requests wait already`);
    waiting += 1;
    try {
      const { status, text } = await exchangeText(agent, `${options.url}${path}?${new URLSearchParams(query)}`, method, authorization);
      if (status < 200 || status > 299) throw new AriError(failureOf(status), status, `${what}: ${status} ${messageIn(text)}`);
      return text === "" ? null : JSON.parse(text);
    } catch (error) {
      if (error instanceof AriError) throw error;
      const late = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
      throw new AriError(late ? "timeout" : "unreachable", null, `${what}: ${late ? "no answer" : "no connection"}`, error);
    } finally {
      waiting -= 1;
    }
  };
};
