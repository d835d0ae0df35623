/** The circuit breakers of the node's vendors, shared by its calls, and what they tell of the vendors' health. */
import type { SpeechKind, VendorHealth } from "@zvon/contract/speech.ts";
import type { VendorGate } from "../net/vendor-gate.ts";
import { admit, closedBreaker, settle, stateOf, type Breaker } from "./breaker.ts";

export interface Gates {
  /** @param by whose key and by which way: another tenant's wrong key closes nothing for this one */
  of(kind: SpeechKind, provider: string, by: string): VendorGate;
  /** One entry a vendor and kind: the worst of those that were asked lately says the state. */
  health(): VendorHealth[];
}

/** Health looks back so far. */
const lookBackMs = 15 * 60_000;
const states = ["unused", "ok", "failing", "open"] as const;

/**
 * @param options.now monotonic, ms
 * @param options.wallNow Unix time, ms
 * @param options.limit bound of breakers kept: what was used longest ago is forgotten, which closes its circuit
 */
export function createGates(options: { now: () => number; wallNow: () => number; limit?: number }): Gates {
  type Entry = { kind: SpeechKind; provider: string; breaker: Breaker; usedAtMs: number };
  const { now, limit = 500 } = options;
  const known = new Map<string, Entry>();

  function at(kind: SpeechKind, provider: string, by: string): Entry {
    const id = JSON.stringify([kind, provider, by]);
    const entry = known.get(id) ?? { kind, provider, breaker: closedBreaker, usedAtMs: now() };
    known.delete(id);
    known.set(id, entry);
    const oldest = known.keys().next();
    if (known.size > limit && oldest.done !== true) known.delete(oldest.value);
    entry.usedAtMs = now();
    return entry;
  }

  return {
    of: (kind, provider, by) => ({
      admit() {
        const entry = at(kind, provider, by);
        const { admitted, breaker } = admit(entry.breaker, now());
        entry.breaker = breaker;
        return admitted;
      },
      onTrial: () => at(kind, provider, by).breaker.openUntilMs !== null,
      settle(outcome) {
        const entry = at(kind, provider, by);
        entry.breaker = settle(entry.breaker, outcome, now());
      },
    }),
    health() {
      const nowMs = now();
      const all = new Map<string, Entry[]>();
      for (const entry of known.values()) {
        if (nowMs - entry.usedAtMs > lookBackMs) continue;
        const id = `${entry.kind} ${entry.provider}`;
        all.set(id, [...(all.get(id) ?? []), entry]);
      }
      return [...all.values()].flatMap((entries): VendorHealth[] => {
        const [first] = entries;
        if (!first) return [];
        const breakers = entries.map((entry) => entry.breaker);
        const failed = breakers.filter((breaker) => breaker.lastErrorAtMs !== null).toSorted((a, b) => (b.lastErrorAtMs ?? 0) - (a.lastErrorAtMs ?? 0))[0];
        const answers = breakers.flatMap((breaker) => breaker.answersMs).toSorted((a, b) => a - b);
        const percentile = (share: number) => {
          const ms = answers[Math.min(answers.length - 1, Math.floor(answers.length * share))];
          return ms === undefined ? null : Math.round(ms);
        };
        return [{
          kind: first.kind, provider: first.provider,
          state: states[Math.max(...breakers.map((breaker) => states.indexOf(stateOf(breaker, nowMs))))] ?? "unused",
          lastError: failed?.lastError ?? null,
          lastErrorAtMs: failed ? Math.round(options.wallNow() - (nowMs - (failed.lastErrorAtMs ?? nowMs))) : null,
          attempts: breakers.reduce((sum, breaker) => sum + breaker.attempts, 0),
          failures: breakers.reduce((sum, breaker) => sum + breaker.failures, 0),
          p50Ms: percentile(0.5), p95Ms: percentile(0.95),
        }];
      });
    },
  };
}
