/** The adapters where they run: workerd, its streams and its aborts. */
import { describe, expect, it } from "vitest";
import { openLlm } from "./open.ts";
import type { LlmEvent, LlmRequest } from "./port.ts";

const request: LlmRequest = { messages: [{ role: "user", content: "Привет." }], tools: [], temperature: 0.2, maxTokens: 50, stream: true };
const chunk = (content: string, finish: string | null = null) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
const usage = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 3 } } };

/** A vendor that sends these events, and then nothing more until it is left. */
function vendor(events: string[]) {
  const seen = { requests: 0, left: false };
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    seen.requests += 1;
    const signal = init?.signal;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const event of events) controller.enqueue(new TextEncoder().encode(event));
        if (events.at(-1) === "data: [DONE]\n\n") return controller.close();
        signal?.addEventListener("abort", () => {
          seen.left = true;
          controller.error(signal.reason);
        });
      },
      cancel() {
        seen.left = true;
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  return { seen, fetch };
}

describe("a model asked from workerd", () => {
  it("streams by the vendor's SDK", async () => {
    const { fetch, seen } = vendor([chunk("При"), chunk("вет."), chunk("", "stop"), `data: ${JSON.stringify(usage)}\n\n`, "data: [DONE]\n\n"]);
    const events: LlmEvent[] = [];
    for await (const event of openLlm({ provider: "openai", model: "gpt-6-luna", access: { key: "k" }, fetch }).respond(request, new AbortController().signal)) events.push(event);
    expect(events).toEqual([{ type: "text", text: "При" }, { type: "text", text: "вет." }, { type: "done", finish: "stop", usage: { inputTokens: 7, cachedTokens: 3, outputTokens: 2 } }]);
    expect(seen.requests).toBe(1);
  });
  it("leaves the vendor when the caller goes on", async () => {
    const { fetch, seen } = vendor([chunk("Я думаю")]);
    const controller = new AbortController();
    const reason = new Error("the caller spoke");
    const run = async (): Promise<void> => {
      for await (const event of openLlm({ provider: "groq", model: "openai/gpt-oss-20b", access: { key: "k" }, fetch }).respond(request, controller.signal)) if (event.type === "text") controller.abort(reason);
    };
    await expect(run()).rejects.toBe(reason);
    expect(seen.left).toBe(true);
  });
});
