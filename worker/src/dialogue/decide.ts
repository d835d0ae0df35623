/**
 * The dialogue: (state, input, now) → decision. Pure: the same inputs give the same decisions, so a
 * turn replayed after a crash says the same words and runs a write under the same key.
 *
 * What is sure moves the flow; what is unsure is read back («Завтра в пять, верно?»); what is not on the list is asked
 * again with an example. Three misses or three silences in a row end the call, unless the flow has a way for them.
 * In a `talk` state a model answers what no transition takes; where it says nothing, the state's hint is said.
 *
 * | input       | while a tool or transfer runs | else |
 * | ----------- | ----------------------------- | ---- |
 * | turn        | `fallbacks.busy`              | understood (turn.ts), followed (follow.ts) |
 * | silence     | nothing                       | a time-out of the state; then the first, second, third prompt |
 * | tool, transfer | on by its result           | a read that nobody waited for is noted; what is stale is ignored |
 * | model       |                               | its answer, or the flow's own |
 * | machine     | hung up on, or waited for and left a message (answering-machine.ts) | the same |
 * | resumed     | the last question, unless something is waited for | the same |
 * | interrupted | what did not sound stays to be said | the same |
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { localClock } from "../language/calendar.ts";
import type { LocalNow } from "../language/calendar.ts";
import { words } from "../language/tokens.ts";
import { answeringMachine, besideMachine } from "./answering-machine.ts";
import { withColumns } from "./contact.ts";
import { doubtful } from "./doubtful.ts";
import type { Decide, Decision, DialogueInput, Understood } from "./decision.ts";
import { askAgain, enter, take } from "./enter.ts";
import { offeredIn } from "./fields/offered.ts";
import { flatten } from "./flat-flow.ts";
import { follow } from "./follow.ts";
import { inOtherLanguage } from "./free-times.ts";
import { hear } from "./hearing.ts";
import type { Hearing } from "./hearing.ts";
import { withWarning } from "./last-minute.ts";
import { leadsToWrite } from "./leads-to-write.ts";
import { createListens, heardIntents } from "./listen.ts";
import { rememberWords } from "./model-memory.ts";
import { askModel, modelEnded } from "./model-turn.ts";
import { sayWithHint } from "./not-understood.ts";
import { toolEnded, transferEnded } from "./results.ts";
import { languageWanted, onlyAsksForLanguage } from "./spoken-language.ts";
import { completeState, copyOf, newState } from "./state.ts";
import type { DialogueState } from "./state.ts";
import { step as asStep } from "./step.ts";
import type { Move, Step } from "./step.ts";
import { createTalk, finished } from "./talk.ts";
import type { Talk } from "./talk.ts";
import { timedOut } from "./timeout.ts";
import { understand } from "./turn.ts";
import { unheardOf } from "./unheard.ts";
import { negators } from "./understanding/plain-words.ts";
import { dangersIn } from "./understanding/danger.ts";
import { understandIntents } from "./understanding/understand-intents.ts";
import { backAgain, inDanger } from "./wording.ts";
import { neverSpoke, playsTheSame } from "./unwanted.ts";

export type DecideOptions = { /** IANA zone of the tenant, for "tomorrow". */ timeZone: string; /** When `begin` was lost; its own language counts. */ language?: Language; /** The longest the call may last. */ maxMs?: number; /** It is recorded: its caller is told. */ recorded?: boolean; /** A chat. */ inWriting?: boolean };

type Begin = Extract<DialogueInput, { type: "begin" }>;
type Turn = Extract<DialogueInput, { type: "turn" }>;

