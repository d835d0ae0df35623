/** What a bench and the process of its vendors' stand-ins say to each other. */
import type { UsageLine, Vendor, VendorAccesses } from "@zvon/contract/speech.ts";
import type { KnownLine } from "@zvon/stand-ins/src/known-lines.ts";
import type { Fault, Latency } from "@zvon/stand-ins/src/stand-in.ts";

export type ToVendors =
  /** `lines`: what they know by its sound, as the scripted caller says it. */
  | { type: "start"; vendors: Partial<Record<Vendor, Partial<Latency>>>; lines: KnownLine[] }
  | { type: "fault"; vendor: Vendor; fault: Fault | null }
  | { type: "bill" };

export type FromVendors = { type: "started"; accesses: VendorAccesses } | { type: "planned" } | { type: "bill"; lines: UsageLine[]; connections: number };
