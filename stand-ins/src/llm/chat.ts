/**
 * Chat Completions as six vendors serve them: streaming and whole, tools, lists of models, refusals in each vendor's words,
 * faults when asked for. Handles requests of a server that is not its own, so that a vendor's speech and its models can
 * stand at one address.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { faultMs } from "../core/fault-plan.ts";
import type { FaultPlan } from "../core/fault-plan.ts";
import type { Ledger } from "../core/ledger.ts";
import { answerJson, goneWith, pause, readBody } from "../core/serve.ts";
import type { Fault } from "../stand-in.ts";
import { replyTo, tokensOf } from "./answers.ts";
import type { Reply, ScriptedAnswer } from "./answers.ts";
import { createFrames, refuse } from "./frames.ts";
import type { WrittenCall } from "./frames.ts";
import { createMeter } from "./meter.ts";
import { vendorShapes } from "./vendors.ts";
import type { Refusal, VendorName, VendorShape } from "./vendors.ts";
import { write } from "./writing.ts";
import type { Pace } from "./writing.ts";

export type ChatOptions = {
  vendor: VendorName;
  plan: FaultPlan;
  ledger: Ledger;
  pace: Partial<Pace>;
  /** Who may come in. @param authorization the header as it came */
  admits(authorization: string): boolean;
};

export interface Chat {
  /** False: the request is none of a model's, and nothing was done. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): boolean;
  /** What the model says from now on; what no script fits is answered politely. */
  answers(scripted: readonly ScriptedAnswer[]): void;
}

const contentSchema = z.union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() })).transform((parts) => parts.map((part) => part.text).join(""))]);
const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: contentSchema.nullish(), tool_calls: z.array(z.object({ id: z.string().min(1), type: z.literal("function"), function: z.object({ name: z.string(), arguments: z.string() }) })).min(1).nullish(), tool_call_id: z.string().nullish() })).min(1),
  response_format: z.union([z.object({ type: z.literal("json_schema"), json_schema: z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()), strict: z.boolean().nullish() }) }), z.object({ type: z.enum(["json_object", "text"]) })]).nullish(),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  temperature: z.number().nullish(),
  max_tokens: z.number().int().nullish(),
  max_completion_tokens: z.number().int().nullish(),
  reasoning_effort: z.string().nullish(),
  reasoning_format: z.enum(["hidden", "raw", "parsed"]).nullish(),
  include_reasoning: z.boolean().nullish(),
  reasoning: z.object({ effort: z.enum(["none", "minimal", "low", "medium", "high", "xhigh"]).optional(), exclude: z.boolean().optional() }).nullish(),
  chat_template_kwargs: z.object({ enable_thinking: z.boolean().optional() }).nullish(),
  tools: z.array(z.object({ type: z.literal("function"), function: z.object({ name: z.string(), description: z.string().optional(), parameters: z.record(z.string(), z.unknown()).optional() }) })).default([]),
});
type ChatRequest = z.infer<typeof requestSchema>;

/** What a model writes at most when it is not told. */
const defaultMaxTokens = 4096;

