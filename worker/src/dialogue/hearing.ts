/** A turn as the rules read it, before the flow is asked what it means here: intents, and a reader of any field. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Listen } from "@zvon/contract/call-link.ts";
import type { LocalNow } from "../language/calendar.ts";
import { tokens, words } from "../language/tokens.ts";
import { besideValue } from "./beside-value.ts";
import type { DialogueInput, Understood } from "./decision.ts";
import { partsOf } from "./fields/day-time.ts";
import { expectsOf } from "./fields/expects.ts";
import { hideMoments } from "./fields/moment/moment.ts";
import { asWritten } from "./fields/full-name.ts";
import { offeredIn } from "./fields/offered.ts";
import { readField } from "./fields/read.ts";
import type { Reading } from "./fields/reading.ts";
import type { Way } from "./flow.ts";
import { affirmed } from "./negation.ts";
import { noWishes, ownWishes } from "./own-wishes.ts";
import type { Wish } from "./own-wishes.ts";
import { fieldSpoken, partsSpoken } from "./render.ts";
import type { Spoken } from "./render.ts";
import type { DayTimeParts, DialogueState } from "./state.ts";
import { partThatSuits } from "./taken-along.ts";
import { refusedWishes, withoutRefused } from "./understanding/refused-wishes.ts";
import { readUtterance } from "./understanding/utterance.ts";
import { understandIntents } from "./understanding/understand-intents.ts";
import { hidden, withoutHidden } from "./understanding/without-values.ts";

/** `instead`: what a model made of it takes the place of the intents that the rules found. */
export type Turn = Extract<DialogueInput, { type: "turn" }> & { instead?: boolean };

export type Hearing = {
  text: string;
  keys: boolean;
  sure: boolean;
  /** Noise, or nothing at all. */
  rejected: boolean;
  /** Most urgent first. */
  intents: readonly { name: string; confidence: number }[];
  /** Left out beside a value, because they are less sure than it. */
  aside: readonly string[];
  /** Words the caller affirms. */
  list: readonly string[];
  has(intent: string): boolean;
  /** In an earlier turn of the call. */
  hadHeard(intent: string): boolean;
  /** @param part of the words alone. */
  read(name: string, expected: boolean, part?: string): Reading;
  /** What the part says by itself, without the half that is known. */
  named(name: string, expected: boolean, part: string): Reading;
  spoken(name: string, reading: { value: string | null; parts: DayTimeParts | null }): Spoken;
};

export const yesKey = "1";
const keyIntents: Record<string, string> = { [yesKey]: "yes", "2": "no" };
const keyedFields = new Set(["digits", "phone"]);

