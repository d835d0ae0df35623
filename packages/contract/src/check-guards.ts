/** Guards of transitions: what they name exists, and together they leave no case without a way. */
import { builtInIntents } from "./bot-config.ts";
import type { BotConfig } from "./bot-config.ts";
import type { Fault } from "./bot-fault.ts";
import type { FlowState, Guard, Transition } from "./bot-flow.ts";
import { graphsOf } from "./flow-graphs.ts";
import { columnsOf } from "./check-tools.ts";

type Rule = Exclude<Guard, { not: unknown }>;

export function checkGuards(bot: BotConfig, { if: guards = [] }: Transition, path: (string | number)[], fault: Fault): void {
  guards.forEach((guard, index) => {
    const rule = "not" in guard ? guard.not : guard;
    const at = (end: string) => [...path, "if", index, ...("not" in guard ? ["not"] : []), end];
    if ("field" in rule) checkField(bot, rule, at, fault);
    if ("counter" in rule && !countersOf(bot).has(rule.counter)) fault(at("counter"), `Счётчик «${rule.counter}» никто не увеличивает.`, `Nothing counts "${rule.counter}".`);
    if ("heard" in rule && !builtInIntents.some((one) => one === rule.heard) && !bot.intents.some((one) => one.name === rule.heard)) fault(at("heard"), `Намерения «${rule.heard}» нет.`, `There is no intent "${rule.heard}".`);
    if ("tool_value" in rule) {
      const columns = columnsOf(bot);
      if (columns !== "any" && !columns.has(rule.tool_value)) fault(at("tool_value"), `Ни один инструмент не приносит «${rule.tool_value}».`, `No tool brings "${rule.tool_value}".`);
    }
    if ("language" in rule && !bot.languages.includes(rule.language)) fault(at("language"), `На языке «${rule.language}» бот не говорит.`, `The bot does not speak "${rule.language}".`);
  });
}

function checkField(bot: BotConfig, rule: Extract<Rule, { field: string }>, at: (end: string) => (string | number)[], fault: Fault): void {
  const field = bot.fields[rule.field];
  if (field === undefined) return fault(at("field"), `Поля «${rule.field}» нет.`, `There is no field "${rule.field}".`);
  if ("is" in rule && field.type === "choice" && !field.options.some((option) => option.value === rule.is)) fault(at("is"), `У поля «${rule.field}» нет варианта «${rule.is}».`, `The field "${rule.field}" has no option "${rule.is}".`);
}

/** Counted by transitions and by objections. */
function countersOf(bot: BotConfig): Set<string> {
  const kinds = bot.objections.kinds.map((kind) => kind.intent);
  return new Set([...graphsOf(bot).flatMap(({ graph }) => graph.transitions.flatMap(({ count }) => count ?? [])), ...kinds, ...(kinds.length > 0 ? ["objections"] : [])]);
}

/**
 * Whether one of the transitions is taken whatever holds: one has no guard; or two have one each that are opposites; or
 * they name every option of the choice that the state has just asked for.
 */
export function leaveNothingOpen(bot: Pick<BotConfig, "fields">, state: FlowState, transitions: readonly Transition[]): boolean {
  const guards = transitions.map((transition) => transition.if ?? []);
  if (guards.some((list) => list.length === 0)) return true;
  const single = guards.flatMap((list) => (list.length === 1 ? list : []));
  if (single.some((one, index) => single.slice(index + 1).some((other) => opposite(one, other)))) return true;
  if (state.type !== "ask") return false;
  const field = bot.fields[state.field];
  const named = new Set(single.flatMap((guard) => ("field" in guard && guard.field === state.field && "is" in guard ? [String(guard.is)] : [])));
  return field?.type === "choice" && field.options.every((option) => named.has(option.value));
}

function opposite(one: Guard, other: Guard): boolean {
  if ("not" in one || "not" in other) {
    const [plain, denied] = "not" in one ? [other, one] : [one, other];
    return "not" in denied && !("not" in plain) && JSON.stringify(denied.not) === JSON.stringify(plain);
  }
  if ("known" in one && "known" in other) return one.field === other.field && one.known !== other.known;
  if ("counter" in one && "counter" in other && one.counter === other.counter) {
    const [least, below] = "at_least" in one ? [one, other] : [other, one];
    return "at_least" in least && "below" in below && least.at_least <= below.below;
  }
  return false;
}
