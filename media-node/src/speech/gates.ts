/** The circuit breakers of the node's vendors, shared by its calls, and what they tell of the vendors' health. */
import type { KeyedVendorHealth, SpeechKind, VendorHealth } from "@zvon/contract/speech.ts";
import type { VendorGate } from "../net/vendor-gate.ts";
import { admit, closedBreaker, settle, stateOf, type Breaker } from "./breaker.ts";

export interface Gates {
  /** @param by whose key and by which way: another tenant's wrong key closes nothing for this one */
  of(kind: SpeechKind, provider: string, by: string): VendorGate;
  /** For the node's own metrics, one entry a vendor and kind: the worst of those that were asked lately says the state. */
  health(): VendorHealth[];
  /** For the edge, one entry a vendor, kind and key: what one tenant's key brings about is not told of another's. At most 200, the platform's first, then those asked last. */
  healthByKey(): KeyedVendorHealth[];
}

/** Health looks back so far. */
const lookBackMs = 15 * 60_000;
/** As the node link takes it. */
const mostTold = 200;
/** `by` of the platform's own keys. */
const platformKey = "platform";
const states = ["unused", "ok", "failing", "open"] as const;

/**
 * @param options.now monotonic, ms
 * @param options.wallNow Unix time, ms
 * @param options.limit bound of breakers kept: what was used longest ago is forgotten, which closes its circuit
 */
export function createGates(options: { now: () => number; wallNow: () => number; limit?: number }): Gates {
  type Entry = { kind: SpeechKind; provider: string; by: string; breaker: Breaker; usedAtMs: number };
  const { now, limit = 500 } = options;
  const known = new Map<string, Entry>();

  function at(kind: SpeechKind, provider: string, by: string): Entry {
    const id = JSON.stringify([kind, provider, by]);
    const entry = known.get(id) ?? { kind, provider, by, breaker: closedBreaker, usedAtMs: now() };
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
    health: () => grouped(({ kind, provider }) => `${kind} ${provider}`).map(summary),
    healthByKey: () =>
      grouped(({ kind, provider, by }) => JSON.stringify([kind, provider, by]))
        .toSorted(([a], [b]) => Number(b.by === platformKey) - Number(a.by === platformKey) || b.usedAtMs - a.usedAtMs)
        .slice(0, mostTold)
        .map((entries) => ({ ...summary(entries), by: entries[0].by })),
  };

  /** What was asked lately, by what it has in common. */
  function grouped(idOf: (entry: Entry) => string): [Entry, ...Entry[]][] {
    const groups = new Map<string, [Entry, ...Entry[]]>();
    for (const entry of known.values()) {
      if (now() - entry.usedAtMs > lookBackMs) continue;
      const group = groups.get(idOf(entry));
      if (group) group.push(entry);
      else groups.set(idOf(entry), [entry]);
    }
    return [...groups.values()];
  }

  function summary(entries: [Entry, ...Entry[]]): VendorHealth {
    const nowMs = now();
    const [first] = entries;
    const breakers = entries.map((entry) => entry.breaker);
    const failed = breakers.filter((breaker) => breaker.lastErrorAtMs !== null).toSorted((a, b) => (b.lastErrorAtMs ?? 0) - (a.lastErrorAtMs ?? 0))[0];
    const answers = breakers.flatMap((breaker) => breaker.answersMs).toSorted((a, b) => a - b);
    const percentile = (share: number) => {
      const ms = answers[Math.min(answers.length - 1, Math.floor(answers.length * share))];
      return ms === undefined ? null : Math.round(ms);
    };
    return {
      kind: first.kind, provider: first.provider,
      state: states[Math.max(...breakers.map((breaker) => states.indexOf(stateOf(breaker, nowMs))))] ?? "unused",
      lastError: failed?.lastError ?? null,
      lastErrorAtMs: failed ? Math.round(options.wallNow() - (nowMs - (failed.lastErrorAtMs ?? nowMs))) : null,
      attempts: breakers.reduce((sum, breaker) => sum + breaker.attempts, 0),
      failures: breakers.reduce((sum, breaker) => sum + breaker.failures, 0),
      p50Ms: percentile(0.5), p95Ms: percentile(0.95),
    };
  }
}
