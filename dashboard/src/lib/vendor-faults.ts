/** Why a vendor did not work, in the reader's language: by the code that the server gives. */
import type { MessageKey } from "../locales/en.ts";

const known = ["unauthorised", "unpaid", "rate_limited", "misconfigured", "timeout", "failed", "folder_missing", "address_missing", "unknown_model", "bad_request", "bad_answer", "no_node", "busy", "no_key", "private_address", "no_audio", "closed", "not_installed", "bad_model", "unknown_voice"] as const;
export type VendorFault = (typeof known)[number];

export function vendorFaultKey(code: string | null): MessageKey {
  const found = known.find((one) => one === code);
  return found === undefined ? "vendorFault.other" : `vendorFault.${found}`;
}
