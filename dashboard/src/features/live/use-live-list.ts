import { liveListEventSchema } from "@zvon/contract/live.ts";
import { useEffect, useReducer, useState } from "react";
import { followSocket } from "../../lib/followed-socket.ts";
import { liveListUrl } from "../../lib/live-client.ts";
import { emptyLiveList, followList } from "./live-list.ts";
import type { LiveList } from "./live-list.ts";

/** @returns `lostAt`: since when it is frozen, ms since 1970. */
export function useLiveList(): { list: LiveList; lostAt: number | null } {
  const [list, follow] = useReducer(followList, emptyLiveList);
  const [lostAt, setLostAt] = useState<number | null>(null);
  useEffect(
    () =>
      followSocket({
        url: liveListUrl(location.origin),
        pings: true,
        onLost: () => setLostAt((since) => since ?? Date.now()),
        onMessage: (data) => {
          const event = readEvent(data);
          setLostAt(null);
          if (event !== null) follow(event);
          return "more";
        },
      }),
    [],
  );
  return { list, lostAt };
}

function readEvent(data: string) {
  try {
    const parsed = liveListEventSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    console.warn("live list event is not JSON", error);
    return null;
  }
}
