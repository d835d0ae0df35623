/**
 * GigaChat: the sign-in for a token of half an hour and the chat beside it (the vendor has two hosts, the stand-in one).
 * Written from developers.sber.ru/docs/ru/gigachat (authorization, post-token, post-chat, response-token-streaming,
 * counting-tokens), read on 2026-11-21. Cached tokens stand beside `prompt_tokens`, not in them, and are not billed.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { createFaultPlan, faultMs } from "../core/fault-plan.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, goneWith, pause, readBody, serve } from "../core/serve.ts";
import { replyTo, tokensOf } from "../llm/answers.ts";
import type { ScriptedAnswer } from "../llm/answers.ts";
import { createMeter } from "../llm/meter.ts";
import { write } from "../llm/writing.ts";
import type { Fault, Latency, StandIn, StartStandIn } from "../stand-in.ts";

export type GigachatStandIn = StandIn & { baseUrl: string; answers(scripted: readonly ScriptedAnswer[]): void; /** All tokens given out are refused from now on. */ expireTokens(): void };
export type GigachatStandInOptions = { answers?: readonly ScriptedAnswer[]; port?: number | undefined; latency?: Partial<Latency> | undefined; fault?: Fault | undefined; /** Which sort of account the key is of. */ scope?: string };

const models = ["GigaChat-2", "GigaChat-2-Pro", "GigaChat-2-Max"];
const tokenLifeMs = 30 * 60_000;
const cacheFromTokens = 128;
const defaultMaxTokens = 1024;

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant", "function"]), content: z.string(), name: z.string().optional(), function_call: z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }).optional(), functions_state_id: z.uuid().optional() })).min(1),
  stream: z.boolean().default(false),
  temperature: z.number().positive().nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  function_call: z.union([z.enum(["auto", "none"]), z.object({ name: z.string() })]).nullish(),
  functions: z.array(z.object({ name: z.string(), description: z.string().optional(), parameters: z.object({ type: z.literal("object") }).loose() })).default([]),
});

