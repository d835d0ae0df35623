/** What a turn comes to: the move that the flow makes, and what was taken from the words. `decide` follows it. */
import type { Text } from "@zvon/contract/bot-text.ts";
import type { Way } from "./flow.ts";
import type { Spoken } from "./render.ts";
import type { DayTimeParts, DialogueState } from "./state.ts";
import type { Danger } from "./understanding/danger.ts";

export type Move =
  | { type: "go"; way: Way }
  /** A person takes over; `to`: the one whom the caller named. */
  | { type: "handoff"; criterion: string; to?: string }
  /** A life in danger, and the flow has no way for it. */
  | { type: "danger"; intent: Danger }
  | { type: "objection"; intent: string }
  /** The state has what it wanted. */
  | { type: "done" }
  | { type: "repeat" }
  | { type: "wait"; text: Text }
  /** Something every bot answers, where the flow does not: then the question again. */
  | { type: "told"; intent: string; text: Text }
  /** A goodbye that the flow has no way for. */
  | { type: "farewell"; text?: Text }
  /** The question of the state, or the half of it that is still open. */
  | { type: "ask-part" }
  | { type: "ask-doubt"; value: Spoken; again: boolean }
  | { type: "ask-again" }
  | { type: "refuse"; field: string; text: Text; /** It may be that we heard wrongly. */ ourFault: boolean }
  | { type: "mend" }
  | { type: "read-back"; corrected: boolean }
  /** Something said earlier was changed by the way. */
  | { type: "noted"; field: string; value: Spoken }
  /** `half`: what was said of it is kept, the rest asked for. */
  | { type: "re-ask"; field: string; half: boolean; /** What is still known of it. */ keeps?: DayTimeParts }
  /** What the flow has no way for is the model's to answer. */
  | { type: "model" }
  /** `holds`: it told a value, so that the next yes may be one to it. */
  | { type: "miss"; holds?: boolean };

export type Step = {
  move: Move;
  intent: string | null;
  fields: Record<string, string>;
  parts: Record<string, DayTimeParts>;
  doubt: DialogueState["doubt"];
  /** Asked beside the answer, and answered first: «на маникюр, а сколько стоит?». */
  beside?: string;
  /** Said before the move. */
  told?: { text: Text; value: Spoken };
};

export const step = (move: Move, intent: string | null = null, more: Partial<Step> = {}): Step => ({ move, intent, fields: {}, parts: {}, doubt: null, ...more });
