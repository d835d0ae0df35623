/**
 * A conversation with a bot in which nobody has a telephone: the same decisions as in a call, tools and transfers that
 * answer as a case says, and a model where one is given. Time is the case's own.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { EvalCase } from "@zvon/contract/eval-suite.ts";
import { createDecide } from "../dialogue/decide.ts";
import type { Decision, DialogueInput, ModelMessage, ModelRequest, ModelResult, Refinable, ToolCall, ToolResult, Understood } from "../dialogue/decision.ts";
import { historyOf } from "../dialogue/history.ts";
import type { HistoryLine } from "../dialogue/history.ts";
import { readRefined, refineQuestion } from "../dialogue/refine.ts";
import type { RefineQuestion } from "../dialogue/refine.ts";
import type { DialogueState } from "../dialogue/state.ts";

/** Puts a bot's question to its model; `messages` is the history with what the turn's model has called already. */
export type AskModel = (question: Omit<ModelRequest, "called"> & { messages: ModelMessage[]; language: Language }) => Promise<ModelResult>;
/** `nowMs`: a clock for latency alone. */
/** Asks a model what a turn meant that the rules did not understand. @returns its answer as it wrote it; null when none came. */
export type AskMeaning = (question: RefineQuestion & { language: Language }) => Promise<string | null>;
export type EvalPorts = { model: AskModel | null; nowMs: () => number; /** As in a call; absent: the caller is asked again. */ meaning?: AskMeaning };

export type CalledTool = { tool: string; name: string; arguments: Record<string, string>; status: ToolResult["status"] };
/** What came of one thing the caller did. */
export type Exchange = { said: string; decision: Decision<DialogueState>; intent: string | null; tools: CalledTool[]; transfers: string[]; tookMs: number };
export type Line = { who: "bot" | "caller"; text: string; state: string | null };

/** A turn takes so long to say and to hear. */
const turnMs = 6_000;
/** Longer than any prompt for silence waits. */
const silenceMs = 121_000;
/** Tools and models after one another in one turn; a bot that wants more goes round in circles. */
const mostRounds = 40;

export type Conversation = {
  readonly transcript: readonly Line[];
  open(): Promise<Exchange>;
  says(text: string, heard?: "sure" | "unsure" | "rejected"): Promise<Exchange>;
  keys(keys: string): Promise<Exchange>;
  staysSilent(): Promise<Exchange>;
};

export function createConversation(bot: BotConfig, one: Pick<EvalCase, "language" | "now" | "from" | "fields" | "tools" | "transfers">, ports: EvalPorts): Conversation {
  const first: Language = one.language ?? bot.languages[0] ?? "ru";
  // Local time is told in UTC: no zone of a machine or tenant changes what a case means.
  const decide = createDecide(bot, { timeZone: "UTC", language: first });
  let nowMs = Date.parse(`${one.now}:00Z`);
  let state: DialogueState | null = null;
  const history: HistoryLine[] = [];
  const transcript: Line[] = [];
  const calls = new Map<string, number>();

  /** The state goes through JSON at every step, as a stored one does. */
  function step(input: DialogueInput): Decision<DialogueState> {
    const stored: DialogueState | null = state === null ? null : JSON.parse(JSON.stringify(state));
    const decision = decide(stored, input, nowMs);
    state = decision.state;
    return decision;
  }

  function resultOf(call: ToolCall): ToolResult {
    const scripted = one.tools[call.name] ?? (call.tool === undefined ? undefined : one.tools[call.tool]);
    const times = calls.get(call.name) ?? 0;
    calls.set(call.name, times + 1);
    const answer = scripted?.[Math.min(times, scripted.length - 1)];
    if (answer === undefined) return { status: "ok", value: {} };
    if (answer.status === "ok") return { status: "ok", value: answer.value };
    return answer.status === "failed" ? { status: "failed", reason: "as the case says", value: answer.value } : { status: "unknown" };
  }

  async function exchange(input: DialogueInput): Promise<Exchange> {
    const begun = ports.nowMs();
    const said: string[] = [];
    const tools: CalledTool[] = [];
    const transfers: string[] = [];
    const before = state;
    let decision = step(input);
    if (input.type === "turn" && before !== null && decision.refinable !== undefined) {
      const understood = await meaningOf(before, input.text, decision.refinable);
      if (understood !== null) {
        state = before;
        decision = step({ ...input, understood });
      }
    }
    const { intent } = decision;
    for (let rounds = 0; ; rounds += 1) {
      said.push(...decision.say.map((segment) => segment.text));
      for (const call of decision.aside ?? []) step({ type: "tool", key: call.key, result: resultOf(call) });
      if (rounds >= mostRounds) throw new Error(`the bot goes round in circles in the state "${decision.flowState}"`);
      if (decision.tool !== null) {
        const call = decision.tool;
        const result = resultOf(call);
        tools.push({ tool: call.tool ?? call.name, name: call.name, arguments: call.arguments, status: result.status });
        decision = step({ type: "tool", key: call.key, result });
      } else if (decision.transfer !== undefined && decision.transfer !== null) {
        const { key, destination } = decision.transfer;
        transfers.push(destination);
        decision = step({ type: "transfer", key, result: one.transfers[destination] ?? "answered" });
      } else if (decision.model !== null) {
        const { key } = decision.model;
        const result = await askModel(decision.model, decision.language, said);
        if (result.status === "said" && result.text.trim() !== "") said.push(result.text.trim());
        decision = step({ type: "model", key, result });
      } else break;
    }
    const text = said.filter((part) => part !== "").join(" ");
    if (text !== "") {
      history.push({ who: "bot", text, heardText: text, interrupted: false });
      transcript.push({ who: "bot", text, state: decision.flowState });
    }
    return { said: text, decision, intent, tools, transfers, tookMs: ports.nowMs() - begun };
  }

  async function meaningOf(before: DialogueState, text: string, wanted: Refinable): Promise<Understood | null> {
    if (ports.meaning === undefined || bot.llm === null) return null;
    const answer = await ports.meaning({ ...refineQuestion(bot, before, text, wanted), language: before.language });
    return answer === null ? null : readRefined(bot, before, text, wanted, answer, { timeZone: "UTC", nowMs });
  }

  function askModel({ called = [], ...request }: ModelRequest, language: Language, said: readonly string[]): Promise<ModelResult> {
    if (ports.model === null) return Promise.resolve({ status: "failed" });
    const words = said.filter((part) => part !== "").join(" ");
    const lines: HistoryLine[] = words === "" ? history : [...history, { who: "bot", text: words, heardText: words, interrupted: false }];
    return ports.model({ ...request, messages: [...historyOf(lines, language), ...called], language });
  }

  function caller(text: string): void {
    nowMs += turnMs;
    history.push({ who: "caller", text, heardText: text, interrupted: false });
    transcript.push({ who: "caller", text, state: state?.flowState ?? null });
  }

  const language = () => state?.language ?? first;
  return {
    transcript,
    open: () => exchange({ type: "begin", language: first, from: one.from, fields: one.fields }),
    says(text, heard = "sure") {
      caller(text);
      return exchange({ type: "turn", text: heard === "rejected" ? "" : text, verdict: heard, by: "voice", language: language() });
    },
    keys(keys) {
      caller(keys);
      return exchange({ type: "turn", text: keys, verdict: "sure", by: "keys", language: language() });
    },
    staysSilent() {
      nowMs += silenceMs;
      transcript.push({ who: "caller", text: "…", state: state?.flowState ?? null });
      return exchange({ type: "silence", forMs: silenceMs });
    },
  };
}
