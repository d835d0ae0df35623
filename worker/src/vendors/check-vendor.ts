/** The test button of a key: each kind of work that the vendor offers is tried once, the way a call would. */
import type { VendorTest } from "@zvon/contract/api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { llmProviderSchema, ttsProviderSchema } from "@zvon/contract/speech.ts";
import type { LlmProvider, SpeechKind, Vendor, VendorAccess } from "@zvon/contract/speech.ts";
import { z } from "zod";
import { fetchFor, openLlm } from "../llm/open.ts";
import { LlmError } from "../llm/port.ts";
import { addressOf, selfHosted } from "../llm/vendors.ts";
import type { ProbeRequest, ProbeResult } from "../nodes/media-node.ts";
import { modelsToTry, offersOf, voiceToTry } from "./catalogue.ts";
import { setupFault } from "./setup-fault.ts";

type Check = VendorTest["checks"][number];

export type CheckTools = {
  /** Has a media node try a vendor of speech. */
  probe: (request: ProbeRequest) => Promise<ProbeResult>;
  fetch: typeof fetch;
  now: () => number;
};

/** From the press of the button: a cold model of a self-hosted server may load first. */
const llmTimeoutMs = 15_000;
const sample = { ru: "Проверка связи.", en: "This is a test." };

/** @param language of the sentence about what is missing. @param access null: the installation's own key, which the node has by itself; `platform` is the edge's copy of it. */
export async function checkVendor(tools: CheckTools, vendor: Vendor, access: VendorAccess | null, platform: VendorAccess | null, language: Language = "en"): Promise<VendorTest> {
  const fault = access === null ? null : setupFault(vendor, access);
  const missing = fault === null ? null : { ok: false, code: fault.code, detail: fault.detail[language], tookMs: 0 };
  const checks = missing === null ? await Promise.all(offersOf(vendor).filter((kind) => kind !== "agent").map((kind) => checkKind(tools, vendor, kind, access, platform))) : [];
  const failed = checks.find((check) => !check.ok);
  const first = missing ?? failed ?? { ok: true, code: null, detail: "The vendor answers.", tookMs: 0 };
  return { ok: first.ok, code: first.code, detail: first.detail, tookMs: Math.max(0, ...checks.map((check) => check.tookMs)), checks };
}

function checkKind(tools: CheckTools, vendor: Vendor, kind: SpeechKind, access: VendorAccess | null, platform: VendorAccess | null): Promise<Check> {
  const provider = llmProviderSchema.safeParse(vendor);
  if (kind !== "llm") return checkSpeech(tools, vendor, kind, access);
  const opened = access ?? platform;
  if (!provider.success || opened === null) return Promise.resolve({ kind, ok: false, code: "no_key", detail: "There is no key.", tookMs: 0 });
  return checkLanguageModel(tools, provider.data, opened);
}

async function checkSpeech(tools: CheckTools, vendor: Vendor, kind: SpeechKind, access: VendorAccess | null): Promise<Check> {
  const voice = ttsProviderSchema.safeParse(vendor);
  // Voices of Deepgram speak English alone.
  const language = vendor === "yandex" ? "ru" : "en";
  const { audio: _audio, ...result } = await tools.probe({ kind, provider: vendor, model: null, voice: kind === "tts" && voice.success ? voiceToTry(voice.data, language) : null, speed: 1, language, text: kind === "tts" ? sample[language] : null, access });
  return { kind, ...result };
}

/** Vendors retire models faster than lists are read: of so many the first that is known is asked. */
const modelsTried = 3;

/** One short answer: a list of models would not say whether the key may use them, nor whether there is money. */
async function checkLanguageModel({ fetch, now }: CheckTools, provider: LlmProvider, access: VendorAccess): Promise<Check> {
  const startedMs = now();
  const took = () => now() - startedMs;
  const signal = AbortSignal.timeout(llmTimeoutMs);
  let fault: unknown = null;
  try {
    const known = modelsToTry(provider);
    for (const model of (known.length > 0 ? known : await listedModels(fetch, access, signal)).slice(0, modelsTried)) {
      try {
        const answer = openLlm({ provider, model, access, fetch }).respond({ messages: [{ role: "user", content: "Say: ok" }], tools: [], temperature: 0, maxTokens: 16, stream: false }, signal)[Symbol.asyncIterator]();
        // Any answer will do.
        while ((await answer.next()).done !== true);
        return { kind: "llm", ok: true, code: null, detail: `${model} answers.`, tookMs: took() };
      } catch (error) {
        if (!(error instanceof LlmError) || error.code !== "unknown_model") throw error;
        fault = error;
      }
    }
  } catch (error) {
    fault = error;
  }
  if (signal.aborted) return { kind: "llm", ok: false, code: "timeout", detail: "The model did not answer in time.", tookMs: took() };
  const known = fault instanceof LlmError ? fault : null;
  return { kind: "llm", ok: false, code: known?.code ?? "failed", detail: known?.message ?? "The vendor could not be reached.", tookMs: took() };
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })).min(1) });

/** What a self-hosted server lists. @throws LlmError */
async function listedModels(fetcher: typeof fetch, access: VendorAccess, signal: AbortSignal): Promise<string[]> {
  const response = await fetchFor(access, fetcher)(`${addressOf(access, selfHosted)}/models`, { headers: { authorization: `Bearer ${access.key}` }, signal });
  if (response.status === 401 || response.status === 403) throw new LlmError("The server refuses the key.", { code: "unauthorised", retryable: false });
  const parsed = response.ok ? modelsSchema.safeParse(await response.json().catch(() => null)) : null;
  if (parsed?.success !== true) throw new LlmError("The address answers, but lists no models at /models.", { code: "bad_answer", retryable: false });
  return parsed.data.data.map((model) => model.id);
}
