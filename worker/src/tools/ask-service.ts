/**
 * A service of the tenant's is asked: secrets put into headers, one total time, and what each end means for the caller.
 *
 * | what came of it                       | read   | write                                    |
 * | ------------------------------------- | ------ | ---------------------------------------- |
 * | 2xx                                   | ok     | ok                                       |
 * | 4xx                                   | failed | failed                                   |
 * | 408, 5xx, no answer in time, broken off (a read also 429) | failed, after a second try within the time | unknown: it may have happened |
 * | refused by the egress port            | failed | failed: nothing was done                 |
 * | redirect                              | followed on the same host, else failed | 302, 303 unknown, else failed |
 *
 * `Retry-After` is waited for where the time allows it, and where it does not the answer stands.
 *
 * A write is never tried again here: the session asks once more by the same `Idempotency-Key`.
 */
import { secretNamesIn } from "@zvon/contract/secret-hosts.ts";
import type { ToolCall, ToolCause, ToolResult } from "../dialogue/decision.ts";
import { EgressError } from "../egress/egress.ts";
import type { Egress, EgressAnswer } from "../egress/egress.ts";
import { atPointer } from "./templates.ts";
import type { FindSecret } from "./port.ts";

export type ServiceRequest = { method: string; url: string; headers: Readonly<Record<string, string>>; /** Sent as JSON. */ body?: unknown; timeoutMs: number };
export type ServiceAnswer = { ok: true; status: number; /** Undefined: no JSON. */ json: unknown } | { ok: false; /** Null: no answer. */ status: number | null; json: unknown; result: ToolResult };

/** A tool's answer is a few columns. */
const maxBytes = 256 * 1024;
/** A caller hears nothing but a filler meanwhile; asked twice, a write ends well before 20 s. */
const longestWriteMs = 8_000;
/** With less than that left, a second try is not worth it. */
const leastTryMs = 300;

export const timeoutOf = (effect: ToolCall["effect"], timeoutMs: number): number => (effect === "write" ? Math.min(timeoutMs, longestWriteMs) : timeoutMs);

/** @param nowMs reads the clock that time-outs are counted by. */
export async function askService({ egress, secret }: { egress: Egress; secret: FindSecret }, call: Pick<ToolCall, "key" | "effect">, request: ServiceRequest, signal: AbortSignal, nowMs: () => number = Date.now): Promise<ServiceAnswer> {
  if (!URL.canParse(request.url)) return failed("this is not an address");
  const { host, hostname } = new URL(request.url);
  const causeOf = (why: ToolCause["why"], status: number | null): ToolCause => ({ why, ...(status === null ? {} : { status }), host });
  const filled = await headersOf(request.headers, (name) => secret(name, hostname));
  if (!filled.ok) return failed(filled.reason);
  const write = call.effect === "write";
  const hasBody = request.body !== undefined && request.method !== "GET";
  // The owner may say another type; the key is what makes a repeat harmless, and it is ours.
  const headers = { accept: "application/json", ...(hasBody ? { "content-type": "application/json" } : {}), ...filled.headers, ...(write ? { "idempotency-key": call.key } : {}) };
  const endMs = nowMs() + timeoutOf(call.effect, request.timeoutMs);
  // Redirects stay on this host: a secret that may go to it goes no further.
  const limits = { maxBytes, maxRedirects: write ? 0 : 3, allowHosts: [host], confidential: filled.secret, signal };
  for (let tries = 1; ; tries += 1) {
    const again = !write && tries < 2;
    try {
      const answer = await egress(request.url, { method: request.method, headers, ...(hasBody ? { body: JSON.stringify(request.body) } : {}) }, { ...limits, timeoutMs: Math.max(1, endMs - nowMs()) });
      const waitMs = again && mayRetry(answer.status) ? retryAfterMs(answer.headers.get("retry-after"), nowMs()) : 0;
      if (again && mayRetry(answer.status) && endMs - nowMs() - waitMs >= leastTryMs) {
        if (waitMs > 0) await pause(waitMs, signal);
        continue;
      }
      return judged(answer, write, causeOf("answered", answer.status));
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      if (again && error.retryable && endMs - nowMs() >= leastTryMs) continue;
      // Refused before anything was sent, or told to ask elsewhere. After 302 and 303 it may well be done: forms answer so.
      const nothingDone = error.code === "refused" || (error.code === "bad_status" && error.status !== 302 && error.status !== 303);
      const cause = causeOf(error.code, error.status);
      return write && !nothingDone ? { ok: false, status: null, json: undefined, result: { status: "unknown", cause } } : failed(error.message, cause);
    }
  }
}

const mayRetry = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** RFC 9110: seconds, or a date. */
function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

/** @throws what `signal` was aborted for. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });

function judged({ status, body }: EgressAnswer, write: boolean, cause: ToolCause): ServiceAnswer {
  const json = parsed(body);
  if (status >= 200 && status < 300) return { ok: true, status, json };
  if (write && (status === 408 || status >= 500)) return { ok: false, status, json, result: { status: "unknown", cause } };
  const told = ["/reason", "/message", "/detail", "/error", "/error/message"].map((pointer) => atPointer(json, pointer)).find((text) => typeof text === "string" && text.trim() !== "");
  return { ok: false, status, json, result: { status: "failed", reason: `the service refused (${status})${typeof told === "string" ? `: ${told.trim().slice(0, 200)}` : ""}`, cause } };
}

const failed = (reason: string, cause?: ToolCause): ServiceAnswer => ({ ok: false, status: null, json: undefined, result: { status: "failed", reason, ...(cause === undefined ? {} : { cause }) } });

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** Names in lower case, so that one written twice is sent once. Without its secret nothing is sent: it would be refused, or worse, not. */
async function headersOf(headers: Readonly<Record<string, string>>, secret: (name: string) => ReturnType<FindSecret>): Promise<{ ok: true; headers: Record<string, string>; secret: boolean } | { ok: false; reason: string }> {
  const filled: Record<string, string> = {};
  let some = false;
  for (const [name, template] of Object.entries(headers)) {
    let value = template;
    for (const wanted of secretNamesIn(template)) {
      const found = await secret(wanted);
      if (!found.ok && found.why === "other_host") return { ok: false, reason: "a secret that a header names is not for this host" };
      // A line break would be another header.
      if (!found.ok || /[\r\n]/.test(found.value)) return { ok: false, reason: "a secret that a header names is missing" };
      value = value.replace(`{secret.${wanted}}`, () => found.value);
      some = true;
    }
    filled[name.toLowerCase()] = value;
  }
  return { ok: true, headers: filled, secret: some };
}