/** @param way where an intent leads from here. @param understood what a model made of it; fills in where the rules find nothing. */
export function hear(bot: BotConfig, state: DialogueState, turn: Turn, now: LocalNow, way: (intent: string) => Way | null, understood?: Understood): Hearing {
  const keys = turn.by === "keys";
  // The caller adds this turn's own to the list.
  const { language, heard: before } = state;
  const rejected = turn.verdict === "rejected" || turn.text.trim() === "";
  const byWords = !rejected && !keys && turn.instead !== true;
  const asked = fieldsAsked(bot, state);
  const found = byWords ? ownWishes(bot, state, turn.text, (intent) => way(intent) !== null, bot.flow.states[way("cancel")?.transition.to ?? ""]?.type === "end") : noWishes;
  // «Не смогу в понедельник, можно во вторник?» answers "will you come?".
  const offersAnother = found.length > 0 && !asked.alone && asked.names.length > 0 && ![null, turn.text].includes(partThatSuits(turn.text, state.language));
  const wishes = offersAnother ? noWishes : found;
  const all = rejected ? [] : withoutCallLater(bot, turn, language, withWishes(intentsIn(bot, state, turn, understood), wishes));
  const list = keys ? [turn.text.replace(/\D/g, "")] : affirmed(tokens(turn.text), language);
  const spokenWords = keys ? list.length : words(turn.text).length;
  const readIn = (name: string, expected: boolean, part: string | undefined, alone: boolean): Reading => {
    const field = bot.fields[name];
    if (field === undefined || (keys && !keyedFields.has(field.type))) return { kind: "none" };
    // A correction of one half keeps the other, also of an answer that is still in doubt.
    const known = (value: string | null | undefined) => (field.type === "day_time" ? partsOf(value) : null);
    const heard = part === undefined ? list : affirmed(tokens(part), language);
    const denies = part === undefined ? list.length < spokenWords : heard.length < words(part).length;
    const doubted = state.doubt?.field === name ? (state.doubt.parts ?? known(state.doubt.value)) : null;
    const context = { language, now, expected, denies, parts: alone ? null : (doubted ?? state.parts[name] ?? known(state.fields[name])), known: alone ? null : ((state.doubt?.field === name ? state.doubt.value : null) ?? state.fields[name] ?? null), ...(keys ? {} : { text: part ?? turn.text }), ...(field.type === "phone" ? { caller: state.caller } : {}), ...(field.type === "day_time" ? { offered: offeredIn(state.toolValues) } : {}) };
    const reading = readField(field, heard, context);
    if (field.type === "name" && reading.kind === "value") return { kind: "value", value: asWritten(reading.value, turn.text) };
    return reading.kind === "none" && part === undefined ? refined(understood, name) : reading;
  };
  // The same is asked of a field by several rules.
  const readings = new Map<string, Reading>();
  const readOnce = (name: string, expected: boolean, part: string | undefined, alone: boolean): Reading => {
    const key = `${name} ${expected} ${alone} ${part === undefined ? "all" : `part ${part}`}`;
    const reading = readings.get(key) ?? readIn(name, expected, part, alone);
    readings.set(key, reading);
    return reading;
  };
  const read = (name: string, expected: boolean, part?: string): Reading => readOnce(name, expected, part, false);
  const answered = rejected || keys || all.length === 0 ? undefined : asked.names.map((name) => ({ field: bot.fields[name], reading: read(name, true) })).find(({ field, reading }) => field?.type !== "text" && (reading.kind === "value" || (reading.kind === "parts" && asked.alone)));
  // "This one": where the flow has a way for it, it is taken.
  const own = answered?.field?.type === "phone" && answered.reading.kind === "value" && answered.reading.value === state.caller;
  const counted = asked.alone ? wishes.map(({ name }) => ({ name })) : bot.intents;
  const intents = answered === undefined || own || turn.instead === true ? all : besideValue(all, answered.field, answered.reading, turn.text, language, counted);
  return {
    text: turn.text, keys, sure: turn.verdict === "sure", rejected, intents, list, read,
    aside: all.filter(({ name }) => intents.every((one) => one.name !== name)).map(({ name }) => name),
    named: (name, expected, part) => readOnce(name, expected, part, true),
    has: (intent) => intents.some((one) => one.name === intent),
    hadHeard: (intent) => before.includes(intent),
    spoken(name, { value, parts }) {
      const field = bot.fields[name];
      if (field !== undefined && value !== null) return fieldSpoken(field, value, "", now.date, language);
      return parts === null ? { text: "", voice: "" } : partsSpoken(parts, now.date, language);
    },
  };
}

/** «Давайте завтра, но не раньше часа» tells when to come, where that is what the bot arranges: who wants a call later says so beside the time. */
function withoutCallLater({ fields }: BotConfig, { by, text, instead }: Turn, language: DialogueState["language"], intents: Hearing["intents"]): Hearing["intents"] {
  if (by === "keys" || instead === true || !intents.some(({ name }) => name === "busy") || !Object.values(fields).some(({ type }) => type === "day_time")) return intents;
  const shown = hideMoments(tokens(text), language);
  if (!shown.includes(hidden) || understandIntents(withoutHidden(shown, language).join(" "), { language, own: [] }).some(({ name }) => name === "busy")) return intents;
  return intents.filter(({ name }) => name !== "busy" && name !== "objection_no_time");
}

