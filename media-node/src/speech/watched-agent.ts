/** An agent whose vendor's breaker hears how it goes: there is no other to turn to, but the health page shows it. */
import type { OpenAgent } from "../agent/port.ts";
import type { VendorGate } from "../net/vendor-gate.ts";

/** First sound is its answer; an end with an error is a failure, also later on. */
export function watchedAgent(open: OpenAgent, gate: Pick<VendorGate, "settle">): OpenAgent {
  return (line, id, events) => {
    const beganAtMs = line.now();
    let answered = false;
    return open(line, id, {
      ...events,
      onAudio(pcm) {
        if (!answered) gate.settle({ type: "answered", afterMs: line.now() - beganAtMs });
        answered = true;
        events.onAudio(pcm);
      },
      onEnd(error) {
        if (error !== null) gate.settle({ type: "failed", code: error.code, message: error.message });
        events.onEnd(error);
      },
    });
  };
}
