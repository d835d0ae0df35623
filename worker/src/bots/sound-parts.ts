/** What of a draft has its shape: the rest is told as faults, and hides no warning about these parts. Pure. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { pointerOf } from "@zvon/contract/bot-fault.ts";

/** A part that goes may be what another part's shape needs; more rounds than these mend nothing. */
const mostRounds = 4;

type Gone = { holder: string; index: number };

/**
 * Takes parts away until the rest can be read. @param config as it was written.
 * @returns `pointerIn`: a place in what is left → the same place in `config`, where lists are longer.
 */
export function soundParts(config: unknown): { bot: BotConfig | undefined; pointerIn: (pointer: string) => string } {
  const rest: unknown = structuredClone(config);
  const gone: Gone[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const parsed = botConfigSchema.safeParse(rest);
    if (parsed.success) return { bot: parsed.data, pointerIn: (pointer) => gone.toReversed().reduce(shifted, pointer) };
    // Last of a list first: then the places before it are still right.
    const paths = new Map(parsed.error.issues.map((issue) => partOf(rest, issue.path)).map((path) => [JSON.stringify(path), path]));
    const ordered = [...paths.values()].toSorted((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || 0);
    for (const path of ordered) remove(rest, path, gone);
  }
  return { bot: undefined, pointerIn: (pointer) => pointer };
}

/** The list's item, or the member of a record, that the fault is in; else the fault itself. */
function partOf(config: unknown, path: readonly PropertyKey[]): PropertyKey[] {
  let inside: unknown = config;
  for (const [depth, part] of path.entries()) {
    if (Array.isArray(inside) || records.has(path.slice(0, depth).join("/"))) return path.slice(0, depth + 1);
    inside = typeof inside === "object" && inside !== null ? Reflect.get(inside, part) : undefined;
  }
  return [...path];
}

/** Members of these are the owner's own. */
const records = new Set(["fields", "flow/states", "flow/flows"]);

/** `config` is the caller's own copy. */
function remove(config: unknown, path: readonly PropertyKey[], gone: Gone[]): void {
  const last = path.at(-1);
  const holder = path.slice(0, -1).reduce<unknown>((inside, part) => (typeof inside === "object" && inside !== null ? Reflect.get(inside, part) : undefined), config);
  if (last === undefined || typeof holder !== "object" || holder === null) return;
  if (Array.isArray(holder) && typeof last === "number") {
    holder.splice(last, 1);
    gone.push({ holder: pointerOf(...path.slice(0, -1)), index: last });
  } else Reflect.deleteProperty(holder, last);
}

/** Where an item went before it, a place stands one further in what was written. */
function shifted(pointer: string, { holder, index }: Gone): string {
  if (!pointer.startsWith(`${holder}/`)) return pointer;
  const [at = "", ...rest] = pointer.slice(holder.length + 1).split("/");
  return Number(at) >= index ? [holder, String(Number(at) + 1), ...rest].join("/") : pointer;
}
