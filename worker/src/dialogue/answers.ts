/** An answer to the question that the state asks: its fields, corrections, yes and no. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import { calendarHours } from "@zvon/contract/calendar-hours.ts";
import type { StateOf } from "@zvon/contract/bot-flow.ts";
import { stems } from "../language/stem.ts";
import { indexOfWords, words } from "../language/tokens.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { figuresAlone, introduces, toldBeside } from "./beside-text.ts";
import { partsOf } from "./fields/day-time.ts";
import { isSameName } from "./fields/full-name.ts";
import type { Reading, Refusal } from "./fields/reading.ts";
import { hasException, replacement } from "./correction.ts";
import { isMeant } from "./meant.ts";
import type { Way } from "./flow.ts";
import type { Hearing } from "./hearing.ts";
import type { DayTimeParts, DialogueState } from "./state.ts";
import { step } from "./step.ts";
import type { Move, Step } from "./step.ts";
import { firstOfSeveral } from "./several.ts";
import { isNumbers, swapIn, swapped } from "./swap.ts";
import { takenAlong, toldOf as otherTime } from "./taken-along.ts";
import type { Talk } from "./talk.ts";
import { closedThen, oneAtATime, refusals, waiting } from "./wording.ts";

export type AnswerContext = {
  bot: BotConfig;
  state: DialogueState;
  hearing: Hearing;
  /** Where an intent leads from here. */
  byIntent(intent: string): Way | null;
  way: Talk["way"];
  /** The caller asks something beside the answer. */
  asks: boolean;
};
type Asking = StateOf<"ask"> | StateOf<"confirm"> | StateOf<"question">;
type Read = { name: string; reading: Reading };

const withFigures = new Set(["number", "digits", "phone", "day_time", "address"]);
/** A correction by the way is plain for these: a name or a number may be anything. */
const correctable = new Set(["day_time", "choice", "phone", "email"]);

/** Of a time that was understood; digits or numbers beside an answer may be anything. */
const tellable: ReadonlySet<Refusal> = new Set(["closed", "past", "too_far", "step"] as const);
const refuse = (field: string, reason: Refusal, context: AnswerContext): Move => ({ type: "refuse", field, text: refusalText(reason, context, hintOf(context)), ourFault: reason === "length" || reason === "several" });

/** Who asks for a closed day is told which days are open, unless the hint that follows tells it. */
function refusalText(reason: Refusal, { bot }: AnswerContext, hint: Text = {}): Text {
  const told = Object.values(hint).some((words) => words.includes("hours}"));
  return reason === "closed" && !told && calendarHours(bot) !== null && bot.fields["hours"] === undefined ? closedThen : refusals[reason];
}

function hintOf({ bot, state }: AnswerContext): Text | undefined {
  const here = bot.flow.states[state.flowState];
  return here !== undefined && "hint" in here ? here.hint : undefined;
}

export function answerTo(flowState: Asking, context: AnswerContext): Step {
  const { bot, hearing } = context;
  const wanted = flowState.type === "ask" ? [flowState.field, ...flowState.also] : flowState.fields;
  const readings = [...new Set(wanted)].map((name) => ({ name, reading: hearing.read(name, isExpected(bot, flowState, name, wanted)) }));
  if (!hearing.sure) return unsure(flowState, readings, context);
  const [first, ...others] = flowState.type === "confirm" ? [] : readings.flatMap(({ name }) => firstOf(flowState, name, wanted, context) ?? []);
  if (first === undefined) return answered(flowState, readings, context);
  const firsts = [first, ...others];
  const step = answered(flowState, readings.map((one) => firsts.find(({ name }) => name === one.name) ?? one), context);
  const value = step.fields[first.name] ?? null;
  const parts = step.parts[first.name] ?? null;
  return value === null && parts === null ? step : { ...step, told: { text: oneAtATime, value: hearing.spoken(first.name, { value, parts }) } };
}

