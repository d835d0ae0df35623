/** The bot's model as a call asks it, for conversations without one: the same requests, segments and checks. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { ModelResult } from "../dialogue/decision.ts";
import type { AskMeaning, AskModel } from "../evals/conversation.ts";
import type { SayLine } from "../evals/persona-model.ts";
import { createAsk } from "./models.ts";
import type { ModelAccess, SharedByCalls } from "./models.ts";
import { createThinking } from "./thinking.ts";

export type ModelInEvals = { model: AskModel; meaning: AskMeaning; /** For a persona. */ sayLine: SayLine };
/** Nobody waits on the line: a slow model is heard out. */
const patienceMs = 30_000;

/** @param bot has a model. @param warn told why one could not be asked; it holds nobody's words and no key. */
export function modelInEvals({ llm, fields }: Pick<BotConfig, "fields"> & { llm: NonNullable<BotConfig["llm"]> }, access: ModelAccess, shared: SharedByCalls & { now: () => number }, warn: (why: string) => void): ModelInEvals {
  const ask = createAsk({ llm, fields }, access, shared, warn);
  const why = (error: unknown) => warn(error instanceof Error ? error.message : String(error));
  let answered: ((result: ModelResult) => void) | null = null;
  const thinking = createThinking({
    ask,
    now: shared.now,
    emit: (event) => {
      if (event.type === "thought-done") answered?.(event.result);
    },
    waitUntil: () => undefined,
    onFailure: why,
  });
  const whole = async (question: Parameters<typeof ask>[0]): Promise<string> => {
    let text = "";
    for await (const event of ask(question, AbortSignal.timeout(patienceMs), () => undefined)) if (event.type === "text") text += event.text;
    return text;
  };
  return {
    model: (question) => new Promise((resolve) => {
      answered = resolve;
      thinking.think({ ...question, known: {} });
    }),
    async meaning(question) {
      try {
        return await whole({ ...question, key: "refine", tools: [], known: {} });
      } catch (error) {
        why(error);
        return null;
      }
    },
    sayLine: ([system, ...messages], language) => whole({ key: "caller", system: system?.content ?? "", messages, tools: [], language, known: {} }),
  };
}
