/**
 * UtteranceSynthesis of SpeechKit v3 and tts:synthesize of v1: the vendor's voices and roles, its limits (250 characters
 * unless `unsafe_mode`, 5,000 at most), its markup taken out before it is spoken (docs/speechkit/tts, /concepts/limits).
 */
import type { ServerWritableStream } from "@grpc/grpc-js";
import * as tts from "@yandex-cloud/nodejs-sdk/ai-tts-v3/tts";
import { faultMs } from "../core/fault-plan.ts";
import { pause } from "../core/serve.ts";
import type { Fault, Mouth } from "../stand-in.ts";
import type { Refusal } from "./accounts.ts";

/** docs/speechkit/tts/voices: roles, and whether v1 has the voice. */
const voices: Record<string, { roles: string[]; v1: boolean }> = {
  john: { roles: [], v1: true },
  alena: { roles: ["neutral", "good"], v1: true },
  filipp: { roles: [], v1: true },
  ermil: { roles: ["neutral", "good"], v1: true },
  jane: { roles: ["neutral", "good", "evil"], v1: true },
  omazh: { roles: ["neutral", "evil"], v1: true },
  zahar: { roles: ["neutral", "good"], v1: true },
  marina: { roles: ["neutral", "whisper", "friendly"], v1: true },
  dasha: { roles: ["neutral", "good", "friendly"], v1: false },
  julia: { roles: ["neutral", "strict"], v1: false },
  lera: { roles: ["neutral", "friendly"], v1: false },
  masha: { roles: ["good", "strict", "friendly"], v1: false },
  alexander: { roles: ["neutral", "good"], v1: false },
  kirill: { roles: ["neutral", "strict", "good"], v1: false },
  anton: { roles: ["neutral", "good"], v1: false },
};
const defaultVoice = "marina";
const safeChars = 250;
const maxChars = 5_000;
/** Seconds in a message of audio. */
const chunkSeconds = 0.4;

export type Spoken = { text: string; voice: string; role: string; speed: number; rateHz: number };

export interface SynthesiserOptions {
  mouth: Mouth;
  firstByteMs: number;
  fault: Fault | null;
  drop(): void;
  note(what: string, detail: Record<string, unknown>): void;
  /** Billing units of v3. */
  count(model: string, units: number): void;
}

type Call = ServerWritableStream<tts.UtteranceSynthesisRequest, tts.UtteranceSynthesisResponse | Buffer>;

export async function utteranceSynthesis(call: Call, options: SynthesiserOptions): Promise<void> {
  const { request } = call;
  const text = request.text ?? "";
  const hint = <T>(pick: (hints: tts.Hints) => T | undefined): T | undefined => request.hints.map(pick).find((value) => value !== undefined);
  const raw = request.outputAudioSpec?.rawAudio;
  const asked = { text, voice: hint((hints) => hints.voice) ?? defaultVoice, role: hint((hints) => hints.role) ?? "", speed: hint((hints) => hints.speed) ?? 1, rateHz: raw?.sampleRateHertz ?? 0 };
  const refusal = refusalOf(asked, "v3") ?? (raw?.audioEncoding === tts.RawAudio_AudioEncoding.LINEAR16_PCM ? null : { status: 12, details: "this stand-in speaks raw LINEAR16_PCM alone" }) ?? (text.length > safeChars && !request.unsafeMode ? { status: 3, details: `Too long text: limit is ${safeChars} symbols` } : null);
  if (refusal !== null) return void call.emit("error", { code: refusal.status, details: refusal.details });
  options.note("UtteranceSynthesis", { ...asked, model: request.model, unsafeMode: request.unsafeMode });
  options.count(request.model === "" ? "v3" : request.model, Math.max(1, Math.ceil([...text].length / safeChars)));
  const gone = new AbortController();
  call.on("cancelled", () => {
    gone.abort();
    options.note("cancelled", { text });
  });
  let atMs = 0;
  for await (const pcm of parts(asked, options, gone.signal)) {
    if (gone.signal.aborted) return;
    if (options.fault?.kind === "garbage") {
      call.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x07, 0x01]));
      return;
    }
    const lengthMs = Math.round((pcm.length / asked.rateHz) * 1000);
    call.write(tts.UtteranceSynthesisResponse.fromPartial({ audioChunk: { data: bytesOf(pcm) }, textChunk: { text: atMs === 0 ? text : "" }, startMs: atMs, lengthMs }));
    atMs += lengthMs;
    if (options.fault?.kind === "stall") return;
    if (options.fault?.kind === "drop") return options.drop();
  }
  if (!gone.signal.aborted) call.end();
}

/** Audio of a text as it is made, with the faults of voices. */
export async function* parts(asked: Spoken, { mouth, fault, firstByteMs }: Pick<SynthesiserOptions, "mouth" | "fault" | "firstByteMs">, gone: AbortSignal): AsyncGenerator<Int16Array> {
  if (!(await pause(fault?.kind === "slow_start" ? faultMs(fault) : firstByteMs, gone))) return;
  const size = Math.round(asked.rateHz * chunkSeconds);
  // Nobody hears these out, so nothing is spoken for them.
  if (fault?.kind === "drop" || fault?.kind === "garbage") return yield new Int16Array(size).fill(1000);
  const pcm = await mouth.speak(withoutMarkup(asked.text), asked.rateHz);
  if (fault?.kind === "zeros") pcm.fill(0);
  for (let at = 0; at < pcm.length; at += size) {
    if (fault?.kind === "slower_than_real_time" && at > 0 && !(await pause(chunkSeconds * 1500, gone))) return;
    yield pcm.subarray(at, at + size);
  }
}

export function refusalOf(asked: Spoken, api: "v1" | "v3"): Refusal | null {
  const voice = voices[asked.voice];
  if (voice === undefined || (api === "v1" && !voice.v1)) return { status: 3, details: `Unsupported voice: ${asked.voice}` };
  if (asked.role !== "" && !voice.roles.includes(asked.role)) return { status: 3, details: `Unsupported role ${asked.role} of ${asked.voice}` };
  if (asked.speed < 0.1 || asked.speed > 3) return { status: 3, details: "speed is out of range [0.1, 3]" };
  if (asked.text.length > maxChars) return { status: 3, details: `Too long text: limit is ${maxChars} symbols` };
  return null;
}

export function bytesOf(pcm: Int16Array): Buffer {
  return Buffer.from(pcm.slice().buffer);
}

function withoutMarkup(text: string): string {
  return text.replace(/\+(?=\p{L})/gu, "").replace(/sil<\[\d+\]>|<\[\w+\]>|\*\*/g, " ");
}
