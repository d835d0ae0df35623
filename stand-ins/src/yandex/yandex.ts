/**
 * Yandex SpeechKit v3 (gRPC) and v1 synthesis (HTTP), and the sign-in of Yandex Cloud, on one loopback port: HTTP/2 and
 * HTTP/1.1 are told apart by their first bytes. The services are the vendor's own definitions (its SDK), the behaviour its
 * documents' (yandex.cloud/docs/speechkit, docs/iam; read 2026-11). The wording of `unpaid` is not documented.
 */
import { Server as GrpcServer, ServerCredentials, type sendUnaryData, type ServerDuplexStream, type ServerUnaryCall, type ServerWritableStream } from "@grpc/grpc-js";
import * as iam from "@yandex-cloud/nodejs-sdk/iam-v1/iam_token_service";
import type * as sttMessages from "@yandex-cloud/nodejs-sdk/ai-stt-v3/stt";
import { RecognizerService } from "@yandex-cloud/nodejs-sdk/ai-stt-v3/stt_service";
import type * as ttsMessages from "@yandex-cloud/nodejs-sdk/ai-tts-v3/tts";
import { SynthesizerService } from "@yandex-cloud/nodejs-sdk/ai-tts-v3/tts_service";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { createFaultPlan } from "../core/fault-plan.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, goneWith, readBody } from "../core/serve.ts";
import type { Fault, FaultKind, StandIn, StartStandIn } from "../stand-in.ts";
import { createAccounts, type Accounts, type Refusal } from "./accounts.ts";
import { recogniseStreaming } from "./recogniser.ts";
import { bytesOf, parts, refusalOf, utteranceSynthesis, type Spoken } from "./synthesiser.ts";

/** docs/speechkit/concepts/response */
const refusals: Partial<Record<FaultKind, Refusal>> = {
  unauthorised: { status: 16, details: "The token has expired" },
  unpaid: { status: 7, details: "The cloud is suspended: check its billing account" },
  rate_limited: { status: 8, details: "ai.speechkit requests rate quota limit exceed" },
  server_error: { status: 14, details: "Service unavailable" },
};
const httpStatus: Record<number, { status: number; code: string }> = { 3: { status: 400, code: "BAD_REQUEST" }, 7: { status: 403, code: "FORBIDDEN" }, 8: { status: 429, code: "TOO_MANY_REQUESTS" }, 14: { status: 503, code: "SERVICE_UNAVAILABLE" }, 16: { status: 401, code: "UNAUTHORIZED" } };
const http2Preface = "PRI";

export interface YandexStandIn extends StandIn {
  accounts: Accounts;
  /** `false`: this network lets no HTTP/2 through; what there is of it is cut. */
  letGrpcThrough(allowed: boolean): void;
}

