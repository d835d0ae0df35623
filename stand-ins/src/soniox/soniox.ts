/**
 * Soniox real-time recognition as its documents describe it (api-reference/stt/websocket-api, stt/rt/*, guides/websocket-authentication;
 * read 2026-11): start message, tokens final and not, `<end>`, finalize and `<fin>`, keepalive, the empty frame that ends a
 * stream, errors as JSON before the close.
 */
import type { WebSocket } from "ws";
import { createFaultPlan, faultMs } from "../core/fault-plan.ts";
import { createHeardAudio } from "../core/heard-audio.ts";
import { parsedJson } from "../core/json.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, serve } from "../core/serve.ts";
import type { StartStandIn } from "../stand-in.ts";

const key = "soniox-stand-in-key";
/** docs/stt/models: v5, and v4 as another name of it. */
const models = new Set(["stt-rt-v5", "stt-rt-v4"]);
/** Without audio or keepalive for so long the vendor closes. */
const idleTimeoutMs = 20_000;
const lookEveryMs = 200;
/** Silence after which an endpoint is told. */
const endpointMs = 700;
/** The vendor gives a token a few letters at a time. */
const tokenLetters = 4;

const errors = {
  unauthorised: [401, "Incorrect API key provided. You can get an API key at https://console.soniox.com"],
  unpaid: [402, "Organization balance exhausted. Please either add funds manually or enable autopay."],
  rate_limited: [429, "Rate limit exceeded for your organization."],
  server_error: [503, "Cannot continue request (code 4). Please restart the request."],
} as const;

type Token = { text: string; is_final: boolean; confidence: number; start_ms?: number; end_ms?: number };

