/**
 * The script of a scripted caller, in YAML: a list of steps taken in order. Each `say`, `play` and `keys` waits until
 * the bot has finished speaking; `expect` is checked against the bot's answer to the line before it.
 *
 *     - say: Хочу записаться на стрижку
 *     - expect: { words: [день], state: when, field: { service: стрижка } }
 *     - interrupt: { afterMs: 800, say: "Нет" }
 *     - keys: "1234"
 *     - silence: 7000
 *     - play: digits.wav
 *     - expect: { outcome: booked }
 */
import { parse } from "yaml";
import { z } from "zod";

const text = z.string().min(1).max(500);
const expectSchema = z.strictObject({
  /** All of them in the bot's answer, whatever the case. */
  words: z.array(z.string()).optional(),
  /** State of the flow after the answer. */
  state: z.string().optional(),
  /** Fields at the end of the call. */
  field: z.record(z.string(), z.string()).optional(),
  outcome: z.string().optional(),
  endReason: z.string().optional(),
  /** The caller's line was (not) understood as this text. */
  recognised: z.string().optional(),
});
export type Expectation = z.infer<typeof expectSchema>;

const stepSchema = z.union([
  z.strictObject({ say: text }),
  z.strictObject({ play: z.string() }),
  z.strictObject({ keys: z.string().regex(/^[0-9*#]{1,32}$/) }),
  z.strictObject({ silence: z.number().int().min(100).max(60_000) }),
  z.strictObject({ interrupt: z.strictObject({ afterMs: z.number().int().min(0).max(30_000), say: text }) }),
  z.strictObject({ expect: expectSchema }),
  z.strictObject({ hangup: z.literal(true) }),
]);
export const scriptSchema = z.array(stepSchema).min(1).max(200);
export type ScriptStep = z.infer<typeof stepSchema>;

/** @throws Error with a sentence that names the step and what is wrong with it. */
export function parseScript(yaml: string): ScriptStep[] {
  const parsed = scriptSchema.safeParse(parse(yaml));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const step = typeof issue?.path[0] === "number" ? `step ${issue.path[0] + 1}` : "the script";
  throw new Error(`${step}: ${issue?.message ?? "not understood"}. A step is one of say, play, keys, silence, interrupt, expect, hangup.`);
}
