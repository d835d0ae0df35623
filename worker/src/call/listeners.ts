/** Those of the team who hear the call: invited by the API, told of by the node. */
import type { Fact } from "@zvon/contract/call-link.ts";
import type { Member } from "@zvon/contract/listening-api.ts";
import { commit } from "./commit.ts";
import type { Work } from "./events.ts";
import { listenersOf } from "./record.ts";
import { publish } from "./replies.ts";
import type { CallData, KnownListener } from "./state.ts";
import { listenerCame, listenerWent } from "./taking-over.ts";

/** Of one call, with those who were invited and have not come yet; the node takes as many. */
export const mostListeners = 8;
/** A ticket is good for 30 s; whoever has not come by then is not waited for. */
const invitedMs = 40_000;

const stillKnown = (known: readonly KnownListener[], nowMs: number): KnownListener[] => known.filter(({ state, sinceMs }) => state !== "invited" || nowMs - sinceMs < invitedMs);

export const isFull = <D>({ listeners }: Pick<CallData<D>, "listeners">, nowMs: number): boolean => stillKnown(listeners, nowMs).length >= mostListeners;

/** Stored: the node may tell of the listener when this object has lost its memory. */
export function onInvited<D>(work: Work<D>, listener: string, by: Member): void {
  const { data } = work;
  if (data.phase !== "live") return;
  data.listeners = [...stillKnown(data.listeners, work.nowMs), { listener, by, state: "invited", sinceMs: work.nowMs }];
  commit(work);
}

export function onListener<D>(work: Work<D>, { listener, state }: Extract<Fact, { type: "listener" }>): void {
  const { data } = work;
  const known = data.listeners.find((one) => one.listener === listener);
  const others = data.listeners.filter((one) => one !== known);
  if (state === "gone") {
    data.listeners = others;
    listenerWent(work, listener);
  } else {
    const { by, sinceMs } = known ?? { by: { id: "", name: null }, sinceMs: work.nowMs };
    // Whether they talk is ours to say: a word of before it was taken back changes nothing.
    const talks = state === "talking" && data.taken?.listener === listener;
    data.listeners = [...others, { listener, by, state: talks ? "talking" : "listening", sinceMs }];
    listenerCame(work, listener, by);
  }
  publish(work, { type: "listeners", listeners: listenersOf(data) });
}

/** A node that restarted has nobody at its sockets. */
export function forgetListeners<D>(work: Work<D>): void {
  const { data } = work;
  const gone = listenersOf(data);
  if (data.listeners.length === 0) return;
  data.listeners = [];
  for (const { listener } of gone) listenerWent(work, listener);
  publish(work, { type: "listeners", listeners: listenersOf(data) });
}
