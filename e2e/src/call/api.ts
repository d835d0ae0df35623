/** The few requests that tools and tests make to the public API, parsed by the contract's own schemas. */
import { callPageSchema, callSchema, messagePageSchema, problemSchema, startedCallSchema, type Call, type Message, type StartedCall } from "@zvon/contract/api.ts";
import type { z } from "zod";

export interface Api {
  readonly url: string;
  readonly apiKey: string;
  startCall(body: Record<string, unknown>, idempotencyKey?: string): Promise<StartedCall>;
  call(id: string): Promise<Call>;
  /** The newest calls, live ones among them. */
  calls(): Promise<Call[]>;
  messages(id: string): Promise<Message[]>;
  hangup(id: string): Promise<void>;
  recording(id: string): Promise<Buffer>;
  /** Asks until the call has ended and, if `withRecording`, its recording has arrived. Throws after `withinMs`. */
  ended(id: string, options: { withinMs: number; withRecording: boolean }): Promise<Call>;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

const pollMs = 150;

export function connectApi(url: string, apiKey: string): Api {
  async function request(method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}): Promise<Response> {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(options.body === undefined ? {} : { "content-type": "application/json" }), ...options.headers },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: AbortSignal.timeout(20_000),
    }).catch((error: unknown) => Promise.reject(new Error(`${url} does not answer: was the product stopped?`, { cause: error })));
    if (response.ok) return response;
    const problem = problemSchema.safeParse(await response.json().catch(() => null));
    throw problem.success ? new ApiError(response.status, problem.data.code, problem.data.detail) : new ApiError(response.status, "unknown", `${method} ${path} answered ${response.status}`);
  }
  const json = async <T extends z.ZodType>(schema: T, method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<z.infer<T>> => schema.parse(await (await request(method, path, options)).json());

  const api: Api = {
    url,
    apiKey,
    startCall: (body, idempotencyKey) => json(startedCallSchema, "POST", "/v1/calls", { body, ...(idempotencyKey ? { headers: { "idempotency-key": idempotencyKey } } : {}) }),
    call: (id) => json(callSchema, "GET", `/v1/calls/${id}`),
    calls: async () => (await json(callPageSchema, "GET", "/v1/calls")).calls,
    messages: async (id) => (await json(messagePageSchema, "GET", `/v1/calls/${id}/messages`)).messages,
    async hangup(id) {
      await (await request("POST", `/v1/calls/${id}/hangup`)).arrayBuffer();
    },
    recording: async (id) => Buffer.from(await (await request("GET", `/v1/calls/${id}/recording`)).arrayBuffer()),
    async ended(id, { withinMs, withRecording }) {
      const deadline = performance.now() + withinMs;
      for (;;) {
        const call = await api.call(id);
        if (call.status === "ended" && (call.recording || !withRecording)) return call;
        if (performance.now() > deadline) throw new Error(`call ${id} is ${call.status}${call.status === "ended" ? " without its recording" : ""} after ${withinMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
  };
  return api;
}
