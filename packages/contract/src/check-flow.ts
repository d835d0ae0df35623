/** The flow and its sub-flows: every name exists, every state is reached, and each has a way on whatever happens. */
import { builtInIntents } from "./bot-config.ts";
import type { BotConfig } from "./bot-config.ts";
import type { Fault } from "./bot-fault.ts";
import type { FlowState, Transition } from "./bot-flow.ts";
import { checkGuards, leaveNothingOpen } from "./check-guards.ts";
import { checkToolState } from "./check-tools.ts";
import { followingIn, graphsOf, nextStates, reachableStates } from "./flow-graphs.ts";
import type { NamedGraph } from "./flow-graphs.ts";

/** What every model has beside the bot's tools, see bot-tools.ts: a talk that names its tools names these too. */
const modelsOwn = ["transfer_to_operator", "collect_keys", "set_fields", "press_keys"];

export const knownIntents = (bot: BotConfig): Set<string> => new Set<string>([...builtInIntents, ...bot.intents.map((intent) => intent.name)]);

export function checkFlow(bot: BotConfig, fault: Fault): void {
  for (const named of graphsOf(bot)) {
    if (named.graph.states[named.graph.start] === undefined) fault([...named.path, "start"], `Состояния «${named.graph.start}» нет.`, `There is no state "${named.graph.start}".`);
    named.graph.transitions.forEach((transition, index) => checkTransition(bot, named, transition, index, fault));
    checkStates(bot, named, fault);
    checkSpinning(bot, named, fault);
  }
  checkSubFlows(bot, fault);
}

function checkTransition(bot: BotConfig, { path, graph }: NamedGraph, transition: Transition, index: number, fault: Fault): void {
  const at = (...end: (string | number)[]) => [...path, "transitions", index, ...end];
  const { from, to, when } = transition;
  if (from !== "*" && graph.states[from] === undefined) fault(at("from"), `Переход выходит из состояния «${from}», которого нет.`, `The transition leaves the state "${from}", which does not exist.`);
  if (graph.states[to] === undefined) fault(at("to"), `Переход ведёт в состояние «${to}», которого нет.`, `The transition leads to the state "${to}", which does not exist.`);
  if ("intent" in when && !knownIntents(bot).has(when.intent)) fault(at("when"), `Намерения «${when.intent}» нет.`, `There is no intent "${when.intent}".`);
  if ("returned" in when && from !== "*") {
    const state = graph.states[from];
    const results = state?.type === "flow" ? resultsOf(bot, state.flow) : [];
    if (state !== undefined && !results.includes(when.returned)) fault(at("when"), `Результат «${when.returned}» отсюда никогда не возвращается.`, `The result "${when.returned}" never comes back here.`);
  }
  if (from === "*" && "done" in when) fault(at("when"), "«Готово» бывает только у одного состояния: назовите его.", `"done" belongs to one state: name it.`);
  checkGuards(bot, transition, at(), fault);
}

const resultsOf = (bot: BotConfig, flow: string): string[] => Object.values(bot.flow.flows[flow]?.states ?? {}).flatMap((state) => (state.type === "return" ? [state.result] : []));

function checkStates(bot: BotConfig, named: NamedGraph, fault: Fault): void {
  const { name: flow, path, graph } = named;
  const reached = reachableStates(bot, named);
  const deadEnds = new Map<string, Parameters<Fault>>();
  for (const [name, state] of Object.entries(graph.states)) checkWayOut(bot, named, name, state, (...rest) => [...path, "states", name, ...rest], (...told) => deadEnds.set(name, told));
  checkReached(bot, named, reached, [...deadEnds.keys()].filter((name) => reached.has(name)), fault);
  for (const [name, state] of Object.entries(graph.states)) {
    const at = (...rest: (string | number)[]) => [...path, "states", name, ...rest];
    const deadEnd = deadEnds.get(name);
    if (deadEnd !== undefined) fault(...deadEnd);
    for (const [where, field] of fieldsOf(state)) if (bot.fields[field] === undefined) fault(at(...where), `Поля «${field}» нет.`, `There is no field "${field}".`);
    switch (state.type) {
      case "talk":
        if (bot.llm === null) fault(at("type"), "Разговор ведёт модель, а модель не выбрана.", "A model leads this talk, and no model is chosen.");
        state.tools?.forEach((tool, index) => {
          if (!bot.tools.some((one) => one.name === tool) && !modelsOwn.includes(tool)) fault(at("tools", index), `Инструмента «${tool}» нет.`, `There is no tool "${tool}".`);
        });
        break;
      case "transfer":
        if (!bot.agent.destinations.some((one) => one.name === state.destination)) fault(at("destination"), `Направления «${state.destination}» нет.`, `There is no destination "${state.destination}".`);
        break;
      case "tool":
        checkToolState(bot, state, at(), fault);
        break;
      case "flow":
        if (bot.flow.flows[state.flow] === undefined) fault(at("flow"), `Подсценария «${state.flow}» нет.`, `There is no sub-flow "${state.flow}".`);
        break;
      case "return":
        if (flow === null) fault(at("type"), "Возврат бывает только в подсценарии.", "Only a sub-flow can return.");
        break;
      default:
    }
  }
}

