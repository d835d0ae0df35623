/**
 * How each vendor's Chat Completions look on the wire. From their documents, read on 2026-11-21:
 * openai developers.openai.com/api/reference (chat streaming, error codes, rate limits, spend limits) · groq
 * console.groq.com/docs/{api-reference,errors,rate-limits,spend-limits} · openrouter openrouter.ai/docs/api/reference/
 * {streaming,errors-and-debugging} · workers_ai developers.cloudflare.com/workers-ai/{configuration/open-ai-compatibility,
 * platform/errors} · yandex yandex.cloud/docs/ai-studio/{concepts/openai-compatibility,operations/disable-logging}.
 */
export type VendorName = "openai" | "groq" | "openrouter" | "workers_ai" | "yandex" | "compatible";
export type RefusalKind = "unauthorised" | "unpaid" | "rate_limited" | "server_error" | "unknown_model" | "no_streaming" | "parameter";
export type Refusal = { status: number; body: unknown; headers?: Record<string, string> };
export type Counts = { input: number; cached: number; output: number };
type Frame = Record<string, unknown>;

export type VendorShape = {
  /** Path before /chat/completions. */
  prefix: string;
  key: string;
  models: readonly string[];
  cacheFrom: number | null;
  /** Comment lines while the model is waited for. */
  comment: string | null;
  /** The request ends well at HTTP and fails inside the stream. */
  failsInside: boolean;
  /** Arguments of a tool come in pieces. */
  toolsInPieces: boolean;
  refuse(kind: RefusalKind, about: string): Refusal;
  /** One chunk's fields beside choices and usage. */
  chunk(model: string, id: string): Frame;
  choice(delta: Frame, finish: string | null): Frame;
  usage(counts: Counts): Frame;
  /** Where usage stands in a stream: in a chunk of its own without choices, beside the reason, and whether it must be asked for. */
  usageAt: { own: boolean; last: "usage" | "x_groq" | null; asked: boolean };
};

const openAiError = (status: number, type: string, code: string | null, message: string, param: string | null = null, headers: Record<string, string> = {}): Refusal => ({ status, body: { error: { message, type, param, code } }, headers });

const limits = (remaining: string): Record<string, string> => ({ "x-ratelimit-limit-requests": "500", "x-ratelimit-limit-tokens": "30000", "x-ratelimit-remaining-requests": remaining, "x-ratelimit-remaining-tokens": remaining, "x-ratelimit-reset-requests": "2s", "x-ratelimit-reset-tokens": "2s" });

const openai: VendorShape = {
  prefix: "/v1",
  key: "sk-proj-stand-in-openai-0123456789",
  // The last does not think, and ends on 2027-01-14.
  models: ["gpt-6-luna", "gpt-6-sol", "gpt-6-astra", "gpt-5.6-luna", "gpt-5.6-terra", "gpt-5.4-mini", "gpt-4.1-mini"],
  cacheFrom: 1024,
  comment: null,
  failsInside: false,
  toolsInPieces: true,
  refuse(kind, about) {
    switch (kind) {
      case "unauthorised":
        return openAiError(401, "invalid_request_error", "invalid_api_key", `Incorrect API key provided: ${masked(about)}. You can find your API key at https://platform.openai.com/account/api-keys.`);
      case "unpaid":
        return openAiError(429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota, please check your plan and billing details.");
      case "rate_limited":
        return openAiError(429, "requests", "rate_limit_exceeded", `Rate limit reached for ${about} on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in 2s.`, null, { ...limits("0"), "retry-after": "2", "retry-after-ms": "2000" });
      case "server_error":
        return openAiError(503, "server_error", null, "The engine is currently overloaded, please try again later.");
      case "unknown_model":
        return openAiError(404, "invalid_request_error", "model_not_found", `The model \`${about}\` does not exist or you do not have access to it.`);
      case "no_streaming":
        return openAiError(400, "invalid_request_error", "unsupported_value", "Your organization must be verified to stream this model. Please go to organization settings and click on Verify Organization.", "stream");
      case "parameter":
        return openAiError(400, "invalid_request_error", "unsupported_parameter", `Unsupported parameter: '${about}' is not supported with this model.`, about);
    }
  },
  chunk: (model, id) => ({ id: `chatcmpl-${id}`, object: "chat.completion.chunk", created: seconds(), model: `${model}-2026-08-07`, service_tier: "default", system_fingerprint: "fp_51e1070cf2" }),
  choice: (delta, finish) => ({ index: 0, delta, logprobs: null, finish_reason: finish }),
  usage: ({ input, cached, output }) => ({ prompt_tokens: input, completion_tokens: output, total_tokens: input + output, prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 } }),
  usageAt: { own: true, last: null, asked: true },
};

