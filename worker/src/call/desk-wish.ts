/** The wish of a caller for whichever operator is free, as the desk of the account is told of it. */
import { operatorsIn } from "@zvon/contract/operators-api.ts";
import type { TransferRequest, TransferResult } from "../dialogue/decision.ts";
import { commit } from "./commit.ts";
import type { DeskWord, Work } from "./events.ts";
import type { PendingTransfer } from "./state.ts";

/** Of a call that no exchange carries, operators are nobody who can be reached: the node says so. */
export function pendingTransfer<D>(work: Work<D>, wish: TransferRequest, afterReply: number): PendingTransfer {
  const { via, nodeId } = work.context.begin;
  const wanted = via === "sip" && nodeId !== null ? operatorsIn(wish.to) : null;
  return { ...wish, afterReply, sinceMs: work.nowMs, ...(wanted === null ? {} : { queue: { group: wanted.group, phone: null, offers: 0, place: null, told: null, held: false } }) };
}

const tell = <D>(work: Work<D>, word: DeskWord): void => void work.effects.push({ type: "desk", word });

/** Idempotent: said again after the object was lost. */
export function joinDesk<D>(work: Work<D>): void {
  const { transfer, phase } = work.data;
  if (phase !== "live" || transfer?.queue === undefined || transfer.queue.phone !== null) return;
  tell(work, { type: "join", key: transfer.key, group: transfer.queue.group, summary: transfer.summary });
}

export function leaveDesk<D>(work: Work<D>): void {
  if (work.data.transfer?.queue !== undefined) tell(work, { type: "leave" });
}

/** @returns whether it was one operator of several, and the caller goes on waiting. */
export function offerEnded<D>(work: Work<D>, result: TransferResult): boolean {
  const { data } = work;
  const { transfer } = data;
  if (transfer?.queue === undefined) return false;
  const { phone } = transfer.queue;
  if (phone === null) return true;
  tell(work, { type: "result", phone, result });
  if (result === "answered") return false;
  // The place is told anew: the caller has heard it ring meanwhile.
  data.transfer = { ...transfer, sinceMs: work.nowMs, queue: { ...transfer.queue, phone: null, place: null, told: null } };
  commit(work);
  return true;
}