/** Of two values the first is taken; of a list it is asked which. */
function firstOf(flowState: Asking, name: string, wanted: readonly string[], { bot, state, hearing }: AnswerContext): Read | null {
  const reading = firstOfSeveral(bot, state.language, hearing, name, isExpected(bot, flowState, name, wanted));
  if (reading === null) return null;
  return { name, reading: bot.fields[name]?.type === "choice" ? { kind: "refused", reason: "several", parts: null } : reading };
}

function answered(flowState: Asking, readings: readonly Read[], context: AnswerContext): Step {
  switch (flowState.type) {
    case "ask": return toAsk(flowState, readings, context);
    case "confirm": return toConfirm(flowState, readings, context);
    case "question": return toQuestion(readings, context);
  }
}

/** Whether a lone word may be its value. «Новая машина на сто килоньютон»: a number beside it is the only field it can be. */
function isExpected({ fields }: BotConfig, flowState: Asking, name: string, wanted: readonly string[]): boolean {
  const type = fields[name]?.type;
  if (flowState.type === "confirm") return false;
  if (flowState.type === "question") return type !== "text";
  return name === flowState.field || (type === "number" && wanted.every((other) => other === name || !withFigures.has(fields[other]?.type ?? "")));
}

const first = ({ hearing }: AnswerContext): string | null => hearing.intents[0]?.name ?? null;
const takenFrom = (readings: readonly Read[]): Record<string, string> => Object.fromEntries(readings.flatMap(({ name, reading }) => (reading.kind === "value" ? [[name, reading.value]] : [])));
const partsFrom = (readings: readonly Read[]): Record<string, DayTimeParts> => Object.fromEntries(readings.flatMap(({ name, reading }): [string, DayTimeParts][] => ((reading.kind === "parts" || reading.kind === "refused") && reading.parts !== null ? [[name, reading.parts]] : [])));
const isChanged = (state: DialogueState, { name, reading }: Read): boolean => reading.kind === "value" && !isSameName(reading.value, state.fields[name] ?? "");

/** Read back before it counts. */
function unsure(flowState: Asking, readings: readonly Read[], context: AnswerContext): Step {
  const { state, hearing } = context;
  const doubtful = readings.find((one) => (one.reading.kind === "value" && (flowState.type !== "confirm" || isChanged(state, one))) || (one.reading.kind === "parts" && flowState.type === "ask"));
  if (doubtful === undefined || (flowState.type === "confirm" && (hearing.has("yes") || hearing.has("no")) && !readings.some((one) => isChanged(state, one)))) return step({ type: "miss" }, first(context));
  const { name, reading } = doubtful;
  const doubt = { field: name, value: reading.kind === "value" ? reading.value : null, parts: reading.kind === "parts" ? reading.parts : null };
  return step({ type: "ask-doubt", value: hearing.spoken(name, doubt), again: state.doubt !== null }, first(context), { doubt });
}