/** These go before any wish of the owner's list. */
const first: ReadonlySet<string> = new Set(["danger_to_self", "emergency", "answering_machine", "operator"]);
/** From here on what is like an example is more than a plain intent. */
const plainly = 0.75;

function withWishes(intents: Hearing["intents"], wishes: readonly Wish[]): Hearing["intents"] {
  if (wishes.length === 0) return intents;
  const surest = (name: string, confidence: number): number => Math.max(confidence, intents.find((one) => one.name === name)?.confidence ?? 0);
  const heard = wishes.map(({ name, confidence, cancels }) => ({ name, confidence: surest(name, confidence), leads: cancels || confidence >= plainly }));
  const others = intents.filter(({ name }) => heard.every((wish) => wish.name !== name));
  const as = ({ name, confidence }: { name: string; confidence: number }) => ({ name, confidence });
  return [...others.filter(({ name }) => first.has(name)), ...heard.filter(({ leads }) => leads).map(as), ...others.filter(({ name }) => !first.has(name)), ...heard.filter(({ leads }) => !leads).map(as)];
}

function intentsIn(bot: BotConfig, state: DialogueState, turn: Turn, understood: Understood | undefined): Hearing["intents"] {
  const { language } = state;
  if (turn.instead === true && understood !== undefined) return understood.intents;
  if (turn.by === "keys") {
    const name = turn.text.length === 1 ? keyIntents[turn.text] : undefined;
    return name === undefined ? [] : [{ name, confidence: 1 }];
  }
  const byRules = understandIntents(turn.text, { language, own: bot.intents, expects: expectsIn(bot, state) });
  const wishes = wishesBesideRefused(bot, state, turn.text).filter(({ name }) => byRules.every((one) => one.name !== name));
  return byRules.length + wishes.length > 0 ? [...wishes, ...byRules] : (understood?.intents ?? []);
}

/** «Не отменяйте перенесите»: the "not" ends with the wish it refuses, and the bot's own wish behind it is meant. */
function wishesBesideRefused(bot: BotConfig, { language }: DialogueState, text: string): Hearing["intents"] {
  const utterance = readUtterance(text, language, (word) => [word]);
  const refused = refusedWishes(utterance);
  if (refused.length === 0) return [];
  const rest = withoutRefused(utterance, refused).replace(/^(?:нет|no)[ ,]+/, "");
  return understandIntents(rest, { language, own: bot.intents }).filter(({ name }) => bot.intents.some((one) => one.name === name));
}

/** The field that the state asks for, or those that a question takes though it asks something else; none while a doubt is settled. */
function fieldsAsked({ flow }: BotConfig, { flowState, doubt }: DialogueState): { names: readonly string[]; alone: boolean } {
  const state = flow.states[flowState];
  if (doubt === null && state?.type === "ask") return { names: [state.field], alone: true };
  return { names: doubt === null && state?.type === "question" ? state.fields : [], alone: false };
}

function expectsIn(bot: BotConfig, state: DialogueState): NonNullable<Listen["expects"]> {
  if (asksYesOrNo(bot, state)) return "yes_no";
  const flowState = bot.flow.states[state.flowState];
  const field = flowState?.type === "ask" ? bot.fields[flowState.field] : undefined;
  return field === undefined ? "any" : expectsOf(field);
}

/** A weaker yes or no is believed where one of them is the answer. */
function asksYesOrNo({ flow }: BotConfig, { flowState, doubt }: DialogueState): boolean {
  const state = flow.states[flowState];
  if (doubt !== null || state?.type === "confirm") return true;
  return state?.type === "question" && flow.transitions.some(({ from, when }) => from === flowState && "intent" in when && (when.intent === "yes" || when.intent === "no"));
}

function refined(understood: Understood | undefined, name: string): Reading {
  const value = understood?.fields[name];
  return value === undefined ? { kind: "none" } : { kind: "value", value };
}