const groqError = (status: number, type: string, code: string, message: string, headers: Record<string, string> = {}): Refusal => ({ status, body: { error: { message, type, code } }, headers });
const groq: VendorShape = {
  ...openai,
  prefix: "/openai/v1",
  key: "gsk_standin0123456789",
  models: ["openai/gpt-oss-120b", "openai/gpt-oss-20b", "qwen/qwen3.8-27b"],
  toolsInPieces: false,
  refuse(kind, about) {
    switch (kind) {
      case "unauthorised":
        return groqError(401, "invalid_request_error", "invalid_api_key", "Invalid API Key");
      case "unpaid":
        return groqError(400, "invalid_request_error", "blocked_api_access", "API access is blocked: the spend limit of the organization is reached.");
      case "rate_limited":
        return groqError(429, "tokens", "rate_limit_exceeded", `Rate limit reached for model \`${about}\` in organization \`org_standin\` on tokens per minute (TPM): Limit 6000, Used 5990. Please try again in 2s.`, { ...limits("0"), "retry-after": "2" });
      case "server_error":
        return groqError(503, "internal_server_error", "service_unavailable", "Service Unavailable");
      case "unknown_model":
        return groqError(404, "invalid_request_error", "model_not_found", `The model \`${about}\` does not exist or you do not have access to it.`);
      case "no_streaming":
        return groqError(400, "invalid_request_error", "unsupported_parameter", "`stream` is not supported for this model");
      case "parameter":
        return groqError(400, "invalid_request_error", "unsupported_parameter", `property '${about}' is unsupported`);
    }
  },
  chunk: (model, id) => ({ id: `chatcmpl-${id}`, object: "chat.completion.chunk", created: seconds(), model, system_fingerprint: "fp_3f3b593e33" }),
  usage: ({ input, cached, output }) => ({ queue_time: 0.01, prompt_tokens: input, prompt_time: 0.002, completion_tokens: output, completion_time: 0.05, total_tokens: input + output, total_time: 0.052, prompt_tokens_details: { cached_tokens: cached } }),
  usageAt: { own: true, last: "x_groq", asked: true },
};

const openRouterError = (code: number, message: string, headers: Record<string, string> = {}): Refusal => ({ status: code, body: { error: { code, message, metadata: {} }, user_id: "user_standin" }, headers });
const openrouter: VendorShape = {
  ...openai,
  prefix: "/api/v1",
  key: "sk-or-v1-standin0123456789",
  models: ["openai/gpt-6-luna", "google/gemini-3.8-flash", "google/gemini-3.5-flash-lite", "deepseek/deepseek-v4.1-flash"],
  comment: ": OPENROUTER PROCESSING",
  failsInside: true,
  refuse(kind, about) {
    switch (kind) {
      case "unauthorised":
        return openRouterError(401, "User not found.");
      case "unpaid":
        return openRouterError(402, "Insufficient credits. Add more using https://openrouter.ai/settings/credits");
      case "rate_limited":
        return openRouterError(429, "Rate limit exceeded: requests per minute", { "x-ratelimit-limit": "20", "x-ratelimit-remaining": "0", "retry-after": "2" });
      case "server_error":
        return openRouterError(502, "Provider returned error");
      case "unknown_model":
        return openRouterError(400, `${about} is not a valid model ID`);
      case "no_streaming":
        return openRouterError(400, "This model does not support streaming. Set stream to false.");
      case "parameter":
        return openRouterError(400, `Invalid parameter: ${about}`);
    }
  },
  chunk: (model, id) => ({ id: `gen-${id}`, provider: "StandIn", model, object: "chat.completion.chunk", created: seconds(), system_fingerprint: null }),
  choice: (delta, finish) => ({ index: 0, delta: { role: "assistant", content: "", ...delta }, finish_reason: finish, native_finish_reason: finish, logprobs: null }),
  usage: ({ input, cached, output }) => ({ prompt_tokens: input, completion_tokens: output, total_tokens: input + output, cost: 0.0001, is_byok: false, prompt_tokens_details: { cached_tokens: cached } }),
  usageAt: { own: true, last: null, asked: false },
};

