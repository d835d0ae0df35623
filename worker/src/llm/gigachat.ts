/**
 * GigaChat of Sber: a sign-in for a token of half an hour, then chat completions that resemble OpenAI's, with `functions`
 * whose arguments are objects. Read on 2026-11-21: developers.sber.ru/docs/ru/gigachat/api/{authorization,reference/rest/post-chat,response-token-streaming}.
 * Its certificates are signed by the Russian Ministry's authority, which Cloudflare does not know: only the resident edition
 * reaches it, with that authority's root installed (docs/settings.md).
 */
import type { VendorAccess } from "@zvon/contract/speech.ts";
import { z } from "zod";
import { eventData } from "./event-stream.ts";
import { LlmError } from "./port.ts";
import type { ChatMessage, Llm, LlmEvent, LlmRequest } from "./port.ts";
import { refusalOf } from "./refusal.ts";
import { createTokenStore } from "./token-store.ts";
import type { Token, TokenStore } from "./token-store.ts";
import { addressOf } from "./vendors.ts";

const defaultBase = "https://gigachat.devices.sberbank.ru/api/v1";
const defaultSignIn = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth";
const headersTimeoutMs = 20_000;
const signInTimeoutMs = 5_000;

/** `access.key`: Base64 of "client_id:client_secret"; `access.folder`: the scope, where it should not be found by trying. */
export type GigachatOptions = { model: string; access: VendorAccess; fetch: typeof fetch; tokens?: TokenStore };

const tokenSchema = z.object({ access_token: z.string().min(1), expires_at: z.number() });
const countsSchema = z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), precached_prompt_tokens: z.number().nullish() });
const saidSchema = z.object({ content: z.string().nullish(), function_call: z.object({ name: z.string(), arguments: z.unknown() }).nullish(), functions_state_id: z.string().nullish() });
const chunkSchema = z.object({ choices: z.array(z.object({ delta: saidSchema.nullish(), finish_reason: z.string().nullish() })).nullish(), usage: countsSchema.nullish() });
const wholeSchema = z.object({ choices: z.array(z.object({ message: saidSchema, finish_reason: z.string().nullish() })).min(1), usage: countsSchema.nullish() });

export function gigachatLlm({ model, access, fetch, tokens = createTokenStore() }: GigachatOptions): Llm {
  const base = addressOf(access, defaultBase);
  // One session a call: its turns share a beginning, and GigaChat keeps what it has read of it (without charge) by session.
  const session = crypto.randomUUID();
  const tokenId = `gigachat ${access.folder ?? ""} ${access.key}`;
  return {
    provider: "gigachat",
    model,
    async *respond(request, signal) {
      signal.throwIfAborted();
      try {
        const token = await tokens.take(tokenId, () => signIn(access, fetch, signal));
        const response = await ask(fetch, `${base}/chat/completions`, { method: "POST", headers: { authorization: `Bearer ${token.value}`, "x-session-id": session, "content-type": "application/json", accept: request.stream ? "text/event-stream" : "application/json" }, body: JSON.stringify(bodyOf(model, request)) }, signal, headersTimeoutMs);
        if (response.status === 401) tokens.forget(tokenId);
        // Not the key, but its token, refused before its time: the next question signs in anew.
        if (response.status === 401 && !token.fresh) throw new LlmError("the token of GigaChat is over", { code: "failed", retryable: true });
        if (!response.ok) throw await refused(response, request.stream);
        const schema = request.answerSchema !== undefined;
        yield* request.stream ? streamed(response, schema) : whole(response, schema);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw error instanceof LlmError ? error : refusalOf(error, { streaming: request.stream });
      }
      signal.throwIfAborted();
    },
  };
}

/** Kinds of accounts: a person's, a company's that pays ahead, and one that pays after. A key is of one of them and does not say of which. */
const scopes = ["GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP"];

