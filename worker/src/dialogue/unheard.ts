/** What of a reply did not sound. */
import { words } from "../language/tokens.ts";
import type { Segment } from "./decision.ts";

/**
 * @param heard what really sounded of the whole reply, whole words, as text or as said.
 * @returns the segments from the one that was cut on; the last one when the cut cannot be placed.
 */
export function unheardOf(asked: readonly Segment[], heard: string): Segment[] {
  const said = words(heard);
  const last = asked.at(-1);
  if (last === undefined) return [];
  const sounded = (form: string) => {
    const list = words(form);
    return list.length > 0 && list.length <= said.length && ` ${said.join(" ")} `.includes(` ${list.join(" ")} `);
  };
  const rest = asked.filter((segment) => !sounded(segment.text) && !sounded(segment.voice));
  return rest.length === 0 ? [last] : rest;
}
