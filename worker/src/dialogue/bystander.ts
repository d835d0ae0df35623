/** The dialogue of a call that a vendor's agent holds: what is said is written down, and nothing is decided here. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { Decide } from "./decision.ts";
import { newState } from "./state.ts";
import type { DialogueState } from "./state.ts";

export function createBystander(language: Language): Decide<DialogueState> {
  return (before) => {
    const state = before ?? newState(language, "agent");
    return {
      state, say: [], language: state.language, interruptible: true, listen: { phrases: [], digits: null, keys: null },
      tool: null, model: null, hangup: null, outcome: null, fields: state.fields, flowState: state.flowState, intent: null,
    };
  };
}
