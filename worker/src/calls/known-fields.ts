/** Fields that are known before a call begins: whether the bot can have them, and whether it has what it begins with. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { textIn } from "@zvon/contract/bot-text.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { canonicalFault } from "../dialogue/fields/canonical.ts";
import { flatten } from "../dialogue/flat-flow.ts";
import { pointerOf } from "@zvon/contract/bot-fault.ts";
import { Refusal } from "../refusal.ts";
import type { FieldFault } from "../refusal.ts";

/** @throws Refusal 422 with a pointer to each field that the bot has not, or not in this form. */
export function requireFitting({ fields }: Pick<BotConfig, "fields">, known: Readonly<Record<string, string>>): void {
  const faults = Object.entries(known).flatMap(([name, value]): FieldFault[] => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const detail = field === undefined ? { ru: `У бота нет поля «${name}».`, en: `The bot has no field "${name}".` } : canonicalFault(field, value);
    return detail === null ? [] : [{ pointer: pointerOf("fields", name), detail }];
  });
  if (faults.length > 0) throw new Refusal(422, "fields_invalid", { ru: "Не все поля подходят боту.", en: "Some fields do not fit the bot." }, faults);
}

/** Whoever is called hears these: without them the bot would have a hole in its sentence. @throws Refusal 422. */
export function requireOpening(bot: BotConfig, language: Language, known: Readonly<Record<string, string>>): void {
  const missing = [...new Set([...openingFields(bot, language), ...fieldsNobodyAsks(bot, language)])].filter((name) => known[name] === undefined);
  if (missing.length === 0) return;
  const faults = missing.map((name): FieldFault => ({ pointer: pointerOf("fields", name), detail: { ru: `Боту нужно поле «${name}».`, en: `The bot needs the field "${name}".` } }));
  throw new Refusal(422, "fields_missing", { ru: "Бот начинает разговор с того, чего ещё не знает.", en: "The bot begins with something that it does not know yet." }, faults);
}

/** What the greeting and the first state's words name. Hours are the field's own; a vendor's agent has words of its own. */
function openingFields(bot: BotConfig, language: Language): string[] {
  if (bot.voice.agent !== null) return [];
  const { start, states } = flatten(bot).flow;
  const first = states[start];
  // What a sub-flow begins with is told by its state.
  const state = first?.type === "flow" ? states[first.flow] : first;
  return namedIn(bot, language, [bot.prompts.greeting, ...(state !== undefined && "say" in state && state.say !== null ? [state.say] : [])]);
}

/** What a question or a sentence of the flow names, and no state asks for, and no way is chosen by whether it is known: only who starts the call can tell it. */
function fieldsNobodyAsks(bot: BotConfig, language: Language): string[] {
  if (bot.voice.agent !== null || Object.values(bot.flow.states).some(({ type }) => type === "talk")) return [];
  const { states, transitions } = flatten(bot).flow;
  const told = new Set(Object.values(states).flatMap((state) => (state.type === "ask" ? [state.field, ...state.also] : state.type === "question" ? state.fields : [])));
  const weighed = new Set(transitions.flatMap(({ if: guards = [] }) => guards.flatMap((guard) => { const rule = "not" in guard ? guard.not : guard; return "field" in rule ? [rule.field] : []; })));
  const said = Object.values(states).flatMap((state) => (state.type === "say" || state.type === "question" || state.type === "confirm" ? [state.say] : []));
  return namedIn(bot, language, said).filter((name) => !told.has(name) && !weighed.has(name));
}

/** Fields that the texts speak; the hours and the options of one are its own. */
function namedIn(bot: Pick<BotConfig, "fields">, language: Language, texts: readonly Text[]): string[] {
  const named = texts.flatMap((text) => [...textIn(text, language).matchAll(/\{([^.}]+)(?:\.([^}]+))?\}/g)].flatMap(([, name = "", part]) => (part === "hours" || part === "options" ? [] : [name])));
  return [...new Set(named)].filter((name) => Object.hasOwn(bot.fields, name));
}
