/** The bot's model as a call asks it, for evals: the same requests, segments and checks. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import { createAsk } from "@zvon/worker/src/call/models.ts";
import { createThinking } from "@zvon/worker/src/call/thinking.ts";
import type { ModelResult } from "@zvon/worker/src/dialogue/decision.ts";
import type { AskMeaning, AskModel } from "@zvon/worker/src/evals/conversation.ts";
import type { SayLine } from "@zvon/worker/src/evals/persona-model.ts";
import { createBreakers } from "@zvon/worker/src/llm/breaker.ts";
import { createTokenStore } from "@zvon/worker/src/llm/token-store.ts";

type Asked = { model: AskModel; meaning: AskMeaning; sayLine: SayLine };

/** @throws Error when the bot has no model. @param warn told why a model could not be asked. */
export function modelOf(bot: BotConfig, vendors: VendorAccesses, warn: (why: string) => void): Asked {
  const { llm, fields } = bot;
  if (llm === null) throw new Error("The bot has no language model: leave --model out, or choose one in the bot.");
  const shared = { breakers: createBreakers(), tokens: createTokenStore(), fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init) };
  const ask = createAsk({ llm, fields }, { tenantId: "eval", tenant: {}, platform: vendors }, shared, warn);
  let answered: ((result: ModelResult) => void) | null = null;
  const thinking = createThinking({
    ask,
    now: () => performance.now(),
    emit: (event) => {
      if (event.type === "thought-done") answered?.(event.result);
    },
    waitUntil: () => undefined,
    onFailure: (error) => warn(error instanceof Error ? error.message : String(error)),
  });
  return {
    model: (question) => new Promise((resolve) => {
      answered = resolve;
      thinking.think({ ...question, known: {} });
    }),
    async meaning(question) {
      const late = AbortSignal.timeout(30_000);
      let answer = "";
      try {
        for await (const event of ask({ ...question, key: "refine", tools: [], known: {} }, late, () => undefined)) if (event.type === "text") answer += event.text;
        return answer;
      } catch (error) {
        warn(error instanceof Error ? error.message : String(error));
        return null;
      }
    },
    async sayLine([system, ...messages], language) {
      let line = "";
      for await (const event of ask({ key: "caller", system: system?.content ?? "", messages, tools: [], language, known: {} }, AbortSignal.timeout(30_000), () => undefined)) if (event.type === "text") line += event.text;
      return line;
    },
  };
}
