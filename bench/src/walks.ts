/**
 * `walks`: calls of random inputs over every template and over random sound flows. A fault is an exception, a caller left
 * without an answer, a leaked template, a call that does not come to its end and outcome by itself, or a replay that
 * decides otherwise.
 */
import { botConfigSchema, type BotConfig } from "@zvon/contract/bot-config.ts";
import { checkBotConfig } from "@zvon/contract/check-bot.ts";
import { templates } from "../../worker/src/bots/templates/templates.ts";
import { randomBot } from "../../worker/src/dialogue/testing/random-bot.ts";
import { createWalker } from "../../worker/src/dialogue/testing/walk.ts";
import { measured, type Bench, type BenchContext, type Row } from "./row.ts";

const walks = { quick: 200, full: 10_000 } as const;
const steps = 20;
/** Calls over each random flow. */
const callsAFlow = 10;
/** Each tenth call is decided a second time from its beginning. */
const replayEach = 10;

export const walksBench: Bench = {
  prefix: "walks",
  run: (context) => {
    const rows = templates.map(({ id, config }) => overTemplate(id, botConfigSchema.parse(config), context));
    return Promise.resolve([...rows, overRandomFlows(context)]);
  },
};

function overTemplate(id: string, bot: BotConfig, { quick, say }: BenchContext): Row {
  const walkers = (["ru", "en"] as const).map((language) => createWalker(bot, language));
  return counted(`walks.${id}`, `faults in random calls over the template ${id}`, quick, say, (seed) => walkers[seed % 2]?.(seed, { steps, strict: true, replay: seed % replayEach === 0 }) ?? null);
}

function overRandomFlows({ quick, say }: BenchContext): Row {
  let walker = createWalker(randomBot(1), "ru");
  return counted("walks.random-flows", `faults in random calls over random sound flows, ${callsAFlow} each`, quick, say, (seed) => {
    if (seed % callsAFlow === 0) {
      const bot = randomBot(seed);
      const [unsound] = checkBotConfig(bot);
      if (unsound !== undefined) return `seed ${seed}: ${unsound.pointer} ${unsound.message.en}`;
      walker = createWalker(bot, seed % (2 * callsAFlow) === 0 ? "ru" : "en");
    }
    return walker(seed, { steps, strict: false, replay: seed % replayEach === 0 });
  });
}

function counted(id: string, what: string, quick: boolean, say: (text: string) => void, walk: (seed: number) => string | null): Row {
  const count = quick ? walks.quick : walks.full;
  const began = performance.now();
  let faults = 0;
  for (let seed = 1; seed <= count; seed += 1) {
    const fault = attempt(() => walk(seed));
    if (fault === null) continue;
    faults += 1;
    if (faults === 1) say(`${id}: ${fault.slice(0, 4_000)}`);
  }
  const seconds = (performance.now() - began) / 1000;
  return { ...measured({ id, what, value: faults, unit: "faults", budget: 0, better: "lower" }), note: `${count} calls of up to ${steps} inputs in ${seconds.toFixed(0)} s` };
}

function attempt(walk: () => string | null): string | null {
  try {
    return walk();
  } catch (error) {
    return `an exception: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}
