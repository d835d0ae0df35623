/** Runs a bot's evals (PRODUCT B7): each case is a conversation, and a verdict on it. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { EvalCase, EvalCaseResult, EvalReport, EvalSuite } from "@zvon/contract/eval-suite.ts";
import { createConversation } from "./conversation.ts";
import type { AskMeaning, AskModel, Conversation, Exchange } from "./conversation.ts";
import { compare, passes, takeFound } from "./expectations.ts";
import type { Fault, Found } from "./expectations.ts";
import { createPersona } from "./persona.ts";
import type { Caller, Persona } from "./persona.ts";

export type RunOptions = {
  /** The bot's model; absent: it never answers, and the flow goes by its own words. */
  model?: AskModel;
  /** The bot's model, asked what was meant where the rules do not know. */
  meaning?: AskMeaning;
  /** Plays a persona instead of the rules. */
  caller?: (persona: Persona, transcript: Conversation["transcript"]) => Caller;
  /** A clock for latency, ms; absent: latency is held against nothing. */
  nowMs?: () => number;
  /** Waited for after every few exchanges, so that whoever shares the thread is served meanwhile. */
  pause?: () => Promise<void>;
  /** Only these. */
  suite?: string;
  case?: string;
};

type RunFault = EvalCaseResult["faults"][number];
/** `taken`: the case as this run would have it; null where there is none, as when the bot broke down. */
type Run = { faults: RunFault[]; transcript: EvalCaseResult["transcript"]; taken: EvalCase | null };
const mostFaults = 50;
const mostLines = 200;
/** An exchange takes 0.3 to 7 ms of the thread, by the length of what is said. */
const exchangesInARow = 5;

export async function runSuites(bot: BotConfig, suites: readonly EvalSuite[], options: RunOptions = {}): Promise<EvalReport> {
  const cases: EvalCaseResult[] = [];
  let off = 0;
  for (const suite of suites) {
    if (options.suite !== undefined && suite.name !== options.suite) continue;
    for (const one of suite.cases) {
      if (options.case !== undefined && one.name !== options.case) continue;
      if (one.off === true) off += 1;
      else cases.push(await runCase(bot, suite.name, one, options));
    }
  }
  const passed = cases.filter((one) => one.passed).length;
  return { passed, failed: cases.length - passed, ...(off === 0 ? {} : { off }), cases };
}

async function runCase(bot: BotConfig, suite: string, one: EvalCase, options: RunOptions): Promise<EvalCaseResult> {
  const runs: Run[] = [];
  for (let run = 1; run <= one.runs; run += 1) runs.push(await runOnce(bot, one, run, options));
  const failed = runs.filter((run) => run.faults.length > 0);
  const passedRuns = runs.length - failed.length;
  const shown = failed[0] ?? runs[0];
  return { suite, name: one.name, passed: passes(one, passedRuns), runs: runs.length, passedRuns, faults: failed.flatMap((run) => run.faults).slice(0, mostFaults), transcript: shown?.transcript.slice(0, mostLines) ?? [], ...(failed[0]?.taken ? { taken: failed[0].taken } : {}) };
}

async function runOnce(bot: BotConfig, one: EvalCase, run: number, options: RunOptions): Promise<Run> {
  const faults: RunFault[] = [];
  const note = (turn: number | null, found: readonly Fault[]) => faults.push(...found.map((fault) => ({ run, turn, ...fault })));
  if (bot.voice.agent !== null) return { faults: [{ run, turn: null, what: "bot", expected: "a flow of its own", found: "a vendor's agent holds the whole call" }], transcript: [], taken: null };
  if (one.language !== undefined && !bot.languages.includes(one.language)) return { faults: [{ run, turn: null, what: "language", expected: one.language, found: bot.languages.join(", ") }], transcript: [], taken: null };
  const timed = options.nowMs !== undefined;
  const conversation = createConversation(bot, one, { model: options.model ?? null, nowMs: options.nowMs ?? (() => 0), ...(options.meaning === undefined ? {} : { meaning: options.meaning }) });
  const all: Exchange[] = [];
  const taken: EvalCase["opening"][] = [];
  let whole: EvalCase["end"] | null = null;
  const hold = async (turn: number, exchange: Exchange, expected: EvalCase["opening"]) => {
    all.push(exchange);
    const found = foundOf(exchange, timed);
    note(turn, compare(expected, found));
    taken.push(takeFound(expected, found));
    if (all.length % exchangesInARow === 1) await options.pause?.();
    return exchange;
  };
  try {
    let last = await hold(0, await conversation.open(), one.opening);
    for (const [index, turn] of one.turns.entries()) {
      if (last.decision.hangup !== null) {
        note(index + 1, [{ what: "ended", expected: "the talk goes on", found: "the bot hung up before this turn" }]);
        break;
      }
      const next = turn.keys !== undefined ? conversation.keys(turn.keys) : turn.silent === true || (turn.says ?? "") === "" ? conversation.staysSilent() : conversation.says(turn.says ?? "", turn.heard);
      last = await hold(index + 1, await next, turn.expect);
    }
    if (one.persona !== undefined) await play(one.persona, last, one.turns.length);
    const end = wholeOf(all);
    note(null, compare(one.end, end));
    whole = takeFound(one.end, end);
  } catch (error) {
    note(all.length, [{ what: "bot", expected: "an answer", found: error instanceof Error ? error.message : String(error) }]);
  }
  return { faults, transcript: [...conversation.transcript], taken: whole === null ? null : caseOf(one, taken, whole) };

  async function play(persona: Persona, begun: Exchange, turnsBefore: number): Promise<void> {
    const caller = options.caller?.(persona, conversation.transcript) ?? createPersona(bot, persona);
    let last = begun;
    for (let turn = 1; turn <= persona.patience + 1 && last.decision.hangup === null; turn += 1) {
      const act = await caller.next({ state: last.decision.flowState, language: last.decision.language, turn, said: last.said });
      if (act === null) return;
      last = await hold(turnsBefore + turn, await ("says" in act ? conversation.says(act.says) : conversation.staysSilent()), {});
    }
  }
}

/** Turns after the bot hung up go: nobody is there to answer them. */
function caseOf(one: EvalCase, [opening = {}, ...rest]: readonly EvalCase["opening"][], end: EvalCase["end"]): EvalCase | null {
  const turns = one.turns.flatMap((turn, index) => (rest[index] === undefined ? [] : [{ ...turn, expect: rest[index] }]));
  return turns.length === 0 && one.persona === undefined ? null : { ...one, opening, turns, end };
}

const foundOf = ({ decision, intent, tools, transfers, said, tookMs }: Exchange, timed: boolean): Found => ({
  state: decision.flowState, intent, language: decision.language, fields: decision.state.fields, tools, transfers, said, source: null, tookMs: timed ? tookMs : null,
  ended: decision.hangup !== null, outcome: decision.outcome,
});

/** Of the whole call: how it ended, and everything that was said and done. */
function wholeOf(all: readonly Exchange[]): Found {
  const last = all.at(-1);
  if (last === undefined) throw new Error("nothing was said");
  return { ...foundOf(last, false), intent: all.findLast((one) => one.intent !== null)?.intent ?? null, tools: all.flatMap((one) => one.tools), transfers: all.flatMap((one) => one.transfers), said: all.map((one) => one.said).join(" ") };
}
