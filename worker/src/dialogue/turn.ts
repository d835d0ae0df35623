/**
 * What one utterance means where the flow stands. Reads only; `decide` follows the step. In this order:
 *
 * 1. noise · 2. a life in danger, then a wish for a person by words or tone · 3. an answer to "did I hear …?" · 4. ways out of the state by
 * intent, handoffs and objections · 5. "repeat" · 6. in a `talk` the model · 7. an answer to the question.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { words } from "../language/tokens.ts";
import { answerTo } from "./answers.ts";
import type { Way } from "./flow.ts";
import { handoffByIntent, handoffByWords, mayHandOff, stateOfDestination } from "./handoff.ts";
import type { Hearing } from "./hearing.ts";
import { objectionOf } from "./objections.ts";
import { proposes } from "./proposes.ts";
import { step } from "./step.ts";
import type { Step } from "./step.ts";
import { swapIn, swapped } from "./swap.ts";
import { takenAlong } from "./taken-along.ts";
import type { Talk } from "./talk.ts";
import { leastToEnd, mayLead, weigh } from "./weigh.ts";
import { isMeant } from "./meant.ts";
import { deniesDeed } from "./negation.ts";
import { isDanger } from "./understanding/danger.ts";
import { asksForNoMoreCalls } from "./understanding/no-more-calls.ts";
import { courtesies, greeting, troubled } from "./wording.ts";

const mostWordsOfAnIntent = 6;

/** Intents that answer a question before they lead anywhere else. */
const answers = new Set(["yes", "no", "thanks"]);

