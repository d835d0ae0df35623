/** Arguments of `npm run eval`. */
import { readFileSync } from "node:fs";
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

/** In a file of its own: it is told before anything is installed, see scripts/run.mjs. */
export const usage = readFileSync(new URL("./usage.txt", import.meta.url), "utf8").trimEnd();

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
