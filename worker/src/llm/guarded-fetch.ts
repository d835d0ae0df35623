/**
 * `fetch` for addresses that a tenant wrote: no redirect is followed (the address that was checked is the one that is
 * asked), and no answer is read beyond what a model could say. Which addresses may be reached at all is workerd's business.
 */
import { LlmError } from "./port.ts";

/** A word of a stream is about 300 bytes of JSON: room for some 7,000 of them. */
const maxBytes = 2 * 1024 * 1024;

export function guardedFetch(fetch: typeof globalThis.fetch, limitBytes = maxBytes): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "manual" });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new LlmError(`the address leads elsewhere (${response.status}); the model's own address is needed`, { code: "misconfigured", retryable: false });
    }
    if (response.body === null) return response;
    let bytes = 0;
    const bound = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        if (bytes > limitBytes) controller.error(new LlmError("the answer is larger than any model's", { code: "bad_answer", retryable: false }));
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(bound), { status: response.status, statusText: response.statusText, headers: response.headers });
  };
}
