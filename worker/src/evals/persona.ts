/**
 * A caller that a persona describes, by rules: it answers what the bot asks with what it knows, in its manner. The
 * same bot hears the same words each time.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { textIn } from "@zvon/contract/bot-text.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { FlowState } from "@zvon/contract/bot-flow.ts";
import type { EvalCase } from "@zvon/contract/eval-suite.ts";

export type Persona = NonNullable<EvalCase["persona"]>;
/** What a caller does next; null: hangs up. */
export type Act = { says: string } | { silent: true } | null;
export type Caller = { next(at: { state: string; language: Language; turn: number; said: string }): Act | Promise<Act> };

type Words = { yes: string; no: string; unknown: string; goodbye: string; mumble: string; doubt: string; fillers: readonly string[]; tail: string };
const words: Record<Language, Words> = {
  ru: { yes: "да, всё верно", no: "нет, неверно", unknown: "не знаю", goodbye: "спасибо, до свидания", mumble: "бр шм кхе", doubt: "мне надо подумать", fillers: ["ну", "э, смотрите", "так"], tail: ", если можно" },
  en: { yes: "yes, that's right", no: "no, that's wrong", unknown: "I don't know", goodbye: "thank you, goodbye", mumble: "brm shm khe", doubt: "I need to think about it", fillers: ["well", "um, look", "so"], tail: ", if that's possible" },
};

/** The state as it was written; "flow.state" is one of a sub-flow. */
export function stateNamed(bot: BotConfig, name: string): FlowState | undefined {
  const [flow, inner] = name.split(".");
  return inner === undefined ? bot.flow.states[name] : bot.flow.flows[flow ?? ""]?.states[inner];
}

export function createPersona(bot: BotConfig, persona: Persona): Caller {
  let odd = persona.manner === "unclear" || persona.manner === "doubting" || persona.manner === "silent";
  let changed = persona.manner !== "correcting";

  function answerOf(name: string, language: Language): string {
    const own = persona.answers[name];
    if (own !== undefined) return own;
    const state = stateNamed(bot, name);
    const field = state?.type === "ask" ? state.field : state?.type === "question" ? state.fields.find((one) => persona.knows[one] !== undefined) : undefined;
    if (field !== undefined) return persona.knows[field] ?? anyOf(bot, field, language);
    if (state?.type === "talk") return words[language].goodbye;
    return persona.manner === "brief" ? (words[language].yes.split(",")[0] ?? "") : words[language].yes;
  }

  return {
    next({ state: name, language, turn }) {
      if (turn > persona.patience) return null;
      const state = stateNamed(bot, name);
      if (odd) {
        odd = false;
        return persona.manner === "silent" ? { silent: true } : { says: persona.manner === "unclear" ? words[language].mumble : words[language].doubt };
      }
      if (!changed && state?.type === "confirm") {
        changed = true;
        const field = state.fields.findLast((one) => persona.knows[one] !== undefined) ?? state.fields.at(-1) ?? "";
        const called = bot.fields[field]?.called[language]?.[0];
        return { says: called === undefined ? words[language].no : `${words[language].no}, ${called}` };
      }
      const answer = answerOf(name, language);
      if (persona.manner !== "chatty") return { says: answer };
      const filler = words[language].fillers[turn % words[language].fillers.length] ?? "";
      return { says: `${filler} ${answer}${state?.type === "ask" ? words[language].tail : ""}` };
    },
  };
}

/** Something that fits: it plays a caller who does not mind. */
function anyOf(bot: BotConfig, name: string, language: Language): string {
  const field = bot.fields[name];
  switch (field?.type) {
    case "choice": return textIn(field.options[0]?.label ?? {}, language);
    case "name": return field.known[language]?.[0] ?? words[language].unknown;
    case "digits": return Array.from({ length: field.length.min }, (_, index) => (index + 1) % 10).join(" ");
    default: return words[language].unknown;
  }
}
