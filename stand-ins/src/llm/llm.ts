/**
 * Chat Completions as six vendors serve them: streaming and whole, tools, lists of models, refusals in each vendor's words,
 * faults when asked for, and a book of what would be billed. A request that is dropped stops being written and counted.
 */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Fault, Latency, StandIn, StartStandIn } from "../stand-in.ts";
import { promptTokens, replyTo, tokensOf } from "./answers.ts";
import type { Reply, ScriptedAnswer, ToolCall } from "./answers.ts";
import { createLedger } from "./ledger.ts";
import { vendorShapes } from "./vendors.ts";
import type { Refusal, VendorName, VendorShape } from "./vendors.ts";
import { createFaults, faultMs, pause, write } from "./writing.ts";

export type LlmStandInOptions = { vendor: VendorName; answers?: readonly ScriptedAnswer[]; port?: number; latency?: Partial<Latency>; fault?: Fault };
export type LlmStandIn = StandIn & { /** What an SDK takes as its base URL. */ baseUrl: string; answers(scripted: readonly ScriptedAnswer[]): void };

const contentSchema = z.union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() })).transform((parts) => parts.map((part) => part.text).join(""))]);
const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: contentSchema.nullish() })).min(1),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  temperature: z.number().nullish(),
  max_tokens: z.number().int().nullish(),
  max_completion_tokens: z.number().int().nullish(),
  reasoning_effort: z.string().nullish(),
  tools: z.array(z.object({ type: z.literal("function"), function: z.object({ name: z.string(), description: z.string().optional(), parameters: z.record(z.string(), z.unknown()).optional() }) })).default([]),
});
type ChatRequest = z.infer<typeof requestSchema>;

/** Nobody says more to a model in a call. */
const maxBodyBytes = 1_000_000;

export async function startLlm(options: LlmStandInOptions): Promise<LlmStandIn> {
  const shape = vendorShapes[options.vendor];
  const ledger = createLedger(options.vendor, shape.cacheFrom);
  const faults = createFaults(options.fault);
  const latency: Latency = { sttFinalMs: 0, ttsFirstByteMs: 0, llmFirstTokenMs: 0, llmTokensPerSecond: 0, ...options.latency };
  let answers = options.answers ?? [];
  let open = 0;

  const server = createServer((request, response) => {
    // An error here is the caller's connection gone; there is nobody left to tell.
    serve(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    open += 1;
    socket.on("close", () => (open -= 1));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const path = new URL(request.url ?? "/", "http://stand-in").pathname;
    const body = await readBody(request);
    if (request.headers.authorization !== `Bearer ${shape.key}`) {
      ledger.note("refused", { path, status: 401 });
      return refuse(response, shape.refuse("unauthorised", (request.headers.authorization ?? "").replace(/^Bearer /, "")));
    }
    if (request.method === "GET" && (path === `${shape.prefix}/models` || (options.vendor === "workers_ai" && path === shape.prefix.replace(/v1$/, "models/search")))) {
      ledger.note("models", {});
      return sendJson(response, 200, modelsOf(options.vendor, shape));
    }
    if (request.method !== "POST" || path !== `${shape.prefix}/chat/completions`) return sendJson(response, 404, { error: { message: `Invalid URL (${request.method} ${path})`, type: "invalid_request_error", param: null, code: null } });

    const parsed = requestSchema.safeParse(body);
    if (!parsed.success) return refuse(response, shape.refuse("parameter", String(parsed.error.issues[0]?.path.join(".") ?? "body")));
    await complete(parsed.data, request, response, gone.signal);
  }

  async function complete(asked: ChatRequest, request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const fault = faults.next();
    const messages = asked.messages.map(({ role, content }) => ({ role, content: content ?? "" }));
    const detail: Record<string, unknown> = {
      model: asked.model,
      stream: asked.stream,
      messages,
      tools: asked.tools.map((tool) => tool.function.name),
      temperature: asked.temperature ?? null,
      maxTokens: asked.max_completion_tokens ?? asked.max_tokens ?? null,
      fault: fault?.kind ?? null,
      headers: Object.fromEntries(["openai-project", "x-data-logging-enabled", "x-title"].flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]]))),
      aborted: false,
      outputTokens: 0,
    };
    ledger.note("chat.completions", detail);
    response.on("close", () => (detail["aborted"] = !response.writableFinished));
    const refusal = refusalOf(options.vendor, shape, asked, fault);
    if (refusal !== null) {
      detail["refused"] = refusal.status;
      await pause(faultMs(fault, "slow_start"), signal);
      return refuse(response, refusal);
    }
    if (fault?.kind === "half_open") return;
    await pause(faultMs(fault, "slow_start"), signal);

    const tools = asked.tools.map((tool) => tool.function);
    const reply = replyTo(messages, tools.map((tool) => tool.name), answers, fault?.kind === "wrong_language");
    const counted = ledger.open(asked.model, messages.map((message) => message.content).join("\n"), promptTokens(messages, tools));
    const frames = createFrames(shape, asked, response);
    response.on("close", () => (detail["outputTokens"] = counted.outputTokens()));
    const counts = () => ({ input: promptTokens(messages, tools), cached: counted.cachedTokens, output: counted.outputTokens() });
    if (fault?.kind === "server_error" && shape.failsInside) return frames.failInside();
    frames.begin();
    const half = Math.ceil(tokensOf(reply.text).length / 2);
    let words = 0;
    for await (const step of write(reply, { maxTokens: asked.max_completion_tokens ?? asked.max_tokens ?? 4096, fault, latency, signal })) {
      if (step.type === "word") {
        counted.word(1);
        frames.word(step.text);
        words += 1;
        if (fault?.kind === "drop" && words >= half) return await cutOff(response, signal);
        if (fault?.kind === "garbage" && words >= half) return frames.garbage();
        continue;
      }
      const calls = step.finish === "tools" ? argumentsOf(reply, fault) : [];
      for (const call of calls) counted.word(tokensOf(call.arguments).length + 1);
      frames.end(step.finish === "tools" ? "tool_calls" : step.finish, calls, counts());
    }
  }

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name: options.vendor,
    url,
    baseUrl: url + shape.prefix,
    key: shape.key,
    fault: (fault) => faults.set(fault),
    bill: () => ledger.bill(),
    asked: () => ledger.asked,
    connections: () => open,
    answers: (scripted) => void (answers = scripted),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const start = (vendor: VendorName): StartStandIn => ({ port, latency, fault }) => startLlm({ vendor, ...(port === undefined ? {} : { port }), ...(latency === undefined ? {} : { latency }), ...(fault === undefined ? {} : { fault }) });
