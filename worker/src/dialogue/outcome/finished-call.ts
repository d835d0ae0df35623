/** A call that is over, as its analysis sees it. */
import type { Call } from "@zvon/contract/api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { EndReason, Outcome } from "@zvon/contract/end-reason.ts";

export type FinishedLine = { who: "bot" | "caller"; text: string; heardText: string | null; interrupted: boolean; intents: readonly string[] };

export type FinishedCall = {
  language: Language;
  direction: Call["direction"];
  via: Call["via"];
  answered: boolean;
  durationMs: number;
  endReason: EndReason;
  /** What the flow said it came to; null: it never came to an end. */
  outcome: Outcome | null;
  /** As the record has them: labels of choices in the call's language. */
  fields: Readonly<Record<string, string>>;
  /** Oldest first. */
  lines: readonly FinishedLine[];
};
