/** What an adapter of a vendor is made with, once a call. */
import type { VendorAccess } from "@zvon/contract/speech.ts";
import type { Net } from "./net.ts";

export interface VendorLine {
  access: VendorAccess;
  /** null: the adapter's own choice, said in its head. */
  model: string | null;
  language: "ru" | "en";
  /** Of the call, for a vendor whose connection is made for one voice: then it can be opened before the first text. */
  voice?: string;
  /** Words of the trade, for the whole call; an adapter gives them to the vendor in its own form and within its limits. */
  hints: string[];
  net: Net;
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
}