function toAsk({ field, also }: StateOf<"ask">, heard: readonly Read[], context: AnswerContext): Step {
  const { bot, hearing } = context;
  const figures = bot.fields[field]?.type === "text" ? figuresAlone(context, also) : null;
  const ofCaller = ({ name, reading }: Read): Read => (bot.fields[name]?.type === "name" && reading.kind === "value" && !introduces(hearing.text, reading.value, context.state.language) ? { name, reading: { kind: "none" } } : { name, reading });
  const readings = figures === null ? (bot.fields[field]?.type === "text" ? heard.map(ofCaller) : heard) : heard.map(({ name }): Read => ({ name, reading: figures[name] === undefined ? { kind: "none" } : { kind: "value", value: figures[name] } }));
  const main = readings[0]?.reading ?? { kind: "none" };
  const fields = takenFrom(readings);
  const parts = partsFrom(readings);
  // Any words are a text: «нет, ничего» is one only where no way is open for it.
  const plain = bot.fields[field]?.type === "text" ? ways(context).find(({ way }) => way.own) : undefined;
  if (plain !== undefined) return step({ type: "go", way: plain.way }, plain.intent);
  if (main.kind === "value") return step({ type: "done" }, first(context), { fields: { ...toldBeside(context, also), ...fields }, parts, ...toldOf(readings.slice(1), context) });
  const instead = putInPlace(Object.keys(context.state.fields), context);
  if (instead !== null) return step({ type: "noted", field: instead.name, value: hearing.spoken(instead.name, { value: instead.value, parts: null }) }, first(context), { fields: { [instead.name]: instead.value } });
  if (main.kind === "parts") return step({ type: "ask-part" }, first(context), { fields, parts });
  if (main.kind === "refused") return step(refuse(field, main.reason, context), first(context), { fields, parts });
  const moved = otherTimeInstead(readings.map(({ name }) => name), context);
  if (moved !== null) return step({ type: "noted", field: moved.name, value: hearing.spoken(moved.name, { value: moved.value, parts: null }) }, first(context), { fields: { [moved.name]: moved.value } });
  if (hearing.has("wait")) return step({ type: "wait", text: waiting }, "wait");
  const renamed = newName(readings.map(({ name }) => name), context);
  if (renamed !== null) return step({ type: "noted", field: renamed.name, value: hearing.spoken(renamed.name, { value: renamed.value, parts: null }) }, first(context), { fields: { [renamed.name]: renamed.value } });
  const [open] = ways(context);
  if (open !== undefined) return step({ type: "go", way: open.way }, first(context));
  // Something useful, though not what was asked: keep it and ask on.
  if (Object.keys(fields).length > 0 || Object.keys(parts).length > 0) return step({ type: "ask-part" }, first(context), { fields, parts });
  const corrected = correction(readings.map(({ name }) => name), context);
  if (corrected !== null) return step({ type: "noted", field: corrected.name, value: hearing.spoken(corrected.name, { value: corrected.value, parts: null }) }, first(context), { fields: { [corrected.name]: corrected.value } });
  return step({ type: "miss" }, first(context));
}

/** What was said beside the answer and cannot be is told: "a haircut at eight in the evening". */
function toldOf(others: readonly Read[], context: AnswerContext): Pick<Step, "told"> {
  const refused = others.find(({ reading }) => reading.kind === "refused" && tellable.has(reading.reason));
  return refused?.reading.kind === "refused" ? { told: { text: refusalText(refused.reading.reason, context), value: { text: "", voice: "" } } } : {};
}

/** «Нет, Семён Петрович», "no, the name is Hannah", while something else is asked for. */
function newName(asked: readonly string[], context: AnswerContext): { name: string; value: string } | null {
  const { bot, state } = context;
  const names = Object.keys(state.fields).filter((name) => !asked.includes(name) && bot.fields[name]?.type === "name");
  return names.length === 0 || asked.some((name) => bot.fields[name]?.type === "name") ? null : replacement(context, names);
}

/** «Не Марина, а Мария»: of these fields the one that holds what is denied. */
function putInPlace(names: readonly string[], context: AnswerContext): { name: string; value: string } | null {
  const swap = context.hearing.keys ? null : swapIn(context.hearing.text, context.state.language);
  return swap === null ? null : swapped(context, swap, names);
}

/** A name that is known is put right whatever is asked; a time or an address may be what the question is about. */
function namedAnew(asked: readonly string[], context: AnswerContext): Step | null {
  const { bot, state, hearing } = context;
  const changed = putInPlace(Object.keys(state.fields).filter((name) => bot.fields[name]?.type === "name" && !asked.includes(name)), context);
  return changed === null ? null : step({ type: "noted", field: changed.name, value: hearing.spoken(changed.name, { value: changed.value, parts: null }) }, first(context), { fields: { [changed.name]: changed.value } });
}

