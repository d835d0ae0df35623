/** What is to go wrong, and how many times yet. */
import type { Fault, FaultKind } from "../stand-in.ts";

export interface FaultPlan {
  /** Replaces what was planned; null: all is well again. */
  set(fault: Fault | null): void;
  /** The planned fault if it is one of these kinds (of any when none is named), counted as used. Ask once a request or utterance, where the fault strikes. */
  take(...kinds: FaultKind[]): Fault | null;
  /** As `take`, without counting. */
  peek(...kinds: FaultKind[]): Fault | null;
}

const defaultFaultMs = 3_000;
export const faultMs = (fault: Fault): number => fault.ms ?? defaultFaultMs;

export function createFaultPlan(first?: Fault): FaultPlan {
  let planned: Fault | null = first ?? null;
  let left = first?.times ?? Infinity;
  const peek = (...kinds: FaultKind[]): Fault | null => (planned && left > 0 && (kinds.length === 0 || kinds.includes(planned.kind)) ? planned : null);
  return {
    set(fault) {
      planned = fault;
      left = fault?.times ?? Infinity;
    },
    take(...kinds) {
      const fault = peek(...kinds);
      if (fault) left -= 1;
      return fault;
    },
    peek,
  };
}
