/** The dialogue of a call whose bot cannot be used any more: whatever the caller says, an apology and the end. */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { Decide } from "./decision.ts";
import { newState } from "./state.ts";
import type { DialogueState } from "./state.ts";
import { farewell } from "./wording.ts";

export function createFarewell(language: Language): Decide<DialogueState> {
  return (before, input) => {
    const state = before ?? newState(language, "farewell");
    const spoken = state.language;
    const text = textIn(farewell, spoken);
    // An interruption asks for no words.
    const over = input.type !== "interrupted";
    return {
      state, say: over ? [{ text, voice: text }] : [], language: spoken, interruptible: false, listen: { phrases: [], digits: null, keys: null },
      tool: null, model: null, hangup: over ? "failed" : null, outcome: null, fields: state.fields, flowState: state.flowState, intent: null,
    };
  };
}

/**
 * A fault of ours that a caller's words bring out would come again with the same words, as often as the node tells them:
 * the call ends with an apology instead.
 */
export function orFarewell(decide: Decide<DialogueState>, language: Language, onFault: (error: unknown) => void): Decide<DialogueState> {
  const sayFarewell = createFarewell(language);
  return (state, input, nowMs) => {
    try {
      return decide(state, input, nowMs);
    } catch (error) {
      onFault(error);
      return sayFarewell(state, input, nowMs);
    }
  };
}
