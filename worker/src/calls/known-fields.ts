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

/** Whoever is called hears these first: without them the bot would begin with a hole in its sentence. @throws Refusal 422. */
export function requireOpening(bot: BotConfig, language: Language, known: Readonly<Record<string, string>>): void {
  const missing = openingFields(bot, language).filter((name) => known[name] === undefined);
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
  const said: Text[] = [bot.prompts.greeting, ...(state !== undefined && "say" in state && state.say !== null ? [state.say] : [])];
  const named = said.flatMap((text) => [...textIn(text, language).matchAll(/\{([^.}]+)(?:\.([^}]+))?\}/g)].flatMap(([, name = "", part]) => (part === "hours" ? [] : [name])));
  return [...new Set(named)].filter((name) => Object.hasOwn(bot.fields, name));
}
