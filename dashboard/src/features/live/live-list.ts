/** Which calls live, as the server tells it: a pure fold. The newest first, so that a new call is seen at once. */
import type { LiveListEvent } from "@zvon/contract/live.ts";

type Listed = Extract<LiveListEvent, { type: "calls" }>["calls"][number];
export type LiveList = { calls: readonly Listed[]; /** The first word has come. */ known: boolean; /** How many have ended since. */ over: number };

export const emptyLiveList: LiveList = { calls: [], known: false, over: 0 };

export function followList(list: LiveList, event: LiveListEvent): LiveList {
  switch (event.type) {
    case "calls":
      return { ...list, calls: event.calls, known: true, over: list.over + (list.known ? 1 : 0) };
    case "began":
      return { ...list, calls: [{ callId: event.callId, since: event.since, state: event.state }, ...list.calls.filter(({ callId }) => callId !== event.callId)] };
    case "state":
      return { ...list, calls: list.calls.map((call) => (call.callId === event.callId ? { ...call, state: event.state } : call)) };
    case "over":
      return { ...list, calls: list.calls.filter(({ callId }) => callId !== event.callId), over: list.over + 1 };
  }
}