export function createDecide(config: BotConfig, options: DecideOptions): Decide<DialogueState> {
  const bot = flatten(config);
  const fallbackLanguage = options.language ?? bot.languages[0] ?? "ru";
  const clock = eachMinuteOnce(localClock(options.timeZone));
  const listens = createListens(bot);
  return (previous, input, nowMs) => {
    const now = clock(nowMs);
    const language = input.type === "begin" && bot.languages.includes(input.language) ? input.language : (previous?.language ?? fallbackLanguage);
    if (previous === null || input.type === "begin") return begin(createTalk(bot, newState(language, bot.flow.start, nowMs), now, nowMs, listens, null), input.type === "begin" ? input : null, options.recorded === true);
    if (previous.ended !== null) return finished(bot, previous);
    const talk = createTalk(bot, completeState(copyOf(previous), nowMs), now, nowMs, listens);
    talk.inWriting = options.inWriting === true;
    const decision = next(talk, input);
    return input.type === "turn" || input.type === "silence" ? withWarning(talk, decision, options.maxMs) : decision;
  };
}

/** A formatter costs as much as a small decision. */
function eachMinuteOnce(clock: (nowMs: number) => LocalNow): (nowMs: number) => LocalNow {
  let last = { minute: Number.NaN, now: { date: "", time: "" } };
  return (nowMs) => {
    const minute = Math.floor(nowMs / 60_000);
    if (minute !== last.minute) last = { minute, now: clock(nowMs) };
    return last.now;
  };
}

function begin(talk: Talk, input: Begin | null, recorded: boolean): Decision<DialogueState> {
  const { bot, state } = talk;
  state.caller = /^\+[1-9]\d{7,14}$/.test(input?.from ?? "") ? (input?.from ?? null) : null;
  for (const [field, value] of Object.entries(input?.fields ?? {})) {
    if (bot.fields[field] === undefined) continue;
    state.fields[field] = value;
    // The owner's own system said so.
    state.confirmed.push(field);
  }
  talk.note("begin");
  for (const tool of bot.tools) if (tool.type === "crm" && tool.config.at_start) talk.aside.push({ key: contactKey(tool.name), tool: tool.name, name: tool.name, effect: "read", arguments: {} });
  if (recorded) talk.say(bot.prompts.recording_notice);
  talk.say(bot.prompts.greeting);
  enter(talk, bot.flow.start);
  return talk.decision(null);
}

/** Of the reads that a call begins with. Runs of a flow's tools are numbered, so no key of theirs is like it. */
const contactKey = (tool: string): string => `${tool}-contact`;

function next(talk: Talk, input: Exclude<DialogueInput, Begin>): Decision<DialogueState> {
  const { bot, state } = talk;
  if (input.type === "machine") return answeringMachine(talk, input.stage);
  if (state.machine && (input.type === "turn" || input.type === "silence")) return besideMachine(talk, input);
  switch (input.type) {
    case "interrupted":
      interrupted(state, input.heard);
      return talk.decision(null);
    case "resumed":
      talk.say(backAgain);
      // What the state waited for it waits for anew: the caller talked to somebody all the while.
      Object.assign(state, { silences: 0, thought: null, cut: false, spoke: true, enteredAtMs: talk.atMs });
      if (state.tool === null && state.transfer === null) askAgain(talk);
      return talk.decision(null);
    case "silence":
      silence(talk, input.forMs);
      return talk.decision(state.silences > 0 && talk.said.length > 0 ? "silence" : null);
    case "tool":
      if (state.tool?.key === input.key) toolEnded(talk, input.result);
      else if (input.result.status === "ok" && bot.tools.some((tool) => tool.type === "crm" && contactKey(tool.name) === input.key)) state.contact = withColumns(state.contact, input.result.value);
      return talk.decision(null);
    case "transfer":
      if (state.transfer?.key === input.key) transferEnded(talk, input.result);
      return talk.decision(null);
    case "model":
      if (state.thought?.key === input.key) modelEnded(talk, input.result);
      return talk.decision(null);
    case "turn":
      return turn(talk, input);
  }
}

function interrupted(state: DialogueState, heard: string): void {
  state.asked = unheardOf(state.asked, heard);
  state.cut = true;
  // A model that was still speaking goes on, if need be, after what was heard of it.
  if (state.thought !== null && heard.trim() !== "") state.thought.losses = Math.max(1, state.thought.losses);
}

