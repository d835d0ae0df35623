import { useEffect, useMemo, useRef, useState } from "react";
import { createAudioContext } from "../../lib/audio/media-socket.ts";
import { askMicrophone } from "../../lib/audio/microphone.ts";
import type { LiveClient } from "../../lib/live-client.ts";
import { openListenSocket } from "./listen-socket.ts";
import { createListening } from "./listening.ts";
import type { ListenState, Listening } from "./listening.ts";

/** The page's one ear: leaving the page ends it, and gives a call back that one has. */
export function useListening(client: LiveClient): { heard: ListenState; listening: Listening } {
  const [heard, setHeard] = useState<ListenState>({ link: "off", fault: null, callId: null });
  const context = useRef<AudioContext | null>(null);
  const latest = useRef(client);
  useEffect(() => {
    latest.current = client;
  });
  const listening = useMemo(() => {
    const made = createListening({
      api: { listen: (callId) => latest.current.listen(callId), takeOver: (callId, listener) => latest.current.takeOver(callId, listener), handBack: (callId) => latest.current.handBack(callId) },
      openSocket: ({ url, ticket }, onEvent) => {
        context.current ??= createAudioContext();
        return openListenSocket({ context: context.current, url, ticket, onEvent });
      },
      askMicrophone: () => askMicrophone(navigator.mediaDevices as MediaDevices | undefined),
      wait: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      onChange: setHeard,
    });
    // Made in the click itself: a browser lets no sound start later.
    const inClick = <A extends unknown[]>(act: (...of: A) => void) => (...of: A) => {
      context.current ??= createAudioContext();
      void context.current.resume();
      act(...of);
    };
    return { ...made, start: inClick(made.start), take: inClick(made.take) };
  }, []);
  useEffect(
    () => () => {
      listening.stop();
      void context.current?.close();
      context.current = null;
    },
    [listening],
  );
  return { heard, listening };
}
