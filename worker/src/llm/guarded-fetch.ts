/**
 * `fetch` for a model's address, which a tenant may have written: no redirect is followed (the address that was checked
 * is the one that is asked), and no answer is read beyond what a model could say. Which addresses may be reached at all
 * is checked when they are kept, and by the network below.
 */
import { EgressError, guardedFetch as guarded } from "../egress/egress.ts";
import { LlmError } from "./port.ts";

/** A word of a stream is about 300 bytes of JSON: room for some 7,000 of them. */
const maxBytes = 2 * 1024 * 1024;

export function guardedFetch(fetch: typeof globalThis.fetch, limitBytes = maxBytes): typeof globalThis.fetch {
  const ask = guarded(fetch, { maxBytes: limitBytes, maxRedirects: 0, tooLarge: () => new LlmError("the answer is larger than any model's", { code: "bad_answer", retryable: false }) });
  return async (input, init) => {
    try {
      return await ask(input, init);
    } catch (error) {
      throw error instanceof EgressError ? new LlmError(`${error.message}; the model's own address is needed`, { code: "misconfigured", retryable: false }) : error;
    }
  };
}
