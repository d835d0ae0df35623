import { liveEventSchema } from "@zvon/contract/live.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import { useEffect, useReducer, useState } from "react";
import { liveUrl } from "./api.ts";
import { followSocket } from "./followed-socket.ts";
import { emptyLiveCall, followCall } from "./live-call.ts";
import type { LiveCall } from "./live-call.ts";

/** `lost`: since when the picture is frozen, ms since 1970. */
export type Watch = { live: LiveCall; lostAt: number | null };

/** What is known belongs to one call: nothing of the last one shows through in the next. */
type Watched = { callId: string | null; live: LiveCall };
const followIn = (known: Watched, { callId, event }: { callId: string; event: LiveEvent }): Watched => ({ callId, live: followCall(known.callId === callId ? known.live : emptyLiveCall, event) });

/**
 * Follows a call's live events until it ends; a lost socket freezes the picture, says so and comes back with a new snapshot.
 * @param ended known from elsewhere: what was seen stays, nothing more is asked.
 */
export function useLiveCall(callId: string | null, ended = false): Watch {
  const [known, follow] = useReducer(followIn, { callId: null, live: emptyLiveCall });
  const [lostAt, setLostAt] = useState<number | null>(null);
  useEffect(() => {
    setLostAt(null);
    if (callId === null || ended) return;
    return followSocket({
      url: liveUrl(callId, location.origin),
      onLost: () => setLostAt((since) => since ?? Date.now()),
      onMessage: (data) => {
        const event = readEvent(data);
        if (event === null) return "more";
        setLostAt(null);
        follow({ callId, event });
        return event.type === "ended" || (event.type === "snapshot" && event.call.status === "ended") ? "over" : "more";
      },
    });
  }, [callId, ended]);
  return { live: known.callId === callId ? known.live : emptyLiveCall, lostAt };
}

function readEvent(data: string) {
  try {
    const parsed = liveEventSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    console.warn("live event is not JSON", error);
    return null;
  }
}
