/**
 * How each vendor that speaks OpenAI's Chat Completions departs from it. Read on 2026-11-21:
 * - OpenAI platform.openai.com/docs/api-reference/chat: reasoning models (o-series, gpt-5) take `max_completion_tokens`, no
 *   `temperature` but 1, and `developer` in place of `system`; the others take the newer names as well.
 * - Groq console.groq.com/docs/openai, /docs/reasoning: usage also under `x_groq`; `reasoning_format: hidden` keeps thoughts out.
 * - OpenRouter openrouter.ai/docs/api-reference/streaming, /errors: comment lines while it waits, errors as data inside a 200.
 * - Workers AI developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility: the account stands in the address.
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
  /** Refusals come in Cloudflare's envelope. */
  cloudflareErrors: boolean;
  /** Further fields of the body. */
  extra: Record<string, unknown>;
};

/** Of OpenAI: thinks before it speaks; such models refuse temperature and `max_tokens`. gpt-5-chat and gpt-5.x-chat do not think. */
const reasons = (model: string): boolean => /^(o\d|gpt-5)/.test(model) && !model.includes("-chat");

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
  const plain: Dialect = { baseUrl: "", model, headers: {}, instructions: "system", lengthLimit: "max_tokens", temperature: true, streamUsage: true, cloudflareErrors: false, extra: {} };
  switch (provider) {
    case "openai": {
      const thinking = reasons(model);
      // A caller waits on the line: the least thought that every such model allows.
      const extra = thinking ? { reasoning_effort: "low" } : {};
      return { ...plain, baseUrl: at("https://api.openai.com/v1"), instructions: thinking ? "developer" : "system", lengthLimit: "max_completion_tokens", temperature: !thinking, extra };
    }
    case "groq": {
      // Of Groq's models these think aloud unless they are told not to.
      const extra = /qwen|deepseek-r1/.test(model) ? { reasoning_format: "hidden" } : {};
      return { ...plain, baseUrl: at("https://api.groq.com/openai/v1"), lengthLimit: "max_completion_tokens", extra };
    }
    case "openrouter":
      // `usage` is told by default since 2026; asking is harmless. The title is what its owner sees in OpenRouter's log.
      return { ...plain, baseUrl: at("https://openrouter.ai/api/v1"), headers: { "X-Title": "Zvon" }, extra: { reasoning: { exclude: true } } };
    case "workers_ai":
      if (access.baseUrl === undefined && access.folder === undefined) throw new LlmError("Workers AI needs the account's id beside the key", { code: "misconfigured", retryable: false });
      return { ...plain, cloudflareErrors: true, baseUrl: at(`https://api.cloudflare.com/client/v4/accounts/${encodeURIComponent(access.folder ?? "")}/ai/v1`) };
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
