/** The bot's model for `npm run eval`: asked by the keys of whoever runs it. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import { modelInEvals } from "@zvon/worker/src/call/model-in-evals.ts";
import type { ModelInEvals } from "@zvon/worker/src/call/model-in-evals.ts";
import { createBreakers } from "@zvon/worker/src/llm/breaker.ts";
import { createTokenStore } from "@zvon/worker/src/llm/token-store.ts";

/** @throws Error when the bot has no model. @param warn told why a model could not be asked. */
export function modelOf({ llm, fields }: BotConfig, vendors: VendorAccesses, warn: (why: string) => void): ModelInEvals {
  if (llm === null) throw new Error("The bot has no language model: leave --model out, or choose one in the bot.");
  const shared = { breakers: createBreakers(), tokens: createTokenStore(), fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init), now: () => performance.now() };
  return modelInEvals({ llm, fields }, { tenantId: "eval", tenant: {}, platform: vendors }, shared, warn);
}
