/** The last words of a call that cannot go on: the apology its bot has for that, then the end. */

export interface Apology {
  /** Says it now, and ends within `withinMs` whether it could be spoken or not. */
  say(detail: string, withinMs: number): void;
  /** The same, once what is being said now was heard. */
  sayAfterwards(detail: string, withinMs: number): void;
  /** The bot has fallen silent, or its voice has failed. */
  onSilent(): void;
  /** Whether one is under way. */
  begun(): boolean;
}

/** @param options.speak gives the apology to the voice; false: nobody would hear it */
export function createApology(options: { speak: () => boolean; end: (detail: string) => void; setTimer: (run: () => void, ms: number) => () => void }): Apology {
  let next: (() => void) | null = null;
  function say(detail: string, withinMs: number): void {
    const over = () => {
      cancel();
      next = null;
      options.end(detail);
    };
    const cancel = options.setTimer(over, withinMs);
    next = over;
    if (!options.speak()) over();
  }
  return {
    say,
    sayAfterwards(detail, withinMs) {
      next = () => say(detail, withinMs);
    },
    onSilent: () => next?.(),
    begun: () => next !== null,
  };
}