export const startOpenaiLlm = start("openai");
export const startGroq = start("groq");
export const startOpenrouter = start("openrouter");
export const startWorkersAi = start("workers_ai");
export const startYandexLlm = start("yandex");
export const startCompatible = start("compatible");

/** What the vendor would not even begin. */
function refusalOf(vendor: VendorName, shape: VendorShape, asked: ChatRequest, fault: Fault | null): Refusal | null {
  if (fault?.kind === "unauthorised" || fault?.kind === "unpaid" || fault?.kind === "rate_limited") return shape.refuse(fault.kind, asked.model);
  if (fault?.kind === "server_error" && !(shape.failsInside && asked.stream)) return shape.refuse("server_error", asked.model);
  if (fault?.kind === "no_streaming" && asked.stream) return shape.refuse("no_streaming", asked.model);
  if (!shape.models.includes(asked.model)) return shape.refuse("unknown_model", asked.model);
  if (vendor === "openai" && /^(o\d|gpt-5)/.test(asked.model)) {
    // Reasoning models: their own temperature, and the newer name of the limit.
    if (asked.max_tokens !== undefined && asked.max_tokens !== null) return shape.refuse("parameter", "max_tokens");
    if (asked.temperature !== undefined && asked.temperature !== null && asked.temperature !== 1) return shape.refuse("parameter", "temperature");
  } else if (vendor === "openai" && asked.reasoning_effort !== undefined && asked.reasoning_effort !== null) return shape.refuse("parameter", "reasoning_effort");
  if (vendor === "openai" && asked.stream_options !== undefined && asked.stream_options !== null && !asked.stream) return shape.refuse("parameter", "stream_options");
  if (vendor === "groq" && asked.messages.some((message) => message.role === "developer")) return shape.refuse("parameter", "role");
  return null;
}

/** The line breaks; what was said before is on its way. */
export async function cutOff(response: ServerResponse, signal: AbortSignal): Promise<void> {
  await pause(50, signal);
  response.destroy();
}

type WrittenCall = { id: string; name: string; arguments: string };

