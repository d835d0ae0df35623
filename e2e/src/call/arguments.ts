/** Arguments of `npm run call`. */
import { parseArgs } from "node:util";
import { z } from "zod";

const schema = z.object({
  bot: z.string().default("salon"),
  lang: z.enum(["ru", "en"]).default("ru"),
  script: z.string().optional(),
  via: z.enum(["rtp", "browser", "sip"]).default("rtp"),
  /** Where the product was started with `--data`. */
  data: z.string().optional(),
  json: z.boolean().default(false),
});
export type CallArguments = z.infer<typeof schema>;

export const usage = "npm run -s call -- --bot salon --lang ru|en [--script FILE] [--via rtp|browser|sip] [--data DIR] [--json]";

/** @throws Error with a sentence for the user. */
export function parseCallArguments(argv: string[]): CallArguments {
  try {
    const { values } = parseArgs({ args: argv, options: { bot: { type: "string" }, lang: { type: "string" }, script: { type: "string" }, via: { type: "string" }, data: { type: "string" }, json: { type: "boolean" } } });
    return schema.parse(values);
  } catch (error) {
    const why = error instanceof z.ZodError ? error.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`).join("; ") : error instanceof Error ? error.message : String(error);
    throw new Error(`${why}\nUsage: ${usage}`, { cause: error });
  }
}
