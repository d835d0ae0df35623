/** HTTP statuses of vendors as errors that say who can act. */
import { ProviderError } from "../audio/provider-error.ts";

/**
 * @param body the vendor's own words, kept as `cause` (they may quote the request) and not in the message
 * @param who the vendor's name or host, for the message
 */
export function errorOfStatus(status: number, body: string, who: string): ProviderError {
  const cause = new Error(`${status} ${body.slice(0, 1000)}`);
  switch (status) {
    case 401:
    case 403:
      return new ProviderError(`${who} does not accept the key (${status}); check it under vendor keys`, { code: "unauthorised", retryable: false, cause });
    case 402:
      return new ProviderError(`${who} wants payment (402); top up the account there`, { code: "unpaid", retryable: false, cause });
    case 408:
    case 504:
      return new ProviderError(`${who} was too slow (${status})`, { code: "timeout", retryable: true, cause });
    case 429:
      // OpenAI and those that speak as it does: an empty account, not too many requests.
      if (body.includes("insufficient_quota")) return new ProviderError(`${who} wants payment; top up the account there`, { code: "unpaid", retryable: false, cause });
      return new ProviderError(`${who} takes no more requests now (429)`, { code: "rate_limited", retryable: true, cause });
    case 400:
    case 404:
    case 413:
    case 422:
      return new ProviderError(`${who} refused the request (${status})`, { code: "bad_request", retryable: false, cause });
    default:
      return new ProviderError(`${who} failed (${status})`, { code: "failed", retryable: true, cause });
  }
}