export const startYandex = (async ({ ears, mouth, port = 0, latency = {}, fault }) => {
  const accounts = createAccounts();
  const plan = createFaultPlan(fault);
  const ledger = createLedger();
  const sockets = new Set<Socket>();
  const grpcSockets = new Set<Socket>();
  const busy = new Set<ServerResponse>();
  let grpcAllowed = true;

  const note = (what: string, detail: Record<string, unknown>) => void ledger.note(what, detail);
  const dropPeer = (peer: string): void => {
    for (const socket of grpcSockets) if (peer.endsWith(`:${socket.remotePort}`)) socket.destroy();
  };
  /** The fault of a request, or its refusal. */
  const admit = (authorization: string, folder: string | undefined): { fault: Fault | null; refusal: Refusal | null } => {
    const taken = plan.take();
    const refusal = (taken === null ? undefined : refusals[taken.kind]) ?? accounts.refusalOf(authorization, folder);
    return { fault: taken, refusal };
  };
  const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

  const grpc = new GrpcServer();
  grpc.addService(
    // What is written as bytes goes out as it is: garbage.
    { ...RecognizerService, recognizeStreaming: { ...RecognizerService.recognizeStreaming, responseSerialize: orBytes(RecognizerService.recognizeStreaming.responseSerialize) } },
    {
      recognizeStreaming(call: ServerDuplexStream<sttMessages.StreamingRequest, sttMessages.StreamingResponse | Buffer>) {
        const { fault: taken, refusal } = admit(text(call.metadata.get("authorization")[0]) ?? "", text(call.metadata.get("x-folder-id")[0]));
        if (refusal !== null) return void call.emit("error", { code: refusal.status, details: refusal.details });
        recogniseStreaming(call, { ears, finalMs: latency.sttFinalMs ?? 0, fault: taken, drop: () => dropPeer(call.getPeer()), note, count: (model, billedMs) => ledger.count({ kind: "stt", provider: "yandex", model, unit: "audio_ms", amount: billedMs }) });
      },
    },
  );
  grpc.addService(
    { ...SynthesizerService, utteranceSynthesis: { ...SynthesizerService.utteranceSynthesis, responseSerialize: orBytes(SynthesizerService.utteranceSynthesis.responseSerialize) } },
    {
      utteranceSynthesis(call: ServerWritableStream<ttsMessages.UtteranceSynthesisRequest, ttsMessages.UtteranceSynthesisResponse | Buffer>) {
        const { fault: taken, refusal } = admit(text(call.metadata.get("authorization")[0]) ?? "", text(call.metadata.get("x-folder-id")[0]));
        if (refusal !== null) return void call.emit("error", { code: refusal.status, details: refusal.details });
        if (taken?.kind === "half_open") return;
        utteranceSynthesis(call, { mouth, firstByteMs: latency.ttsFirstByteMs ?? 0, fault: taken, drop: () => dropPeer(call.getPeer()), note, count: (model, units) => ledger.count({ kind: "tts", provider: "yandex", model, unit: "requests", amount: units }) }).catch((error: unknown) => call.emit("error", { code: 13, details: String(error) }));
      },
      streamSynthesis(call: ServerDuplexStream<ttsMessages.StreamSynthesisRequest, ttsMessages.StreamSynthesisResponse>) {
        call.emit("error", { code: 12, details: "this stand-in has no streaming synthesis" });
      },
    },
  );
  grpc.addService(
    { create: iam.IamTokenServiceService.create },
    {
      create(call: ServerUnaryCall<iam.CreateIamTokenRequest, iam.CreateIamTokenResponse>, answer: sendUnaryData<iam.CreateIamTokenResponse>) {
        const { status, body } = accounts.exchange(call.request.jwt === undefined ? { yandexPassportOauthToken: call.request.yandexPassportOauthToken } : { jwt: call.request.jwt });
        if (status !== 200) return answer({ code: 16, details: String(body["message"]) });
        answer(null, iam.CreateIamTokenResponse.fromPartial({ iamToken: String(body["iamToken"]), expiresAt: new Date(String(body["expiresAt"])) }));
      },
    },
  );
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());

  async function request(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(incoming.url ?? "/", "http://yandex");
    if (incoming.method !== "POST") return answerJson(response, 404, { code: 5, message: "Not found" });
    const body = (await readBody(incoming)).toString("utf8");
    if (pathname === "/iam/v1/tokens") {
      const { status, body: answer } = accounts.exchange(parsed(body));
      ledger.note("iam/v1/tokens", { status });
      return answerJson(response, status, answer);
    }
    if (pathname === "/speech/v1/tts:synthesize") return synthesize(incoming, response, new URLSearchParams(body));
    answerJson(response, 404, { code: 5, message: "Not found" });
  }

  async function synthesize(incoming: IncomingMessage, response: ServerResponse, form: URLSearchParams): Promise<void> {
    const asked: Spoken = { text: form.get("text") ?? "", voice: form.get("voice") ?? "marina", role: form.get("emotion") ?? "", speed: Number(form.get("speed") ?? 1), rateHz: Number(form.get("sampleRateHertz") ?? 48000) };
    const { fault: taken, refusal } = admit(incoming.headers.authorization ?? "", form.get("folderId") ?? undefined);
    const refused = refusal ?? refusalOf(asked, "v1") ?? (form.get("format") === "lpcm" ? null : { status: 3, details: "this stand-in speaks lpcm alone" });
    if (refused !== null) {
      const { status, code } = httpStatus[refused.status] ?? { status: 500, code: "INTERNAL" };
      return answerJson(response, status, { error_code: code, error_message: refused.details });
    }
    if (taken?.kind === "half_open") return;
    ledger.note("tts:synthesize", { ...asked, lang: form.get("lang"), folderId: form.get("folderId") });
    ledger.count({ kind: "tts", provider: "yandex", model: "v1", unit: "chars", amount: Math.max(1, [...asked.text].length) });
    const gone = goneWith(response);
    for await (const pcm of parts(asked, { mouth, fault: taken, firstByteMs: latency.ttsFirstByteMs ?? 0 }, gone)) {
      if (gone.aborted) return;
      if (!response.headersSent) response.writeHead(200, { "content-type": "audio/x-pcm;bit=16" });
      response.write(bytesOf(pcm));
      if (taken?.kind === "stall") return;
      if (taken?.kind === "drop") return void response.destroy();
    }
    if (!gone.aborted) response.end();
  }

  const http = createServer((incoming, response) => {
    busy.add(response);
    response.once("close", () => busy.delete(response));
    response.on("error", () => undefined);
    request(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  const front = createTcpServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      grpcSockets.delete(socket);
    });
    socket.on("error", () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      const isGrpc = first.toString("latin1", 0, http2Preface.length) === http2Preface;
      if (isGrpc && !grpcAllowed) return void socket.destroy();
      if (isGrpc) grpcSockets.add(socket);
      // Accepted, and nothing ever comes of it.
      if (isGrpc && plan.peek("half_open") !== null) return void socket.resume();
      socket.pause();
      socket.unshift(first);
      if (isGrpc) injector.injectConnection(socket);
      else {
        http.emit("connection", socket);
        socket.resume();
      }
    });
  });
  await new Promise<void>((listening, fail) => {
    front.once("error", fail);
    front.listen(port, "127.0.0.1", () => {
      front.removeListener("error", fail);
      listening();
    });
  });

  return {
    name: "yandex",
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    key: accounts.apiKey,
    accounts,
    fault: (planned) => plan.set(planned),
    bill: () => ledger.bill(),
    asked: () => ledger.asked(),
    connections: () => grpcSockets.size + busy.size,
    letGrpcThrough(allowed) {
      grpcAllowed = allowed;
      if (!allowed) for (const socket of grpcSockets) socket.destroy();
    },
    close: () =>
      new Promise<void>((closed) => {
        front.close(() => closed());
        for (const socket of sockets) socket.destroy();
        grpc.forceShutdown();
        http.close();
      }),
  };
}) satisfies (...options: Parameters<StartStandIn>) => Promise<YandexStandIn>;

function orBytes<T extends object>(serialize: (value: T) => Buffer): (value: T | Buffer) => Buffer {
  const isBytes = (value: T | Buffer): value is Buffer => value instanceof Buffer;
  return (value) => (isBytes(value) ? value : serialize(value));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
