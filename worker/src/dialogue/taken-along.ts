/** «Перенесите на пятницу в три», "no, on Saturday": what is said with a wish that leads to a question answers the question too. */
import type { Way } from "./flow.ts";
import type { Hearing } from "./hearing.ts";
import type { Step } from "./step.ts";
import type { Talk } from "./talk.ts";

/** Values that are plain wherever they are said; a name, a number or free words may be anything. */
const plain = new Set(["day_time", "phone", "email"]);

/** @returns what the words tell of the field that the way's target asks for: whole, or a half of it. */
export function takenAlong({ bot }: Pick<Talk, "bot">, hearing: Pick<Hearing, "keys" | "read">, { transition }: Way): Pick<Step, "fields" | "parts"> {
  const target = bot.flow.states[transition.to];
  const nothing = { fields: {}, parts: {} };
  if (hearing.keys || target?.type !== "ask" || !plain.has(bot.fields[target.field]?.type ?? "")) return nothing;
  const reading = hearing.read(target.field, false);
  if (reading.kind === "value") return { ...nothing, fields: { [target.field]: reading.value } };
  return reading.kind === "parts" ? { ...nothing, parts: { [target.field]: reading.parts } } : nothing;
}
