/** What a call has used: the node's totals of each of its lives, and what our own models counted. */
import type { Call } from "@zvon/contract/api.ts";
import type { Fact } from "@zvon/contract/call-link.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import { addUsage } from "../llm/usage.ts";
import type { CallData } from "./state.ts";

type Used<D> = Pick<CallData<D>, "usage" | "usageBase" | "nodeVendors" | "modelVendors">;

/** Totals of the node's life, so setting them twice changes nothing. */
export function setNodeUsage<D>(data: Used<D>, fact: Extract<Fact, { type: "usage" }>): void {
  data.nodeVendors = fact.vendors ?? [];
  data.usage = withVendors(data, { mediaMs: data.usageBase.mediaMs + fact.mediaMs, sttMs: data.usageBase.sttMs + fact.sttMs, ttsChars: data.usageBase.ttsChars + fact.ttsChars });
}

/** A request to a model tells its cost once, when it is over. */
export function addModelUsage<D>(data: Used<D>, lines: readonly UsageLine[]): void {
  data.modelVendors = addUsage(data.modelVendors, lines);
  data.usage = withVendors(data, data.usage);
}

/** Another life of the node counts from zero: what the earlier ones used is the base. */
export function keepNodeUsage<D>(data: Used<D>): void {
  const vendors = addUsage(data.usageBase.vendors ?? [], data.nodeVendors);
  const { mediaMs, sttMs, ttsChars } = data.usage;
  data.usageBase = { mediaMs, sttMs, ttsChars, ...(vendors.length === 0 ? {} : { vendors }) };
  data.nodeVendors = [];
}

function withVendors<D>(data: Used<D>, { mediaMs, sttMs, ttsChars }: Call["usage"]): Call["usage"] {
  const vendors = addUsage(addUsage(data.usageBase.vendors ?? [], data.nodeVendors), data.modelVendors);
  return { mediaMs, sttMs, ttsChars, ...(vendors.length === 0 ? {} : { vendors }) };
}
