/** One test call from the click to the last word: microphone, start by the API, sound, end. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../lib/api.ts";
import type { Api, CallableBot } from "../../lib/api.ts";
import { askMicrophone } from "../../lib/audio/microphone.ts";
import type { MicrophoneFault } from "../../lib/audio/microphone.ts";
import { createAudioContext, openMediaSocket } from "../../lib/audio/media-socket.ts";
import type { MediaSocket } from "../../lib/audio/media-socket.ts";

export type TestCallRequest = { bot: CallableBot; script: string | null; microphone: boolean; liveTools: boolean };
export type TestCallFault = { kind: "microphone"; fault: MicrophoneFault } | { kind: "api"; error: ApiError } | { kind: "media"; host: string };

export type TestCall =
  | { phase: "setup"; fault: TestCallFault | null }
  | { phase: "starting" }
  | { phase: "call"; callId: string; scripted: boolean; microphone: boolean; connectedAt: number | null }
  | { phase: "over"; callId: string; scripted: boolean; lost: boolean };

export function useTestCall(api: Api): { call: TestCall; socket: MediaSocket | null; start: (request: TestCallRequest) => void; hangUp: () => void; reset: () => void } {
  const [call, setCall] = useState<TestCall>({ phase: "setup", fault: null });
  const [socket, setSocket] = useState<MediaSocket | null>(null);
  const owned = useRef<{ socket: MediaSocket | null; gone: boolean }>({ socket: null, gone: false });
  useEffect(() => {
    const mine = owned.current;
    mine.gone = false;
    return () => {
      // Leaving the page hangs up: nobody would hear the bot any more.
      mine.gone = true;
      mine.socket?.close();
    };
  }, []);

  const start = useCallback(
    (request: TestCallRequest) => {
      // Made in the click itself: a browser lets no sound start later.
      const context = createAudioContext();
      setCall({ phase: "starting" });
      const fail = (fault: TestCallFault) => {
        void context.close();
        setCall({ phase: "setup", fault });
      };
      const run = async () => {
        const microphone = request.microphone && request.script === null ? await askMicrophone(navigator.mediaDevices as MediaDevices | undefined) : null;
        if (microphone?.ok === false) return fail({ kind: "microphone", fault: microphone.fault });
        const stream = microphone?.stream ?? null;
        const stop = () => stream?.getTracks().forEach((track) => track.stop());
        try {
          const { bot, script, liveTools } = request;
          const started = await api.startCall({ bot: bot.slug, language: bot.language, via: "browser", ...(liveTools && { liveTools }), ...(script === null ? {} : { script }) }, crypto.randomUUID());
          const url = started.media.browser?.url ?? null;
          if (url === null || started.ticket === null) throw new ApiError("unexpected", 201, null);
          const callId = started.call.id;
          // Without sound nobody holds the call: it must not ring on.
          const giveUp = () => api.hangUp(callId).catch((error: unknown) => console.warn("the call could not be hung up", error));
          const scripted = script !== null;
          setCall({ phase: "call", callId, scripted, microphone: stream !== null, connectedAt: null });
          const opened = await openMediaSocket({
            context,
            url,
            ticket: started.ticket,
            microphone: stream,
            onEvent: (event) => {
              if (owned.current.gone) return;
              if (event.type === "started") setCall({ phase: "call", callId, scripted, microphone: stream !== null, connectedAt: Date.now() });
              else if (event.type === "failed") {
                void giveUp();
                setCall({ phase: "setup", fault: { kind: "media", host: new URL(url).host } });
              }
              else setCall({ phase: "over", callId, scripted, lost: event.type === "lost" });
            },
          });
          owned.current.socket = opened;
          setSocket(opened);
          if (owned.current.gone) opened.close();
        } catch (error) {
          stop();
          fail({ kind: "api", error: error instanceof ApiError ? error : new ApiError("unexpected", 0, null, { cause: error }) });
        }
      };
      void run();
    },
    [api],
  );
  const hangUp = useCallback(() => owned.current.socket?.hangUp(), []);
  const reset = useCallback(() => {
    owned.current.socket = null;
    setSocket(null);
    setCall({ phase: "setup", fault: null });
  }, []);
  return { call, socket, start, hangUp, reset };
}
