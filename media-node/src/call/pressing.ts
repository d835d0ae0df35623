/** Keys that the bot presses towards the far side's voice menu, each lot once what was to be heard before it has been heard. */
import type { ToNode } from "@zvon/contract/call-link.ts";
import type { Log } from "../log.ts";

type Wish = Extract<ToNode, { type: "dtmf.send" }>;

export interface Pressing {
  /** @param heardReply the newest reply that was heard */
  ask(wish: Pick<Wish, "digits" | "afterReply">, heardReply: number): void;
  heard(heardReply: number): void;
  /** Nothing is pressed any more: the call ends, or a person has it. */
  stop(): void;
}

/** No menu takes more in one turn; what comes beyond is a mistake of the bot. */
const mostWaiting = 4;

/** @param press undefined: this way has no keys. One lot after the other: the exchange would mix them. */
export function createPressing(press: ((digits: string) => Promise<void>) | undefined, log: Log): Pressing {
  let waiting: Pick<Wish, "digits" | "afterReply">[] = [];
  let busy: Promise<void> = Promise.resolve();
  let stopped = false;

  function heard(heardReply: number): void {
    const due = waiting.filter(({ afterReply }) => afterReply <= heardReply);
    waiting = waiting.filter(({ afterReply }) => afterReply > heardReply);
    for (const { digits } of due) {
      busy = busy.then(async () => {
        if (stopped) return;
        if (press) await press(digits);
        else log.warn("keys were to be pressed where there are none", { count: digits.length });
      }).catch((error: unknown) => log.warn("keys could not be pressed", { error }));
    }
  }

  return {
    ask(wish, heardReply) {
      if (stopped) return;
      if (waiting.length >= mostWaiting) return log.warn("too many keys wait to be pressed", { waiting: waiting.length });
      waiting.push(wish);
      heard(heardReply);
    },
    heard,
    stop() {
      stopped = true;
      waiting = [];
    },
  };
}
