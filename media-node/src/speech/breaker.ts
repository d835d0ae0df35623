/**
 * Circuit breaker of one vendor, reached by one key: who failed again and again is left alone for a while, then one live
 * request tries it (nothing is asked only to probe: that would be billed). Pure; times are arguments.
 *
 * | state     | answered | failed                             | asked                          |
 * | --------- | -------- | ---------------------------------- | ------------------------------ |
 * | closed    | closed   | enough within the window → open    | let through                    |
 * | open      | closed   | open                               | once the rest is over → probed |
 * | half-open | closed   | open, resting twice as long        | the others are kept away       |
 */
import type { ProviderErrorCode } from "../audio/provider-error.ts";
import type { Outcome } from "../net/vendor-gate.ts";

/**
 * Three in a row: one lost connection is chance, and each costs a caller a second. An answer between them begins the count
 * anew, so the window need not tell a busy hour from a quiet one: in a short one the calls of a small office, minutes
 * apart, never opened the circuit, and each of them waited for a vendor that hung.
 */
const failuresToOpen = 3;
const windowMs = 30 * 60_000;
const firstRestMs = 5_000;
/** Doubled by each probe that fails: a vendor that came back is found within two minutes. */
const longestRestMs = 120_000;
/** A wrong key or an empty balance: somebody must act first. */
const ownersRestMs = 60_000;
/** A probe whose end was never told gives its place back. */
const probeLimitMs = 30_000;
const samplesKept = 100;

/** The request was at fault, not the vendor: the next one may be sound. */
const blameless: ReadonlySet<ProviderErrorCode> = new Set(["bad_request", "unknown_voice", "closed"]);
const ownersAffair: ReadonlySet<ProviderErrorCode> = new Set(["unauthorised", "unpaid", "misconfigured"]);

export type Breaker = {
  /** Times of the failures since the last answer, within the window. */
  failedAtMs: readonly number[];
  /** The circuit is open until then; null: closed. */
  openUntilMs: number | null;
  restMs: number;
  /** Since when a live request tries an open circuit; null: none. */
  probeSinceMs: number | null;
  attempts: number;
  failures: number;
  lastError: string | null;
  lastErrorAtMs: number | null;
  /** First answers of the last hundred attempts, ms. */
  answersMs: readonly number[];
};

export const closedBreaker: Breaker = { failedAtMs: [], openUntilMs: null, restMs: firstRestMs, probeSinceMs: null, attempts: 0, failures: 0, lastError: null, lastErrorAtMs: null, answersMs: [] };

/** May this vendor be asked now? Who is let through an open circuit is its probe. */
export function admit(breaker: Breaker, nowMs: number): { admitted: boolean; breaker: Breaker } {
  if (breaker.openUntilMs === null) return { admitted: true, breaker };
  const probed = breaker.probeSinceMs !== null && nowMs - breaker.probeSinceMs < probeLimitMs;
  if (nowMs < breaker.openUntilMs || probed) return { admitted: false, breaker };
  return { admitted: true, breaker: { ...breaker, probeSinceMs: nowMs } };
}

export function settle(breaker: Breaker, outcome: Outcome, nowMs: number): Breaker {
  switch (outcome.type) {
    case "answered":
      return { ...breaker, failedAtMs: [], openUntilMs: null, restMs: firstRestMs, probeSinceMs: null, attempts: breaker.attempts + 1, answersMs: [...breaker.answersMs, outcome.afterMs].slice(-samplesKept) };
    case "abandoned":
      return { ...breaker, probeSinceMs: null };
    case "failed":
      return failed(breaker, outcome, nowMs);
  }
}

function failed(breaker: Breaker, { code, message }: Extract<Outcome, { type: "failed" }>, nowMs: number): Breaker {
  const told = { ...breaker, probeSinceMs: null, attempts: breaker.attempts + 1, failures: breaker.failures + 1, lastError: message.slice(0, 300), lastErrorAtMs: nowMs };
  if (blameless.has(code)) return told;
  const failedAtMs = [...breaker.failedAtMs.filter((atMs) => nowMs - atMs < windowMs), nowMs];
  const open = (restMs: number): Breaker => ({ ...told, failedAtMs, restMs, openUntilMs: nowMs + restMs });
  if (ownersAffair.has(code)) return open(ownersRestMs);
  if (breaker.openUntilMs !== null) return breaker.probeSinceMs === null ? { ...told, failedAtMs } : open(Math.min(breaker.restMs * 2, longestRestMs));
  return failedAtMs.length >= failuresToOpen ? open(breaker.restMs) : { ...told, failedAtMs };
}

/** `open` lasts until an attempt succeeds, not until the rest is over. */
export function stateOf(breaker: Breaker, nowMs: number): "ok" | "failing" | "open" | "unused" {
  if (breaker.openUntilMs !== null) return "open";
  if (breaker.failedAtMs.some((atMs) => nowMs - atMs < windowMs)) return "failing";
  return breaker.attempts === 0 ? "unused" : "ok";
}
