/** `npm run understand`: a caller's words in, what they mean out, a line each and at once. */
import { createInterface } from "node:readline";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { localClock } from "@zvon/worker/src/language/calendar.ts";
import { parseUnderstandArguments, usage } from "./arguments.ts";
import { parseLine, understandLine } from "./understand.ts";

const exit = { read: 0, someNot: 1, couldNotRun: 2 } as const;

/** Bots are many files: they are loaded for whoever names one. */
async function findConfig(slug: string): Promise<BotConfig> {
  const { demoBots } = await import("@zvon/worker/src/bots/demo/demo-bots.ts");
  const demo = demoBots.find((one) => one.slug === slug);
  if (demo !== undefined) return demo.config;
  const { findBot } = await import("../eval/find-bot.ts");
  return (await findBot(slug, undefined)).bot;
}

try {
  const options = parseUnderstandArguments(process.argv.slice(2));
  if (options.help) process.stdout.write(`${usage}\n`);
  else {
    const { language, now, timeZone } = options;
    const clock = localClock(timeZone);
    const bot = options.bot === null ? null : await findConfig(options.bot);
    // Whoever reads may have seen enough («head»).
    process.stdout.on("error", () => process.exit(exit.read));
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      if (line.trim() === "") continue;
      let answer: object;
      try {
        answer = understandLine(parseLine(line), { language, now: now ?? clock(Date.now()), bot });
      } catch (error) {
        process.exitCode = exit.someNot;
        answer = { error: error instanceof Error ? error.message : String(error) };
      }
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    }
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exit.couldNotRun;
}
