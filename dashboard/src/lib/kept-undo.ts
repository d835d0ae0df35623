/**
 * The steps of a draft that can be undone outlive a reload and a look at another page: they are laid away for the tab
 * when the page goes. A draft that was never published has nothing else to go back to.
 */
import { isUnsaved } from "./draft.ts";
import type { Draft } from "./draft.ts";

/** Of one bot, characters: browsers give a tab five million. */
const maxChars = 1_500_000;
const prefix = "zvon.undo.";
const keyOf = (bot: string) => `${prefix}${bot}`;

type Kept = { revision: number; /** The page went with edits on their way: the server's revision may be one higher. */ unsaved: boolean; undo: unknown[] };

/** @returns null where there is nothing to undo. The newest steps that fit, and always the first: how it all began. */
export function packUndo(draft: Draft, most = maxChars): string | null {
  const [first, ...later] = draft.undo.map((step) => JSON.stringify(step));
  if (first === undefined) return null;
  const chosen: string[] = [];
  let room = most - first.length;
  for (const step of later.toReversed()) {
    room -= step.length;
    if (room < 0) break;
    chosen.unshift(step);
  }
  return `{"revision":${draft.stored.revision},"unsaved":${isUnsaved(draft)},"undo":[${[first, ...chosen].join(",")}]}`;
}

/** @returns no steps when the draft was changed elsewhere meanwhile: they would undo what others did. */
export function unpackUndo(text: string | null, revision: number): unknown[] {
  if (text === null) return [];
  const kept = JSON.parse(text) as Kept;
  return kept.revision === revision || (kept.unsaved && kept.revision + 1 === revision) ? kept.undo : [];
}

export const readUndo = (storage: Storage, bot: string, revision: number): unknown[] => unpackUndo(storage.getItem(keyOf(bot)), revision);

export function keepUndo(storage: Storage, draft: Draft): void {
  const packed = packUndo(draft);
  if (packed === null) return storage.removeItem(keyOf(draft.bot.id));
  try {
    storage.setItem(keyOf(draft.bot.id), packed);
  } catch (error) {
    // The tab is full of other bots' steps; this bot's are worth more.
    forgetUndo(storage);
    console.warn("steps of other drafts were forgotten", error);
    storage.setItem(keyOf(draft.bot.id), packUndo(draft, maxChars / 4) ?? "");
  }
}

/** Who signs out leaves nothing of the bots behind. */
export function forgetUndo(storage: Storage): void {
  for (const key of Array.from({ length: storage.length }, (_, index) => storage.key(index))) if (key?.startsWith(prefix) === true) storage.removeItem(key);
}