export const startSoniox: StartStandIn = async ({ ears, port, latency, fault }) => {
  const faults = createFaultPlan(fault);
  const ledger = createLedger();
  const finalMs = latency?.sttFinalMs ?? 0;

  function stream(socket: WebSocket, keyOfConnection: string | null): void {
    let model: string | null = null;
    let startedAt = 0;
    let audio = createHeardAudio({ ears, rateHz: 16_000, encoding: "linear16" });
    let endpoints = false;
    let deaf = false;
    let told = "";
    let endTold = false;
    let sinceLookedMs = 0;
    let queue = Promise.resolve();
    let idle: NodeJS.Timeout | null = null;
    /** Milliseconds of the stream that are final. */
    let finalMsOfAudio = 0;

    const later = (act: () => void, afterMs = 0): void => {
      queue = queue.then(async () => {
        if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
        if (!deaf && socket.readyState === socket.OPEN) act();
      });
    };
    const answer = (body: Record<string, unknown>, afterMs = 0): void => later(() => socket.send(JSON.stringify({ ...body, final_audio_proc_ms: Math.round(finalMsOfAudio), total_audio_proc_ms: Math.round(audio.totalMs()) })), afterMs);
    const refuse = (code: number, message: string): void => {
      socket.send(JSON.stringify({ tokens: [], error_code: code, error_message: message }));
      socket.close(1000);
    };
    const alive = (): void => {
      if (idle !== null) clearTimeout(idle);
      idle = setTimeout(() => refuse(408, "Audio data decode timeout."), idleTimeoutMs);
    };
    const tokens = (said: ReturnType<typeof audio.said>, final: boolean): Token[] =>
      said.words.flatMap((word, n) => {
        const text = (n === 0 && finalMsOfAudio === 0 ? "" : " ") + word.text;
        const parts = text.match(new RegExp(`.{1,${tokenLetters}}`, "gu")) ?? [];
        return parts.map((part, at) => ({ text: part, is_final: final, confidence: said.confidence, start_ms: Math.round(word.startMs + ((word.endMs - word.startMs) * at) / parts.length), end_ms: Math.round(word.endMs) }));
      });
    const settle = (mark: "<fin>" | "<end>"): void => {
      const said = audio.said();
      answer({ tokens: [...tokens(said, true), { text: mark, is_final: true, confidence: 1 }] }, finalMs);
      audio.cut();
      finalMsOfAudio = audio.totalMs();
      told = "";
    };

    function start(text: string): void {
      const config = parsed(text);
      const given = keyOfConnection ?? (typeof config?.["api_key"] === "string" ? config["api_key"] : null);
      const planned = faults.take("unauthorised", "unpaid", "rate_limited", "server_error")?.kind;
      if (config === null) return refuse(400, "Start request is not valid JSON.");
      const fault = given === key ? planned : "unauthorised";
      if (fault === "unauthorised" || fault === "unpaid" || fault === "rate_limited" || fault === "server_error") return refuse(errors[fault][0], errors[fault][1]);
      if (typeof config["model"] !== "string" || !models.has(config["model"])) return refuse(400, "Invalid model specified.");
      const format = config["audio_format"];
      if (format !== "pcm_s16le" && format !== "mulaw" && format !== "alaw") return refuse(400, "Audio format can't be determined.");
      if (typeof config["sample_rate"] !== "number" || config["num_channels"] !== 1) return refuse(400, "sample_rate and num_channels are required for raw audio.");
      ledger.note("start", { ...config, api_key: undefined });
      model = config["model"];
      startedAt = performance.now();
      endpoints = config["enable_endpoint_detection"] === true;
      audio = createHeardAudio({ ears, rateHz: config["sample_rate"], encoding: format === "pcm_s16le" ? "linear16" : format });
      if (faults.take("half_open") !== null) deaf = true;
    }

    function control(text: string): void {
      const message = parsed(text);
      ledger.note(String(message?.["type"] ?? "end"), {});
      if (message?.["type"] === "finalize") {
        if (faults.take("stall") !== null) deaf = true;
        return settle("<fin>");
      }
      if (message?.["type"] === "keepalive") return;
      refuse(400, "Control request invalid type.");
    }

    function look(): void {
      if (faults.take("garbage") !== null) return later(() => socket.send("{tokens"));
      const said = audio.said();
      if (said.durationMs > 400 && faults.take("drop") !== null) return socket.terminate();
      if (endpoints && said.text !== "" && said.trailingSilenceMs >= endpointMs && !endTold) {
        endTold = true;
        return settle("<end>");
      }
      if (said.text === told) return;
      told = said.text;
      endTold = false;
      answer({ tokens: tokens(said, false) });
    }

    const pause = faults.take("slow_start");
    /** What came while it was slow to start, audio too. */
    let late: [data: Buffer, binary: boolean][] | null = pause === null ? null : [];
    const starting = pause === null ? null : setTimeout(() => {
      const came = late ?? [];
      late = null;
      for (const [data, binary] of came) onMessage(data, binary);
    }, faultMs(pause));
    socket.on("message", (data: Buffer, binary: boolean) => {
      alive();
      if (late !== null) late.push([data, binary]);
      else onMessage(data, binary);
    });
    const onMessage = (data: Buffer, binary: boolean): void => {
      if (model === null) return binary ? refuse(400, "Start request expected.") : start(data.toString());
      if (data.length === 0) {
        // The end of the stream.
        const said = audio.said();
        answer({ tokens: tokens(said, true) });
        answer({ tokens: [], finished: true });
        return later(() => socket.close(1000));
      }
      if (!binary) return control(data.toString());
      const ms = audio.push(data);
      if (ms === null) return refuse(400, "Audio data can't be decoded.");
      sinceLookedMs += ms;
      if (sinceLookedMs < lookEveryMs) return;
      sinceLookedMs = 0;
      look();
    };
    alive();
    socket.on("close", () => {
      if (starting !== null) clearTimeout(starting);
      if (idle !== null) clearTimeout(idle);
      if (model !== null) ledger.count({ kind: "stt", provider: "soniox", model, unit: "connection_ms", amount: performance.now() - startedAt });
    });
  }

  const server = await serve({
    port,
    request: (_request, response) => answerJson(response, 404, { status_code: 404, error_type: "not_found", message: "Not found." }),
    upgrade(request, url) {
      if (url.pathname !== "/transcribe-websocket") return { status: 404 };
      const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? null;
      const [scheme, offered] = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((part) => part.trim());
      const given = header ?? (scheme === "soniox-api-key" ? (offered ?? "") : null);
      if (given !== null && given !== key) return { status: 401, body: { status_code: 401, error_type: "unauthenticated", message: errors.unauthorised[1] } };
      return { accept: (socket) => stream(socket, given), ...(scheme === "soniox-api-key" ? { protocol: scheme } : {}) };
    },
  });
  return { name: "soniox", url: server.url, key, fault: faults.set, bill: ledger.bill, asked: ledger.asked, connections: server.connections, close: server.close };
};

function parsed(text: string): Record<string, unknown> | null {
  const value = parsedJson(text);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