export function understand(talk: Pick<Talk, "bot" | "state" | "way">, hearing: Hearing): Step {
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  const { sure, has } = hearing;
  const intents = hearing.intents.map(({ name }) => name);
  const firstIntent = intents[0] ?? null;
  if (flowState === undefined) return step({ type: "miss" });
  const confidence = (intent: string): number => hearing.intents.find(({ name }) => name === intent)?.confidence ?? 0;
  const byIntent = (intent: string) => {
    const way = talk.way({ intent });
    return way !== null && mayLead(bot, way, confidence(intent)) ? way : null;
  };

  if (hearing.rejected) {
    // Noise cut the reply short: go on with what did not sound.
    if (state.cut && !state.spared) return step({ type: "repeat" }, null, { doubt: state.doubt });
    if (state.doubt !== null) return step({ type: "ask-doubt", value: hearing.spoken(state.doubt.field, state.doubt), again: true }, null, { doubt: state.doubt });
    return step({ type: "miss" });
  }

  const danger = sure ? intents.find(isDanger) : undefined;
  const help = danger === undefined ? null : byIntent(danger);
  if (help !== null) return step({ type: "go", way: help }, firstIntent);

  const person = mayHandOff(talk) && !hearing.keys ? handoffByWords(talk, hearing) : null;
  // Of a danger the tone tells nothing.
  if (person !== null && (danger === undefined || person === "words")) return step({ type: "handoff", criterion: person }, firstIntent);
  if (danger !== undefined) return step({ type: "danger", intent: danger }, danger);

  if (state.doubt !== null) {
    const settled = settleDoubt(talk, hearing, state.doubt);
    if (settled !== null) return settled;
  }

  // "Yeah, hi" answers the telephone: it ends no call and confirms nothing.
  if (sure && greets(hearing.text, state.language)) {
    const way = flowState.type === "question" ? byIntent("yes") : null;
    if (flowState.type === "confirm" || (way !== null && bot.flow.states[way.transition.to]?.type === "end")) return step({ type: "told", intent: "greeting", text: greeting });
  }

  // In a read-back «да, до свидания» is first of all a yes.
  let objection: string | null = null;
  // A long complaint in free words may hold a «не хочу», an «отменить»: it is the answer.
  const free = flowState.type === "ask" && bot.fields[flowState.field]?.type === "text" && hearing.list.length > mostWordsOfAnIntent;
  // «Не дом десять, а дом двенадцать» may sound like «не дома».
  const swap = sure && !hearing.keys ? swapIn(hearing.text, state.language) : null;
  const corrects = swap !== null && swapped({ bot, state, hearing }, swap, Object.keys(state.fields).filter((name) => flowState.type === "ask" || bot.fields[name]?.type === "name" || (flowState.type === "confirm" && flowState.fields.includes(name)))) !== null;
  if (sure && !corrects && !(flowState.type === "confirm" && has("yes"))) {
    const leads = (intent: string): boolean => intent !== "complex_request" && (byIntent(intent) !== null || objectionOf(bot, intent) !== undefined || handoffByIntent(talk, [intent]) !== null);
    // «Нет, не надо ничего переносить» is a no, whatever else a «не надо» may mean.
    const noCancel = has("no") && deniesDeed(hearing.text, state.language);
    const ends = (way: Way | null): boolean => way !== null && bot.flow.states[way.transition.to]?.type === "end";
    for (const intent of weigh(bot, hearing.intents.filter(({ name }) => !answers.has(name) && !(noCancel && name === "cancel")), leads)) {
      const named = intent === "operator" ? stateOfDestination(talk, hearing.text) : null;
      if (named !== null) return step({ type: "handoff", criterion: intent, to: named }, intent);
      const way = byIntent(intent);
      if (free && way?.own !== true) continue;
      if ((intent === "cancel" || ends(way)) && wantsAnother(flowState, talk, hearing)) continue;
      if (way !== null && !way.own && correctsReadBack(flowState, talk, hearing)) continue;
      if (way?.own !== true && objectionOf(bot, intent) !== undefined) {
        objection ??= intent;
        continue;
      }
      if (way !== null) return step({ type: "go", way }, intent, takenAlong(talk, hearing, way));
      if (intent !== "complex_request" && mayHandOff(talk) && handoffByIntent(talk, [intent]) !== null) return step({ type: "handoff", criterion: intent }, intent);
    }
  }
  if (has("repeat") && hearing.list.length <= 4) return step({ type: "repeat" }, "repeat", { doubt: state.doubt });
  if (flowState.type === "talk") {
    if (objection !== null) return step({ type: "objection", intent: objection }, objection);
    const way = sure ? intents.map(byIntent).find((one) => one !== null) : undefined;
    if (way !== undefined && way !== null) return step({ type: "go", way }, firstIntent);
    // A key alone tells a model nothing, unless it asked for keys.
    return step({ type: hearing.keys && state.model.keys === null ? "miss" : "model" }, firstIntent);
  }
  if (flowState.type !== "ask" && flowState.type !== "confirm" && flowState.type !== "question") return step({ type: "miss" }, firstIntent);
  const question = objection ?? (sure && flowState.type === "confirm" && has("yes") ? asked(bot, hearing) : null);
  const answer = answerTo(flowState, { bot, state, hearing, byIntent, way: talk.way, asks: question !== null });
  // «Нет времени, давайте завтра в пять»: the answer counts more than the objection.
  if (objection !== null && !bringsSomething(answer) && !(state.mending && answer.move.type === "re-ask")) return step({ type: "objection", intent: objection }, objection);
  // «На маникюр, а сколько стоит?»: both. Who raises an objection and goes on all the same needs no answer to it.
  if (question !== null && !question.startsWith("objection_") && answer.move.type !== "re-ask") return { ...answer, beside: question };
  if (answer.move.type === "miss" && sure && has("complex_request") && mayHandOff(talk) && handoffByIntent(talk, ["complex_request"]) !== null) return step({ type: "handoff", criterion: "complex_request" }, "complex_request");
  if (answer.move.type !== "miss" || !sure) return answer;
  return courtesy(hearing, state.language) ?? (flowState.type !== "ask" && holdsValue(bot, state, hearing, flowState.type === "question" && flowState.fields.length === 0) ? step({ type: "miss", holds: true }, firstIntent) : answer);
}

/** «Я передумала, лучше в шесть», "cancel that, make it six": another time or choice is wanted, and nothing is called off. */
function wantsAnother(flowState: Talk["bot"]["flow"]["states"][string], { bot, state }: Pick<Talk, "bot" | "state">, { keys, text, read }: Hearing): boolean {
  if (keys || !proposes[state.language].test(text)) return false;
  return (flowState.type === "confirm" ? flowState.fields : Object.keys(state.fields)).some((name) => {
    const type = bot.fields[name]?.type;
    const reading = type === "day_time" || type === "choice" ? read(name, flowState.type === "confirm") : null;
    return reading?.kind === "value" && state.fields[name] !== undefined && reading.value !== state.fields[name];
  });
}

