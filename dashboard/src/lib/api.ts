/** The Worker's API as the dashboard uses it. Every answer is parsed by the contract's schemas; errors are RFC 9457 problems. */
import { botSummarySchema, callPageSchema, callSchema, meSchema, messagePageSchema, problemSchema, startedCallSchema } from "@zvon/contract/api.ts";
import type { BotSummary, Call, Me, Message, Problem, StartCall, StartedCall } from "@zvon/contract/api.ts";

/** An answer that takes longer than this is given up, ms. Placing a call waits for the media node (10 s). */
const answerTimeoutMs = 15_000;
/** A recording of half an hour over a slow line. */
const recordingTimeoutMs = 180_000;

const pageSize = 25;

/** What went wrong, by who can act: the network (try again), the credential, the role, the address, the request, the server. */
export type ApiFault = "offline" | "signed-out" | "no-access" | "not-found" | "refused" | "server" | "unexpected";

export class ApiError extends Error {
  readonly fault: ApiFault;
  readonly status: number;
  readonly problem: Problem | null;
  constructor(fault: ApiFault, status: number, problem: Problem | null, options?: { cause?: unknown }) {
    super(problem?.detail ?? fault, options);
    this.fault = fault;
    this.status = status;
    this.problem = problem;
  }
}

export function faultOf(status: number): ApiFault {
  if (status === 401) return "signed-out";
  if (status === 403) return "no-access";
  if (status === 404) return "not-found";
  if (status >= 500) return "server";
  return "refused";
}

type Schema<T> = { safeParse(input: unknown): { success: true; data: T } | { success: false; error: unknown } };
type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export type CallFilter = { status?: "live" | "ended"; cursor?: string };
export type Api = ReturnType<typeof createApi>;

/** @param fetcher the browser's fetch, with the session cookie of the same origin. */
export function createApi(fetcher: Fetch) {
  const request = async (path: string, init: RequestInit, signal?: AbortSignal, timeoutMs = answerTimeoutMs): Promise<Response> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetcher(path, { credentials: "same-origin", ...init, signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) });
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      throw new ApiError("offline", 0, null, { cause });
    }
    if (response.ok) return response;
    const problem = problemSchema.safeParse(await response.json().catch(() => null));
    throw new ApiError(faultOf(response.status), response.status, problem.success ? problem.data : null);
  };
  const read = async <T,>(schema: Schema<T>, response: Response): Promise<T> => {
    const parsed = schema.safeParse(await response.json().catch(() => null));
    if (parsed.success) return parsed.data;
    throw new ApiError("unexpected", response.status, null, { cause: parsed.error });
  };
  const get = async <T,>(path: string, schema: Schema<T>, signal?: AbortSignal) => read(schema, await request(path, { headers: { accept: "application/json" } }, signal));
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) => request(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  const callPath = (callId: string) => `/v1/calls/${encodeURIComponent(callId)}`;

  return {
    signIn: async (email: string, password: string): Promise<void> => {
      await post("/auth/sign-in/email", { email, password });
    },
    signOut: async (): Promise<void> => {
      await post("/auth/sign-out", {});
    },
    me: (signal?: AbortSignal): Promise<Me> => get("/v1/me", meSchema, signal),
    bots: (signal?: AbortSignal): Promise<BotSummary[]> => get("/v1/bots", botPageSchema, signal).then((page) => page.bots),
    calls: (filter: CallFilter, signal?: AbortSignal): Promise<{ calls: Call[]; next: string | null }> => {
      const query = new URLSearchParams({ limit: String(pageSize), ...filter });
      return get(`/v1/calls?${query}`, callPageSchema, signal);
    },
    call: (callId: string, signal?: AbortSignal): Promise<Call> => get(callPath(callId), callSchema, signal),
    messages: (callId: string, signal?: AbortSignal): Promise<Message[]> => get(`${callPath(callId)}/messages`, messagePageSchema, signal).then((page) => page.messages),
    /** The whole recording, WAV: left the caller, right the bot. */
    recording: async (callId: string, signal?: AbortSignal): Promise<ArrayBuffer> => (await request(recordingUrl(callId), { headers: { accept: "audio/wav" } }, signal, recordingTimeoutMs)).arrayBuffer(),
    /** @param key a call is started once per key, however often the request arrives. */
    startCall: async (body: Pick<StartCall, "bot" | "language" | "via" | "script">, key: string): Promise<StartedCall> => read(startedCallSchema, await post("/v1/calls", body, { "idempotency-key": key })),
    hangUp: async (callId: string): Promise<void> => {
      await post(`${callPath(callId)}/hangup`, {});
    },
  };
}

export const recordingUrl = (callId: string) => `/v1/calls/${encodeURIComponent(callId)}/recording`;
/** ws(s) address of a call's live events. */
export const liveUrl = (callId: string, origin: string) => `${origin.replace(/^http/, "ws")}/v1/calls/${encodeURIComponent(callId)}/live`;

const botPageSchema: Schema<{ bots: BotSummary[] }> = {
  safeParse: (input) => {
    const list: unknown = typeof input === "object" && input !== null && "bots" in input ? input.bots : input;
    const parsed = botSummarySchema.array().safeParse(list);
    return parsed.success ? { success: true, data: { bots: parsed.data } } : { success: false, error: parsed.error };
  },
};
