/** Tries a vendor as a call would, for the owner of a key: it hears a second of silence, or speaks a text. */
import type { ToMediaNode } from "@zvon/contract/node-link.ts";
import { vendorSchema } from "@zvon/contract/speech.ts";
import { ProviderError } from "../audio/provider-error.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import { wavHeader } from "../audio/wav-header.ts";
import type { OpenStt, Stt } from "../stt/port.ts";
import type { OpenTts, Tts } from "../tts/port.ts";
import type { createReach } from "./access.ts";

export type ProbeRequest = Omit<Extract<ToMediaNode, { type: "probe" }>, "v" | "type" | "probe">;
/** `detail`: a sentence for the owner of the key. `audio`: a WAV file in Base64. */
export type ProbeResult = { ok: boolean; code: string | null; detail: string; tookMs: number; audio: string | null };
export type Probe = (request: ProbeRequest) => Promise<ProbeResult>;

/** The edge waits for longer. */
const probeTimeoutMs = 8_000;
const rateHz = 8000;
const frameSamples = 160;
/** 40 s of speech; in Base64 well within what a message may hold. */
const maxSamples = 40 * rateHz;
/** Each is a request that costs somebody money. */
const maxAtOnce = 4;

export function createProbe(options: {
  reach: ReturnType<typeof createReach>;
  sttEntry: (provider: string) => { load(): Promise<OpenStt> } | undefined;
  ttsEntry: (provider: string) => { load(): Promise<OpenTts> } | undefined;
  ownEars: ReadonlyMap<string, Stt>;
  ownVoice: Tts | null;
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
}): Probe {
  const { now, setTimer } = options;
  let running = 0;

  function lineOf(request: ProbeRequest): VendorLine {
    const vendor = vendorSchema.safeParse(request.provider);
    if (!vendor.success) throw new ProviderError(`nobody here is called ${request.provider}`, { code: "not_installed", retryable: false });
    const { access, net } = request.access ? options.reach.ofTenant(request.access) : options.reach.of(vendor.data, {});
    return { access, net, model: request.model, language: request.language, hints: [], now, setTimer };
  }

  async function hear(request: ProbeRequest, signal: AbortSignal): Promise<string> {
    const own = options.ownEars.get(request.provider);
    const entry = options.sttEntry(request.provider);
    if (!own && !entry) throw new ProviderError(`this node has no recogniser "${request.provider}"`, { code: "not_installed", retryable: false });
    const stt = own ?? (await entry?.load())?.(lineOf(request));
    if (!stt) throw new ProviderError("the adapter could not be loaded", { code: "not_installed", retryable: false });
    try {
      for await (const event of stt.transcribe(silence(), { language: request.language, listen: { phrases: [], digits: null } }, signal)) {
        if (event.type === "final") return `${request.provider} took a second of silence and answered.`;
      }
      throw new ProviderError(`${request.provider} ended without an answer`, { code: "bad_answer", retryable: true });
    } finally {
      if (!own) await stt.close();
    }
  }

  async function speak(request: ProbeRequest, signal: AbortSignal): Promise<{ detail: string; audio: string }> {
    const own = request.provider === "embedded" ? options.ownVoice : null;
    const entry = options.ttsEntry(request.provider);
    if (!own && !entry) throw new ProviderError(`this node has no voice "${request.provider}"`, { code: "not_installed", retryable: false });
    const tts = own ?? (await entry?.load())?.(lineOf(request));
    if (!tts) throw new ProviderError("the adapter could not be loaded", { code: "not_installed", retryable: false });
    const parts: Int16Array[] = [];
    let samples = 0;
    let loudest = 0;
    let firstMs: number | null = null;
    const askedAtMs = now();
    try {
      const text = request.text ?? (request.language === "ru" ? "Проверка голоса" : "This is a test of the voice");
      for await (const chunk of tts.synthesise({ text, language: request.language, voice: request.voice ?? "", speed: request.speed }, signal)) {
        if (chunk.pcm.length > 0) firstMs ??= now() - askedAtMs;
        samples += chunk.pcm.length;
        loudest = chunk.pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), loudest);
        if (samples <= maxSamples) parts.push(chunk.pcm.slice());
      }
    } finally {
      if (!own) await tts.close();
    }
    if (samples === 0 || loudest < 50) throw new ProviderError(`${request.provider} gave silence for speech`, { code: "bad_answer", retryable: true });
    return { detail: `${request.provider} spoke; its first sound came after ${Math.round(firstMs ?? 0)} ms.`, audio: wavOf(parts).toString("base64") };
  }

  return async (request) => {
    const beganMs = now();
    const controller = new AbortController();
    const late = new ProviderError(`${request.provider} gave no answer within ${probeTimeoutMs / 1000} s`, { code: "timeout", retryable: true });
    const given = Promise.withResolvers<never>();
    const cancel = setTimer(() => {
      controller.abort(late);
      given.reject(late);
    }, probeTimeoutMs);
    running += 1;
    try {
      if (running > maxAtOnce) throw new ProviderError("this node tries other keys just now; try again in some seconds", { code: "busy", retryable: true });
      if (request.kind !== "stt" && request.kind !== "tts") throw new ProviderError("this node tries ears and voices only", { code: "bad_request", retryable: false });
      const work = request.kind === "stt" ? hear(request, controller.signal).then((detail) => ({ detail, audio: null })) : speak(request, controller.signal);
      const { detail, audio } = await Promise.race([work, given.promise]);
      return { ok: true, code: null, detail, tookMs: Math.round(now() - beganMs), audio };
    } catch (error) {
      const failure = error instanceof ProviderError ? error : new ProviderError(`${request.provider} failed`, { code: "failed", retryable: true, cause: error });
      return { ok: false, code: failure.code, detail: failure.message.slice(0, 500), tookMs: Math.round(now() - beganMs), audio: null };
    } finally {
      running -= 1;
      cancel();
    }
  };
}

async function* silence(): AsyncGenerator<Int16Array> {
  for (let frame = 0; frame < rateHz / frameSamples; frame += 1) yield new Int16Array(frameSamples);
}

function wavOf(parts: readonly Int16Array[]): Buffer {
  const dataBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const out = Buffer.alloc(dataBytes);
  let at = 0;
  for (const part of parts) for (const sample of part) at = out.writeInt16LE(sample, at);
  return Buffer.concat([wavHeader({ rateHz, channels: 1, dataBytes }), out]);
}
