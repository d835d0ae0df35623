/** The shell around draft.ts: timers, the network, and the context in which every part of a bot's page edits. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotDraft, BotFault, BotRecord } from "@zvon/contract/bots-api.ts";
import { createContext, use, useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { ApiError } from "./api.ts";
import type { BotsClient } from "./bots-client.ts";
import { isUnsaved, maySend, openDraft, stepDraft, withDefaults } from "./draft.ts";
import type { Draft } from "./draft.ts";
import type { Translate } from "./i18n.tsx";
import { keepUndo, readUndo } from "./kept-undo.ts";
import { shapeFaults, tidy } from "./shape-faults.ts";

/** Saved after so long without an edit. */
const quietMs = 800;
/** A network that is gone is tried again so often. */
const retryMs = 5000;

export type DraftValue = {
  draft: Draft;
  /** As it is on the page, perhaps faulty: read it by pointers. */
  config: unknown;
  faults: readonly BotFault[];
  readOnly: boolean;
  edit: (pointer: string, value: unknown) => void;
  replace: (config: unknown) => void;
  undo: () => void;
  redo: () => void;
  saveNow: () => void;
  takeTheirs: () => void;
  keepMine: () => void;
  renamed: (bot: BotRecord) => void;
  published: (bot: BotRecord) => void;
  /** Warnings about a template's texts that the owner has looked at. @param checks their keys. */
  checked: (checks: readonly string[]) => Promise<void>;
  /** After the draft was replaced on the server. */
  reopen: (draft: BotDraft) => void;
};

const DraftContext = createContext<DraftValue | null>(null);
export const DraftProvider = DraftContext;

export function useDraft(): DraftValue {
  const value = use(DraftContext);
  if (value === null) throw new Error("useDraft outside DraftProvider");
  return value;
}

function fullConfig(config: unknown): unknown {
  const parsed = botConfigSchema.safeParse(config);
  return parsed.success ? withDefaults(config, parsed.data) : null;
}

/** @param loaded read once when the page opens. */
export function useDraftState(client: BotsClient, loaded: BotDraft, readOnly: boolean, t: Translate): DraftValue {
  const [draft, send] = useReducer(stepDraft, loaded, (first) => ({ ...openDraft(first, fullConfig(first.config)), undo: readUndo(sessionStorage, first) }));
  const slug = draft.bot.slug;
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  });

  const save = useCallback(async () => {
    const { config, stored } = latest.current;
    if (!maySend(latest.current)) return;
    send({ type: "send" });
    try {
      send({ type: "saved", draft: await client.putDraft(slug, stored.revision, tidy(config)), now: Date.now() });
    } catch (thrown) {
      const error = thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown });
      if (error.fault === "offline" || error.fault === "server") return send({ type: "offline" });
      if (error.status !== 409) return send({ type: "refused", error });
      try {
        send({ type: "conflict", theirs: await client.draft(slug) });
      } catch {
        // Who was faster is asked again with the next attempt.
        send({ type: "offline" });
      }
    }
  }, [client, slug]);

  const unsaved = isUnsaved(draft);
  const kind = draft.saving.kind;
  useEffect(() => {
    if (readOnly || !unsaved || (kind !== "idle" && kind !== "offline")) return;
    const timer = setTimeout(() => void save(), kind === "idle" ? quietMs : retryMs);
    const back = () => void save();
    addEventListener("online", back);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", back);
    };
  }, [draft.config, unsaved, kind, readOnly, save]);

  // Who goes on at once leaves nothing behind; the browser asks where the tab itself is closed.
  useEffect(() => () => void save(), [save]);
  useEffect(() => {
    const keep = () => keepUndo(sessionStorage, latest.current);
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("pagehide", keep);
      keep();
    };
  }, []);
  useEffect(() => {
    if (!unsaved || readOnly) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    // A tab that is put away may never come back.
    const leave = () => document.visibilityState === "hidden" && void save();
    addEventListener("beforeunload", ask);
    document.addEventListener("visibilitychange", leave);
    return () => {
      removeEventListener("beforeunload", ask);
      document.removeEventListener("visibilitychange", leave);
    };
  }, [unsaved, readOnly, save]);

  // What is being typed is judged when the typing pauses; what was found wrong is let go as soon as it is right.
  const storedFaults = useMemo(() => shapeFaults(draft.stored.config, t), [draft.stored.config, t]);
  const faults = useMemo(() => {
    if (storedFaults.length === 0) return draft.faults;
    const now = new Map(shapeFaults(draft.config, t).map((fault) => [fault.pointer, fault]));
    return storedFaults.flatMap(({ pointer }) => now.get(pointer) ?? []);
  }, [storedFaults, draft.faults, draft.config, t]);

  return useMemo<DraftValue>(
    () => ({
      draft,
      config: draft.config,
      faults,
      readOnly,
      edit: (pointer, value) => send({ type: "edit", pointer, value, now: Date.now() }),
      replace: (config) => send({ type: "replace", config }),
      undo: () => send({ type: "undo" }),
      redo: () => send({ type: "redo" }),
      saveNow: () => void save(),
      takeTheirs: () => send({ type: "take_theirs" }),
      keepMine: () => send({ type: "keep_mine" }),
      reopen: (stored) => send({ type: "reopened", draft: stored, full: fullConfig(stored.config) }),
      renamed: (bot) => send({ type: "renamed", bot }),
      checked: async (checks) => {
        await client.checked(slug, checks);
        send({ type: "checked", checks });
      },
      published: (bot) => send({ type: "published", bot }),
    }),
    [client, draft, faults, readOnly, save, slug],
  );
}
