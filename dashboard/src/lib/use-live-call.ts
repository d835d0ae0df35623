import { liveEventSchema } from "@zvon/contract/live.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import { useEffect, useReducer, useState } from "react";
import { liveUrl } from "./api.ts";
import { emptyLiveCall, followCall } from "./live-call.ts";
import type { LiveCall } from "./live-call.ts";

/** Waits before the next try, ms: quick at first (a deploy takes a second), then kind to a server in trouble. */
const retryMs = [300, 1000, 2000, 5000, 10_000] as const;

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
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let tries = 0;
    let over = false;
    const open = () => {
      socket = new WebSocket(liveUrl(callId, location.origin));
      socket.addEventListener("message", (message) => {
        const event = readEvent(message.data);
        if (event === null || over) return;
        tries = 0;
        setLostAt(null);
        follow({ callId, event });
        if (event.type === "ended" || (event.type === "snapshot" && event.call.status === "ended")) {
          over = true;
          socket?.close(1000);
        }
      });
      socket.addEventListener("close", () => {
        if (over) return;
        setLostAt((since) => since ?? Date.now());
        timer = setTimeout(open, retryMs[Math.min(tries, retryMs.length - 1)]);
        tries += 1;
      });
    };
    open();
    return () => {
      over = true;
      clearTimeout(timer);
      socket?.close(1000);
    };
  }, [callId, ended]);
  return { live: known.callId === callId ? known.live : emptyLiveCall, lostAt };
}

function readEvent(data: unknown) {
  if (typeof data !== "string") return null;
  try {
    const parsed = liveEventSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    console.warn("live event is not JSON", error);
    return null;
  }
}
