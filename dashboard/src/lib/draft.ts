/**
 * A bot's draft on the page: every edit is a step that can be undone, and goes to the server by itself after a quiet
 * moment. Pure; timers and the network are in use-draft.tsx. What the server holds is known by its `revision`:
 *
 * | saving     | means                                            | goes on by                  |
 * | ---------- | ------------------------------------------------ | --------------------------- |
 * | idle       | nothing is under way                             | an edit, `send`             |
 * | sending    | the server has not answered yet                  | its answer                  |
 * | offline    | the network is gone; what was written stays here | `send` when it may be back  |
 * | conflict   | somebody else was faster                         | `take_theirs`, `keep_mine`  |
 * | refused    | the server will not take it                      | an edit                     |
 */
import type { BotDraft, BotFault, BotRecord } from "@zvon/contract/bots-api.ts";
import type { ApiError } from "./api.ts";
import { withValue } from "./pointer.ts";

/** Typing in one field is one step as long as the pauses are shorter. */
const sameStepMs = 1000;
/** The page of a long day: older steps are forgotten. A step shares all that it did not change. */
const maxSteps = 200;

export type Saving = { kind: "idle" } | { kind: "sending"; config: unknown } | { kind: "offline" } | { kind: "conflict"; theirs: BotDraft } | { kind: "refused"; error: ApiError };
export type Draft = {
  bot: BotRecord;
  config: unknown;
  undo: readonly unknown[];
  redo: readonly unknown[];
  /** The field typed in last; null after a step that nothing may join. */
  typing: { pointer: string; at: number } | null;
  /** What the server holds. */
  stored: { revision: number; config: unknown };
  /** When the server said so, ms. */
  savedAt: number | null;
  saving: Saving;
  faults: readonly BotFault[];
  /** Of what works and is worth a look: they hinder nothing. */
  warnings: readonly BotFault[];
};
export type DraftEvent =
  /** One field, by JSON pointer. */
  | { type: "edit"; pointer: string; value: unknown; now: number }
  /** Everything at once: an added state, a list in another order, pasted YAML. */
  | { type: "replace"; config: unknown }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "send" }
  | { type: "saved"; draft: BotDraft; now: number }
  | { type: "offline" }
  | { type: "refused"; error: ApiError }
  | { type: "conflict"; theirs: BotDraft }
  | { type: "take_theirs" }
  | { type: "keep_mine" }
  /** The whole draft was replaced on the server: what was here is one step away. */
  | { type: "reopened"; draft: BotDraft; full: unknown }
  /** Another name or address: what the draft is like is not said by it. */
  | { type: "renamed"; bot: BotRecord }
  /** These warnings were looked at: the draft stays as it is. */
  | { type: "checked"; checks: readonly string[] }
  /** The draft as it was stored is published, which is a change of it too. */
  | { type: "published"; bot: BotRecord };

/** @param full the config with all its defaults; null when it does not parse: then it stays as it was written. */
export function openDraft(loaded: BotDraft, full: unknown): Draft {
  const config = full ?? loaded.config;
  return { bot: loaded.bot, config, undo: [], redo: [], typing: null, stored: { revision: loaded.revision, config }, savedAt: null, saving: { kind: "idle" }, faults: loaded.faults, warnings: loaded.warnings };
}

/**
 * What was written with the defaults of what was not. Names that a bot has no use for stay: the server points at them, and
 * nothing is thrown away unseen.
 * @param parsed the same as the schema understood it.
 */
export function withDefaults(written: unknown, parsed: unknown): unknown {
  if (Array.isArray(written) && Array.isArray(parsed)) return parsed.map((item: unknown, index) => withDefaults(written[index], item));
  if (!isObject(written) || !isObject(parsed)) return parsed;
  const strange = Object.entries(written).filter(([name]) => !Object.hasOwn(parsed, name));
  return Object.fromEntries([...Object.entries(parsed).map(([name, value]): [string, unknown] => [name, withDefaults(written[name], value)]), ...strange]);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

export const isUnsaved = (draft: Draft): boolean => draft.config !== draft.stored.config;
/** Whether to send now, as far as the state of saving goes; the quiet moment is the shell's. */
export const maySend = (draft: Draft): boolean => isUnsaved(draft) && (draft.saving.kind === "idle" || draft.saving.kind === "offline");

export function stepDraft(draft: Draft, event: DraftEvent): Draft {
  switch (event.type) {
    case "edit": {
      const joins = draft.typing?.pointer === event.pointer && event.now - draft.typing.at < sameStepMs;
      const undo = joins ? draft.undo : [...draft.undo, draft.config].slice(-maxSteps);
      return { ...draft, config: withValue(draft.config, event.pointer, event.value), undo, redo: [], typing: { pointer: event.pointer, at: event.now }, saving: afterEdit(draft.saving) };
    }
    case "replace":
      return { ...draft, config: event.config, undo: [...draft.undo, draft.config].slice(-maxSteps), redo: [], typing: null, saving: afterEdit(draft.saving) };
    case "undo":
      return draft.undo.length === 0 ? draft : { ...draft, config: draft.undo.at(-1), undo: draft.undo.slice(0, -1), redo: [...draft.redo, draft.config], typing: null, saving: afterEdit(draft.saving) };
    case "redo":
      return draft.redo.length === 0 ? draft : { ...draft, config: draft.redo.at(-1), redo: draft.redo.slice(0, -1), undo: [...draft.undo, draft.config], typing: null, saving: afterEdit(draft.saving) };
    case "send":
      return { ...draft, saving: { kind: "sending", config: draft.config } };
    case "saved": {
      const sent = draft.saving.kind === "sending" ? draft.saving.config : draft.config;
      return { ...draft, bot: event.draft.bot, stored: { revision: event.draft.revision, config: sent }, savedAt: event.now, saving: { kind: "idle" }, faults: event.draft.faults, warnings: event.draft.warnings };
    }
    case "offline":
      return { ...draft, saving: { kind: "offline" } };
    case "refused":
      return { ...draft, saving: { kind: "refused", error: event.error } };
    case "conflict":
      return { ...draft, saving: { kind: "conflict", theirs: event.theirs } };
    case "take_theirs":
      // What was mine is one step away.
      return draft.saving.kind === "conflict" ? { ...openDraft(draft.saving.theirs, null), undo: [...draft.undo, draft.config].slice(-maxSteps) } : draft;
    case "keep_mine":
      return draft.saving.kind === "conflict" ? { ...draft, stored: { revision: draft.saving.theirs.revision, config: draft.saving.theirs.config }, saving: { kind: "idle" } } : draft;
    case "reopened":
      return { ...openDraft(event.draft, event.full), undo: [...draft.undo, draft.config].slice(-maxSteps) };
    case "renamed":
      return { ...draft, bot: { ...event.bot, dirty: draft.bot.dirty, version: draft.bot.version, publishedAt: draft.bot.publishedAt } };
    case "checked":
      return { ...draft, warnings: draft.warnings.filter(({ check }) => check === undefined || !event.checks.includes(check)) };
    case "published":
      return { ...draft, bot: event.bot, stored: { ...draft.stored, revision: event.bot.revision } };
  }
}

/** A refusal is tried again with what is written next; a conflict waits for its answer. */
const afterEdit = (saving: Saving): Saving => (saving.kind === "refused" ? { kind: "idle" } : saving);
