/** The one way to storage: everything that changed since the last commit, in one transaction. */
import type { Work } from "./events.ts";

/** Facts that were only seen are stored with it. */
export function commit<D>(work: Work<D>, forget = false): void {
  const { data, memory } = work;
  // A turn whose meaning is still asked for has not been taken: the node says it again if we are lost.
  data.stored = memory.meaning === null ? memory.seen : Math.min(memory.seen, memory.meaning.n - 1);
  data.commits += 1;
  const dirty = new Set(memory.dirty);
  work.effects.push({ type: "commit", data: { ...data }, messages: forget ? [] : memory.messages.filter((message) => dirty.has(message.index)), forget });
  memory.dirty = [];
  memory.piled = 0;
}