/** @throws LlmError; `misconfigured` when the key is of another kind of account than the scope says. */
async function signIn(access: VendorAccess, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<Token> {
  const url = access.baseUrl === undefined ? defaultSignIn : new URL("/api/v2/oauth", access.baseUrl).href;
  for (const scope of access.folder === undefined ? scopes : [access.folder]) {
    const response = await ask(fetch, url, { method: "POST", headers: { authorization: `Basic ${access.key}`, rquid: crypto.randomUUID(), accept: "application/json", "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ scope }).toString() }, signal, signInTimeoutMs);
    const said = await response.text();
    if (response.status === 400 && /scope/i.test(said)) continue;
    // A key that is no Base64 of a pair is refused with 400 as well.
    if (!response.ok) throw refusalOf({ status: response.status === 400 ? 401 : response.status, headers: response.headers }, { streaming: false });
    const token = tokenSchema.safeParse(parsed(said));
    if (!token.success) throw new LlmError("the sign-in of GigaChat answered in another shape than documented", { code: "bad_answer", retryable: true });
    return { value: token.data.access_token, expiresAtMs: token.data.expires_at };
  }
  throw new LlmError(`the key of GigaChat is not of the scope ${access.folder ?? scopes.join(", ")}`, { code: "misconfigured", retryable: false });
}

/** The limit holds until the headers; the signal, to the end of the body. */
async function ask(fetch: typeof globalThis.fetch, url: string, init: RequestInit, signal: AbortSignal, limitMs: number): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new LlmError(`no answer within ${limitMs} ms`, { code: "timeout", retryable: true })), limitMs);
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any([signal, late.signal]) });
  } catch (error) {
    if (late.signal.aborted && !signal.aborted) throw late.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function refused(response: Response, streaming: boolean): Promise<LlmError> {
  const body = z.object({ status: z.number().optional(), message: z.string().optional() }).safeParse(parsed(await response.text()));
  return refusalOf({ status: response.status, error: body.data === undefined ? null : { message: body.data.message }, headers: response.headers }, { streaming });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function bodyOf(model: string, request: LlmRequest): Record<string, unknown> {
  return {
    model,
    messages: request.messages.flatMap((message, index, all) => messagesOf(message, all.slice(index + 1))),
    stream: request.stream,
    max_tokens: request.maxTokens,
    // Zero is no temperature here; the likeliest word alone is asked for by `top_p`.
    ...(request.temperature === 0 ? { top_p: 0 } : { temperature: request.temperature }),
    ...functionsOf(request),
  };
}

/** An answer by a schema is the arguments of a function that it must call. */
function functionsOf({ tools, answerSchema }: LlmRequest): Record<string, unknown> {
  if (answerSchema !== undefined) return { functions: [{ name: answerSchema.name, parameters: answerSchema.schema }], function_call: { name: answerSchema.name } };
  return tools.length === 0 ? {} : { functions: tools, function_call: "auto" };
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * GigaChat calls one function at a time and wants its result right after it, as JSON: several calls of another vendor's
 * answer become pairs. `functions_state_id` is the id it gave its own call.
 * @param after the messages that follow, where the results stand.
 */
function messagesOf(message: ChatMessage, after: readonly ChatMessage[]): Record<string, unknown>[] {
  if (message.role === "tool") return [];
  if (!("calls" in message)) return [{ role: message.role, content: message.content }];
  return message.calls.flatMap((call, index) => {
    const result = after.find((one) => one.role === "tool" && one.callId === call.id);
    const state = uuid.test(call.id) ? { functions_state_id: call.id } : {};
    return [
      { role: "assistant", content: index === 0 ? message.content : "", function_call: { name: call.name, arguments: objectOf(call.arguments) }, ...state },
      { role: "function", name: call.name, content: JSON.stringify(objectOf(result?.content ?? "{}")) },
    ];
  });
}

const objectOf = (json: string): unknown => z.record(z.string(), z.unknown()).catch({}).parse(parsed(json));

async function* streamed(response: Response, schema: boolean): AsyncGenerator<LlmEvent> {
  if (response.body === null) throw new LlmError("an answer without a body", { code: "bad_answer", retryable: true });
  let finish: string | null = null;
  let counts: z.infer<typeof countsSchema> | null = null;
  let calls = 0;
  for await (const data of eventData(response.body)) {
    if (data.trim() === "[DONE]") break;
    const chunk = chunkSchema.safeParse(parsed(data));
    if (!chunk.success) throw new LlmError("an event of another shape than documented", { code: "bad_answer", retryable: true });
    counts = chunk.data.usage ?? counts;
    for (const choice of chunk.data.choices ?? []) {
      const { content, function_call: call, functions_state_id: id } = choice.delta ?? {};
      if (content !== undefined && content !== null && content !== "") yield { type: "text", text: content };
      if (call !== undefined && call !== null) {
        calls += 1;
        yield calledOf(call, id ?? `call_${calls}`, schema);
      }
      finish = choice.finish_reason ?? finish;
    }
  }
  if (finish === null) throw new LlmError("the stream broke off", { code: "failed", retryable: true });
  yield doneOf(finish, schema ? 0 : calls, counts);
}

async function* whole(response: Response, schema: boolean): AsyncGenerator<LlmEvent> {
  const answer = wholeSchema.safeParse(parsed(await response.text()));
  const choice = answer.data?.choices[0];
  if (choice === undefined) throw new LlmError("an answer of another shape than documented", { code: "bad_answer", retryable: true });
  const { content, function_call: call, functions_state_id: id } = choice.message;
  if (content !== undefined && content !== null && content !== "") yield { type: "text", text: content };
  if (call !== undefined && call !== null) yield calledOf(call, id ?? "call_1", schema);
  yield doneOf(choice.finish_reason ?? "stop", call && !schema ? 1 : 0, answer.data?.usage ?? null);
}

/** @param schema the call stands for the answer itself. */
const calledOf = (call: { name: string; arguments?: unknown }, id: string, schema: boolean): LlmEvent => (schema ? { type: "text", text: argumentsOf(call.arguments) } : { type: "tool", id, name: call.name, arguments: argumentsOf(call.arguments) });

/** An object by the documents; a model that wrote broken JSON is passed on as it wrote. */
const argumentsOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? {}));

function doneOf(finish: string, calls: number, counts: z.infer<typeof countsSchema> | null): LlmEvent {
  if (finish === "error") throw new LlmError("the model wrote a call that GigaChat could not read", { code: "failed", retryable: true });
  // `prompt_tokens` leaves out what came from the cache; our `tokens_in` includes it.
  const cached = counts?.precached_prompt_tokens ?? 0;
  const usage = { inputTokens: (counts?.prompt_tokens ?? 0) + cached, cachedTokens: cached, outputTokens: counts?.completion_tokens ?? 0 };
  return { type: "done", finish: finish === "length" ? "length" : finish === "blacklist" ? "filtered" : calls > 0 ? "tools" : "stop", usage };
}
