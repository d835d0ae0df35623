/** Whether a yes to a read-back changes the world: the way behind it runs a tool that writes. */
import type { Talk } from "./talk.ts";
import { functionOfState } from "./tools/definitions.ts";

/** After so many states that only say something nobody counts on. */
const mostHops = 5;

export function leadsToWrite({ bot, state, way }: Pick<Talk, "bot" | "state" | "way">): boolean {
  let on = way({ intent: "yes" }) ?? way({ done: true });
  for (let hops = 0; hops < mostHops && on !== null; hops += 1) {
    const name = on.transition.to;
    const next = bot.flow.states[name];
    if (next?.type === "tool" && functionOfState(bot, next, state.language)?.effect === "write") return true;
    if (next?.type !== "say" && next?.type !== "tool") return false;
    on = next.type === "say" ? way({ done: true }, name) : (way({ tool: "ok" }, name) ?? way({ done: true }, name));
  }
  return false;
}