/** More names than these are counted. */
const mostNamed = 8;

/** One fault for all that one missing way cuts off, where that way would lead. `stuck`: states that are reached and lead nowhere. */
function checkReached(bot: BotConfig, { path, graph }: NamedGraph, reached: ReadonlySet<string>, stuck: readonly string[], fault: Fault): void {
  const lost = Object.keys(graph.states).filter((name) => !reached.has(name));
  const followers = new Set(lost.flatMap((name) => [...nextStates(bot, graph, name)].filter((next) => next !== name)));
  // Where they lead to one another in a circle there is no first.
  const first = lost.find((name) => !followers.has(name)) ?? lost[0];
  if (first === undefined) return;
  const rest = lost.filter((name) => name !== first);
  const names = (list: readonly string[]) => list.slice(0, mostNamed).map((name) => `«${name}»`).join(", ");
  const more = (language: "ru" | "en") => (rest.length <= mostNamed ? "" : language === "ru" ? ` и ещё ${rest.length - mostNamed}` : ` and ${rest.length - mostNamed} more`);
  const english = (text: string) => text.replaceAll(/«([^»]*)»/g, '"$1"');
  fault(
    [...path, "states", first],
    `До состояния «${first}» от начала не дойти: добавьте переход в него.${rest.length === 0 ? "" : ` Так же недоступны: ${names(rest)}${more("ru")}.`}${stuck.length === 0 ? "" : ` Дорога обрывается здесь: ${names(stuck)}.`}`,
    `The state "${first}" cannot be reached from the start: add a transition to it.${rest.length === 0 ? "" : ` The same goes for: ${english(names(rest))}${more("en")}.`}${stuck.length === 0 ? "" : ` The way ends here: ${english(names(stuck))}.`}`,
  );
}

/** States that only say something and lead to one another: nobody is ever asked, and the call ends where the engine gives up. */
function checkSpinning(bot: BotConfig, { path, graph }: NamedGraph, fault: Fault): void {
  const counted = new Set(graph.transitions.flatMap((one) => ("visits" in one.when ? [one.from] : [])));
  // A way with a guard, or after so many visits, may lead out.
  const on = (name: string): string | null => {
    if (graph.states[name]?.type !== "say" || counted.has(name) || counted.has("*")) return null;
    const done = graph.transitions.filter((one) => one.from === name && "done" in one.when);
    return done.some((one) => (one.if ?? []).length > 0) ? null : (done[0]?.to ?? followingIn(bot, graph, name));
  };
  const told = new Set<string>();
  for (const name of Object.keys(graph.states)) {
    const seen = [name];
    for (let next = on(name); next !== null && !told.has(next); next = on(next)) {
      if (seen.includes(next)) {
        const loop = seen.slice(seen.indexOf(next));
        for (const one of loop) told.add(one);
        const names = (open: string, close: string) => loop.slice(0, mostNamed).map((one) => `${open}${one}${close}`).join(" → ");
        fault([...path, "states", next], `Бот говорит по кругу и никого не спрашивает: ${names("«", "»")}. Уберите переход назад или поставьте между ними вопрос.`, `The bot goes round and asks nothing: ${names('"', '"')}. Take out the way back, or put a question between them.`);
        break;
      }
      seen.push(next);
    }
  }
}

function fieldsOf(state: FlowState): [(string | number)[], string][] {
  switch (state.type) {
    case "ask": return [[["field"], state.field], ...state.also.map((field, index): [(string | number)[], string] => [["also", index], field])];
    case "confirm":
    case "question": return state.fields.map((field, index) => [["fields", index], field]);
    case "say": return state.forget.map((field, index) => [["forget", index], field]);
    default: return [];
  }
}

