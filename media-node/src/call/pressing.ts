/** Keys that the bot presses towards the far side's voice menu, each lot once what was to be heard before it has been heard. */
import type { ToNode } from "@zvon/contract/call-link.ts";
import type { Log } from "../log.ts";

type Wish = Extract<ToNode, { type: "dtmf.send" }>;

export interface Pressing {
  /** @param heardReply the newest reply that was heard */
  ask(wish: Pick<Wish, "digits" | "afterReply">, heardReply: number): void;
  heard(heardReply: number): void;
  /** A person has the floor: what was to be pressed is not pressed any more. */
  forget(): void;
  /** The call ends. */
  stop(): void;
}

/** Lots that wait for words, or for one before them. No menu takes more in one turn; what comes beyond is a mistake of the bot. */
const mostWaiting = 4;

/** @param press undefined: this way has no keys. One lot after the other: the exchange would mix them. */
export function createPressing(press: ((digits: string) => Promise<void>) | undefined, log: Log): Pressing {
  let waiting: Pick<Wish, "digits" | "afterReply">[] = [];
  let busy: Promise<void> = Promise.resolve();
  let queued = 0;
  /** Of what may still be pressed; another one since: it was forgotten. */
  let era = 0;
  let stopped = false;

  function heard(heardReply: number): void {
    const due = waiting.filter(({ afterReply }) => afterReply <= heardReply);
    waiting = waiting.filter(({ afterReply }) => afterReply > heardReply);
    const now = era;
    for (const { digits } of due) {
      queued += 1;
      busy = busy.then(async () => {
        if (era !== now) return;
        if (press) await press(digits);
        else log.warn("keys were to be pressed where there are none", { count: digits.length });
      }).catch((error: unknown) => log.warn("keys could not be pressed", { error })).finally(() => (queued -= 1));
    }
  }

  function forget(): void {
    era += 1;
    waiting = [];
  }

  return {
    ask(wish, heardReply) {
      if (stopped) return;
      if (waiting.length + queued >= mostWaiting) return log.warn("too many keys wait to be pressed", { waiting: waiting.length + queued });
      waiting.push(wish);
      heard(heardReply);
    },
    heard,
    forget,
    stop() {
      stopped = true;
      forget();
    },
  };
}
