/** The Worker's API as the dashboard uses it. Every answer is parsed by the contract's schemas; errors are RFC 9457 problems. */
import { botSummarySchema, botVoiceSchema, callPageSchema, meSchema, messagePageSchema, problemSchema, pronunciationSchema, startedCallSchema, vendorHealthListSchema, vendorListSchema, vendorTestSchema } from "@zvon/contract/api.ts";
import type { BotSummary, BotVoice, Call, Me, Message, PreviewVoice, Problem, Pronunciation, StartCall, StartedCall, VendorHealthList, VendorList, VendorTest } from "@zvon/contract/api.ts";
import { callDetailSchema } from "@zvon/contract/call-detail.ts";
import type { CallDetail } from "@zvon/contract/call-detail.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { z } from "zod";
import type { Vendor, VendorAccess } from "@zvon/contract/speech.ts";

/** An answer that takes longer than this is given up, ms. Placing a call waits for the media node (10 s). */
const answerTimeoutMs = 15_000;
/** A recording of half an hour over a slow line. */
const recordingTimeoutMs = 180_000;

/** A vendor under test may load its model first: the server waits 15 s for each kind of work. */
const testTimeoutMs = 25_000;

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
  const send = (method: "POST" | "PUT" | "PATCH", path: string, body: unknown, headers: Record<string, string> = {}, timeoutMs?: number) => request(path, { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) }, undefined, timeoutMs);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) => send("POST", path, body, headers);
  const botPath = (bot: string) => `/v1/bots/${encodeURIComponent(bot)}/voice`;
  const callPath = (callId: string) => `/v1/calls/${encodeURIComponent(callId)}`;

  return {
    /** For parts that bring calls of their own, see bots-client.ts. */
    http: { request, read, get, send },
    signIn: async (email: string, password: string): Promise<void> => {
      await post("/auth/sign-in/email", { email, password });
    },
    signOut: async (): Promise<void> => {
      await post("/auth/sign-out", {});
    },
    me: (signal?: AbortSignal): Promise<Me> => get("/v1/me", meSchema, signal),
    bots: (signal?: AbortSignal): Promise<CallableBot[]> => get("/v1/bots", botPageSchema, signal).then((page) => page.bots),
    calls: (filter: CallFilter, signal?: AbortSignal): Promise<{ calls: Call[]; next: string | null }> => {
      const query = new URLSearchParams({ limit: String(pageSize), ...filter });
      return get(`/v1/calls?${query}`, callPageSchema, signal);
    },
    call: (callId: string, signal?: AbortSignal): Promise<CallDetail> => get(callPath(callId), callDetailSchema, signal),
    messages: (callId: string, signal?: AbortSignal): Promise<Message[]> => get(`${callPath(callId)}/messages`, messagePageSchema, signal).then((page) => page.messages),
    /** The whole recording, WAV: left the caller, right the bot. */
    recording: async (callId: string, signal?: AbortSignal): Promise<ArrayBuffer> => (await request(recordingUrl(callId), { headers: { accept: "audio/wav" } }, signal, recordingTimeoutMs)).arrayBuffer(),
    /** @param key a call is started once per key, however often the request arrives. */
    startCall: async (body: Pick<StartCall, "bot" | "language" | "via" | "script" | "liveTools">, key: string): Promise<StartedCall> => read(startedCallSchema, await post("/v1/calls", body, { "idempotency-key": key })),
    /** Rings somebody's telephone. @param language of the sentences about a number that may not be called. */
    callPhone: async (body: Pick<StartCall, "bot" | "language"> & { to: string }, key: string, language: string): Promise<StartedCall> => read(startedCallSchema, await post("/v1/calls", { ...body, via: "sip" }, { "idempotency-key": key, "accept-language": language })),
    botVoice: (bot: string, signal?: AbortSignal): Promise<BotVoice> => get(botPath(bot), botVoiceSchema, signal),
    /** @param change `version` is the one that was edited; refused with 409 when another is published by now. @param language of the sentences about fields. */
    changeBotVoice: async (bot: string, change: unknown, language: string): Promise<BotVoice> => read(botVoiceSchema, await send("PATCH", botPath(bot), change, { "accept-language": language })),
    /** @returns a WAV file. */
    previewVoice: async (bot: string, preview: PreviewVoice): Promise<ArrayBuffer> => (await send("POST", `${botPath(bot)}/preview`, preview, {}, testTimeoutMs)).arrayBuffer(),
    vendors: (signal?: AbortSignal): Promise<VendorList> => get("/v1/vendors", vendorListSchema, signal),
    /** @param language of the sentences about fields. */
    putVendorKey: async (vendor: Vendor, access: VendorAccess, language: string): Promise<void> => {
      await send("PUT", `/v1/vendors/${vendor}/key`, access, { "accept-language": language });
    },
    deleteVendorKey: async (vendor: Vendor): Promise<void> => {
      await request(`/v1/vendors/${vendor}/key`, { method: "DELETE" });
    },
    /** @param access tried before it is kept; the stored one when left out. */
    testVendor: async (vendor: Vendor, language: string, access?: VendorAccess): Promise<VendorTest> => read(vendorTestSchema, await send("POST", `/v1/vendors/${vendor}/test`, access === undefined ? {} : { access }, { "accept-language": language }, testTimeoutMs)),
    vendorHealth: (signal?: AbortSignal): Promise<VendorHealthList> => get("/v1/health/vendors", vendorHealthListSchema, signal),
    pronunciations: (signal?: AbortSignal): Promise<Pronunciation[]> => get("/v1/pronunciations", pronunciationPageSchema, signal).then((page) => page.pronunciations),
    putPronunciation: async (entry: Pronunciation): Promise<Pronunciation> => read(pronunciationSchema, await send("PUT", "/v1/pronunciations", entry)),
    deletePronunciation: async ({ language, word }: Pick<Pronunciation, "language" | "word">): Promise<void> => {
      await request(`/v1/pronunciations?${new URLSearchParams({ language, word })}`, { method: "DELETE" });
    },
    hangUp: async (callId: string): Promise<void> => {
      await post(`${callPath(callId)}/hangup`, {});
    },
  };
}

export const recordingUrl = (callId: string) => `/v1/calls/${encodeURIComponent(callId)}/recording`;
/** ws(s) address of a call's live events. */
export const liveUrl = (callId: string, origin: string) => `${origin.replace(/^http/, "ws")}/v1/calls/${encodeURIComponent(callId)}/live`;

const pronunciationPageSchema = z.object({ pronunciations: z.array(pronunciationSchema) });

/** A bot that speaks two languages is two ways to call it. */
export type CallableBot = Omit<BotSummary, "languages"> & { language: Language };

const botPageSchema: Schema<{ bots: CallableBot[] }> = {
  safeParse: (input) => {
    const list: unknown = typeof input === "object" && input !== null && "bots" in input ? input.bots : input;
    const parsed = botSummarySchema.array().safeParse(list);
    return parsed.success ? { success: true, data: { bots: parsed.data.flatMap(({ languages, ...bot }) => languages.map((language) => ({ ...bot, language }))) } } : { success: false, error: parsed.error };
  },
};