const cloudflareError = (status: number, code: number, message: string, headers: Record<string, string> = {}): Refusal => ({ status, body: { success: false, errors: [{ code, message }], messages: [], result: null }, headers });
const workersAi: VendorShape = {
  ...openai,
  prefix: "/client/v4/accounts/acc0123456789/ai/v1",
  key: "cf-token-standin-0123456789",
  models: ["@cf/google/gemma-4-26b-a4b-it", "@cf/zai-org/glm-4.7-flash", "@cf/openai/gpt-oss-120b", "@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
  cacheFrom: null,
  toolsInPieces: false,
  refuse(kind, about) {
    switch (kind) {
      case "unauthorised":
        return cloudflareError(401, 10000, "Authentication error");
      case "unpaid":
        return cloudflareError(429, 3036, "You have used up your daily free allocation of 10,000 neurons. Please upgrade to Cloudflare's Workers Paid plan if you would like to continue usage.");
      case "rate_limited":
        return cloudflareError(429, 3040, "No more data centers to forward the request to");
      case "server_error":
        return cloudflareError(503, 1031, "Service temporarily unavailable");
      case "unknown_model":
        return cloudflareError(400, 5007, `AiError: No such model ${about} or task`);
      case "no_streaming":
        return cloudflareError(400, 5006, "AiError: Bad input: stream is not supported for this model");
      case "parameter":
        return cloudflareError(400, 5006, `AiError: Bad input: ${about}`);
    }
  },
  chunk: (model, id) => ({ id: `id-${id}`, object: "chat.completion.chunk", created: seconds(), model }),
  usage: ({ input, output }) => ({ prompt_tokens: input, completion_tokens: output, total_tokens: input + output }),
  // Usage comes without being asked for, beside the reason for the end.
  usageAt: { own: false, last: "usage", asked: false },
};

const yandexError = (status: number, type: string, message: string, headers: Record<string, string> = {}): Refusal => ({ status, body: { error: { message, type, param: null, code: null } }, headers });
const yandex: VendorShape = {
  ...openai,
  key: "AQVNstandin0123456789",
  models: ["gpt://b1gstandin/aliceai-llm-flash/latest", "gpt://b1gstandin/aliceai-llm/latest", "gpt://b1gstandin/yandexgpt/latest", "gpt://b1gstandin/yandexgpt-lite/latest", "gpt://b1gstandin/yandexgpt/rc"],
  cacheFrom: null,
  toolsInPieces: false,
  refuse(kind, about) {
    switch (kind) {
      case "unauthorised":
        return yandexError(401, "authentication_error", `Unknown api key '${masked(about)}'`);
      case "unpaid":
        return yandexError(402, "billing_error", "The billing account of the folder is suspended");
      case "rate_limited":
        return yandexError(429, "rate_limit_error", "ai.textGenerationCompletionSessionsCount.count gauge quota limit exceed: allowed 10 requests");
      case "server_error":
        return yandexError(503, "server_error", "Service unavailable");
      case "unknown_model":
        return yandexError(404, "invalid_request_error", `Failed to get model ${about}`);
      case "no_streaming":
        return yandexError(400, "invalid_request_error", "stream is not supported for this model");
      case "parameter":
        return yandexError(400, "invalid_request_error", about);
    }
  },
  chunk: (model, id) => ({ id, object: "chat.completion.chunk", created: seconds(), model }),
  choice: (delta, finish) => ({ index: 0, delta, finish_reason: finish }),
  usage: ({ input, output }) => ({ prompt_tokens: input, completion_tokens: output, total_tokens: input + output }),
};

/** A self-hosted server such as vLLM or llama.cpp: thinks aloud, and names no cause for an overload. */
const compatible: VendorShape = {
  ...openai,
  key: "local-stand-in",
  models: ["qwen3-8b-instruct", "t-lite-it-1.0"],
  cacheFrom: null,
  toolsInPieces: true,
  refuse(kind, about) {
    const error = (status: number, type: string, message: string): Refusal => ({ status, body: { error: { message, type, param: null, code: status } } });
    switch (kind) {
      case "unauthorised":
        return { status: 401, body: { error: "Unauthorized" } };
      case "unpaid":
        return error(402, "PaymentRequired", "payment required");
      case "rate_limited":
        return error(429, "TooManyRequests", "too many requests");
      case "server_error":
        return { status: 503, body: "upstream connect error" };
      case "unknown_model":
        return error(404, "NotFoundError", `The model \`${about}\` does not exist.`);
      case "no_streaming":
        return error(400, "BadRequestError", "Streaming is not supported by this backend.");
      case "parameter":
        return error(400, "BadRequestError", about);
    }
  },
  chunk: (model, id) => ({ id: `chatcmpl-${id}`, object: "chat.completion.chunk", created: seconds(), model }),
  usage: ({ input, output }) => ({ prompt_tokens: input, total_tokens: input + output, completion_tokens: output, prompt_tokens_details: null }),
};

export const vendorShapes: Record<VendorName, VendorShape> = { openai, groq, openrouter, workers_ai: workersAi, yandex, compatible };

const seconds = (): number => Math.floor(Date.now() / 1000);
const masked = (key: string): string => `${key.slice(0, 7)}${"*".repeat(12)}${key.slice(-4)}`;