/** «Нет, поменяйте время на три», "change the time to three": of what is read back, and of no appointment that was made before. */
function correctsReadBack(flowState: Talk["bot"]["flow"]["states"][string], { bot, state }: Pick<Talk, "bot" | "state">, hearing: Hearing): boolean {
  return flowState.type === "confirm" && !hearing.keys && flowState.fields.some((name) => {
    const reading = bot.fields[name]?.type === "day_time" ? hearing.read(name, true) : null;
    return reading?.kind === "value" && state.fields[name] !== undefined && reading.value !== state.fields[name] && isMeant({ bot, state, hearing }, name, reading.value);
  });
}

/** Plain wherever they are said. */
const plainTypes: ReadonlySet<string> = new Set(["day_time", "phone", "email", "address"]);

/** A time, a number or an address that the state has no place for. @param plain of a question that takes none: another one than is known; else the next yes answers the question. */
function holdsValue({ fields }: Talk["bot"], { fields: known }: Talk["state"], { keys, read }: Hearing, plain: boolean): boolean {
  return !keys && Object.entries(fields).some(([name, { type }]) => {
    if (!plainTypes.has(type) || (plain && known[name] === undefined)) return false;
    const reading = read(name, false);
    return reading.kind === "parts" || (reading.kind === "value" && reading.value !== known[name]);
  });
}

const bringsSomething = ({ fields, move }: Step): boolean => Object.keys(fields).length > 0 || move.type === "ask-part";

/** A question beside a yes. */
const asked = (bot: Talk["bot"], { intents }: Hearing): string | null => intents.find(({ name }) => objectionOf(bot, name) !== undefined)?.name ?? null;

const greetingWords: Record<Language, ReadonlySet<string>> = {
  ru: new Set("здравствуйте здравствуй здрасьте здрасте привет приветствую добрый доброе день утро вечер алло ало да девушка".split(" ")),
  en: new Set("hello hi hey good morning afternoon evening day there miss yes yeah yep yup".split(" ")),
};
const greetingWord: Record<Language, RegExp> = { ru: /(?:^|[^а-яё])(?:здра|привет|добр(?:ый|ое) |алл?о)/i, en: /\b(?:hello|hi|hey|good (?:morning|afternoon|evening|day))\b/i };
/** Words of a greeting and nothing else. */
const greets = (text: string, language: Language): boolean => greetingWord[language].test(text) && words(text).every((word) => greetingWords[language].has(word));

/** More words than these tell of something, and only sound like a goodbye. */
const mostGoodbyeWords = 5;

/** What any bot has an answer to, though its flow has not. */
function courtesy({ list, intents: [surest], text: said }: Hearing, language: Language): Step | null {
  if (surest?.name === "not_interested" && asksForNoMoreCalls(said, language)) return step({ type: "farewell", text: troubled }, surest.name);
  if (greets(said, language)) return step({ type: "told", intent: "greeting", text: greeting });
  const intent = surest?.name;
  if (intent === "goodbye" && (surest?.confidence ?? 0) >= leastToEnd && list.length <= mostGoodbyeWords) return step({ type: "farewell" }, intent);
  const text = intent === undefined ? undefined : courtesies[intent];
  return intent === undefined || text === undefined ? null : step({ type: "told", intent, text }, intent);
}

/** @returns null when the words are to be read as an answer anew. */
function settleDoubt({ bot, state }: Pick<Talk, "bot" | "state">, { sure, has, read, spoken, intents }: Hearing, doubt: NonNullable<Talk["state"]["doubt"]>): Step | null {
  const { field, value, parts } = doubt;
  const flowState = bot.flow.states[state.flowState];
  if (sure && has("yes") && !has("no")) {
    // A field taken along is kept, and the question of the state asked.
    const aside = flowState?.type === "ask" && flowState.field !== field;
    if (value !== null) return step(flowState?.type === "confirm" ? { type: "read-back", corrected: true } : { type: aside ? "ask-part" : "done" }, "yes", { fields: { [field]: value } });
    if (parts !== null) return step({ type: "ask-part" }, "yes", { parts: { [field]: parts } });
  }
  const anew = read(field, flowState?.type === "ask" || flowState?.type === "question");
  const fresh = anew.kind === "value" && anew.value !== value;
  if (sure && has("no") && !fresh) return step({ type: "ask-again" }, "no");
  if (!sure && anew.kind === "none") return step({ type: "ask-doubt", value: spoken(field, doubt), again: true }, intents[0]?.name ?? null, { doubt });
  return null;
}
