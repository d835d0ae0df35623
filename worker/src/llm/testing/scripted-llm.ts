/** A model that says what a test tells it, when its clock says so. */
import type { LlmProvider } from "@zvon/contract/speech.ts";
import type { Clock } from "../fallback.ts";
import { LlmError } from "../port.ts";
import type { Llm, LlmErrorCode, LlmEvent, LlmRequest } from "../port.ts";

/** A string is a piece of text. `waitMs` passes on the clock; `hang` never ends by itself. */
export type Step = string | { waitMs: number } | { tool: string; arguments: string } | { fail: LlmErrorCode; retryAfterMs?: number } | "<hang>" | "<close>";

export interface ScriptedLlm extends Llm {
  readonly asked: LlmRequest[];
  /** Requests that were aborted before they ended. */
  aborted(): number;
}

/** @param scripts one a request; the last is said to all further ones. */
export function scriptedLlm({ provider = "openai", model, scripts, clock }: { provider?: LlmProvider; model: string; scripts: readonly Step[][]; clock: Clock }): ScriptedLlm {
  const asked: LlmRequest[] = [];
  let aborted = 0;
  return {
    provider,
    model,
    asked,
    aborted: () => aborted,
    async *respond(request, signal): AsyncGenerator<LlmEvent> {
      const script = scripts[Math.min(asked.length, scripts.length - 1)] ?? [];
      asked.push(request);
      let ended = false;
      let tools = 0;
      let said = 0;
      try {
        for (const step of script) {
          signal.throwIfAborted();
          if (step === "<hang>") await wait(clock, null, signal);
          else if (step === "<close>") return void (ended = true);
          else if (typeof step === "string") {
            said += 1;
            yield { type: "text", text: step };
          } else if ("waitMs" in step) await wait(clock, step.waitMs, signal);
          else if ("fail" in step) {
            ended = true;
            throw new LlmError("as the script says", { code: step.fail, retryable: true, retryAfterMs: step.retryAfterMs });
          } else yield { type: "tool", id: `call_${(tools += 1)}`, name: step.tool, arguments: step.arguments };
        }
        ended = true;
        yield { type: "done", finish: tools > 0 ? "tools" : "stop", usage: { inputTokens: 10, cachedTokens: 0, outputTokens: said } };
      } finally {
        if (!ended) aborted += 1;
      }
    },
  };
}

/** @throws the signal's reason. */
function wait(clock: Clock, ms: number | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = ms === null ? () => undefined : clock.after(ms, () => done(resolve));
    const onAbort = (): void => done(() => reject(signal.reason));
    const done = (end: () => void): void => {
      cancel();
      signal.removeEventListener("abort", onAbort);
      end();
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
