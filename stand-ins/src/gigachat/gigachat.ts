/**
 * GigaChat: the sign-in for a token of half an hour and the chat beside it (the vendor has two hosts, the stand-in one).
 * Written from developers.sber.ru/docs/ru/gigachat (authorization, post-token, post-chat, response-token-streaming,
 * counting-tokens), read on 2026-11-21. Cached tokens stand beside `prompt_tokens`, not in them, and are not billed.
 */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { promptTokens, replyTo, tokensOf } from "../llm/answers.ts";
import type { ScriptedAnswer } from "../llm/answers.ts";
import { createLedger } from "../llm/ledger.ts";
import { cutOff, readBody, sendJson } from "../llm/llm.ts";
import { createFaults, faultMs, pause, write } from "../llm/writing.ts";
import type { Fault, Latency, StandIn, StartStandIn } from "../stand-in.ts";

export type GigachatStandIn = StandIn & { baseUrl: string; answers(scripted: readonly ScriptedAnswer[]): void; /** All tokens given out are refused from now on. */ expireTokens(): void };
export type GigachatStandInOptions = { answers?: readonly ScriptedAnswer[]; port?: number; latency?: Partial<Latency>; fault?: Fault; /** Which sort of account the key is of. */ scope?: string };

const models = ["GigaChat-2", "GigaChat-2-Pro", "GigaChat-2-Max"];
const tokenLifeMs = 30 * 60_000;
const cacheFromTokens = 128;

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant", "function"]), content: z.string() })).min(1),
  stream: z.boolean().default(false),
  temperature: z.number().positive().nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  function_call: z.union([z.enum(["auto", "none"]), z.object({ name: z.string() })]).nullish(),
  functions: z.array(z.object({ name: z.string(), description: z.string().optional(), parameters: z.object({ type: z.literal("object") }).loose() })).default([]),
});