/** A yes that was typed into a question before it had sounded agrees to nothing: it is asked for again. */
function heeded({ state }: Talk, input: Turn): Turn {
  const early = input.by === "text" && input.verdict === "sure" && state.cut;
  const agrees = early && understandIntents(input.text, { language: state.language, own: [], expects: "yes_no" }).some(({ name }) => name === "yes");
  return agrees ? { ...input, verdict: "unsure" } : input;
}

function turn(talk: Talk, given: Turn): Decision<DialogueState> {
  const { bot, state } = talk;
  const input = heeded(talk, given);
  const unfinished = state.thought;
  Object.assign(state, { silences: 0, thought: null, spoke: true });
  if (input.verdict !== "rejected") state.hops = 0;
  const wanted = languageWanted(bot, state, input);
  if (wanted !== null) {
    state.toolValues = inOtherLanguage(bot, state, state.language, wanted, talk.now.date);
    state.language = wanted;
    talk.note("language", wanted);
  }
  if (state.tool !== null || state.transfer !== null) {
    const danger = input.verdict === "sure" ? dangersIn(input.text, state.language)[0] : undefined;
    talk.note("busy");
    talk.say(danger === undefined ? bot.fallbacks.busy : inDanger[danger]);
    return talk.decision(null);
  }
  // The rules go first; what a model made of the turn counts where they understood nothing, or what is better not done by mistake.
  const heardBefore = state.heard;
  const byRules = meaning(talk, input);
  const missed = byRules.step.move.type === "miss";
  const doubted = bot.llm === null || missed ? null : doubtful(talk, byRules.hearing, byRules.step);
  const understood = mayRefuse(talk, input, doubted) ? withoutYes(input.understood) : input.understood;
  const otherwise = doubted !== null && understood !== undefined && (understood.intents[0]?.name !== doubted || byRules.hearing.aside.includes(doubted));
  if (otherwise) state.heard = heardBefore;
  const meant = understood !== undefined && (missed || otherwise) ? meaning(talk, otherwise ? { ...input, instead: true } : input, understood) : byRules;
  const { hearing } = meant;
  const step = settledYes(talk, meant, byRules.hearing);
  if (!hearing.rejected && bot.llm !== null) rememberWords(state.model, input.text);
  talk.intents = [...hearing.intents].slice(0, 20);
  if (hearing.rejected) talk.note("not_heard");
  else if (input.by === "voice" && !gives(step) && playsTheSame(talk, input.text, talk.intents)) return { ...talk.decision(step.intent), mute: true };
  if (!hearing.rejected) state.model.keys = null;
  state.spared = hearing.rejected && state.cut;
  state.cut = false;
  // What is to be said again is the model's, and nobody has it whole: a noise lets it go on, a wish to hear it asks it anew.
  if (step.move.type === "repeat" && unfinished !== null) askModel(talk, hearing.rejected ? unfinished.losses : 0);
  // Whoever only asks for another language, or says nothing we take in it, hears the question anew.
  else if (wanted !== null && (saysNothing.has(step.move.type) || onlyAsksForLanguage(bot, input.text))) {
    // A yes to the question is not one to «Did I hear …?», nor to what was to be mended.
    Object.assign(state, { doubt: null, mending: false });
    tellOffer(talk);
    askAgain(talk);
  }
  else if (!timedOut(talk, step.move.type)) follow(talk, step, hearing.keys);
  const decision = talk.decision(step.intent);
  const asked = (missed || doubted !== null) && wanted === null && bot.llm !== null && !hearing.rejected && !hearing.keys && understood === undefined ? refinable(bot, decision.trace?.stateBefore ?? "", doubted) : null;
  return asked === null ? decision : { ...decision, refinable: asked };
}

/** Times that were offered in the other language, before they are asked for. */
function tellOffer(talk: Talk): void {
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  if (flowState?.type === "ask" && bot.fields[flowState.field]?.type === "day_time" && offeredIn(state.toolValues).length > 0) talk.tell({ [state.language]: state.toolValues["offer"] ?? "" });
}

