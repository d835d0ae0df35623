/** A scripted caller for the test-call page: the browser listens while it holds the call. */
import type { ScriptedCaller } from "../browser/way.ts";
import { newCallerState, stepCaller, type CallerStep } from "./machine.ts";

export function createScriptedCaller(steps: CallerStep[]): ScriptedCaller {
  let state = newCallerState();
  const caller: ScriptedCaller = {
    onKey: () => undefined,
    onDone: () => undefined,
    exchange(bot) {
      const result = stepCaller(state, steps, bot);
      state = result.state;
      for (const action of result.actions) {
        if (action.type === "key") caller.onKey(action.digit);
        if (action.type === "done") caller.onDone();
      }
      return result.out;
    },
    close() {
      state = { ...state, done: true };
    },
  };
  return caller;
}
