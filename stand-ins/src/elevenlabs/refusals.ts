/** How ElevenLabs refuses, in the words of its services; from their documents' error pages and event reference. */
import type { FaultKind } from "../stand-in.ts";

export const key = "sk_elevenlabs_stand_in";

export interface Refusal {
  /** Of an HTTP answer. */
  status: number;
  /** `error` of the text-to-speech socket, `detail.status` of HTTP. */
  name: string;
  /** `message_type` of Scribe. */
  scribe: string;
  message: string;
}

export const refusals = {
  unauthorised: { status: 401, name: "invalid_api_key", scribe: "auth_error", message: "Invalid API key" },
  unpaid: { status: 401, name: "quota_exceeded", scribe: "quota_exceeded", message: "This request exceeds your quota of 10000. You have 0 credits remaining." },
  rate_limited: { status: 429, name: "too_many_concurrent_requests", scribe: "rate_limited", message: "Too many concurrent requests. Your current subscription is limited." },
  server_error: { status: 503, name: "service_unavailable", scribe: "transcriber_error", message: "The service is temporarily unavailable." },
} as const satisfies Partial<Record<FaultKind, Refusal>>;

export const refusalKinds = ["unauthorised", "unpaid", "rate_limited", "server_error"] as const;

export function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