export async function startGigachatStandIn(options: GigachatStandInOptions = {}): Promise<GigachatStandIn> {
  const key = Buffer.from("019e4196-0000-7000-8000-000000000001:stand-in-secret").toString("base64");
  const scope = options.scope ?? "GIGACHAT_API_PERS";
  const ledger = createLedger("gigachat", cacheFromTokens);
  const faults = createFaults(options.fault);
  const latency: Latency = { sttFinalMs: 0, ttsFirstByteMs: 0, llmFirstTokenMs: 0, llmTokensPerSecond: 0, ...options.latency };
  const tokens = new Map<string, number>();
  let answers = options.answers ?? [];
  let open = 0;

  const server = createServer((request, response) => {
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
    if (request.method === "POST" && path === "/api/v2/oauth") return signIn(request, response, String(body));
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    if ((tokens.get(token) ?? 0) <= Date.now()) return sendJson(response, 401, { status: 401, message: "Token has expired" });
    if (request.method === "GET" && path === "/api/v1/models") {
      ledger.note("models", {});
      return sendJson(response, 200, { object: "list", data: models.map((id) => ({ id, object: "model", owned_by: "salutedevices", type: "chat" })) });
    }
    if (request.method !== "POST" || path !== "/api/v1/chat/completions") return sendJson(response, 404, { status: 404, message: "Not Found" });
    const parsed = requestSchema.safeParse(body);
    if (!parsed.success) return sendJson(response, 422, { status: 422, message: `Invalid params: ${parsed.error.issues[0]?.path.join(".") ?? "body"}` });
    await complete(parsed.data, request, response, gone.signal);
  }

  function signIn(request: IncomingMessage, response: ServerResponse, body: string): void {
    const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const asked = new URLSearchParams(body).get("scope");
    ledger.note("oauth", { scope: asked });
    if (!uuid4.test(String(request.headers["rquid"] ?? ""))) return sendJson(response, 400, { code: 1, message: "RqUID header is missing or invalid" });
    if (!/^(?:Basic|Bearer) /.test(request.headers.authorization ?? "")) return sendJson(response, 400, { code: 4, message: "Can't decode 'Authorization' header" });
    if ((request.headers.authorization ?? "").replace(/^(?:Basic|Bearer) /, "") !== key) return sendJson(response, 401, { code: 6, message: "credentials doesn't match db data" });
    if (!/^GIGACHAT_API_(?:PERS|B2B|CORP)$/.test(asked ?? "")) return sendJson(response, 400, { code: 5, message: "scope is empty" });
    if (asked !== scope) return sendJson(response, 400, { code: 7, message: "scope from db not fully includes consumed scope" });
    const token = randomUUID();
    tokens.set(token, Date.now() + tokenLifeMs);
    sendJson(response, 200, { access_token: token, expires_at: Date.now() + tokenLifeMs });
  }

  async function complete(asked: z.infer<typeof requestSchema>, request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const fault = faults.next();
    const detail: Record<string, unknown> = { model: asked.model, stream: asked.stream, messages: asked.messages, tools: asked.functions.map((each) => each.name), temperature: asked.temperature ?? null, maxTokens: asked.max_tokens ?? null, session: request.headers["x-session-id"] ?? null, fault: fault?.kind ?? null, aborted: false, outputTokens: 0 };
    ledger.note("chat.completions", detail);
    response.on("close", () => (detail["aborted"] = !response.writableFinished));
    const refusal = refusalOf(fault, asked);
    if (refusal !== null) {
      await pause(faultMs(fault, "slow_start"), signal);
      return sendJson(response, refusal.status, refusal, refusal.status === 429 ? { "retry-after": "2" } : {});
    }
    if (fault?.kind === "half_open") return;
    await pause(faultMs(fault, "slow_start"), signal);
    const names = asked.functions.map((each) => each.name);
    const reply = replyTo(asked.messages, asked.function_call === "none" ? [] : names, answers, fault?.kind === "wrong_language");
    const input = promptTokens(asked.messages, asked.functions);
    const counted = ledger.open(asked.model, asked.messages.map((message) => message.content).join("\n"), input);
    response.on("close", () => (detail["outputTokens"] = counted.outputTokens()));
    const usage = () => ({ prompt_tokens: input - counted.cachedTokens, completion_tokens: counted.outputTokens(), total_tokens: input - counted.cachedTokens + counted.outputTokens(), precached_prompt_tokens: counted.cachedTokens });
    const head = () => ({ created: Math.floor(Date.now() / 1000), model: `${asked.model}:2.0.28.2`, object: "chat.completion" });
    const send = (delta: Record<string, unknown>, finish?: string): void => void response.write(`data: ${JSON.stringify({ choices: [{ delta, index: 0, ...(finish === undefined ? {} : { finish_reason: finish }) }], ...head(), ...(finish === undefined ? {} : { usage: usage() }) })}\n\n`);
    if (asked.stream) response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    const half = Math.ceil(tokensOf(reply.text).length / 2);
    let text = "";
    let words = 0;
    for await (const step of write(reply, { maxTokens: asked.max_tokens ?? 1024, fault, latency, signal })) {
      if (step.type === "word") {
        counted.word(1);
        text += step.text;
        words += 1;
        if (asked.stream) send({ content: step.text, ...(words === 1 ? { role: "assistant" } : {}) });
        if (fault?.kind === "drop" && words >= half) return await cutOff(response, signal);
        if (fault?.kind === "garbage" && words >= half) return void response.end(asked.stream ? "data: {\"choices\":\n\n" : "<html>");
        continue;
      }
      // One function at a time; its arguments are an object, or what the model made of one.
      const call = step.finish === "tools" ? reply.tools[0] : undefined;
      const functionCall = call === undefined ? null : { name: call.name, arguments: fault?.kind === "bad_tool_arguments" ? `${JSON.stringify(call.arguments).slice(0, -1)}, "` : call.arguments };
      if (functionCall !== null) counted.word(tokensOf(JSON.stringify(functionCall.arguments)).length + 1);
      const finish = functionCall === null ? (step.finish === "length" ? "length" : "stop") : "function_call";
      const called = functionCall === null ? {} : { function_call: functionCall, functions_state_id: randomUUID() };
      if (!asked.stream) return sendJson(response, 200, { choices: [{ message: { role: "assistant", content: text, ...called }, index: 0, finish_reason: finish }], ...head(), usage: usage() });
      if (functionCall !== null) send({ content: "", role: "assistant", ...called });
      send({ content: "" }, finish);
      response.end("data: [DONE]\n\n");
    }
  }

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name: "gigachat",
    url,
    baseUrl: `${url}/api/v1`,
    key,
    fault: (fault) => faults.set(fault),
    bill: () => ledger.bill(),
    asked: () => ledger.asked,
    connections: () => open,
    answers: (scripted) => void (answers = scripted),
    expireTokens: () => tokens.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const startGigachat: StartStandIn = ({ port, latency, fault }) => startGigachatStandIn({ ...(port === undefined ? {} : { port }), ...(latency === undefined ? {} : { latency }), ...(fault === undefined ? {} : { fault }) });

function refusalOf(fault: Fault | null, asked: { model: string; stream: boolean }): { status: number; message: string } | null {
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
      return models.includes(asked.model) ? null : { status: 404, message: "No such model" };
  }
}
