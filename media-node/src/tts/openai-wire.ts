/** What both ways to OpenAI's voice share: the text, and a refusal that may be about the voice. */
import { ProviderError } from "../audio/provider-error.ts";
import { errorOfStatus } from "../net/vendor-status.ts";

/** No mark of stress is known to the vendor. */
export const openaiText = (text: string): string => text.replaceAll("\u0301", "");

/** The vendor's refusals name the parameter. */
export function errorOfAnswer(status: number, body: string): ProviderError {
  const unknownVoice = status === 400 && /"param":\s*"(session\.audio\.output\.)?voice"/.test(body);
  return unknownVoice ? new ProviderError("OpenAI has no such voice", { code: "unknown_voice", retryable: false, cause: new Error(body.slice(0, 500)) }) : errorOfStatus(status, body, "OpenAI");
}
