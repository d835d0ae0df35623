import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";

/** A ready bot. `id` is also the slug of the demo bot that is made from it. */
export type BotTemplateSource = { id: string; name: { ru: string; en: string }; description: { ru: string; en: string }; config: BotConfigInput; evals: EvalSuiteInput[] };
