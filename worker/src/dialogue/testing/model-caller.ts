/** A call whose model is a function of what it is asked: words go through segments and checks as in a session, tools and transfers answer at once. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { createSegmenter } from "../../llm/segments.ts";
import { createDecide } from "../decide.ts";
import type { Decision, DialogueInput, ModelMessage, ModelRequest, ModelResult, ToolCall, ToolResult, TransferRequest, TransferResult } from "../decision.ts";
import { historyOf } from "../history.ts";
import type { HistoryLine } from "../history.ts";
import { createReplyCheck } from "../safety.ts";
import type { DialogueState } from "../state.ts";

export type Answer = { say?: string; tools?: { name: string; arguments: unknown }[]; fails?: boolean; cut?: boolean };
export type Asked = { system: string; messages: ModelMessage[]; tools: string[]; round: number };
export type Played = { heard: string; ran: ToolCall[]; transfers: TransferRequest[]; asked: Asked[]; last: Decision<DialogueState>; steps: string[] };

type Options = {
  bot: BotConfig;
  language?: Language;
  model: (asked: Asked) => Answer;
  tool?: (call: ToolCall) => ToolResult;
  transfer?: (request: TransferRequest) => TransferResult;
  contact?: Record<string, string>;
};

/** A Saturday, half past twelve in Moscow. */
const nowMs = Date.parse("2026-11-21T09:30:00Z");
const mostSteps = 40;

export function callWithModel({ bot, language = "ru", model, tool = () => ({ status: "ok", value: {} }), transfer = () => "answered", contact = {} }: Options) {
  const decide = createDecide(bot, { timeZone: "Europe/Moscow", language });
  const history: HistoryLine[] = [];
  const input = (event: DialogueInput): Decision<DialogueState> => {
    const before = state;
    const decision = decide(before, event, nowMs);
    // As after an eviction: the state through JSON decides the same.
    const again = decide(before === null ? null : JSON.parse(JSON.stringify(before)), event, nowMs);
    if (JSON.stringify(again) !== JSON.stringify(decision)) throw new Error("a replay decided otherwise");
    state = decision.state;
    return decision;
  };
  let state: DialogueState | null = null;
  const opening = input({ type: "begin", language, from: "+79120001427" });
  Object.assign(opening.state.contact, contact);
  const hear = (who: "bot" | "caller", text: string) => void (text === "" ? 0 : history.push({ who, text, heardText: text, interrupted: false }));
  hear("bot", opening.say.map((segment) => segment.text).join(" "));

  function answerOf(request: ModelRequest, round: number): { result: ModelResult; asked: Asked } {
    const messages = [...historyOf(history, state?.language ?? language), ...(request.called ?? [])];
    const asked: Asked = { system: request.system, messages, tools: request.tools.map((one) => one.name), round };
    const { say = "", tools = [], fails = false, cut = false } = model(asked);
    if (fails) return { asked, result: { status: "failed" } };
    const segmenter = createSegmenter();
    const check = createReplyCheck(request.rules ?? { evidence: [], neverSay: [], secret: "" }, [request.system, ...messages.map((message) => message.content)], state?.language ?? language);
    const said: string[] = [];
    let withheld: Extract<ModelResult, { status: "said" }>["withheld"];
    for (const piece of [...segmenter.push(say), ...segmenter.end()]) {
      const checked = check.segment(piece);
      if ("withheld" in checked) {
        withheld = { rule: checked.withheld, ...(checked.claim === undefined ? {} : { claim: checked.claim }) };
        break;
      }
      if (checked.text !== "") said.push(checked.text);
    }
    const calls = withheld !== undefined && withheld.rule !== "claim" ? [] : tools.map((one, index) => ({ id: `call_${index}`, name: one.name, arguments: typeof one.arguments === "string" ? one.arguments : JSON.stringify(one.arguments) }));
    return { asked, result: { status: "said", text: said.join(" "), tools: calls, ...(withheld === undefined ? {} : { withheld }), ...(cut ? { cut } : {}) } };
  }

  function play(event: DialogueInput): Played {
    let decision = input(event);
    const played: Played = { heard: "", ran: [], transfers: [], asked: [], last: decision, steps: [] };
    const heard: string[] = [];
    for (let at = 0; at < mostSteps; at += 1) {
      heard.push(...decision.say.map((segment) => segment.text));
      played.steps.push(...(decision.trace?.steps ?? []).map((step) => (step.subject === null ? step.code : `${step.code} ${step.subject}`)));
      played.last = decision;
      if (decision.model !== null) {
        const { asked, result } = answerOf(decision.model, played.asked.length + 1);
        played.asked.push(asked);
        if (result.status === "said" && result.text !== "") heard.push(result.text);
        decision = input({ type: "model", key: decision.model.key, result });
      } else if (decision.tool !== null) {
        played.ran.push(decision.tool);
        decision = input({ type: "tool", key: decision.tool.key, result: tool(decision.tool) });
      } else if (decision.transfer !== null && decision.transfer !== undefined) {
        played.transfers.push(decision.transfer);
        decision = input({ type: "transfer", key: decision.transfer.key, result: transfer(decision.transfer) });
      } else {
        played.heard = heard.join(" ");
        hear("bot", played.heard);
        return played;
      }
    }
    throw new Error("the turn does not end");
  }

  return {
    opening,
    says(text: string, more: Partial<Extract<DialogueInput, { type: "turn" }>> = {}): Played {
      hear("caller", text);
      return play({ type: "turn", text, verdict: "sure", by: "voice", language, ...more });
    },
    state: (): DialogueState => {
      if (state === null) throw new Error("the call has not begun");
      return state;
    },
  };
}
