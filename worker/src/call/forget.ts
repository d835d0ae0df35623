/** The archive has all there is of the call: what is left here is what later evidence needs. */
import { commit } from "./commit.ts";
import type { Work } from "./events.ts";

/** Nothing of what was said stays here. */
export function forget<D>(work: Work<D>): void {
  const { data, memory } = work;
  data.phase = "settled";
  data.dialogue = null;
  data.current = null;
  data.fields = {};
  data.tools = [];
  data.trace = null;
  data.pendingTurn = null;
  data.analysis = null;
  Object.assign(data, { listeners: [], taken: null, takeOvers: [], held: [], whispers: [] });
  data.messageCount = 0;
  memory.messages = [];
  memory.busy = false;
  memory.attempts = 0;
  memory.retryAtMs = data.correction === null ? null : work.nowMs;
  commit(work, true);
}
