/**
 * What the caller may say next, as a closed list for the embedded recogniser and hints for a vendor's.
 * A list depends on the bot, the language and what is being asked, never on the moment: so all of them can be
 * prepared when the call starts.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Field, FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language, Listen } from "@zvon/contract/call-link.ts";
import { numberInWords } from "../language/number-speech.ts";
import { anywhereIn, flatten, scopeOf } from "./flat-flow.ts";
import { choicePhrases } from "./fields/choice.ts";
import { dayPhrases, dayTimePhrases, shortTimePhrases, timePhrases } from "./fields/day-time.ts";
import { expectsOf } from "./fields/expects.ts";
import { namePhrases } from "./fields/name.ts";
import { intentPhrases } from "./understanding/intent-phrases.ts";
import { timingOf } from "./turn-taking.ts";

/** `doubt`: a yes or no to "did I hear …?", or the answer anew. `mend`: what was wrong. */
export type Asking = "main" | "day" | "time" | "doubt" | "mend";

/** As the link's schema has them: a node refuses more, and with them the whole call. */
const mostPhrases = 1000;
const mostListens = 100;

export const nothingToHear: Listen = { phrases: [], digits: null, keys: null };

function fieldPhrases(field: Field, language: Language, asking: Asking): string[] {
  switch (field.type) {
    case "choice": return choicePhrases(field, language);
    case "name": return namePhrases(field, language);
    // Dictated or told freely: no list holds it.
    case "digits": case "phone": case "email": case "address": case "text": return [];
    case "number": return numberPhrases(field, language);
    case "day_time":
      if (asking === "time") return timePhrases(field, language);
      if (asking === "day") return dayPhrases(field, language);
      return [...dayTimePhrases(field, language), ...dayPhrases(field, language), ...timePhrases(field, language)];
  }
}

/** Numbers of a short range; a longer one is for a recogniser without a list. */
const mostListedNumbers = 120;
function numberPhrases({ min, max, integer }: FieldOf<"number">, language: Language): string[] {
  if (min === null || max === null || !integer || max - min >= mostListedNumbers) return [];
  return Array.from({ length: Math.floor(max - min) + 1 }, (_, index) => numberInWords(min + index, language));
}

/** How a caller of a closed list asks for another language of the bot. */
const languageRequests: Record<Language, Partial<Record<Language, string[]>>> = {
  ru: { en: ["говорите по-английски", "давайте по-английски"] },
  en: { ru: ["can we speak Russian", "Russian, please"] },
};

/** Corrections that fit a closed list: «стрижка», «в шесть», «нет, в шесть»; names and whole dates are asked again. */
function correctionPhrases(field: Field, language: Language): string[] {
  const called = field.called[language] ?? [];
  const no = language === "ru" ? "нет" : "no";
  if (field.type === "choice") return [...called, ...choicePhrases({ ...field, carriers: {} }, language)];
  if (field.type === "day_time") return [...called, ...shortTimePhrases(field, language), ...shortTimePhrases(field, language).map((phrase) => `${no}, ${phrase}`), ...dayPhrases(field, language)];
  return called;
}

/**
 * Intents that lead somewhere from this state: its own, those from anywhere in its flow and, within a sub-flow, those of
 * every state that may run it; objections that are answered, and what a person is fetched for.
 * @param bot with a flat flow.
 */
export function heardIntents(bot: BotConfig, stateName: string): string[] {
  const from = new Set<string>();
  const queue = [stateName];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (from.has(name)) continue;
    const scope = scopeOf(name);
    from.add(name).add(anywhereIn(scope));
    if (scope !== "") queue.push(...Object.entries(bot.flow.states).flatMap(([caller, state]) => (state.type === "flow" && scopeOf(state.flow) === scope ? [caller] : [])));
  }
  const led = bot.flow.transitions.flatMap((transition) => ("intent" in transition.when && from.has(transition.from) ? [transition.when.intent] : []));
  const fetched = bot.agent.handoff_state === null ? [] : bot.agent.handoff_criteria.flatMap((criterion) => ("intent" in criterion ? [criterion.intent] : []));
  return [...new Set([...led, ...bot.objections.kinds.map((kind) => kind.intent), ...fetched])];
}

