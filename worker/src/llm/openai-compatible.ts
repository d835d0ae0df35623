/**
 * Models that speak OpenAI's Chat Completions, by the vendor's own SDK (loaded when a model is opened, for calls without one
 * need none of it). One request a question; nothing is tried again here.
 */
import type { VendorAccess } from "@zvon/contract/speech.ts";
import type OpenAI from "openai";
import type * as sdkModule from "openai";
import { z } from "zod";
import { LlmError } from "./port.ts";
import type { ChatMessage, Llm, LlmEvent, LlmRequest } from "./port.ts";
import { refusalOf } from "./refusal.ts";
import { createThoughtFilter } from "./thoughts.ts";
import { createTokenStore } from "./token-store.ts";
import type { TokenStore } from "./token-store.ts";
import { dialectOf } from "./vendors.ts";
import type { Dialect, OpenAiProvider } from "./vendors.ts";
import { yandexCredential } from "./yandex-sign-in.ts";
import type { Credential } from "./yandex-sign-in.ts";

/** Until the headers of the answer; how long words may take is the fallback's business. */
const headersTimeoutMs = 20_000;
/** A model may write no more tool arguments than this: JSON of a few fields. */
const maxArgumentChars = 16_000;
const maxTools = 16;

export type OpenAiLlmOptions = { provider: OpenAiProvider; model: string; access: VendorAccess; fetch: typeof fetch; tokens?: TokenStore };

/** @throws LlmError `misconfigured` when something beside the key is missing. */
export function openaiLlm({ provider, model, access, fetch, tokens = createTokenStore() }: OpenAiLlmOptions): Llm {
  const dialect = dialectOf(provider, model, access);
  // Read now, while a greeting is spoken: 60 ms of work once an isolate, which the first question need not wait for.
  const sdk = import("openai");
  // Its failure is told where it is needed.
  sdk.then(undefined, () => undefined);
  return {
    provider,
    model,
    async *respond(request, signal) {
      signal.throwIfAborted();
      let credential: Credential | null = null;
      try {
        // A self-hosted service may want no key.
        credential = provider === "yandex" ? await yandexCredential(access, fetch, tokens, signal) : { value: access.key === "" ? "none" : access.key, forget: null };
        const client = openClient(await sdk, dialect, credential.value, fetch);
        yield* request.stream ? streamed(client, dialect, request, signal) : whole(client, dialect, request, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const failure = knownIn(error) ?? refusalOf(error, { streaming: request.stream });
        if (failure.code !== "unauthorised" || !credential?.forget) throw failure;
        // Not the key, but a token made of it, refused before its time: the next question signs in anew.
        credential.forget();
        throw new LlmError("the token of the vendor is over", { code: "failed", retryable: true });
      }
      signal.throwIfAborted();
    },
  };
}

/** What we threw ourselves, also where the SDK wrapped it. */
const knownIn = (error: unknown): LlmError | null => (error instanceof LlmError ? error : error instanceof Error && error.cause instanceof LlmError ? error.cause : null);

function openClient({ OpenAI }: typeof sdkModule, dialect: Dialect, key: string, fetch: typeof globalThis.fetch): OpenAI {
  const reach = dialect.cloudflareErrors ? withOpenAiErrors(fetch) : fetch;
  // Nothing comes from the environment.
  return new OpenAI({ apiKey: key, organization: null, project: null, webhookSecret: null, adminAPIKey: null, baseURL: dialect.baseUrl, defaultHeaders: dialect.headers, maxRetries: 0, timeout: headersTimeoutMs, logLevel: "off", fetch: reach });
}

const cloudflareSchema = z.object({ errors: z.array(z.object({ code: z.number(), message: z.string() })).min(1) });

/** Cloudflare wraps refusals in its own envelope, of which the SDK would see nothing. */
function withOpenAiErrors(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.ok) return response;
    const told = cloudflareSchema.safeParse(await response.json().catch(() => null));
    return Response.json({ error: told.data?.errors[0] ?? {} }, { status: response.status, headers: response.headers });
  };
}

type ToolCall = { id: string; name: string; arguments: string };
type Body = OpenAI.Chat.ChatCompletionCreateParams;

function bodyOf(dialect: Dialect, request: LlmRequest): Omit<Body, "stream"> {
  return {
    model: dialect.model,
    messages: request.messages.map((message) => messageOf(dialect, message)),
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map((tool) => ({ type: "function" as const, function: tool })) }),
    ...(dialect.temperature ? { temperature: request.temperature } : {}),
    ...(request.answerSchema === undefined ? {} : { response_format: formatOf(dialect, request.answerSchema) }),
    [dialect.lengthLimit]: request.maxTokens,
    ...dialect.extra,
  };
}

function formatOf(dialect: Dialect, { name, schema }: NonNullable<LlmRequest["answerSchema"]>): OpenAI.ResponseFormatJSONSchema | OpenAI.ResponseFormatJSONObject {
  return dialect.schemas ? { type: "json_schema", json_schema: { name, schema, strict: true } } : { type: "json_object" };
}

/** An assistant that only called has `null` for its words, as in vendors' own answers. */
function messageOf(dialect: Dialect, message: ChatMessage): OpenAI.Chat.ChatCompletionMessageParam {
  if (message.role === "tool") return { role: "tool", tool_call_id: message.callId, content: message.content };
  if (message.role === "assistant" && "calls" in message) {
    return { role: "assistant", content: message.content === "" ? dialect.noWords : message.content, tool_calls: message.calls.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } })) };
  }
  return { role: message.role === "system" ? dialect.instructions : message.role, content: message.content };
}

