/** What every way to OpenAI's speech shares: the address, and what a Realtime session's errors mean. */

/** @param own the address in the settings, with or without its path */
export const openaiBase = (own: string | undefined): string => (own ?? "https://api.openai.com/v1").replace(/\/+$/, "").replace(/^(https?:\/\/[^/]+)$/, "$1/v1");

/** The HTTP status that the same fault would have had. */
export function statusOfRealtimeError(error: { type?: string | undefined; code?: string | null | undefined } | undefined): number {
  const kind = `${error?.code ?? ""} ${error?.type ?? ""}`;
  if (/invalid_api_key|authentication/.test(kind)) return 401;
  if (/insufficient_quota|billing/.test(kind)) return 402;
  if (/rate_limit/.test(kind)) return 429;
  return kind.includes("invalid_request") ? 400 : 500;
}
