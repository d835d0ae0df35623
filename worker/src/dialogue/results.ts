/**
 * What came of a tool or a transfer leads on:
 *
 * | result                                    | a transition takes it | none does |
 * | ----------------------------------------- | --------------------- | --------- |
 * | tool ok, failed, unknown                  | there                 | `done`; without one the call ends as failed |
 * | transfer answered                         | there                 | the call ends as `transferred` |
 * | transfer busy, refused, no_answer, failed | there                 | an honest sentence, then `done`; without one a goodbye |
 */
import type { ToolResult, TransferResult } from "./decision.ts";
import { afterTool, firstWay, take } from "./enter.ts";
import type { Way } from "./flow.ts";
import { inOtherLanguage } from "./free-times.ts";
import { rememberResult } from "./model-memory.ts";
import { modelToolEnded, modelTransferEnded } from "./model-turn.ts";
import { boundColumns } from "./state-bound.ts";
import type { Talk } from "./talk.ts";
import { functionOfState } from "./tools/definitions.ts";
import { finishedAs } from "./tools/finished.ts";
import { notConnected, notConnectedGoodbye, stillFree } from "./wording.ts";

export function toolEnded(talk: Talk, result: ToolResult): void {
  if (modelToolEnded(talk, result)) return;
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  rememberResult(state.model, flowState?.type === "tool" ? functionOfState(bot, flowState, state.language) : null, {}, result);
  talk.note("tool_finished", finishedAs(state.tool?.name ?? "", result));
  const worded = state.tool?.language ?? state.language;
  state.tool = null;
  state.toolValues = result.status === "unknown" ? {} : boundColumns(result.value ?? {});
  if (worded !== state.language) state.toolValues = inOtherLanguage(bot, state, worded, state.language, talk.now.date);
  const way = afterTool(talk, result.status);
  if (way === null) return talk.end("completed", "failed");
  if (isFoundFree(talk, result) && skipsWhatTells(talk, way)) talk.tell(stillFree);
  take(talk, way);
}

/** A time was named, and may be had. */
const isFoundFree = ({ state: { toolValues } }: Talk, { status }: ToolResult): boolean => status === "ok" && toolValues["free"] === "yes" && (toolValues["when"] ?? "") !== "";

/** «Свободно. Как вас зовут?» is not said to whom has told their name: a time that they changed is said to be free by itself. */
function skipsWhatTells({ bot, state }: Talk, { transition }: Way): boolean {
  const next = bot.flow.states[transition.to];
  return next?.type === "ask" && state.fields[next.field] !== undefined;
}

export function transferEnded(talk: Talk, result: TransferResult): void {
  if (modelTransferEnded(talk, result)) return;
  const { state } = talk;
  talk.note("transfer_finished", result);
  state.transfer = null;
  const way = talk.way({ transfer: result });
  if (result === "answered") {
    state.outcome = "transferred";
    return way === null ? talk.end("transferred", "transferred") : take(talk, way);
  }
  if (way !== null) return take(talk, way);
  const onward = firstWay(talk, [{ done: true }]);
  if (onward === null) {
    talk.say(notConnectedGoodbye);
    return talk.end("completed", "failed");
  }
  talk.tell(notConnected);
  take(talk, onward);
}