const countsSchema = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
});
const errorSchema = z.object({ error: z.object({ code: z.union([z.string(), z.number()]).nullish(), type: z.string().nullish(), message: z.string().nullish() }) });
const callSchema = z.object({ index: z.number().int().nonnegative().optional(), id: z.string().nullish(), function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish() });
const chunkSchema = z.object({
  choices: z
    .array(z.object({ delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish(), tool_calls: z.array(callSchema).nullish() }).nullish(), finish_reason: z.string().nullish() }))
    .nullish(),
  usage: countsSchema.nullish(),
  x_groq: z.object({ usage: countsSchema.nullish() }).nullish(),
});
const wholeSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish(), refusal: z.string().nullish(), tool_calls: z.array(callSchema).nullish() }), finish_reason: z.string().nullish() })).min(1),
  usage: countsSchema.nullish(),
});

async function* streamed(client: OpenAI, dialect: Dialect, request: LlmRequest, signal: AbortSignal): AsyncGenerator<LlmEvent> {
  const stream = await client.chat.completions.create({ ...bodyOf(dialect, request), stream: true, ...(dialect.streamUsage ? { stream_options: { include_usage: true } } : {}) }, { signal });
  const thoughts = createThoughtFilter();
  const calls: (ToolCall | undefined)[] = [];
  let finish: string | null = null;
  let counts: z.infer<typeof countsSchema> | null = null;
  for await (const raw of stream) {
    const chunk = chunkSchema.safeParse(raw);
    if (!chunk.success) throw failureInside(raw);
    counts = chunk.data.usage ?? chunk.data.x_groq?.usage ?? counts;
    for (const choice of chunk.data.choices ?? []) {
      const text = thoughts.push(choice.delta?.content ?? choice.delta?.refusal ?? "");
      if (text !== "") yield { type: "text", text };
      for (const call of choice.delta?.tool_calls ?? []) collect(calls, call);
      finish = choice.finish_reason ?? finish;
    }
  }
  signal.throwIfAborted();
  // A line that was cut ends like a whole one; only the reason tells them apart.
  if (finish === null) throw new LlmError("the stream broke off", { code: "failed", retryable: true });
  if (finish === "error") throw new LlmError("the model behind the vendor failed", { code: "failed", retryable: true });
  const rest = thoughts.end();
  if (rest !== "") yield { type: "text", text: rest };
  // An index that was left out leaves a hole.
  for (const call of calls) if (call !== undefined) yield { type: "tool", ...call };
  yield { type: "done", finish: finishOf(finish, calls.length), usage: usageOf(counts) };
}

async function* whole(client: OpenAI, dialect: Dialect, request: LlmRequest, signal: AbortSignal): AsyncGenerator<LlmEvent> {
  const raw: unknown = await client.chat.completions.create({ ...bodyOf(dialect, request), stream: false }, { signal });
  const answer = wholeSchema.safeParse(raw);
  const choice = answer.data?.choices[0];
  if (choice === undefined) throw failureInside(raw);
  const thoughts = createThoughtFilter();
  const text = thoughts.push(choice.message.content ?? choice.message.refusal ?? "") + thoughts.end();
  const calls: (ToolCall | undefined)[] = [];
  for (const [index, call] of (choice.message.tool_calls ?? []).entries()) collect(calls, { ...call, index });
  if (text !== "") yield { type: "text", text };
  for (const call of calls) if (call !== undefined) yield { type: "tool", ...call };
  yield { type: "done", finish: finishOf(choice.finish_reason ?? "stop", calls.length), usage: usageOf(answer.data?.usage ?? null) };
}

/** Pieces of a call carry its index; servers that leave it out write one call whole. */
function collect(calls: (ToolCall | undefined)[], piece: z.infer<typeof callSchema>): void {
  const index = piece.index ?? (piece.function?.name ? calls.length : calls.length - 1);
  if (index < 0 || index >= maxTools) return;
  const call = (calls[index] ??= { id: "", name: "", arguments: "" });
  call.id ||= piece.id ?? `call_${index}`;
  call.name ||= piece.function?.name ?? "";
  call.arguments = (call.arguments + (piece.function?.arguments ?? "")).slice(0, maxArgumentChars);
}

/** A vendor behind a router fails after the 200: what it says stands in the data. */
function failureInside(raw: unknown): LlmError {
  const told = errorSchema.safeParse(raw);
  return told.success ? refusalOf({ status: Number(told.data.error.code), error: told.data.error }, { streaming: true }) : new LlmError("the model's answer has another shape than documented", { code: "bad_answer", retryable: true });
}

function finishOf(reason: string, calls: number): Extract<LlmEvent, { type: "done" }>["finish"] {
  if (reason === "length" || reason === "max_tokens") return "length";
  if (reason === "content_filter") return "filtered";
  return calls > 0 ? "tools" : "stop";
}

const usageOf = (counts: z.infer<typeof countsSchema> | null) => ({ inputTokens: counts?.prompt_tokens ?? 0, cachedTokens: counts?.prompt_tokens_details?.cached_tokens ?? 0, outputTokens: counts?.completion_tokens ?? 0 });
