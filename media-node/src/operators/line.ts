/** The call link of somebody whom an operator dials outside: no bot and no media of ours, but in the books as any call. */
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { FromLink, Link } from "../link/port.ts";

export type Line = {
  ringing(): void;
  answered(): void;
  /** The last one. Resolves when the edge has it all, or the disk. */
  gone(reason: EndReason, cause: Cause, detail?: string): Promise<void>;
};

/**
 * @param now monotonic, ms.
 * @param talkedMs with an earlier run of the node, which has told that it was answered.
 * @param onHangup the edge ends the call: a limit, its longest time, a person at the dashboard. An edge that is away ends nothing: two people talk, and Asterisk's own timer limits them.
 */
export function openLine({ openLink, now, onHangup, talkedMs = null }: { openLink: (onEvent: (event: FromLink) => void) => Link; now: () => number; onHangup: () => void; talkedMs?: number | null }): Line {
  let told: EndReason | null = null;
  const link = openLink((event) => {
    if (event.type === "closed" && event.reason === "refused") return onHangup();
    if (event.type !== "message" || event.message.type !== "hangup") return;
    told = event.message.reason;
    onHangup();
  });
  let answeredMs = talkedMs === null ? null : now() - talkedMs;
  return {
    ringing: () => link.fact({ type: "call.ringing" }),
    answered() {
      answeredMs = now();
      link.fact({ type: "call.answered", atMs: 0 });
    },
    async gone(reason, cause, detail = "") {
      link.fact({ type: "call.ended", reason: told ?? reason, cause, detail, durationMs: answeredMs === null ? 0 : Math.round(now() - answeredMs), media: {} });
      await link.drain();
    },
  };
}
