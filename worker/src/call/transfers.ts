/** A caller is handed on: the wish is stored with the turn, the node asked until it tells what became of it. */
import type { Fact } from "@zvon/contract/call-link.ts";
import type { TransferResult } from "../dialogue/decision.ts";
import { leaveDesk, offerEnded } from "./desk-wish.ts";
import type { Work } from "./events.ts";
import { sayHold } from "./link-out.ts";
import { answer } from "./replies.ts";

/** The words before it, ringing, and a summary to a person who answers: a node that told nothing by then tells nothing. */
export const transferMs = 150_000;
/** In a queue it is the desk that gives up, after ten minutes in each of two groups at most; a desk that tells nothing by then tells nothing. */
export const queueMs = 25 * 60_000;

export function onTransferResult<D>(work: Work<D>, fact: Extract<Fact, { type: "transfer.result" }>): void {
  if (!offerEnded(work, fact.result)) endTransfer(work, fact.result);
}

/** Asked again, and refused again: the second answer finds nothing. */
export function onTransferRefused<D>(work: Work<D>, key: string): void {
  const { transfer, phase } = work.data;
  if (phase !== "live" || transfer === null || (transfer.queue === undefined ? transfer.key : `${transfer.key}.${transfer.queue.offers}`) !== key) return;
  if (!offerEnded(work, "failed")) endTransfer(work, "failed");
}

export function endTransfer<D>(work: Work<D>, result: TransferResult): void {
  const { data, context } = work;
  const { transfer, dialogue } = data;
  if (transfer === null || dialogue === null) {
    work.memory.counters = { ...work.memory.counters, illegal: work.memory.counters.illegal + 1 };
    return;
  }
  if (result !== "answered") {
    leaveDesk(work);
    if (transfer.queue?.held === true) sayHold(work, false);
  }
  data.transfer = null;
  // The goodbye is under way and is not to be overtaken; what the node made of the wish still belongs in the record.
  if (data.hangup !== null) {
    if (result === "answered") Object.assign(data, { outcome: "transferred", decided: "transferred" });
    return;
  }
  answer(work, context.decide(dialogue, { type: "transfer", key: transfer.key, result }, work.nowMs), "turn");
}