/** «Нет, подождите, лучше во вторник», "can we make it five instead?", while something else is asked for. */
function otherTimeInstead(asked: readonly string[], { bot, state, hearing }: AnswerContext): { name: string; value: string } | null {
  const better = !hearing.keys && prefers[state.language].test(hearing.text);
  if (!better && !hearing.has("wait") && !hearing.has("no")) return null;
  for (const [name, value] of Object.entries(state.fields)) {
    if (asked.includes(name) || bot.fields[name]?.type !== "day_time") continue;
    const reading = hearing.read(name, better);
    if (reading.kind === "value" && reading.value !== value) return { name, value: reading.value };
  }
  return null;
}

/** A field that is known already, said anew while another one is asked for. */
function correction(asked: readonly string[], { bot, state, hearing }: AnswerContext): { name: string; value: string } | null {
  for (const [name, value] of Object.entries(state.fields)) {
    if (asked.includes(name) || !correctable.has(bot.fields[name]?.type ?? "")) continue;
    const reading = hearing.read(name, false);
    if (reading.kind === "value" && reading.value !== value) return { name, value: reading.value };
  }
  return null;
}

/** «Да, и ещё маникюр»: another one of a list, and not in place of the first. */
const adds: Record<Language, RegExp> = { ru: /(?:^|[^а-яё])(?:ещ[её]|также|тоже|плюс)(?:[^а-яё]|$)/i, en: /\b(?:also|too|as well|plus|and an?)\b/i };

const unable: Record<Language, RegExp> = { ru: /(?:^|(?<=[^а-яё]))не (?:могу|смогу|получится|получается|подходит|подойд[её]т|успею|успеваю)(?![а-яё])/i, en: /\b(?:can't|cannot|can not|won't be able to|(?:doesn't|does not|won't) (?:work|suit|do))\b/i };

/**
 * An answer to a read-back, by the first that fits. A value counts where it is meant for its field (meant.ts).
 *
 * | heard                                                          | then |
 * | -------------------------------------------------------------- | ---- |
 * | «не Анна, а Яна»: what is denied stands in a field of it        | that one changed, read back |
 * | the same of a name that is known, and not read back            | changed and noted, the question again |
 * | «да, и ещё маникюр»: one more of a list                        | one at a time; nothing changed |
 * | another value of a field                                       | changed, looked up again where a tool had, read back |
 * | two of a list                                                  | told so, and that field asked for |
 * | a value that can't be (a closed day, digits that lack)         | told why, and the hint |
 * | two numbers, of which the first stands nowhere                 | what is to be mended? |
 * | "yes, but make it six": a value behind the turn of the sentence | changed, read back |
 * | «нет, после трёх»: hours without the hour                      | kept, and the rest asked for |
 * | the name of a field, after a no or without a yes               | that field asked for anew |
 * | «завтра не смогу»: what is read back does not suit             | that field asked for anew |
 * | a value that is known, without a yes                           | read back |
 * | a yes with «погодите»                                          | waits |
 * | a yes with a wish to cancel that was not read back             | the way to cancel, else read back |
 * | a yes while something is to be mended                          | read back |
 * | a yes with an exception that was not understood                | what is to be mended? |
 * | a yes                                                          | its way, or on |
 * | a no                                                           | its way, or what is to be mended? |
 * | «погодите»                                                     | waits |
 * | anything else                                                  | not understood |
 */
