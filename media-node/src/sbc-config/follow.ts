/**
 * Keeps a running border at the trunks that media nodes write for it, one file a node (trunks/border-list.ts): what owners
 * change in the dashboard reaches Kamailio by itself. A step at a time; when to step is the caller's affair.
 */
import { trunkSettingsSchema, type TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { z } from "zod";

export type FollowPorts = {
  /** The nodes' files, by name. @throws Error when they cannot be listed */
  read: () => Promise<Readonly<Record<string, string>>>;
  /** Renders, and tells the running Kamailio what changed. @throws Error when it cannot be told: it is tried again */
  put: (trunks: readonly TrunkSettings[]) => Promise<{ changed: boolean; refused: readonly { id: string; why: string }[] }>;
  /** Monotonic, ms. */
  now: () => number;
  tell: (line: string) => void;
};

export type Followed = "nothing" | "same" | "put" | "failed";

const listSchema = z.array(trunkSettingsSchema);
/** Carriers' names are looked up again so often: a carrier that moved is let in from its new place. */
const lookUpAgainMs = 60_000;

export function createFollower({ read, put, now, tell }: FollowPorts): { step(): Promise<Followed> } {
  /** A file that is broken now says what it said before. */
  let known = new Map<string, { text: string; trunks: readonly TrunkSettings[] }>();
  let done: { list: string; atMs: number } | null = null;
  /** Said once, until it changes. */
  let said = "";
  const once = (line: string): void => {
    if (line !== said) tell(line);
    said = line;
  };

  function readAll(files: Readonly<Record<string, string>>): TrunkSettings[] {
    const next: typeof known = new Map();
    for (const name of Object.keys(files).toSorted()) {
      const text = files[name] ?? "";
      const before = known.get(name);
      if (before?.text === text) {
        next.set(name, before);
        continue;
      }
      const parsed = listSchema.safeParse(jsonOf(text));
      if (parsed.success) next.set(name, { text, trunks: parsed.data });
      else {
        tell(`${name} is no list of trunks: what it said before counts`);
        next.set(name, { text, trunks: before?.trunks ?? [] });
      }
    }
    known = next;
    // One trunk may work at several nodes.
    const byId = new Map([...next.values()].flatMap(({ trunks }) => trunks.map((trunk) => [trunk.id, trunk] as const)));
    return [...byId.values()];
  }

  return {
    async step() {
      try {
        const files = await read();
        // A folder that a restart of the machine has emptied says nothing of trunks.
        if (Object.keys(files).length === 0) {
          once("no node has written its trunks yet: the border stays as it is");
          return "nothing";
        }
        const trunks = readAll(files);
        const list = JSON.stringify(trunks);
        if (done !== null && done.list === list && now() - done.atMs < lookUpAgainMs) return "same";
        const { changed, refused } = await put(trunks);
        done = { list, atMs: now() };
        if (changed) tell(`the border has ${trunks.length - refused.length} trunks`);
        once(refused.map(({ id, why }) => `left out: trunk ${id}: ${why}`).join("\n") || said);
        return changed ? "put" : "same";
      } catch (error) {
        done = null;
        once(`the border could not be told: ${error instanceof Error ? error.message : String(error)}`);
        return "failed";
      }
    },
  };
}

/** Undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
