/** What all of ElevenLabs' services share: the address, and names of errors (elevenlabs.io/docs/eleven-api/resources/errors, read 2026-11). */
import { ProviderError } from "../audio/provider-error.ts";
import type { VendorLine } from "./vendor-line.ts";
import { errorOfStatus } from "./vendor-status.ts";

const who = "ElevenLabs";

/** @param path from the root, its query included. A residency (api.eu.residency.elevenlabs.io) is a base address. */
export function elevenlabsUrl(access: VendorLine["access"], path: string, kind: "socket" | "http"): string {
  const url = new URL(path, access.baseUrl ?? "https://api.elevenlabs.io");
  if (kind === "socket") url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
  return url.href;
}

/** @param name as the vendor calls it: the `error` of a message, or a closing reason */
export function errorOfName(name: string, message: string): ProviderError {
  const about = `${name} ${message}`.toLowerCase();
  if (/voice\S*( with\b.*)?( does not exist|_does_not_exist|_not_found| was not found| not found)/.test(about)) {
    return new ProviderError(`${who} does not know this voice`, { code: "unknown_voice", retryable: false, cause: new Error(about.slice(0, 1000)) });
  }
  if (/quota|credit|payment|unaccepted_terms/.test(about)) return errorOfStatus(402, about, who);
  if (/api_key|api key|auth_error|unauthorized|unauthorised|authentication|missing_permissions|sign(ed)?[_ ]url/.test(about)) return errorOfStatus(401, about, who);
  if (/too_many|concurrent|rate_limit|resource_exhausted|queue_overflow|system_busy|throttled/.test(about)) return errorOfStatus(429, about, who);
  if (/invalid|input_error|chunk_size|model_|unsupported/.test(about)) return errorOfStatus(400, about, who);
  return new ProviderError(`${who} failed (${name.slice(0, 60)})`, { code: "failed", retryable: true, cause: new Error(about.slice(0, 1000)) });
}