function toConfirm(flowState: StateOf<"confirm">, heard: readonly Read[], context: AnswerContext): Step {
  const { bot, state, hearing } = context;
  const readings = heard.filter((one) => one.reading.kind === "none" || isMeant(context, one.name, one.reading.kind === "value" ? one.reading.value : null));
  const fields = takenFrom(readings);
  const [yes, no] = [hearing.has("yes"), hearing.has("no")];
  const instead = putInPlace(flowState.fields, context);
  if (instead !== null) return step({ type: "read-back", corrected: true }, no ? "no" : first(context), { fields: { [instead.name]: instead.value } });
  const named = namedAnew(flowState.fields, context);
  if (named !== null) return named;
  const more = no || hearing.keys || !adds[state.language].test(hearing.text) ? undefined : readings.find((one) => bot.fields[one.name]?.type === "choice" && isChanged(state, one));
  if (more !== undefined) return step({ type: "read-back", corrected: false }, first(context), { told: { text: oneAtATime, value: hearing.spoken(more.name, { value: state.fields[more.name] ?? null, parts: null }) } });
  if (readings.some((one) => isChanged(state, one))) return step({ type: "read-back", corrected: true }, no ? "no" : first(context), { fields });
  const refused = readings.find(({ reading }) => reading.kind === "refused");
  // «Нет, на маникюр и педикюр»: which of them, and not «да или нет».
  if (refused?.reading.kind === "refused" && refused.reading.reason === "several") return step({ type: "re-ask", field: refused.name, half: false }, first(context), { told: { text: refusals.several, value: { text: "", voice: "" } } });
  if (refused?.reading.kind === "refused") return step(refuse(refused.name, refused.reading.reason, context), first(context));
  // Two numbers and nothing that holds the first: any field could take the second.
  if (!hearing.keys && isNumbers(hearing.text, state.language)) return step({ type: "mend" }, no ? "no" : first(context));
  const replaced = replacement(context, flowState.fields);
  if (replaced !== null && isMeant(context, replaced.name, replaced.value)) return step({ type: "read-back", corrected: true }, no ? "no" : first(context), { fields: { [replaced.name]: replaced.value } });
  // «Нет, после трёх»: the exact time is still to be said.
  const half = readings.find(({ reading }) => reading.kind === "parts" && (reading.parts.window ?? null) !== null);
  if (half !== undefined && !yes) return step({ type: "re-ask", field: half.name, half: true }, first(context), { parts: partsFrom([half]) });
  const called = flowState.fields.find((name) => (bot.fields[name]?.called[state.language] ?? []).some((one) => indexOfWords(stems(hearing.list), stems(words(one))) >= 0));
  const excepts = !context.asks && hasException(hearing.text, state.language);
  if (called !== undefined && (state.mending || !yes || excepts)) return step({ type: "re-ask", field: called, half: false, ...keptOf(bot, state, called, hearing.list) }, first(context));
  // «Завтра не смогу»: what is read back is named once more, and does not suit.
  const unfit = unable[state.language].test(hearing.text) ? flowState.fields.find((name) => bot.fields[name]?.type === "day_time" && ["value", "parts"].includes(hearing.read(name, false, hearing.text.replace(unable[state.language], " ")).kind)) : undefined;
  if (unfit !== undefined && !yes) return step({ type: "re-ask", field: unfit, half: false }, no ? "no" : first(context));
  // What we have already, named once more: read it back rather than guess whether it is a yes.
  if (Object.keys(fields).length > 0 && !yes) return step({ type: "read-back", corrected: false }, first(context));
  // «Да, погодите»: what a yes would do is not to be done yet.
  if (yes && hearing.has("wait")) return step({ type: "wait", text: waiting }, "wait");
  // «Да, давайте отменим»: a yes to a booking would do the opposite. Where a cancelling is what is read back, it was spoken of before.
  if (yes && hearing.has("cancel") && !hearing.hadHeard("cancel")) {
    const way = context.byIntent("cancel");
    return step(way === null ? { type: "read-back", corrected: false } : { type: "go", way }, "cancel");
  }
  if (yes) {
    if (state.mending) return step({ type: "read-back", corrected: false }, "yes");
    if (excepts) return step({ type: "mend" }, "yes");
    const way = context.byIntent("yes");
    return step(way === null ? { type: "done" } : { type: "go", way }, "yes");
  }
  if (no) {
    const way = context.byIntent("no");
    return step(way === null ? { type: "mend" } : { type: "go", way }, "no");
  }
  return step(hearing.has("wait") ? { type: "wait", text: waiting } : { type: "miss" }, hearing.has("wait") ? "wait" : first(context));
}

