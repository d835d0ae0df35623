/**
 * What a vendor's refusal means. The words of the vendor stay out of the message: they may repeat a part of the key or of the
 * request. Codes and types are kept in the cause.
 */
import { z } from "zod";
import { LlmError } from "./port.ts";
import type { LlmErrorCode } from "./port.ts";

const bodySchema = z.object({
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  type: z.string().nullish().catch(null),
  param: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
});
const refusalSchema = z.object({ status: z.number().optional().catch(undefined), error: bodySchema.nullish().catch(null), headers: z.instanceof(Headers).optional().catch(undefined) });

/** @param error what the SDK threw: with a status when the vendor answered, without when it could not be reached. */
export function refusalOf(error: unknown, { streaming }: { streaming: boolean }): LlmError {
  const told = refusalSchema.safeParse(error).data ?? {};
  const body = told.error ?? {};
  const status = told.status ?? statusOf(body.code);
  const code = codeOf(status, `${body.code ?? ""} ${body.type ?? ""}`, `${body.param ?? ""} ${body.message ?? ""}`, streaming, error);
  const cause = { status, code: body.code ?? undefined, type: body.type ?? undefined, name: error instanceof Error ? error.name : undefined };
  return new LlmError(`the model's vendor refused (${code}${status === undefined ? "" : `, ${status}`})`, { code, retryable: retryable(code), retryAfterMs: retryAfter(told.headers), cause });
}

const retryable = (code: LlmErrorCode): boolean => code === "rate_limited" || code === "timeout" || code === "failed" || code === "bad_answer" || code === "no_streaming";

function codeOf(status: number | undefined, kind: string, words: string, streaming: boolean, error: unknown): LlmErrorCode {
  // OpenAI says 429 to an empty balance, Groq 400, Workers AI 429 with its code 3036.
  if (/insufficient_(?:quota|credits)|spend_limit|blocked_api_access|billing|payment|\b3036\b/i.test(kind)) return "unpaid";
  // Workers AI: 5007, 3042.
  if (/model_not_found|model_decommissioned|unknown_model|\b(?:5007|3042)\b/i.test(kind)) return "unknown_model";
  if (status === undefined) {
    if (error instanceof SyntaxError) return "bad_answer";
    if (error instanceof Error && /timeout/i.test(`${error.name} ${error.constructor.name}`)) return "timeout";
    return /rate.?limit/i.test(kind) ? "rate_limited" : "failed";
  }
  const atFault = status === 400 || status === 422 || status === 501;
  // OpenAI names the parameter; self-hosted servers only say it ("Streaming is not supported").
  if (streaming && atFault && /\bstream(?:ing|able|ed)?\b/i.test(words.replaceAll("_", " "))) return "no_streaming";
  if (atFault && /not a valid model|no such model/i.test(words)) return "unknown_model";
  if (status === 401 || status === 403) return "unauthorised";
  if (status === 402) return "unpaid";
  if (status === 404) return "unknown_model";
  if (status === 408 || status === 504) return "timeout";
  if (status === 429) return "rate_limited";
  if (status >= 500) return "failed";
  return "bad_request";
}

/** OpenRouter and Yandex put a status inside the data of a stream. */
const statusOf = (code: string | number | null | undefined): number | undefined => (Number(code) >= 400 && Number(code) < 600 ? Number(code) : undefined);

function retryAfter(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1000) : undefined;
}
