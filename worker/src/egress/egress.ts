/**
 * The one way to an address that a tenant chose: tools, calendars, CRM, webhooks, pages. What shows in an address is
 * checked before it is asked and again at every redirect; where it connects to is checked by the network below. Time
 * and size are bounded, cookies are neither kept nor sent, and nothing is retried: that is the caller's to decide.
 */
import { egressFault, isOpened } from "./address.ts";

export type EgressCode = "refused" | "timeout" | "too_large" | "unreachable" | "bad_status";

/** The message names neither the address nor what was sent. `retryable`: another try may succeed. */
export class EgressError extends Error {
  readonly code: EgressCode;
  readonly retryable: boolean;
  /** Of an answer that led elsewhere. */
  readonly status: number | null;

  constructor(message: string, options: { code: EgressCode; retryable: boolean; status?: number; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "EgressError";
    this.code = options.code;
    this.retryable = options.retryable;
    this.status = options.status ?? null;
  }
}

export type EgressRequest = { method?: string; headers?: Readonly<Record<string, string>>; /** Sent as it is; an empty answer to GET and HEAD. */ body?: string };
export type EgressLimits = {
  /** Of everything together: names, connections, redirects, the whole answer. */
  timeoutMs: number;
  /** Of the answer, unpacked. */
  maxBytes?: number;
  /** 0: an answer that leads elsewhere is `bad_status`. */
  maxRedirects?: number;
  /** The only hosts there are, redirects included; any public one when absent. */
  allowHosts?: readonly string[];
  /** It carries a secret: without encryption it goes to networks alone that the installation opened. */
  confidential?: boolean;
  signal?: AbortSignal;
};
/** Any status but a redirect; whether it is good is the caller's to say. */
export type EgressAnswer = { status: number; headers: Headers; body: Uint8Array };
export type Egress = (url: string, request: EgressRequest, limits: EgressLimits) => Promise<EgressAnswer>;

const defaults = { maxBytes: 1024 * 1024, maxRedirects: 3 };
/** Of the way, not of the question; and what would speak for us or for the caller's browser. */
const neverSent = /^(?:host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|expect|cookie2?|forwarded|x-forwarded-.*|x-real-ip|via|cf-.*|mf-.*|sec-.*)$/i;
/** What may follow to another origin: a secret stands in any header but these. */
const harmless = new Set(["accept", "accept-language", "content-type", "user-agent"]);

/** @param allow networks that are open although they are private, CIDR by commas. */
export function createEgress({ fetch, allow }: { fetch: typeof globalThis.fetch; allow: string }): Egress {
  return async (url, request, { timeoutMs, signal, maxBytes = defaults.maxBytes, maxRedirects = defaults.maxRedirects, allowHosts, confidential = false }) => {
    signal?.throwIfAborted();
    const late = AbortSignal.timeout(timeoutMs);
    const over = signal === undefined ? late : AbortSignal.any([late, signal]);
    const faultHere = (to: URL): string | null => {
      if (allowHosts !== undefined && !allowHosts.includes(to.host)) return "the address leads to another host than the one that is allowed";
      return confidential && to.protocol !== "https:" && !isOpened(to, allow) ? "a secret goes to addresses that begin with https:// alone" : null;
    };
    const check = (address: string): void => {
      const fault = egressFault(address, allow) ?? faultHere(new URL(address));
      if (fault !== null) throw new EgressError(fault, { code: "refused", retryable: false });
    };
    const body = request.body === undefined || request.body === "" ? {} : { body: request.body };
    const init = { method: request.method ?? "GET", headers: headersOf(request.headers ?? {}), ...body, signal: over };
    try {
      const response = await guardedFetch(fetch, { maxBytes, maxRedirects, check })(url, init);
      return { status: response.status, headers: withoutCookies(response.headers), body: await whole(response, over) };
    } catch (error) {
      signal?.throwIfAborted();
      if (late.aborted) throw new EgressError(`no whole answer within ${timeoutMs} ms`, { code: "timeout", retryable: true });
      if (error instanceof EgressError) throw error;
      throw new EgressError("the address is not reached", { code: "unreachable", retryable: true, cause: error instanceof Error ? error.name : undefined });
    }
  };
}

export type Guard = { maxBytes: number; maxRedirects: number; /** Of the first address and of each that follows. @throws EgressError */ check?(address: string): void; /** What the stream of the answer breaks with. */ tooLarge?: () => Error };

/**
 * `fetch` that follows redirects itself and bounds the answer; the body still streams. With redirects the body of the
 * request must be text, for it may be sent again.
 */
export function guardedFetch(fetch: typeof globalThis.fetch, { maxBytes, maxRedirects, check, tooLarge = () => tooLargeFor(maxBytes) }: Guard): typeof globalThis.fetch {
  return async (input, init) => {
    let url: RequestInfo | URL = input;
    let next: RequestInit = { ...init, redirect: "manual" };
    for (let redirects = 0; ; redirects += 1) {
      const address = url instanceof Request ? url.url : String(url);
      check?.(address);
      const response = await fetch(url, next);
      if (![301, 302, 303, 307, 308].includes(response.status)) return response.status === 304 || (response.status >= 300 && response.status < 400) ? await left(response) : bounded(response, maxBytes, tooLarge);
      const location = response.headers.get("location");
      await response.body?.cancel();
      if (redirects >= maxRedirects || location === null || !URL.canParse(location, address)) throw new EgressError(`the address leads elsewhere (${response.status})`, { code: "bad_status", retryable: false, status: response.status });
      const to = new URL(location, address);
      if (new URL(address).protocol === "https:" && to.protocol !== "https:") throw new EgressError("the address leads to one without encryption", { code: "refused", retryable: false });
      next = redirected(next, response.status, to.origin === new URL(address).origin);
      url = to.href;
    }
  };
}

/** No request of ours has a condition, so "not modified" and the like answer nothing. */
async function left(response: Response): Promise<never> {
  await response.body?.cancel();
  throw new EgressError(`an answer that answers nothing (${response.status})`, { code: "bad_status", retryable: false });
}

/** As browsers do (Fetch, HTTP-redirect fetch): 303 asks anew with GET, 301 and 302 turn POST into GET, 307 and 308 keep all. */
function redirected(init: RequestInit, status: number, sameOrigin: boolean): RequestInit {
  const method = (init.method ?? "GET").toUpperCase();
  const asGet = (status === 303 && method !== "GET" && method !== "HEAD") || ((status === 301 || status === 302) && method === "POST");
  const kept = [...new Headers(init.headers)].filter(([name]) => (sameOrigin || harmless.has(name)) && !(asGet && name.startsWith("content-")));
  const { body, ...rest } = init;
  return { ...rest, method: asGet ? "GET" : method, headers: Object.fromEntries(kept), ...(asGet || body === undefined ? {} : { body }) };
}

function headersOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !neverSent.test(name));
  try {
    return Object.fromEntries(new Headers(kept.map(([name, value]): [string, string] => [name, value])));
  } catch {
    // The reason would quote the value, which may be a secret.
    throw new EgressError("a header holds what no header can hold", { code: "refused", retryable: false });
  }
}

function withoutCookies(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete("set-cookie");
  return kept;
}

function bounded(response: Response, maxBytes: number, tooLarge: () => Error): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const bound = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > maxBytes) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(bound), { status: response.status, statusText: response.statusText, headers: response.headers });
}

const tooLargeFor = (maxBytes: number) => new EgressError(`the answer is larger than ${maxBytes} bytes`, { code: "too_large", retryable: false });

/** A body that drips for ever is left when the time is over, even where its stream does not know of the signal. */
async function whole(response: Response, over: AbortSignal): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const ended = Promise.withResolvers<never>();
  const onOver = (): void => ended.reject(over.reason);
  over.addEventListener("abort", onOver, { once: true });
  if (over.aborted) onOver();
  const chunks: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), ended.promise]);
      if (done) return joined(chunks);
      chunks.push(value);
    }
  } catch (error) {
    // The stream may have failed already; then there is nothing left to cancel.
    void reader.cancel().then(undefined, () => undefined);
    throw error;
  } finally {
    over.removeEventListener("abort", onOver);
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