/** An end has none, a transfer ends the call by itself. */
function checkWayOut(bot: BotConfig, { graph }: NamedGraph, name: string, state: FlowState, at: (...rest: string[]) => (string | number)[], fault: Fault): void {
  if (state.type === "end" || state.type === "return" || state.type === "transfer") return;
  if (nextStates(bot, graph, name).size === 0) return fault(at(), `Из состояния «${name}» нет выхода.`, `There is no way out of the state "${name}".`);
  const goesOn = followingIn(bot, graph, name) !== null;
  const open = (fits: (when: Transition["when"]) => boolean, from: readonly string[] = [name]) => graph.transitions.filter((one) => from.includes(one.from) && fits(one.when));
  const done = goesOn || leaveNothingOpen(bot, state, open((when) => "done" in when));
  if (done) return;
  const anyDone = open((when) => "done" in when).length > 0;
  const stuck = (ru: string, en: string) => fault(at(), `Состояние «${name}»: ${ru}`, `The state "${name}": ${en}`);
  switch (state.type) {
    case "ask":
    case "say":
      return anyDone ? stuck("когда не выполнится ни одно условие, идти некуда; добавьте переход «готово» без условий.", "when no condition holds there is no way on; add a \"done\" without conditions.") : stuck("дальше идти некуда; добавьте переход «готово».", "nothing leads on; add a \"done\".");
    case "confirm":
      return leaveNothingOpen(bot, state, open((when) => "intent" in when && when.intent === "yes")) ? undefined : stuck("после «да» идти некуда.", "nothing leads on after a yes.");
    case "question":
      if (state.fields.length === 0 && open((when) => "intent" in when, [name, "*"]).length === 0) return stuck("ни один ответ никуда не ведёт.", "no answer leads anywhere.");
      return state.fields.length > 0 ? stuck("когда поле названо, идти некуда; добавьте переход «готово».", "nothing leads on once the field is named; add a \"done\".") : undefined;
    case "flow": {
      const missing = [...new Set(resultsOf(bot, state.flow))].find((result) => !leaveNothingOpen(bot, state, open((when) => "returned" in when && when.returned === result)));
      return missing === undefined ? undefined : stuck(`после возврата «${missing}» идти некуда.`, `nothing leads on after the return "${missing}".`);
    }
    case "tool": {
      const tool = bot.tools.find((one) => one.name === state.tool);
      const writes = tool !== undefined && (tool.type === "message" || (tool.type === "calendar" && state.function !== "check_availability") || ("effect" in tool && tool.effect === "write"));
      const missing = (["ok", "failed", ...(writes ? (["unknown"] as const) : [])] as const).find((result) => !leaveNothingOpen(bot, state, open((when) => "tool" in when && when.tool === result, [name, "*"])));
      const what = missing === "ok" ? ["успеха", "it worked"] : missing === "failed" ? ["неудачи", "it failed"] : ["неизвестного исхода", "nobody knows whether it worked"];
      return missing === undefined ? undefined : stuck(`после ${what[0]} инструмента идти некуда.`, `nothing leads on when ${what[1]}.`);
    }
    case "talk":
  }
}

function checkSubFlows(bot: BotConfig, fault: Fault): void {
  const runs = (graph: { states: Record<string, FlowState> }) => Object.values(graph.states).flatMap((state) => (state.type === "flow" ? [state.flow] : []));
  const used = new Set<string>();
  const queue = runs(bot.flow);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    queue.push(...runs(bot.flow.flows[name] ?? { states: {} }));
  }
  for (const named of graphsOf(bot)) {
    const { name, path, graph } = named;
    if (name === null) continue;
    if (!used.has(name)) fault(path, `Подсценарий «${name}» никто не запускает.`, `Nothing runs the sub-flow "${name}".`);
    const reached = reachableStates(bot, named);
    if (!Object.entries(graph.states).some(([state, one]) => one.type === "return" && reached.has(state))) fault(path, `Подсценарий «${name}» никогда не возвращается: добавьте состояние возврата.`, `The sub-flow "${name}" never returns: add a return state.`);
    if (runsItself(bot, name)) fault(path, `Подсценарий «${name}» запускает сам себя.`, `The sub-flow "${name}" runs itself.`);
  }
  function runsItself({ flow }: BotConfig, name: string): boolean {
    const seen = new Set<string>();
    const next = runs(flow.flows[name] ?? { states: {} });
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      if (one === name) return true;
      if (seen.has(one)) continue;
      seen.add(one);
      next.push(...runs(flow.flows[one] ?? { states: {} }));
    }
    return false;
  }
}
