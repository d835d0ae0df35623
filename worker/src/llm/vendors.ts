/**
 * How each vendor that speaks OpenAI's Chat Completions departs from it. A caller waits on the line: every model is asked for the
 * least thought it allows. Read on 2026-11-21:
 * - OpenAI developers.openai.com/api/docs/guides/deployment-checklist and the types of its SDK: reasoning models take
 *   `max_completion_tokens` and `developer` in place of `system`, and `temperature` only with `reasoning_effort: none`. gpt-6-luna,
 *   gpt-6-sol (and gpt-5.6, by its own refusals) take tools here with `none` alone, and think when they are not told; gpt-6-astra
 *   and gpt-6.1-sol know no `none` and take no tools here. The others take the newer names as well.
 * - Groq console.groq.com/docs/openai, /docs/reasoning: usage also under `x_groq`; qwen thinks with `default` or `none`, gpt-oss
 *   from `low`; `reasoning_format: hidden` (gpt-oss: `include_reasoning: false`) keeps thoughts out.
 * - OpenRouter openrouter.ai/docs/api-reference/streaming, /errors, /use-cases/reasoning-tokens: comment lines while it waits,
 *   errors as data inside a 200; `reasoning.effort` is turned into what the model's vendor calls it.
 * - Workers AI developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility: the account stands in the address; of the
 *   models' schemas `reasoning_effort` from `low` for gpt-oss and GLM 5.3, `chat_template_kwargs` for Gemma 4 and GLM 4.7.
 * - Yandex yandex.cloud/docs/ai-studio/concepts/openai-compatibility: the folder in the model's URI and in `OpenAI-Project`;
 *   of the parameters temperature, max_tokens, stream, tools; requests are logged by Yandex unless `x-data-logging-enabled: false`.
 */
import type { LlmProvider, VendorAccess } from "@zvon/contract/speech.ts";
import { LlmError } from "./port.ts";

export type OpenAiProvider = Exclude<LlmProvider, "gigachat">;

export type Dialect = {
  baseUrl: string;
  /** As the vendor wants it written. */
  model: string;
  headers: Record<string, string>;
  /** The role of our instructions. */
  instructions: "system" | "developer";
  lengthLimit: "max_tokens" | "max_completion_tokens";
  /** False: the model refuses any temperature but its own, so none is sent. */
  temperature: boolean;
  /** Asked to put usage at the end of a stream. */
  streamUsage: boolean;
  /** The content of an assistant that only called tools. */
  noWords: null | "";
  /** An answer by a JSON schema is asked for as OpenAI does; else as any JSON, and the prompt tells which. Workers AI documents a form of its own. */
  schemas: boolean;
  /** Refusals come in Cloudflare's envelope. */
  cloudflareErrors: boolean;
  /** Further fields of the body. */
  extra: Record<string, unknown>;
};

/** Of a model of OpenAI; null: it does not think at all, and knows no such parameter. */
function leastThought(model: string): "none" | "minimal" | "low" | null {
  if (/^(gpt-6-astra|gpt-6\.1-sol|gpt-oss|o\d)/.test(model)) return "low";
  if (/^gpt-(5\.\d|[6-9])/.test(model)) return "none";
  return model.startsWith("gpt-5") ? "minimal" : null;
}

/** Only for models that are known to allow it: where thinking is a must, `none` is refused. */
function openRouterThought(model: string): { effort?: string } {
  if (model.startsWith("openai/")) {
    const effort = leastThought(model.slice("openai/".length));
    return effort === null ? {} : { effort };
  }
  if (model.startsWith("google/gemini-")) return { effort: "minimal" };
  return /^(deepseek\/deepseek-v|qwen\/qwen3|z-ai\/glm-)/.test(model) ? { effort: "none" } : {};
}

function groqThought(model: string): Record<string, unknown> {
  if (model.includes("gpt-oss")) return { reasoning_effort: "low", include_reasoning: false };
  return model.includes("qwen") ? { reasoning_effort: "none", reasoning_format: "hidden" } : {};
}

function workersAiThought(model: string): Record<string, unknown> {
  if (/gpt-oss|glm-5\.3/.test(model)) return { reasoning_effort: "low" };
  return /gemma-4|glm-4\.7/.test(model) ? { chat_template_kwargs: { enable_thinking: false } } : {};
}

/** Only its path counts: a self-hosted model has an address of its own. */
export const selfHosted = "http://self-hosted/v1";

/** An address without a path gets the vendor's own. */
export function addressOf(access: VendorAccess, address: string): string {
  if (access.baseUrl === undefined) return address;
  // One address serves all that a vendor offers: ws(s) where it hears and speaks, http(s) here.
  const own = new URL(access.baseUrl.replace(/^ws/i, "http"));
  return own.pathname === "/" ? new URL(new URL(address).pathname, own).href : own.href.replace(/\/$/, "");
}

export function dialectOf(provider: OpenAiProvider, model: string, access: VendorAccess): Dialect {
  const at = (address: string): string => addressOf(access, address);
  const plain: Dialect = { baseUrl: "", model, headers: {}, instructions: "system", lengthLimit: "max_tokens", temperature: true, streamUsage: true, noWords: null, schemas: true, cloudflareErrors: false, extra: {} };
  switch (provider) {
    case "openai": {
      const thought = leastThought(model);
      const extra = thought === null ? {} : { reasoning_effort: thought };
      return { ...plain, baseUrl: at("https://api.openai.com/v1"), instructions: thought === null ? "system" : "developer", lengthLimit: "max_completion_tokens", temperature: thought === null || thought === "none", extra };
    }
    case "groq":
      return { ...plain, baseUrl: at("https://api.groq.com/openai/v1"), lengthLimit: "max_completion_tokens", schemas: model.includes("gpt-oss"), extra: groqThought(model) };
    case "openrouter":
      // `usage` is told by default since 2026; asking is harmless. The title is what its owner sees in OpenRouter's log.
      return { ...plain, baseUrl: at("https://openrouter.ai/api/v1"), headers: { "X-Title": "Zvon" }, extra: { reasoning: { exclude: true, ...openRouterThought(model) } } };
    case "workers_ai":
      if (access.baseUrl === undefined && access.folder === undefined) throw new LlmError("Workers AI needs the account's id beside the key", { code: "misconfigured", retryable: false });
      return { ...plain, cloudflareErrors: true, noWords: "", schemas: false, baseUrl: at(`https://api.cloudflare.com/client/v4/accounts/${encodeURIComponent(access.folder ?? "")}/ai/v1`), extra: workersAiThought(model) };
    case "yandex": {
      if (!model.includes("://") && access.folder === undefined) throw new LlmError("YandexGPT needs the folder's id beside the key", { code: "misconfigured", retryable: false });
      const uri = model.includes("://") ? model : `gpt://${access.folder ?? ""}/${model.includes("/") ? model : `${model}/latest`}`;
      const folder: Record<string, string> = access.folder === undefined ? {} : { "OpenAI-Project": access.folder };
      // Callers' words are personal data: Yandex is asked not to keep them.
      return { ...plain, baseUrl: at("https://ai.api.cloud.yandex.net/v1"), model: uri, headers: { ...folder, "x-data-logging-enabled": "false" } };
    }
    case "compatible":
      if (access.baseUrl === undefined) throw new LlmError("a self-hosted model needs its address", { code: "misconfigured", retryable: false });
      return { ...plain, baseUrl: at(selfHosted) };
  }
}
