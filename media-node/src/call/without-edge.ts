/**
 * A call comes in while the edge can't be asked: what the owner of the dialled number stored for that is done by the node
 * alone. The edge sends it ahead with the trunks; a node that has not heard it yet gives a busy tone, as for a number that
 * has nothing stored.
 */
import type { ToMediaNode } from "@zvon/contract/node-link.ts";
import { normaliseNumber } from "@zvon/contract/telephone.ts";
import type { NodeNumber } from "@zvon/contract/trunk-settings.ts";

/** As long as the edge lets such a call ring. */
const ringTimeoutMs = 30_000;

type NotTaken = { ok: false } & Pick<Extract<ToMediaNode, { type: "refuse" }>, "reason" | "detail" | "fallback" | "language" | "forward">;

export type StoredAnswers = {
  /** In place of the former list. */
  keep(numbers: readonly NodeNumber[]): void;
  /** @param answer the edge's own words go before; only where it was not there are the stored ones asked. @param trunk that the call came by: two accounts may have the number, each by its own. */
  instead(answer: NotTaken, dialled: string, trunk: string | null): NotTaken;
};

export function createStoredAnswers(): StoredAnswers {
  let kept: ReadonlyMap<string, readonly NodeNumber[]> = new Map();
  return {
    keep(numbers) {
      kept = Map.groupBy(numbers, (one) => one.number);
    },
    instead(answer, dialled, by) {
      const known = answer.reason === "edge_lost" ? (kept.get(normaliseNumber(dialled)) ?? []) : [];
      const stored = known.find((one) => one.trunk === by) ?? (known.length === 1 ? known[0] : undefined);
      if (stored?.overflow === undefined || stored.overflow === null) return answer;
      const { number, language, trunk, overflow } = stored;
      if (overflow.kind === "message") return { ...answer, language, fallback: overflow.text };
      return { ...answer, language, forward: { to: overflow.to, from: number, trunk, ringTimeoutMs } };
    },
  };
}
