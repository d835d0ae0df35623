/** The bot that `npm run eval` is asked for, with its evals. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { parseBotConfig } from "@zvon/contract/check-bot.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import type { EvalSuite } from "@zvon/contract/eval-suite.ts";
import { templates } from "@zvon/worker/src/bots/templates/templates.ts";
import { parse } from "yaml";
import { z } from "zod";
import { botOfRunning } from "./running-bot.ts";

/** `what`: which bot it is, for whoever reads the run. */
type Found = { bot: BotConfig; suites: EvalSuite[]; what: string };
type Source = { config: unknown; suites: unknown; what: string };
const isFile = /\.(ya?ml|json)$/i;
/** A list of suites, or the one suite. */
const suitesSchema = z.union([z.array(evalSuiteSchema), z.object({ suites: z.array(evalSuiteSchema) }).transform((one) => one.suites), evalSuiteSchema.transform((one) => [one])]);

/** @param dataFolder of a product that was started with `--data`. @throws Error with a sentence for the user. */
export async function findBot(named: string, evalsFile: string | undefined, dataFolder?: string): Promise<Found> {
  const found = await configOf(named, dataFolder);
  const parsed = parseBotConfig(found.config);
  if (!parsed.ok) throw new Error(`The bot "${named}" has faults:\n${parsed.errors.map((fault) => `  ${fault.pointer || "/"}: ${fault.message.en}`).join("\n")}`);
  return { bot: parsed.bot, what: found.what, suites: evalsFile === undefined ? parseSuites(found.suites, `the evals of "${named}"`) : parseSuites(await read(evalsFile), evalsFile) };
}

async function configOf(named: string, dataFolder: string | undefined): Promise<Source> {
  // Whoever names a product means a bot of it.
  if (dataFolder !== undefined) {
    const there = await botOfRunning(named, path.resolve(process.env["INIT_CWD"] ?? ".", dataFolder));
    if (there !== null) return there;
    throw new Error(`No Zvon that runs over ${dataFolder} has a bot "${named}".`);
  }
  const template = templates.find((one) => one.id === named);
  if (template !== undefined) return { config: template.config, suites: template.evals, what: `The template "${named}"` };
  if (isFile.test(named)) return { ...partsOf(await read(named)), what: `The file ${named}` };
  const running = await botOfRunning(named);
  if (running !== null) return running;
  throw new Error(`There is no bot "${named}". Templates: ${templates.map((one) => one.id).join(", ")}; or a YAML or JSON file; or the slug of a bot of the Zvon that runs here; of one that was started with --data, name the folder: --data DIR.`);
}

/** A bot's file, as export writes it, or a config alone. */
function partsOf(file: unknown): { config: unknown; suites: unknown } {
  const whole = z.object({ config: z.record(z.string(), z.unknown()), evals: z.unknown().optional() }).safeParse(file);
  return whole.success ? { config: whole.data.config, suites: whole.data.evals ?? [] } : { config: file, suites: [] };
}

async function read(file: string): Promise<unknown> {
  const text = await readFile(path.resolve(process.env["INIT_CWD"] ?? ".", file), "utf8").catch((error: unknown) => Promise.reject(new Error(`The file ${file} can't be read.`, { cause: error })));
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function parseSuites(given: unknown, where: string): EvalSuite[] {
  const parsed = suitesSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(`${where} can't be read:\n${z.prettifyError(parsed.error)}`);
}
