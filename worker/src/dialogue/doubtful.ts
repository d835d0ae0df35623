/**
 * A reading of the rules that a model is asked about before it is acted on: one that would end the call, or leave for a
 * person, without near certainty, or one word understood amid many that nothing explains. What a model does not say in
 * time, the rules' reading stands for.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { words } from "../language/tokens.ts";
import type { Hearing } from "./hearing.ts";
import type { Step } from "./step.ts";
import type { Talk } from "./talk.ts";
import { adverbs, fillers, functionWords } from "./understanding/plain-words.ts";

/** From here on nine readings in ten are right by far: no caller waits for a second opinion. */
const nearCertain = 0.95;
/** Of words that carry a meaning: with more of them one cue is not what all of it was about. */
const manyWords = 7;
/** After so many states that only say something, a way ends where it ends. */
const mostHops = 3;

/** What a call is ended by when it was misheard. */
const destructive: ReadonlySet<string> = new Set(["goodbye", "no", "cancel", "not_interested", "insult", "answering_machine"]);

/** Beside a value. */
const unsaid: ReadonlySet<string> = new Set(["cancel"]);

/** @returns the intent that is in doubt; null where the reading stands by itself. */
export function doubtful(talk: Pick<Talk, "bot" | "state" | "way">, hearing: Pick<Hearing, "intents" | "aside" | "sure" | "keys" | "text">, step: Step): string | null {
  if (!hearing.sure || hearing.keys) return null;
  // «Не смогу прийти в пятницу» is no answer to "which day?".
  if (Object.keys(step.fields).length + Object.keys(step.parts).length > 0) return hearing.aside.find((name) => unsaid.has(name) || (step.move.type !== "go" && talk.bot.intents.some((own) => own.name === name) && talk.way({ intent: name }) !== null)) ?? null;
  const intent = step.move.type === "handoff" ? step.move.criterion : step.intent;
  const heard = hearing.intents.find(({ name }) => name === intent);
  // Words and tone that a criterion names are no reading of ours.
  if (heard === undefined || heard.confidence >= nearCertain) return null;
  return leaves(talk, heard.name, step) || (turns.has(step.move.type) && hasManyWords(hearing.text, talk.state.language)) ? heard.name : null;
}

const turns: ReadonlySet<Step["move"]["type"]> = new Set(["go", "handoff", "objection", "told", "farewell", "mend"] as const);

function leaves({ bot, way }: Pick<Talk, "bot" | "way">, intent: string, { move }: Step): boolean {
  if (move.type === "farewell" || move.type === "handoff") return true;
  const fetches = bot.agent.handoff_criteria.some((criterion) => "intent" in criterion && criterion.intent === intent);
  return move.type === "go" && (fetches || destructive.has(intent)) && endsAt(bot, way, move.way.transition.to);
}

function endsAt(bot: BotConfig, way: Talk["way"], target: string): boolean {
  let name = target;
  for (let hops = 0; hops < mostHops; hops += 1) {
    const state = bot.flow.states[name];
    if (state?.type === "end" || state?.type === "transfer") return true;
    const on = state?.type === "say" ? way({ done: true }, name) : null;
    if (on === null) return false;
    name = on.transition.to;
  }
  return false;
}

function hasManyWords(text: string, language: Language): boolean {
  return words(text).filter((word) => !fillers[language].has(word) && !functionWords[language].has(word) && !adverbs[language].has(word)).length >= manyWords;
}
