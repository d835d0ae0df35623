/** The bots a fresh installation has, from the templates. Each speaks both languages. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import type { EvalSuite } from "@zvon/contract/eval-suite.ts";
import { templates } from "../templates/templates.ts";

export type DemoBot = { slug: string; name: string; description: string; config: BotConfig; evals: EvalSuite[] };

const shown = ["salon", "order-status", "school"];

export const demoBots: DemoBot[] = shown.flatMap((slug) => {
  const template = templates.find((one) => one.id === slug);
  if (template === undefined) return [];
  const { name, description, config, evals } = template;
  return [{ slug, name: `${name.ru} / ${name.en}`, description: `${description.ru} / ${description.en}`, config: botConfigSchema.parse(config), evals: evals.map((suite) => evalSuiteSchema.parse(suite)) }];
});