/** `bad_tool_arguments`: JSON that breaks off, as small models write it. */
function argumentsOf(reply: Reply, fault: Fault | null): WrittenCall[] {
  return reply.tools.map((call: ToolCall, index) => {
    const json = JSON.stringify(call.arguments);
    return { id: `call_${index}${randomUUID().slice(0, 8)}`, name: call.name, arguments: fault?.kind === "bad_tool_arguments" ? `${json.slice(0, -1)}, "` : json };
  });
}

/** Puts words into the vendor's frames, or gathers them for a whole answer. */
function createFrames(shape: VendorShape, asked: ChatRequest, response: ServerResponse) {
  const id = randomUUID().replaceAll("-", "");
  const head = () => shape.chunk(asked.model, id);
  const wantsUsage = !shape.usageAt.asked || asked.stream_options?.include_usage === true;
  let text = "";
  const send = (frame: Record<string, unknown>): void => void response.write(`data: ${JSON.stringify(frame)}\n\n`);
  const openStream = (): void => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    if (shape.comment !== null) response.write(`${shape.comment}\n\n`);
    response.flushHeaders();
  };
  return {
    begin(): void {
      if (!asked.stream) return;
      openStream();
      send({ ...head(), choices: [shape.choice({ role: "assistant", content: "" }, null)], ...(wantsUsage && shape.usageAt.own && shape.usageAt.asked ? { usage: null } : {}) });
    },
    word(word: string): void {
      text += word;
      if (asked.stream) send({ ...head(), choices: [shape.choice({ content: word }, null)] });
    },
    end(finish: string, calls: WrittenCall[], counts: { input: number; cached: number; output: number }): void {
      const usage = shape.usage(counts);
      if (!asked.stream) {
        const message = { role: "assistant", content: text === "" && calls.length > 0 ? null : text, refusal: null, ...(calls.length > 0 ? { tool_calls: calls.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } })) } : {}) };
        return sendJson(response, 200, { ...head(), object: "chat.completion", choices: [{ index: 0, message, logprobs: null, finish_reason: finish }], usage });
      }
      calls.forEach((call, index) => {
        const pieces = shape.toolsInPieces ? (call.arguments.match(/.{1,6}/gs) ?? []) : [call.arguments];
        const first = shape.toolsInPieces ? "" : pieces.shift() ?? "";
        send({ ...head(), choices: [shape.choice({ tool_calls: [{ index, id: call.id, type: "function", function: { name: call.name, arguments: first } }] }, null)] });
        for (const piece of pieces) send({ ...head(), choices: [shape.choice({ tool_calls: [{ index, function: { arguments: piece } }] }, null)] });
      });
      const beside = shape.usageAt.last === "usage" ? { usage } : shape.usageAt.last === "x_groq" ? { x_groq: { id: `req_${id}`, usage } } : {};
      send({ ...head(), choices: [shape.choice({}, finish)], ...beside });
      if (shape.usageAt.own && wantsUsage) send({ ...head(), choices: [], usage });
      response.end("data: [DONE]\n\n");
    },
    /** The model behind a router fails after the 200. */
    failInside(): void {
      openStream();
      const { body } = shape.refuse("server_error", asked.model);
      const told = z.object({ error: z.record(z.string(), z.unknown()) }).parse(body);
      send({ ...head(), error: told.error, choices: [shape.choice({ content: "" }, "error")] });
      response.end();
    },
    garbage(): void {
      if (!asked.stream) return sendJson(response, 200, { choices: "garbage" });
      response.write('data: {"choices":[{"delta":{"content":"\n\ndata: \u0000\u0001<html>\n\n');
      response.end();
    },
  };
}

function modelsOf(vendor: VendorName, shape: VendorShape): unknown {
  if (vendor === "workers_ai") return { success: true, errors: [], messages: [], result: shape.models.map((name, index) => ({ id: `model-${index}`, name, task: { name: "Text Generation" } })) };
  return { object: "list", data: shape.models.map((id) => ({ id, object: "model", created: 1_700_000_000, owned_by: vendor })) };
}

export async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    parts.push(part);
    size += part.length;
    if (size > maxBodyBytes) throw new Error("the body is too large");
  }
  const text = Buffer.concat(parts).toString("utf8");
  if (text === "" || !(request.headers["content-type"] ?? "").startsWith("application/json")) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": randomUUID(), ...headers }).end(typeof body === "string" ? body : JSON.stringify(body));
}
const refuse = (response: ServerResponse, refusal: Refusal): void => sendJson(response, refusal.status, refusal.body, refusal.headers);
