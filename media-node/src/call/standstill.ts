/**
 * The talk stands still: somebody else is being dialled for the caller, or one of both sides holds the line. Nobody speaks to
 * the caller, nobody listens, and nobody asks whether they are there; the caller hears which of it it is.
 */
import type { Leg, LegEvent } from "../media/engine.ts";
import { createWaiting, type Waiting, type WaitingSound } from "./waiting-sound.ts";

export interface Standstill {
  /** The leg there is from now on. */
  opened(leg: Leg): void;
  /** The caller waits, and hears this. */
  wait(sound: WaitingSound): void;
  /** The caller waits no more. */
  goOn(): void;
  /** The far side has put us on hold, or is back: its music is no speech. Asterisk ends a hold that lasts. */
  held(on: boolean): void;
  isHeld(): boolean;
  /** Whether a waiting sound is on. */
  waits(): boolean;
  /** Whether the mark was the waiting sound's. */
  onMark(event: Extract<LegEvent, { type: "mark-started" | "mark-finished" | "mark-stopped" }>): boolean;
  /** The call is over. */
  stop(): void;
}

/** @param options.onStill the talk stands still from now on, or goes on; what the bot says is to be cut off first */
export function createStandstill({ onStill }: { onStill: (still: boolean) => void }): Standstill {
  let waiting: Waiting | null = null;
  let heldByFar = false;
  const waits = () => waiting?.on() ?? false;
  return {
    opened(leg) {
      waiting = createWaiting(leg);
    },
    wait(sound) {
      onStill(true);
      waiting?.start(sound);
    },
    goOn() {
      if (!waits()) return;
      waiting?.stop();
      if (!heldByFar) onStill(false);
    },
    held(on) {
      heldByFar = on;
      if (on) onStill(true);
      else if (!waits()) onStill(false);
    },
    isHeld: () => heldByFar,
    waits,
    onMark: (event) => waiting?.onMark(event) ?? false,
    stop: () => waiting?.stop(),
  };
}
