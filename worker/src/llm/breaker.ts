/**
 * Circuit breakers of models: after failures in a row a model is left alone for a while, then one live request tries it
 * (nothing is asked only to probe, for that would be billed). Pure: states and times come as arguments; the map of them
 * is shared by the calls of an isolate.
 */
import type { VendorHealth } from "@zvon/contract/speech.ts";
import type { LlmErrorCode } from "./port.ts";

/** Three in a row: one lost request is chance, and three time-outs of 2.5 s is as much as callers should pay for. */
const failuresToOpen = 3;
const firstRestMs = 10_000;
/** Doubled by each probe that fails; a vendor that came back is found within two minutes. */
const longestRestMs = 120_000;
/** A wrong key, an empty balance, a model that is not there: somebody must act first. */
const ownersRestMs = 60_000;
/** A probe whose end was never told (its isolate's call died) gives its place back. */
const probeLimitMs = 60_000;
const samplesKept = 100;

export type Breaker = {
  failuresInRow: number;
  /** The circuit is open until then; 0: closed. */
  openUntilMs: number;
  restMs: number;
  /** Since when a live request tries a circuit that was open; null: none. */
  probeSinceMs: number | null;
  attempts: number;
  failures: number;
  lastError: LlmErrorCode | null;
  lastErrorAtMs: number | null;
  /** First words of the last hundred answers, ms. */
  firstWordsMs: number[];
};

export type Outcome =
  | { type: "answered"; firstWordMs: number }
  | { type: "failed"; code: LlmErrorCode; retryAfterMs?: number | undefined }
  /** The caller went on, or hung up: says nothing of the vendor. */
  | { type: "abandoned" };

export const closedBreaker: Breaker = { failuresInRow: 0, openUntilMs: 0, restMs: firstRestMs, probeSinceMs: null, attempts: 0, failures: 0, lastError: null, lastErrorAtMs: null, firstWordsMs: [] };

/** May this model be asked now? The one who is let through an open circuit is its probe. */
export function admit(breaker: Breaker, nowMs: number): { admitted: boolean; breaker: Breaker } {
  if (breaker.openUntilMs === 0) return { admitted: true, breaker };
  const probing = breaker.probeSinceMs !== null && nowMs - breaker.probeSinceMs < probeLimitMs;
  if (nowMs < breaker.openUntilMs || probing) return { admitted: false, breaker };
  return { admitted: true, breaker: { ...breaker, probeSinceMs: nowMs } };
}

/** What came of a request that was admitted. */
export function settle(breaker: Breaker, outcome: Outcome, nowMs: number): Breaker {
  switch (outcome.type) {
    case "answered":
      return { ...breaker, failuresInRow: 0, openUntilMs: 0, restMs: firstRestMs, probeSinceMs: null, attempts: breaker.attempts + 1, firstWordsMs: [...breaker.firstWordsMs, outcome.firstWordMs].slice(-samplesKept) };
    case "abandoned":
      return { ...breaker, probeSinceMs: null };
    case "failed":
      return failed(breaker, outcome, nowMs);
  }
}

function failed(breaker: Breaker, { code, retryAfterMs }: Extract<Outcome, { type: "failed" }>, nowMs: number): Breaker {
  const told = { ...breaker, attempts: breaker.attempts + 1, failures: breaker.failures + 1, lastError: code, lastErrorAtMs: nowMs, probeSinceMs: null };
  // The request was at fault, not the vendor: the next one may be sound.
  if (code === "bad_request" || code === "no_streaming") return told;
  const failuresInRow = breaker.failuresInRow + 1;
  const open = (restMs: number): Breaker => ({ ...told, failuresInRow, restMs, openUntilMs: nowMs + restMs });
  if (code === "unauthorised" || code === "unpaid" || code === "misconfigured" || code === "unknown_model") return open(ownersRestMs);
  if (code === "rate_limited") return open(Math.min(retryAfterMs ?? firstRestMs, longestRestMs));
  if (breaker.openUntilMs !== 0) return open(Math.min(breaker.restMs * 2, longestRestMs));
  return failuresInRow >= failuresToOpen ? open(firstRestMs) : { ...told, failuresInRow };
}

export function healthOf(breaker: Breaker, provider: string, nowMs: number): VendorHealth {
  const sorted = breaker.firstWordsMs.toSorted((a, b) => a - b);
  const percentile = (share: number): number | null => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
  const state = breaker.openUntilMs > nowMs ? "open" : breaker.failuresInRow > 0 ? "failing" : breaker.attempts === 0 ? "unused" : "ok";
  return { kind: "llm", provider, state, lastError: breaker.lastError, lastErrorAtMs: breaker.lastErrorAtMs, attempts: breaker.attempts, failures: breaker.failures, p50Ms: percentile(0.5), p95Ms: percentile(0.95) };
}

/** Of whom a breaker is: another tenant's wrong key closes nothing for this one. */
export type BreakerKey = { provider: string; model: string; keyOwner: string };

export interface Breakers {
  admit(key: BreakerKey, nowMs: number): boolean;
  settle(key: BreakerKey, outcome: Outcome, nowMs: number): void;
  /** A model that once refused to stream is asked for the whole at once. */
  refusesStreaming(key: BreakerKey): boolean;
  noteRefusal(key: BreakerKey): void;
  health(nowMs: number): (BreakerKey & VendorHealth)[];
}

/** The shared map. Bounded: what was used longest ago is forgotten, which closes its circuit. */
export function createBreakers(limit = 500): Breakers {
  const known = new Map<string, { key: BreakerKey; breaker: Breaker; refusesStreaming: boolean }>();
  const at = (key: BreakerKey) => {
    const id = JSON.stringify([key.provider, key.model, key.keyOwner]);
    const entry = known.get(id) ?? { key, breaker: closedBreaker, refusesStreaming: false };
    known.delete(id);
    known.set(id, entry);
    const oldest = known.keys().next();
    if (known.size > limit && oldest.done !== true) known.delete(oldest.value);
    return entry;
  };
  return {
    admit(key, nowMs) {
      const entry = at(key);
      const { admitted, breaker } = admit(entry.breaker, nowMs);
      entry.breaker = breaker;
      return admitted;
    },
    settle(key, outcome, nowMs) {
      const entry = at(key);
      entry.breaker = settle(entry.breaker, outcome, nowMs);
    },
    refusesStreaming: (key) => at(key).refusesStreaming,
    noteRefusal(key) {
      at(key).refusesStreaming = true;
    },
    health: (nowMs) => [...known.values()].map(({ key, breaker }) => ({ ...key, ...healthOf(breaker, key.provider, nowMs) })),
  };
}
