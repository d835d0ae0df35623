/**
 * How often a tenant may have a vendor tried (the test of a key, a preview by ear): each is somebody's money, the
 * installation's where the tenant has no key of its own. Pure: a bucket that fills up again, time as an argument.
 */

/** A page of voices listened through at one go. */
const burst = 20;
/** Then one in ten seconds: 360 an hour, as much as a person presses. */
const refillMs = 10_000;

export type Tries = { left: number; atMs: number };
export const allTries: Tries = { left: burst, atMs: 0 };

export function takeTry(tries: Tries, nowMs: number): { ok: boolean; tries: Tries } {
  const left = Math.min(burst, tries.left + Math.max(0, nowMs - tries.atMs) / refillMs);
  return left < 1 ? { ok: false, tries: { left, atMs: nowMs } } : { ok: true, tries: { left: left - 1, atMs: nowMs } };
}
