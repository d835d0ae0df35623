/** A stand-in's book: what was asked of it, and what its vendor would bill. */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { Asked } from "../stand-in.ts";

const maxAsked = 1_000;

export interface Ledger {
  /** Adds to the bill; lines of one kind, provider, model and unit are one line. */
  count(line: UsageLine): void;
  /** In the order in which they were first counted, without those of nothing. */
  bill(): UsageLine[];
  /** The entry stays as it is in the book: what becomes of a request may be written into `detail` later. No audio. */
  note(what: string, detail?: Record<string, unknown>): Asked;
  asked(): readonly Asked[];
}

export function createLedger(now: () => number = Date.now): Ledger {
  const lines = new Map<string, UsageLine>();
  const asked: Asked[] = [];
  return {
    count(line) {
      const key = `${line.kind}/${line.provider}/${line.model}/${line.unit}`;
      lines.set(key, { ...line, amount: line.amount + (lines.get(key)?.amount ?? 0) });
    },
    bill: () => [...lines.values()].filter((line) => line.amount > 0),
    note(what, detail = {}) {
      const entry = { at: now(), what, detail };
      asked.push(entry);
      if (asked.length > maxAsked) asked.shift();
      return entry;
    },
    asked: () => asked,
  };
}