export function createChat({ vendor, plan, ledger, pace, admits }: ChatOptions): Chat {
  const shape = vendorShapes[vendor];
  const meter = createMeter(ledger, vendor, shape.cacheFrom);
  const modelsPath = vendor === "workers_ai" ? shape.prefix.replace(/v1$/, "models/search") : `${shape.prefix}/models`;
  let answers: readonly ScriptedAnswer[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const body = parsed((await readBody(request)).toString("utf8"));
    const authorization = request.headers.authorization ?? "";
    if (!admits(authorization)) {
      ledger.note("refused", { path, status: 401 });
      return refuse(response, shape.refuse("unauthorised", authorization.replace(/^Bearer /, "")));
    }
    if (path === modelsPath) {
      ledger.note("models");
      return answerJson(response, 200, modelsOf(vendor, shape));
    }
    const asked = requestSchema.safeParse(body);
    if (!asked.success) return refuse(response, shape.refuse("parameter", String(asked.error.issues[0]?.path.join(".") ?? "body")));
    await complete(asked.data, request, response);
  }

  async function complete(asked: ChatRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = plan.take();
    const signal = goneWith(response);
    const messages = asked.messages.map(({ role, content, tool_calls }) => ({ role, content: content ?? "", ...(tool_calls ? { calls: tool_calls.map((call) => call.function) } : {}) }));
    const tools = asked.tools.map((tool) => tool.function);
    const maxTokens = asked.max_completion_tokens ?? asked.max_tokens ?? null;
    const headers = Object.fromEntries(["openai-project", "x-data-logging-enabled", "x-title"].flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]])));
    const { detail } = ledger.note("chat.completions", { model: asked.model, stream: asked.stream, messages, tools: tools.map((tool) => tool.name), format: asked.response_format ?? null, temperature: asked.temperature ?? null, thought: thoughtAsked(asked), maxTokens, headers, fault: fault?.kind ?? null, refused: null, aborted: false, outputTokens: 0 });
    response.once("close", () => (detail["aborted"] = !response.writableFinished));
    if (fault?.kind === "half_open") return;
    if (fault?.kind === "slow_start") await pause(faultMs(fault), signal);
    const refusal = refusalOf(vendor, shape, asked, fault);
    if (refusal !== null) {
      detail["refused"] = refusal.status;
      return refuse(response, refusal);
    }
    const counted = meter.open(asked.model, messages, tools);
    response.once("close", () => (detail["outputTokens"] = counted.output()));
    const frames = createFrames(shape, { model: asked.model, stream: asked.stream, usageAsked: asked.stream_options?.include_usage === true }, response);
    if (fault?.kind === "server_error") return frames.failInside();
    frames.begin();
    const reply = replyTo(messages, tools.map((tool) => tool.name), answers, fault?.kind === "wrong_language");
    for await (const step of write(reply, { maxTokens: maxTokens ?? defaultMaxTokens, fault, pace, signal })) {
      if (step.type === "word") {
        counted.wrote(1);
        frames.word(step.text);
      } else if (step.type === "break") {
        if (step.how === "garbage") frames.garbage();
        else response.destroy();
      } else {
        const calls = step.finish === "tools" ? callsOf(reply, fault) : [];
        for (const call of calls) counted.wrote(tokensOf(call.arguments).length + 1);
        frames.end(step.finish === "tools" ? "tool_calls" : step.finish, calls, { input: counted.input, cached: counted.cached, output: counted.output() });
      }
    }
  }

  return {
    handle(request, response, url) {
      const known = (request.method === "GET" && url.pathname === modelsPath) || (request.method === "POST" && url.pathname === `${shape.prefix}/chat/completions`);
      // An error here is the caller's connection gone; there is nobody left to tell.
      if (known) serve(request, response, url.pathname).catch(() => response.destroy());
      return known;
    },
    answers: (scripted) => void (answers = scripted),
  };
}

/** What the vendor would not even begin. */
function refusalOf(vendor: VendorName, shape: VendorShape, asked: ChatRequest, fault: Fault | null): Refusal | null {
  if (fault?.kind === "unauthorised" || fault?.kind === "unpaid" || fault?.kind === "rate_limited") return shape.refuse(fault.kind, asked.model);
  if (fault?.kind === "server_error" && !(shape.failsInside && asked.stream)) return shape.refuse("server_error", asked.model);
  if (fault?.kind === "no_streaming" && asked.stream) return shape.refuse("no_streaming", asked.model);
  if (!shape.models.includes(asked.model)) return shape.refuse("unknown_model", asked.model);
  const disorder = disorderOf(asked.messages);
  if (disorder !== null) return shape.refuse("parameter", disorder);
  if (vendor === "openai") return refusalOfOpenAi(shape, asked);
  if (vendor === "groq") return refusalOfGroq(shape, asked);
  return null;
}

/**
 * An assistant's calls are answered one by one and at once, and nothing else is answered (OpenAI's guide to function calling,
 * and the words of its refusals).
 */
function disorderOf(messages: ChatRequest["messages"]): string | null {
  let waiting: string[] = [];
  for (const message of messages) {
    if (message.role === "tool") {
      if (!waiting.includes(message.tool_call_id ?? "")) return "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      waiting = waiting.filter((id) => id !== message.tool_call_id);
      continue;
    }
    if (waiting.length > 0) break;
    waiting = message.role === "assistant" ? (message.tool_calls ?? []).map((call) => call.id) : [];
    if (waiting.length === 0 && (message.content ?? null) === null) return `Invalid value for 'content': expected a string, got null.`;
  }
  return waiting.length === 0 ? null : `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${waiting.join(", ")}`;
}

