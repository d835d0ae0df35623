/**
 * Random bots that the check lets through: a chain of states of every kind from the first to an end, and ways across it
 * and back on every event, with guards, counters and words; sub-flows, objections, handoffs, tools and transfers.
 */
import type { BotConfig, BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { FlowState, Guard, Transition } from "@zvon/contract/bot-flow.ts";
import { randomFrom } from "./random.ts";
import type { Random } from "./random.ts";
import { smallBot, text } from "./small-bot.ts";

const choice = { type: "choice" as const, called: { ru: ["город"], en: ["the city"] }, options: [{ value: "omsk", label: text("Омск", "Omsk") }, { value: "moscow", label: text("Москва", "Moscow") }] };
const fields: BotConfigInput["fields"] = {
  city: choice,
  code: { type: "digits", called: { ru: ["код"], en: ["the code"] }, length: { min: 3, max: 4 } },
  when: { type: "day_time", called: { ru: ["время"], en: ["the time"] }, from: "10:00", to: "19:00", ask_day: text("В какой день?", "Which day?"), ask_time: text("Во сколько?", "What time?") },
  guests: { type: "number", min: 1, max: 20 },
  phone: { type: "phone" },
  wish: { type: "text" },
};
const fieldNames = ["city", "code", "when", "guests", "phone", "wish"] as const;
const intents = ["yes", "no", "maybe", "operator", "goodbye", "cancel", "price", "busy", "thanks"] as const;
const tools: BotConfigInput["tools"] = [
  { type: "table", name: "prices", effect: "read", config: { key: "city", rows: { omsk: { price: text("сто", "a hundred") }, moscow: { price: text("двести", "two hundred") } } } },
  { type: "platform", name: "look", effect: "read" },
  { type: "platform", name: "save", effect: "write" },
];

type Made = { states: Record<string, FlowState>; transitions: Transition[] };

export function randomBot(seed: number): BotConfig {
  const random = randomFrom(seed);
  const flows = random.chance(0.6) ? (random.chance(0.4) ? ["inner", "outer"] : ["inner"]) : [];
  const root = graph(random, flows, 4 + random.below(6), false);
  const names = Object.keys(root.states);
  const last = names.at(-1) ?? "s0";
  const anyState = () => random.from(names) ?? last;
  // Each flow is run by somebody: "outer" runs "inner", the root the outermost.
  flows.toReversed().slice(0, 1).forEach((flow) => { root.states["sub"] = { type: "flow", flow }; root.transitions.push({ from: "s0", to: "sub", when: { intent: "yes" } }, { from: "sub", to: last, when: { done: true } }); });
  return smallBot({
    fields, tools,
    languages: ["ru", "en"],
    language_switch: random.chance(0.5) ? "follow" : "off",
    llm: { provider: "compatible", model: "m" },
    agent: { destinations: [{ name: "office", to: "100", kind: random.chance(0.5) ? "warm" : "cold" }], ...(random.chance(0.5) ? { handoff_state: anyState(), handoff_criteria: [{ intent: "operator" }, { misunderstood: 2 }, { words: { ru: ["жалоба"], en: ["complaint"] } }, { sentiment_below: -0.5 }, { complex_request: true }] } : {}) },
    objections: random.chance(0.5) ? { kinds: [{ intent: "objection_expensive", answers: [text("Зато хорошо.", "But good."), text("Сделаем скидку?", "A discount?")], after: random.chance(0.5) ? anyState() : null }], after: random.chance(0.5) ? anyState() : null } : {},
    flow: {
      type: random.chance(0.2) ? "linear" : "graph", start: "s0", ...root,
      flows: Object.fromEntries(flows.map((name) => [name, { start: "s0", ...graph(random, name === "outer" ? ["inner"] : [], 2 + random.below(3), true) }])),
    },
  });
}

/** The bot with some of its parts torn out: mostly faulty, at times still sound. */
export function tornBot(seed: number): BotConfig {
  const random = randomFrom(seed);
  const bot = structuredClone(randomBot(seed));
  const graphs = [bot.flow, ...Object.values(bot.flow.flows)];
  for (let tears = 1 + random.below(3); tears > 0; tears -= 1) {
    const torn = random.from(graphs) ?? bot.flow;
    switch (random.below(6)) {
      case 0: case 1: case 2: torn.transitions.splice(random.below(torn.transitions.length), 1); break;
      case 3: delete torn.states[random.from(Object.keys(torn.states)) ?? ""]; break;
      case 4: delete bot.fields[random.from(Object.keys(bot.fields)) ?? ""]; break;
      case 5: bot.tools.splice(random.below(bot.tools.length), 1); break;
    }
  }
  return bot;
}

function graph(random: Random, flows: readonly string[], length: number, sub: boolean): Made {
  const made: Made = { states: {}, transitions: [] };
  const names = Array.from({ length }, (_, index) => `s${index}`);
  const across: Transition[] = [];
  const chain: Transition[] = [];
  names.forEach((name, index) => {
    const next = names[index + 1];
    const state = next === undefined ? (sub ? ({ type: "return", result: "done" } as const) : ending(random)) : inChain(random, index === 0 && sub ? flows : [], index === 0);
    made.states[name] = state;
    if (next !== undefined) chain.push(...onwards(state, name, next));
    const ways = random.below(3);
    if (next !== undefined) for (let count = 0; count < ways; count += 1) across.push(way(random, name, state, random.from(names) ?? next));
  });
  const anywhere = Array.from({ length: random.below(3) }, () => way(random, "*", null, random.from(names) ?? "s0"));
  // Guarded ways stand first, or the chain would never be left; the chain itself always holds.
  made.transitions = [...across.filter((one) => one.if !== undefined || !("done" in one.when)), ...anywhere, ...chain];
  return made;
}

const hint = text("Скажите да или нет.", "Say yes or no.");
const timing = null;
const ending = (random: Random): FlowState => ({ type: "end", say: text("До свидания.", "Goodbye."), outcome: random.pick(["answered", "booked", "refused", "callback", null]) });

function inChain(random: Random, flows: readonly string[], first: boolean): FlowState {
  const [flow] = flows;
  if (flow !== undefined) return { type: "flow", flow };
  const field = random.pick(fieldNames);
  const say = text(`Что скажете о {${field}}?`, `What about {${field}}?`);
  const kind = first ? random.pick(["ask", "question", "talk"] as const) : random.pick(["ask", "ask", "question", "question", "confirm", "talk", "say", "tool", "transfer"] as const);
  switch (kind) {
    case "ask": return { type: "ask", field, also: random.chance(0.5) ? [random.pick(fieldNames)] : [], say, hint, timing };
    case "question": return { type: "question", fields: random.chance(0.3) ? [random.pick(fieldNames)] : [], say, hint, timing };
    case "confirm": return { type: "confirm", fields: [field], say: text(`{${field}}, верно?`, `{${field}}, right?`), hint, what: text("Что поправить?", "What is wrong?"), corrected: text("Исправляю.", "Corrected."), timing };
    case "talk": return { type: "talk", instructions: {}, say, hint, timing };
    case "say": return { type: "say", say: text("Понятно.", "I see."), outcome: random.chance(0.3) ? "answered" : null, forget: random.chance(0.3) ? [field] : [] };
    case "tool": return { type: "tool", tool: random.pick(["prices", "look", "save"] as const), arguments: {}, say: random.chance(0.5) ? text("Смотрю.", "Let me look.") : null };
    case "transfer": return { type: "transfer", destination: "office", say: text("Соединяю.", "One moment.") };
  }
}

function onwards(state: FlowState, from: string, to: string): Transition[] {
  if (state.type === "talk") return [{ from, to, when: { intent: "yes" } }];
  const asks = state.type === "question" || state.type === "confirm" ? [{ from, to, when: { intent: "yes" as const } }] : [];
  return [...asks, { from, to, when: { done: true } }];
}

function way(random: Random, from: string, state: FlowState | null, to: string): Transition {
  const events: [Transition["when"], ...Transition["when"][]] = [
    { intent: random.pick(intents) }, { intent: random.pick(intents) }, { not_understood: 1 + random.below(3) }, { silence: 1 + random.below(3) }, { visits: 2 + random.below(3) }, { timeout_s: 2 + random.below(60) },
    ...(state?.type === "tool" ? [{ tool: random.pick(["ok", "failed", "unknown"] as const) }] : []), ...(state?.type === "transfer" ? [{ transfer: random.pick(["answered", "busy", "no_answer"] as const) }] : []),
    ...(from === "*" ? [] : [{ done: true as const }]),
  ];
  const when = random.pick(events);
  const guards = Array.from({ length: random.below(3) }, () => guard(random));
  return { from, to, when, ...(guards.length > 0 ? { if: guards } : {}), count: "taken", ...(random.chance(0.3) ? { say: text("Хорошо.", "All right.") } : {}), ...(random.chance(0.1) ? { outcome: "callback" as const } : {}) };
}

function guard(random: Random): Guard {
  const field = random.pick(fieldNames);
  const rule = random.pick<Exclude<Guard, { not: unknown }>>([
    { field, known: random.chance(0.5) }, { field: "city", is: "omsk" }, { field: "guests", at_least: 5 }, { field: "guests", below: 10 }, { counter: "taken", at_least: 2 }, { counter: "taken", below: 3 },
    { heard: random.pick(intents) }, { silences: 1 }, { from: "09:00", to: "18:00" }, { from: "22:00", to: "06:00", weekdays: [5, 6] }, { call_minutes: 1 }, { language: "en" }, { caller: "hidden" }, { tool_value: "price", is: "100" },
  ]);
  return random.chance(0.3) ? { not: rule } : rule;
}
