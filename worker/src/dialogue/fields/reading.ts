/** What a field's parser makes of an utterance. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { LocalNow } from "../../language/calendar.ts";
import type { DayTimeParts } from "../state.ts";

export type Refusal = "closed" | "past" | "too_far" | "step" | "length" | "several" | "range";

export type Reading =
  | { kind: "value"; value: string }
  | { kind: "parts"; parts: DayTimeParts }
  /** Understood, but it cannot be: outside the hours, in the past, three digits of four. */
  | { kind: "refused"; reason: Refusal; parts: DayTimeParts | null }
  | { kind: "none" };

export type ReadingContext = {
  language: Language;
  now: LocalNow;
  /** The state asks for this very field: a lone word may be its value. */
  expected: boolean;
  /** The utterance held words the caller denies; they are not in the list any more. */
  denies: boolean;
  /** The utterance as it came, where signs count («@») or what is denied is judged by the parser itself. */
  text?: string;
  /** The value that is known already, where a part of it may be corrected. */
  known?: string | null;
  /** The number the call comes from, E.164. */
  caller?: string | null;
  /** Moments that were just offered, in their order. */
  offered?: readonly string[];
  /** Day or time known already. */
  parts: DayTimeParts | null;
};
