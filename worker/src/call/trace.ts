/** Why a reply was said: that of its first decision, and of those that went on with it (a tool's result, a model's last word). */
import type { TurnTrace } from "@zvon/contract/turn-trace.ts";

/** As the contract has it. */
const mostSteps = 60;

export function traceOf(before: TurnTrace | null, then: TurnTrace | null): TurnTrace | null {
  if (before === null || then === null) return then ?? before;
  return {
    stateBefore: before.stateBefore, stateAfter: then.stateAfter, language: then.language,
    intents: then.intents.length > 0 ? then.intents : before.intents,
    fields: { ...before.fields, ...then.fields },
    steps: [...before.steps, ...then.steps].slice(0, mostSteps),
  };
}
