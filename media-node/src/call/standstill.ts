/**
 * The talk stands still: somebody else is being dialled for the caller, or one of both sides holds the line. Nobody listens to
 * the caller and nobody asks whether they are there; the caller hears which of it it is. What the bot says meanwhile (where
 * in the queue they are) is heard in between, and answered by nobody.
 */
import type { Leg, LegEvent } from "../media/engine.ts";
import { createWaiting, type Waiting, type WaitingSound } from "./waiting-sound.ts";

export interface Standstill {
  /** The leg there is from now on. */
  opened(leg: Leg): void;
  /** Somebody is being dialled for the caller. */
  ring(on: boolean): void;
  /** The edge holds the line. */
  hold(on: boolean): void;
  /** The far side has put us on hold, or is back: its music is no speech. Asterisk ends a hold that lasts. */
  held(on: boolean): void;
  isHeld(): boolean;
  /** Whether anything of it is so. */
  still(): boolean;
  /** The bot has something to say: the waiting sound makes room for it. */
  makeRoom(): void;
  /** The bot has said it. */
  onSilent(): void;
  /** Whether the mark was the waiting sound's. */
  onMark(event: Extract<LegEvent, { type: "mark-started" | "mark-finished" | "mark-stopped" }>): boolean;
  /** The call is over. */
  stop(): void;
}

/**
 * @param options.onStill the talk stands still from now on, or goes on
 * @param options.speaks whether the bot says something, or is about to: it is heard out
 */
export function createStandstill({ onStill, speaks }: { onStill: (still: boolean) => void; speaks: () => boolean }): Standstill {
  let waiting: Waiting | null = null;
  let rings = false;
  let holds = false;
  let heldByFar = false;
  let told = false;
  const soundNow = (): WaitingSound | null => (rings ? "ringing" : holds ? "held" : null);

  function change(): void {
    const still = rings || holds || heldByFar;
    const sound = soundNow();
    if (still && !told) onStill(true);
    if (sound === null) waiting?.stop();
    else if (sound !== waiting?.sound() && !speaks()) waiting?.start(sound);
    if (!still && told) onStill(false);
    told = still;
  }

  return {
    opened(leg) {
      waiting = createWaiting(leg);
    },
    ring(on) {
      rings = on;
      change();
    },
    hold(on) {
      holds = on;
      change();
    },
    held(on) {
      heldByFar = on;
      change();
    },
    isHeld: () => heldByFar,
    still: () => told,
    makeRoom() {
      waiting?.stop();
    },
    onSilent() {
      const sound = soundNow();
      if (sound !== null && waiting?.sound() === null) waiting.start(sound);
    },
    onMark: (event) => waiting?.onMark(event) ?? false,
    stop: () => waiting?.stop(),
  };
}