export async function startGigachatStandIn({ answers: scripted = [], port, latency = {}, fault: firstFault, scope = "GIGACHAT_API_PERS" }: GigachatStandInOptions = {}): Promise<GigachatStandIn> {
  const key = Buffer.from("019e4196-0000-7000-8000-000000000001:stand-in-secret").toString("base64");
  const ledger = createLedger();
  const meter = createMeter(ledger, "gigachat", cacheFromTokens);
  const plan = createFaultPlan(firstFault);
  const tokens = new Map<string, number>();
  let answers = scripted;

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = (await readBody(request)).toString("utf8");
    const asked = `${request.method} ${url.pathname}`;
    if (asked === "POST /api/v2/oauth") return signIn(request, response, body);
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    if ((tokens.get(token) ?? 0) <= Date.now()) return answerJson(response, 401, { status: 401, message: "Token has expired" });
    if (asked === "GET /api/v1/models") {
      ledger.note("models");
      return answerJson(response, 200, { object: "list", data: models.map((id) => ({ id, object: "model", owned_by: "salutedevices", type: "chat" })) });
    }
    if (asked !== "POST /api/v1/chat/completions") return answerJson(response, 404, { status: 404, message: "Not Found" });
    const parsed = requestSchema.safeParse(jsonOf(body));
    if (!parsed.success) return answerJson(response, 422, { status: 422, message: `Invalid params: ${parsed.error.issues[0]?.path.join(".") ?? "body"}` });
    await complete(parsed.data, request, response);
  }

  function signIn(request: IncomingMessage, response: ServerResponse, body: string): void {
    const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const asked = new URLSearchParams(body).get("scope");
    ledger.note("oauth", { scope: asked });
    if (!uuid4.test(String(request.headers["rquid"] ?? ""))) return answerJson(response, 400, { code: 1, message: "RqUID header is missing or invalid" });
    if (!/^(?:Basic|Bearer) /.test(request.headers.authorization ?? "")) return answerJson(response, 400, { code: 4, message: "Can't decode 'Authorization' header" });
    if ((request.headers.authorization ?? "").replace(/^(?:Basic|Bearer) /, "") !== key) return answerJson(response, 401, { code: 6, message: "credentials doesn't match db data" });
    if (!/^GIGACHAT_API_(?:PERS|B2B|CORP)$/.test(asked ?? "")) return answerJson(response, 400, { code: 5, message: "scope is empty" });
    if (asked !== scope) return answerJson(response, 400, { code: 7, message: "scope from db not fully includes consumed scope" });
    const token = randomUUID();
    tokens.set(token, Date.now() + tokenLifeMs);
    answerJson(response, 200, { access_token: token, expires_at: Date.now() + tokenLifeMs });
  }

  async function complete(asked: z.infer<typeof requestSchema>, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = plan.take();
    const signal = goneWith(response);
    const names = asked.functions.map((each) => each.name);
    const { detail } = ledger.note("chat.completions", { model: asked.model, stream: asked.stream, messages: asked.messages, tools: names, format: typeof asked.function_call === "object" ? asked.function_call : null, temperature: asked.temperature ?? null, maxTokens: asked.max_tokens ?? null, session: request.headers["x-session-id"] ?? null, fault: fault?.kind ?? null, aborted: false, outputTokens: 0 });
    response.once("close", () => (detail["aborted"] = !response.writableFinished));
    if (fault?.kind === "half_open") return;
    if (fault?.kind === "slow_start") await pause(faultMs(fault), signal);
    const refusal = refusalOf(fault, asked);
    if (refusal !== null) return answerJson(response, refusal.status, refusal, refusal.status === 429 ? { "retry-after": "2" } : {});
    const counted = meter.open(asked.model, asked.messages, asked.functions);
    response.once("close", () => (detail["outputTokens"] = counted.output()));
    const usage = () => ({ prompt_tokens: counted.input - counted.cached, completion_tokens: counted.output(), total_tokens: counted.input - counted.cached + counted.output(), precached_prompt_tokens: counted.cached });
    const head = () => ({ created: Math.floor(Date.now() / 1000), model: `${asked.model}:2.0.28.2`, object: "chat.completion" });
    const send = (delta: Record<string, unknown>, finish?: string): void => void response.write(`data: ${JSON.stringify({ choices: [{ delta, index: 0, ...(finish === undefined ? {} : { finish_reason: finish }) }], ...head(), ...(finish === undefined ? {} : { usage: usage() }) })}\n\n`);
    if (asked.stream) response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    const forced = typeof asked.function_call === "object" ? asked.function_call?.name : undefined;
    const plain = replyTo(asked.messages, asked.function_call === "none" ? [] : names, answers, fault?.kind === "wrong_language");
    const reply = forced === undefined ? plain : { text: "", tools: [{ name: forced, arguments: objectIn(plain.text) }] };
    let text = "";
    for await (const step of write(reply, { maxTokens: asked.max_tokens ?? defaultMaxTokens, fault, pace: latency, signal })) {
      if (step.type === "word") {
        if (asked.stream) send({ content: step.text, ...(text === "" ? { role: "assistant" } : {}) });
        counted.wrote(1);
        text += step.text;
      } else if (step.type === "break") {
        if (step.how === "garbage") response.end(asked.stream ? 'data: {"choices":\n\n' : "<html>");
        else response.destroy();
      } else {
        // One function at a time; its arguments are an object, or what the model made of one.
        const call = step.finish === "tools" ? reply.tools[0] : undefined;
        const functionCall = call === undefined ? null : { name: call.name, arguments: fault?.kind === "bad_tool_arguments" ? `${JSON.stringify(call.arguments).slice(0, -1)}, "` : call.arguments };
        if (functionCall !== null) counted.wrote(tokensOf(JSON.stringify(functionCall.arguments)).length + 1);
        const finish = functionCall === null ? (step.finish === "length" ? "length" : "stop") : "function_call";
        const called = functionCall === null ? {} : { function_call: functionCall, functions_state_id: randomUUID() };
        if (!asked.stream) return answerJson(response, 200, { choices: [{ message: { role: "assistant", content: text, ...called }, index: 0, finish_reason: finish }], ...head(), usage: usage() });
        if (functionCall !== null) send({ content: "", role: "assistant", ...called });
        send({ content: "" }, finish);
        response.end("data: [DONE]\n\n");
      }
    }
  }

  const server = await serve({ port, request: answer });
  return { name: "gigachat", url: server.url, baseUrl: `${server.url}/api/v1`, key, fault: plan.set, bill: ledger.bill, asked: ledger.asked, connections: server.connections, answers: (next) => void (answers = next), expireTokens: () => tokens.clear(), close: server.close };
}

export const startGigachat: StartStandIn = ({ port, latency, fault }) => startGigachatStandIn({ port, latency, fault });

/** A model that must call writes its answer as the arguments. */
const objectIn = (text: string): Record<string, unknown> => z.record(z.string(), z.unknown()).catch({ text }).parse(jsonOf(text));

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

type Asked = z.infer<typeof requestSchema>;

/** A result stands right after its call, by the same name, and is JSON. */
function disorderly(messages: Asked["messages"]): boolean {
  return messages.some((message, index) => {
    const call = messages[index - 1]?.function_call;
    const result = message.role === "function";
    if (result && (call === undefined || call.name !== message.name || jsonOf(message.content) === null)) return true;
    return !result && call !== undefined;
  });
}

function refusalOf(fault: Fault | null, asked: Asked): { status: number; message: string } | null {
  switch (fault?.kind) {
    case "unauthorised":
      return { status: 401, message: "Unauthorized" };
    case "unpaid":
      return { status: 402, message: "Payment Required" };
    case "rate_limited":
      return { status: 429, message: "Too Many Requests" };
    case "server_error":
      return { status: 503, message: "Service Unavailable" };
    case "no_streaming":
      return asked.stream ? { status: 422, message: "Invalid params: stream" } : null;
    default:
      if (!models.includes(asked.model)) return { status: 404, message: "No such model" };
      return disorderly(asked.messages) ? { status: 422, message: "Invalid params: messages" } : null;
  }
}