const halves: Record<Language, { day: RegExp; time: RegExp }> = {
  ru: { day: /^(день|дня|дату|дата|даты|число|числа)$/, time: /^(время|времени|час)$/ },
  en: { day: /^(day|date)$/, time: /^(time|hour)$/ },
};

/** «Время»: the day stays, and the other way round. */
function keptOf({ fields }: BotConfig, { language, fields: known }: DialogueState, name: string, list: readonly string[]): { keeps?: DayTimeParts } {
  const half = partsOf(known[name]);
  const [day, time] = [list.some((word) => halves[language].day.test(word)), list.some((word) => halves[language].time.test(word))];
  if (half === null || fields[name]?.type !== "day_time" || day === time) return {};
  return { keeps: day ? { date: null, time: half.time } : { date: half.date, time: null } };
}

const prefers: Record<Language, RegExp> = { ru: /(?:^|[^а-яё])(?:лучше|удобнее)(?:[^а-яё]|$)/i, en: /\b(?:rather|better|instead)\b/i };

function toQuestion(readings: readonly Read[], context: AnswerContext): Step {
  const { bot, state, hearing } = context;
  const named = namedAnew([], context);
  if (named !== null) return named;
  // «Да, приду в понедельник в три»: the time that is known is no new one.
  const isKnown = ({ name, reading }: Read): boolean => reading.kind === "value" && Object.entries(state.fields).some(([other, value]) => value === reading.value && bot.fields[other]?.type === bot.fields[name]?.type);
  const fields = takenFrom(readings.filter((one) => !isKnown(one)));
  if (Object.keys(fields).length > 0) return step({ type: "done" }, first(context), { fields });
  if (hearing.has("wait")) return step({ type: "wait", text: waiting }, "wait");
  const [open] = ways(context);
  // «Нет, в понедельник не могу, во вторник», «да, но лучше во вторник»: half of another time.
  if (open?.intent === "no" || (open?.intent === "yes" && (hasException(hearing.text, state.language) || prefers[state.language].test(hearing.text)))) {
    const told = otherTime(context, hearing, readings.map(({ name }) => name));
    if (context.way({ done: true }) !== null && Object.keys({ ...told.fields, ...told.parts }).length > 0) return step({ type: "done" }, open.intent, told);
  }
  // A yes behind a value that was not understood is asked for again: it may be one to that value.
  if (open?.intent === "yes" && state.mending) return step({ type: "read-back", corrected: false }, "yes");
  if (open !== undefined) return step({ type: "go", way: open.way }, open.intent, open.intent === "yes" ? {} : takenAlong(context, hearing, open.way));
  // «А можно в субботу?»: half an answer, and the rest is asked for where the way leads.
  const parts = partsFrom(readings.filter(({ reading }) => reading.kind === "parts"));
  if (Object.keys(parts).length > 0) return step({ type: "done" }, first(context), { parts });
  const refused = readings.find(({ reading }) => reading.kind === "refused");
  if (refused?.reading.kind !== "refused") return step({ type: "miss" }, first(context));
  // «Во вторник без двадцати пять»: the day stands, and the hour is asked for where the way leads.
  if ((refused.reading.parts?.date ?? null) !== null) return step({ type: "done" }, first(context), { parts: partsFrom([refused]), ...toldOf([refused], context) });
  return step(refuse(refused.name, refused.reading.reason, context), first(context));
}

function ways({ hearing, byIntent }: AnswerContext): { intent: string; way: Way }[] {
  return hearing.intents.flatMap(({ name }) => {
    const way = byIntent(name);
    return way === null ? [] : [{ intent: name, way }];
  });
}