const given = (value: unknown): boolean => value !== undefined && value !== null;

/** How much the model was asked to think, by whichever of the vendors' ways; null: it was not told. */
function thoughtAsked(asked: ChatRequest): string | null {
  if (asked.chat_template_kwargs?.enable_thinking === false) return "none";
  return asked.reasoning_effort ?? asked.reasoning?.effort ?? null;
}

/** console.groq.com/docs/reasoning (read 2026-11): each family has its own efforts and its own way to leave thoughts out. */
function refusalOfGroq(shape: VendorShape, asked: ChatRequest): Refusal | null {
  if (asked.messages.some((message) => message.role === "developer")) return shape.refuse("parameter", "role");
  const oss = asked.model.includes("gpt-oss");
  const efforts = oss ? ["low", "medium", "high"] : ["none", "default"];
  if (given(asked.reasoning_effort) && !efforts.includes(asked.reasoning_effort ?? "")) return shape.refuse("parameter", "reasoning_effort");
  if (given(asked.reasoning_format) && (oss || given(asked.include_reasoning))) return shape.refuse("parameter", "reasoning_format");
  return null;
}

/**
 * developers.openai.com/api/docs/guides/deployment-checklist (read 2026-11): efforts a model takes, and those with which it takes
 * tools over Chat Completions. It thinks at `medium` when it is not told. Null: no reasoning model.
 */
function thinkingOf(model: string): { efforts: string[]; withTools: string[] } | null {
  const deep = ["low", "medium", "high", "xhigh"];
  if (/^gpt-6(-astra|\.1-sol)/.test(model)) return { efforts: deep, withTools: [] };
  if (/^gpt-(5\.6|6)/.test(model)) return { efforts: ["none", ...deep, "max"], withTools: ["none"] };
  return model.startsWith("gpt-5.") ? { efforts: ["none", ...deep], withTools: ["none", ...deep] } : null;
}

/** developers.openai.com/api/docs/guides/structured-outputs (read 2026-11): of a strict schema every object is closed and has no length of strings. */
const unsupported = /"(?:minLength|maxLength|patternProperties|default)":/;

function refusalOfOpenAi(shape: VendorShape, asked: ChatRequest): Refusal | null {
  const format = asked.response_format;
  if (format?.type === "json_schema" && format.json_schema.strict === true && (unsupported.test(JSON.stringify(format.json_schema.schema)) || format.json_schema.schema["additionalProperties"] !== false)) return shape.refuse("parameter", "response_format");
  if (given(asked.stream_options) && !asked.stream) return shape.refuse("parameter", "stream_options");
  const thinking = thinkingOf(asked.model);
  if (thinking === null) return given(asked.reasoning_effort) ? shape.refuse("parameter", "reasoning_effort") : null;
  if (given(asked.max_tokens)) return shape.refuse("parameter", "max_tokens");
  const effort = asked.reasoning_effort ?? "medium";
  if (!thinking.efforts.includes(effort) || (asked.tools.length > 0 && !thinking.withTools.includes(effort))) return shape.refuse("parameter", "reasoning_effort");
  return effort !== "none" && given(asked.temperature) && asked.temperature !== 1 ? shape.refuse("parameter", "temperature") : null;
}

/** `bad_tool_arguments`: JSON that breaks off, as small models write it. */
function callsOf(reply: Reply, fault: Fault | null): WrittenCall[] {
  return reply.tools.map((call, index) => {
    const json = JSON.stringify(call.arguments);
    return { id: `call_${index}${randomUUID().slice(0, 8)}`, name: call.name, arguments: fault?.kind === "bad_tool_arguments" ? `${json.slice(0, -1)}, "` : json };
  });
}

function modelsOf(vendor: VendorName, shape: VendorShape): unknown {
  if (vendor === "workers_ai") return { success: true, errors: [], messages: [], result: shape.models.map((name, index) => ({ id: `model-${index}`, name, task: { name: "Text Generation" } })) };
  return { object: "list", data: shape.models.map((id) => ({ id, object: "model", created: 1_700_000_000, owned_by: vendor })) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
