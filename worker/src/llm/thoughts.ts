/** Leaves out what a reasoning model thinks aloud between `<think>` and `</think>` inside its text (Qwen, DeepSeek behind compatible servers). */
const open = "<think>";
const close = "</think>";

export interface ThoughtFilter {
  push(text: string): string;
  /** What was held back in case it became a mark. A thought that never ended is dropped. */
  end(): string;
}

export function createThoughtFilter(): ThoughtFilter {
  let held = "";
  let thinking = false;
  return {
    push(text) {
      held += text;
      let out = "";
      for (;;) {
        const mark = thinking ? close : open;
        const at = held.indexOf(mark);
        if (at === -1) break;
        if (!thinking) out += held.slice(0, at);
        held = held.slice(at + mark.length);
        thinking = !thinking;
      }
      const keep = beginningOf(thinking ? close : open, held);
      if (!thinking) out += held.slice(0, held.length - keep);
      held = held.slice(held.length - keep);
      return out;
    },
    end() {
      const rest = thinking ? "" : held;
      held = "";
      return rest;
    },
  };
}

/** How many of the last signs may be the beginning of the mark. */
function beginningOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) if (text.endsWith(mark.slice(0, length))) return length;
  return 0;
}
