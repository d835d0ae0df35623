/** A dropped socket is usually back at once; an Asterisk that restarts takes a second or two. */
const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/**
 * How long to wait before try number `attempt` (from 0). Full jitter: every node of a restarted Asterisk
 * comes back at a moment of its own. `random` is uniform in [0, 1).
 */
export const reconnectDelayMs = (attempt: number, random: number): number =>
  Math.floor(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 20)));
