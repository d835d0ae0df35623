/** Writes a call of the exchange into the node's register while it lives: see live-register.ts. */
import type { HeldCall, LiveRegister } from "./live-register.ts";
import type { ExchangeWay } from "./sip-way.ts";
import type { Way } from "./way.ts";

/** @param wallNow ms since 1970 */
export function createHeldWay(way: ExchangeWay, call: Omit<HeldCall, "channelId">, register: Pick<LiveRegister, "keep">, wallNow: () => number): Way {
  let { answeredAt } = call;
  let over = false;
  function keep(): void {
    const channelId = way.channelId();
    if (channelId !== null && !over) void register.keep({ ...call, channelId, answeredAt });
  }
  return {
    ...way,
    async start(leg, onEvent) {
      await way.start(leg, (event) => {
        if (event.type === "hangup") over = true;
        if (event.type === "answered" && answeredAt === null) {
          answeredAt = wallNow();
          keep();
        }
        onEvent(event);
      });
      keep();
    },
  };
}
