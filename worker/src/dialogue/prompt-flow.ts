/** The flow as a model is told of it, in as few words as it takes. */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { FlowState } from "@zvon/contract/bot-flow.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { anywhereIn, scopeOf } from "./flat-flow.ts";

const mostLines = 20;

const words: Record<Language, { ask: string; confirm: string; say: string; talk: string; transfer: string; end: string; here: string; tool: string; question: string }> = {
  ru: { ask: "узнать", confirm: "перечитать и получить «да»", question: "спросить", say: "сказать", talk: "разговор с тобой", transfer: "соединить", tool: "сделать", end: "попрощаться", here: "(сейчас здесь)" },
  en: { ask: "find out", confirm: "read back and get a yes", question: "ask", say: "say", talk: "the talk with you", transfer: "put through", tool: "do", end: "say goodbye", here: "(you are here)" },
};

/** Of a linear flow: its states in order. Empty for a graph. */
export function planOf(bot: BotConfig, current: string, language: Language): string[] {
  if (bot.flow.type !== "linear") return [];
  const scope = scopeOf(current);
  const states = Object.entries(bot.flow.states).filter(([name]) => scopeOf(name) === scope);
  return states.flatMap(([name, state]) => {
    const brief = briefOf(bot, state, language);
    return brief === null ? [] : [name === current ? `${brief} ${words[language].here}` : brief];
  }).slice(0, mostLines);
}

/** What callers may ask for that leads out of this state. */
export function waysOn(bot: BotConfig, current: string, language: Language): string[] {
  const lines = bot.flow.transitions.flatMap((one) => {
    if (!("intent" in one.when) || (one.from !== current && one.from !== anywhereIn(scopeOf(current)))) return [];
    const target = bot.flow.states[one.to];
    const brief = target === undefined ? null : briefOf(bot, target, language);
    return [brief === null ? one.when.intent : `${one.when.intent} → ${brief}`];
  });
  return [...new Set(lines)].slice(0, mostLines);
}

function briefOf(bot: BotConfig, state: FlowState, language: Language): string | null {
  const word = words[language];
  const called = (name: string) => bot.fields[name]?.called[language]?.[0] ?? name;
  switch (state.type) {
    case "ask": return `${word.ask}: ${[state.field, ...state.also].map(called).join(", ")}`;
    case "confirm": return `${word.confirm}: ${state.fields.map(called).join(", ")}`;
    case "question": return `${word.question}: ${short(textIn(state.say, language))}`;
    case "talk": return word.talk;
    case "say": return `${word.say}: ${short(textIn(state.say, language))}`;
    case "tool": return `${word.tool}: ${state.function ?? state.tool}`;
    case "transfer": return `${word.transfer}: ${textIn(bot.agent.destinations.find((one) => one.name === state.destination)?.description ?? {}, language) || state.destination}`;
    case "end": return word.end;
    case "flow":
    case "return": return null;
  }
}

const short = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, text.lastIndexOf(" ", 60))} …`);