/** Whoever gives us what we asked for, or puts it right, is nobody's recording. */
const gives = ({ fields, parts }: Step): boolean => Object.keys(fields).length + Object.keys(parts).length > 0;

const refusals: ReadonlySet<string> = new Set(["no", "cancel", "not_interested", "goodbye", "insult"]);

/** Who may have refused is asked once more: a yes that a model alone heard in a reading of no, or in a "not" at a read-back, agrees to nothing. */
const mayRefuse = ({ bot, state }: Talk, { text }: Turn, doubted: string | null): boolean =>
  doubted === null ? bot.flow.states[state.flowState]?.type === "confirm" && words(text).some((word) => negators[state.language].has(word)) : refusals.has(doubted);

/** What is written is agreed to in words that the rules know, or twice: a yes that a model alone heard has the read-back said once more. */
function settledYes(talk: Talk, { hearing, step }: { hearing: Hearing; step: Step }, byRules: Hearing): Step {
  const { bot, state } = talk;
  const before = state.leaning;
  state.leaning = null;
  const agreed = (step.move.type === "go" || step.move.type === "done") && bot.flow.states[state.flowState]?.type === "confirm" && hearing.has("yes") && !byRules.has("yes");
  if (!agreed || before === state.flowState || !leadsToWrite(talk)) return step;
  state.leaning = state.flowState;
  return asStep({ type: "read-back", corrected: false }, "yes");
}

const withoutYes = (understood: Understood | undefined): Understood | undefined => (understood === undefined ? undefined : { ...understood, intents: understood.intents.filter(({ name }) => name !== "yes") });

/** Guards may ask what was heard, this turn included. */
function meaning(talk: Talk, input: Turn & { instead?: boolean }, understood?: Understood): { hearing: Hearing; step: Step } {
  const { bot, state, now } = talk;
  const hearing = hear(bot, state, input, now, (intent) => talk.way({ intent }), understood);
  if (hearing.sure) state.heard = [...new Set([...state.heard, ...hearing.intents.map(({ name }) => name)])];
  return { hearing, step: understand(talk, hearing) };
}

const saysNothing: ReadonlySet<Move["type"]> = new Set(["miss", "repeat", "wait"] as const);

function refinable(bot: BotConfig, name: string, doubted: string | null): Decision<DialogueState>["refinable"] | null {
  const state = bot.flow.states[name];
  if (state?.type !== "ask" && state?.type !== "confirm" && state?.type !== "question") return null;
  const doubts = doubted === null ? {} : { doubts: doubted };
  return { ...doubts, intents: [...new Set([...(doubted === null ? [] : [doubted]), ...(state.type === "confirm" ? ["yes", "no"] : []), ...heardIntents(bot, name)])], fields: state.type === "ask" ? [state.field, ...state.also] : state.fields };
}

function silence(talk: Talk, forMs: number): void {
  const { bot, state } = talk;
  // A tool is the platform's to time out; the caller waits for us, not we for him.
  if (state.tool !== null || state.transfer !== null) return;
  if (state.thought === null && (neverSpoke(talk, forMs) || timedOut(talk, "silence"))) return;
  const after = bot.fallbacks.silence_after_ms[Math.min(state.silences, 2)] ?? bot.fallbacks.silence_after_ms[2];
  if (forMs < after) return;
  state.silences += 1;
  state.silencePrompts += 1;
  talk.note("silence", String(state.silences));
  const way = talk.way({ silence: state.silences });
  if (way !== null) return take(talk, way);
  const text = bot.fallbacks.silence[Math.min(state.silences, 3) - 1] ?? bot.fallbacks.silence[2];
  if (state.silences >= 3) {
    talk.say(text);
    return talk.end("silent", "abandoned");
  }
  const flowState = bot.flow.states[state.flowState];
  sayWithHint(talk, text, flowState !== undefined && "hint" in flowState ? flowState.hint : undefined);
}
