/** One text spoken into a leg in which nobody else speaks: a summary for a person called, a word to a caller whom no bot takes. */
import type { Leg, LegEvent } from "../media/engine.ts";
import type { Tts, TtsRequest } from "../tts/port.ts";

export interface Announcement {
  /** Events of the leg, all of them. */
  onLeg(event: LegEvent): void;
  /** Resolves once all of it has sounded, or the signal aborted. Rejects with the voice's error. */
  say(leg: Pick<Leg, "play" | "stop">, tts: Tts, request: TtsRequest, signal: AbortSignal): Promise<void>;
}

const mark = "announcement";

export function createAnnouncement(): Announcement {
  const over = Promise.withResolvers<void>();
  return {
    onLeg(event) {
      if (event.type === "closed" || ((event.type === "mark-finished" || event.type === "mark-stopped") && event.mark === mark)) over.resolve();
    },
    async say(leg, tts, request, signal) {
      signal.addEventListener("abort", () => over.resolve(), { once: true });
      try {
        for await (const chunk of tts.synthesise(request, signal)) leg.play(mark, chunk.pcm, chunk.last);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      if (signal.aborted) leg.stop();
      else await over.promise;
    },
  };
}