export function listenFor(bot: BotConfig, stateName: string, asking: Asking, language: Language): Listen {
  const state = bot.flow.states[stateName];
  if (state === undefined || !("timing" in state)) return nothingToHear;
  const names = state.type === "ask" ? [state.field] : state.type === "talk" ? [] : state.fields;
  const fields = names.flatMap((name) => bot.fields[name] ?? []);
  const answers = fields.flatMap((field) => (state.type === "confirm" ? correctionPhrases(field, language) : fieldPhrases(field, language, asking)));
  const yesNo = state.type === "confirm" || asking === "doubt" ? ["yes", "no"] : [];
  const intents = [...new Set([...yesNo, ...heardIntents(bot, stateName), "repeat"])];
  const phrases = intents.flatMap((intent) => intentPhrases[language][intent] ?? bot.intents.find((one) => one.name === intent)?.examples[language] ?? []);
  const otherLanguage = bot.languages.filter((one) => one !== language).flatMap((one) => languageRequests[language][one] ?? []);
  const dictated = state.type === "confirm" ? undefined : fields.find((field) => field.type === "digits" || field.type === "phone");
  // A phone number may come in halves.
  const digits = dictated === undefined ? null : dictated.type === "digits" ? { ...dictated.length, gapMs: dictated.key_gap_ms } : { min: 2, max: 12, gapMs: dictated.key_gap_ms };
  const timing = timingOf(state.timing);
  const confirming = yesNo.length > 0 || intents.includes("yes");
  return {
    phrases: [...new Set([...answers, ...phrases, ...otherLanguage])].slice(0, mostPhrases),
    digits: digits === null ? null : { min: digits.min, max: digits.max },
    // 1 is yes and 2 is no where that is the question.
    keys: digits !== null ? { max: digits.max, terminator: "#", gapMs: digits.gapMs } : confirming ? { max: 1, terminator: null, gapMs: 1000 } : null,
    expects: expectationOf(state.type, fields, asking),
    ...(timing === null ? {} : { timing }),
  };
}

/** Who spells digits or names a day pauses longer than who says yes. */
function expectationOf(state: "ask" | "confirm" | "question" | "talk", fields: readonly Field[], asking: Asking): NonNullable<Listen["expects"]> {
  if (state === "confirm" || asking === "doubt") return "yes_no";
  const [field] = fields;
  if (state !== "ask" || field === undefined) return "any";
  return expectsOf(field);
}

export type Listens = (stateName: string, asking: Asking, language: Language) => Listen;

/** The same lists, each worked out once: a call comes back to its questions. @param bot with a flat flow. */
export function createListens(bot: BotConfig): Listens {
  const known = new Map<string, Listen>();
  return (stateName, asking, language) => {
    const key = `${stateName} ${asking} ${language}`;
    const listen = known.get(key) ?? listenFor(bot, stateName, asking, language);
    known.set(key, listen);
    return listen;
  };
}

/** Every list of the bot in a language, each once. */
export function allListens(bot: BotConfig, language: Language): Listen[] {
  const seen = new Map<string, Listen>();
  for (const { listen } of listensByState(flatten(bot), language)) {
    if (listen.phrases.length > 0 || listen.digits !== null) seen.set(JSON.stringify(listen), listen);
  }
  return [...seen.values()].slice(0, mostListens);
}

export function listensByState(bot: BotConfig, language: Language): { state: string; asking: Asking; listen: Listen }[] {
  return Object.entries(bot.flow.states).flatMap(([name, state]) => {
    const dayTime = state.type === "ask" && bot.fields[state.field]?.type === "day_time";
    const modes: Asking[] = state.type === "talk" ? ["main"] : state.type === "ask" ? ["main", ...(dayTime ? (["day", "time"] as const) : []), "doubt"] : state.type === "confirm" ? ["main"] : state.type === "question" ? (state.fields.length > 0 ? ["main", "doubt"] : ["main"]) : [];
    return modes.map((asking) => ({ state: name, asking, listen: listenFor(bot, name, asking, language) }));
  });
}
