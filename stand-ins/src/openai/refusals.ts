/** Errors in the vendor's words. */
import type { ServerResponse } from "node:http";
import { answerJson } from "../core/serve.ts";
import type { Fault } from "../stand-in.ts";

export type Refusal = { status: number; body: { error: { message: string; type: string; param: string | null; code: string | null } }; headers?: Record<string, string> };

const of = (status: number, type: string, code: string | null, message: string, param: string | null = null): Refusal => ({ status, body: { error: { message, type, param, code } } });

export function refusalOf(fault: Pick<Fault, "kind"> | null): Refusal | null {
  switch (fault?.kind) {
    case "unauthorised":
      return of(401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: sk-proj-************. You can find your API key at https://platform.openai.com/account/api-keys.");
    case "unpaid":
      // The vendor says 429 for an empty account too; the code tells them apart.
      return of(429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota, please check your plan and billing details.");
    case "rate_limited":
      return { ...of(429, "requests", "rate_limit_exceeded", "Rate limit reached for requests. Please try again in 2s."), headers: { "retry-after": "2" } };
    case "server_error":
      return of(503, "server_error", null, "The server is currently overloaded with other requests.");
    default:
      return null;
  }
}

export const badRequest = (message: string, param: string | null): Refusal => of(400, "invalid_request_error", null, message, param);

export const answerRefusal = (response: ServerResponse, refusal: Refusal): void => answerJson(response, refusal.status, refusal.body, refusal.headers);
