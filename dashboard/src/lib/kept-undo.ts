/**
 * The steps of a draft that can be undone outlive a reload and a look at another page: they are laid away for the tab
 * when the page goes. A draft that was never published has nothing else to go back to.
 */
import type { BotDraft } from "@zvon/contract/bots-api.ts";
import { z } from "zod";
import { isUnsaved } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { tidy } from "./shape-faults.ts";

/** Of one bot, characters: browsers give a tab five million. */
const maxChars = 1_500_000;
const prefix = "zvon.undo.";
const keyOf = (bot: string) => `${prefix}${bot}`;

const keptSchema = z.object({ revision: z.number(), /** The page went with edits on their way: the server's revision may be one higher, and then it holds this. */ sent: z.string().nullable(), undo: z.array(z.unknown()) });

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
  return `{"revision":${draft.stored.revision},"sent":${isUnsaved(draft) ? JSON.stringify(digestOf(tidy(draft.config))) : null},"undo":[${[first, ...chosen].join(",")}]}`;
}

/** FNV-1a over the JSON, and its length: it tells my draft from another's. */
function digestOf(config: unknown): string {
  const text = JSON.stringify(config) ?? "";
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return `${text.length}.${hash >>> 0}`;
}

/** @returns no steps when the draft was changed elsewhere meanwhile: they would undo what others did; none of what can't be read. */
export function unpackUndo(text: string | null, { revision, config }: Pick<BotDraft, "revision" | "config">): unknown[] {
  const kept = keptSchema.safeParse(parsed(text)).data;
  if (kept === undefined) return [];
  const mine = kept.revision === revision || (kept.revision + 1 === revision && kept.sent === digestOf(config));
  return mine ? kept.undo : [];
}

/** @returns null for what is no JSON: extensions and a full disk damage what a tab keeps. */
function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch (error) {
    console.warn("kept steps can't be read", error);
    return null;
  }
}

export const readUndo = (storage: Storage, loaded: BotDraft): unknown[] => unpackUndo(storage.getItem(keyOf(loaded.bot.id)), loaded);

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
