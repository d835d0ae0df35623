/** Arguments of `npm run eval`. */
import { parseArgs } from "node:util";
import { z } from "zod";

const schema = z.object({
  bot: z.string(),
  evals: z.string().optional(),
  suite: z.string().optional(),
  case: z.string().optional(),
  model: z.boolean().default(false),
  persona: z.enum(["rules", "model"]).default("rules"),
  data: z.string().optional(),
  json: z.boolean().default(false),
  help: z.boolean().default(false),
});
export type EvalArguments = z.infer<typeof schema>;

export const usage = `npm run -s eval -- BOT [--evals FILE] [--suite NAME] [--case NAME] [--model] [--persona rules|model] [--data DIR] [--json]

  BOT        a template (medical-clinic, outbound-sales …), a demo bot (salon), a YAML or JSON file with a bot,
             or the slug of a bot of the Zvon that runs here: its draft is tried
  --evals    a YAML or JSON file with suites, in place of the bot's own
  --model    the bot's language model is asked too; keys come from ZVON_VENDORS or data/vendors.json
  --persona  who plays the callers that have no script: rules (the default), or the bot's model
  --data     the data folder of a Zvon that was started with --data: BOT is a slug of its
  --json     one JSON report instead of text

Ends with 0 when every case passed, 1 when one failed, 2 when nothing could be run.`;

/** @throws Error with a sentence for the user. */
export function parseEvalArguments(argv: string[]): EvalArguments {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { evals: { type: "string" }, suite: { type: "string" }, case: { type: "string" }, model: { type: "boolean" }, persona: { type: "string" }, data: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
    if (positionals.length !== 1 && values.help !== true) throw new Error(positionals.length === 0 ? "Which bot?" : `One bot at a time, not ${positionals.join(", ")}.`);
    return schema.parse({ ...values, bot: positionals[0] ?? "" });
  } catch (error) {
    const why = error instanceof z.ZodError ? error.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`).join("; ") : error instanceof Error ? error.message : String(error);
    throw new Error(`${why}\n\n${usage}`, { cause: error });
  }
}
