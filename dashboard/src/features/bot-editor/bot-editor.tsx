import type { BotDraft } from "@zvon/contract/bots-api.ts";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { ComponentType } from "react";
import { FormProvider } from "../../components/form.tsx";
import { Page } from "../../components/page.tsx";
import { Failed, Skeleton } from "../../components/panel-states.tsx";
import { botName } from "../../lib/bot-name.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { FaultsShownProvider } from "../../lib/faults-shown.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link, useHoldBack, useRouter } from "../../lib/router.tsx";
import { botTabs, paths } from "../../lib/routes.ts";
import type { BotTab } from "../../lib/routes.ts";
import { useMayEdit } from "../../lib/session.tsx";
import { DraftProvider, useDraft, useDraftState } from "../../lib/use-draft.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { useMediaQuery } from "../../lib/use-media-query.ts";
import { DraftBar } from "./draft-bar.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { SectionFaults, SectionMenu, SectionWarnings } from "./section-menu.tsx";
import { useEditorKeys } from "./use-editor-keys.ts";
import { useShownField } from "./use-shown-field.ts";

/** Parts that features of their own bring. A part that is missing has no place in the menu. */
export type EditorParts = Partial<Record<BotTab, ComponentType>> & { /** Beside the editor on a wide screen, over it on a narrow one. */ chat?: ComponentType };

/** A bot's draft, section by section; what is edited saves itself, what callers hear changes with publishing alone. */
export function BotEditor({ slug, tab, parts }: { slug: string; tab: BotTab; parts: EditorParts }) {
  const { t } = useI18n();
  const client = useBotsClient();
  const loaded = useLoaded(`bot ${slug}`, (signal) => client.draft(slug, signal));
  if (loaded.data !== null) return <Editor loaded={loaded.data} tab={tab} parts={parts} />;
  return (
    <Page title={t("editor.bot")} parent={{ to: paths.bots, title: t("bots.title") }}>
      {loaded.error === null ? <Skeleton rows={6} height={64} /> : <Failed error={loaded.error} onRetry={loaded.reload} />}
    </Page>
  );
}

/** Right after a file became this bot: what came with it (`?imported=` counts its evals). */
function ImportedNote() {
  const { t } = useI18n();
  const { search } = useRouter();
  const { draft } = useDraft();
  const count = Number(search.get("imported") ?? Number.NaN);
  if (!Number.isInteger(count) || count < 0) return null;
  return (
    <div className="note ok in" role="status" data-testid="imported">
      <CircleCheck className="i" aria-hidden="true" />
      <span className="grow">
        {count === 0 ? t("newBot.imported.none") : t("newBot.imported", { count })}{" "}
        <Link className="link" to={paths.bot(draft.bot.slug, "evals")}>
          {t(count === 0 ? "newBot.imported.write" : "newBot.imported.run")}
        </Link>
      </span>
    </div>
  );
}

/** A published bot is there to be called: by oneself first, then by callers. */
function PublishedNote({ version, onClose }: { version: number; onClose: () => void }) {
  const { t } = useI18n();
  const { draft } = useDraft();
  return (
    <div className="note ok in" role="status" data-testid="published">
      <CircleCheck className="i" aria-hidden="true" />
      <span className="grow">
        {t("publish.done", { version: String(version) })}{" "}
        <Link className="link" to={`${paths.testCall}?${new URLSearchParams({ bot: draft.bot.slug })}`}>
          {t("publish.done.call")}
        </Link>{" "}
        <Link className="link" to={paths.lines}>
          {t("publish.done.number")}
        </Link>
      </span>
      <button type="button" className="link" onClick={onClose}>
        {t("common.close")}
      </button>
    </div>
  );
}

function Editor({ loaded, tab, parts }: { loaded: BotDraft; tab: BotTab; parts: EditorParts }) {
  const { t, language } = useI18n();
  const client = useBotsClient();
  const readOnly = !useMayEdit("bots");
  const value = useDraftState(client, loaded, readOnly, t);
  const [publishing, setPublishing] = useState(false);
  const [published, setPublished] = useState<number | null>(null);
  const [chatting, setChatting] = useState(false);
  // What holds publishing up stands in its dialog, each fault with the way to its field.
  const showFaults = useCallback(() => setPublishing(true), []);
  const wide = useMediaQuery("(min-width: 1280px)");
  const { draft, faults, config, edit } = value;
  const { slug } = draft.bot;
  useHoldBack(draft.config !== draft.stored.config && draft.saving.kind !== "idle" && draft.saving.kind !== "sending", t("editor.leave"), `/bots/${encodeURIComponent(slug)}/`);
  useEditorKeys({ undo: value.undo, redo: value.redo, save: value.saveNow, publish: () => !readOnly && setPublishing(true) });
  useShownField(tab);
  const errors = useMemo(() => new Map(faults.map(({ pointer, detail }) => [pointer, detail])), [faults]);
  // A part that is set up elsewhere in the page may have been opened by its address.
  const Part = parts[tab];
  const Chat = parts.chat;
  useEffect(() => {
    if (wide) setChatting(false);
  }, [wide]);
  const name = botName(draft.bot.name, language);
  return (
    <Page
      title={`${name}: ${t(`editor.tab.${tab}`)}`}
      heading={
        <>
          {name} <span className="mono t3 xs dk-only">{slug}</span>
        </>
      }
      parent={{ to: paths.bots, title: t("bots.title") }}
      flush
    >
      <DraftProvider value={value}>
        <FaultsShownProvider value={showFaults}>
        <FormProvider form={{ draft: config, set: edit, errors, readOnly }}>
          <div className="ed">
            <DraftBar onPublish={() => setPublishing(true)} {...(Chat !== undefined && !wide && { onChat: () => setChatting(true) })} />
            <div className={Chat !== undefined && wide ? "edg with-chat" : "edg"}>
              <SectionMenu tabs={botTabs.filter((one) => parts[one] !== undefined)} here={tab} />
              <div className={tab === "flow" ? "ed-body whole" : "ed-body"} data-testid={`tab-${tab}`}>
                {readOnly && tab !== "flow" && <p className="note in">{t("editor.readOnly")}</p>}
                <ImportedNote />
                {published !== null && <PublishedNote version={published} onClose={() => setPublished(null)} />}
                <SectionWarnings tab={tab} />
                {Part === undefined ? (
                  <p className="note">
                    <CircleAlert className="i" aria-hidden="true" /> {t("missing.title")}
                  </p>
                ) : (
                  <Part />
                )}
                {tab !== "flow" && <SectionFaults tab={tab} />}
              </div>
              {Chat !== undefined && (wide || chatting) && (
                <aside className={wide ? "ed-chat" : "ed-chat drawer"} aria-label={t("editor.chat")}>
                  {!wide && (
                    <button type="button" className="btn gh ed-chat-close" onClick={() => setChatting(false)}>
                      {t("common.close")}
                    </button>
                  )}
                  <Chat />
                </aside>
              )}
            </div>
          </div>
          {publishing && <PublishDialog onClose={() => setPublishing(false)} onPublished={setPublished} />}
        </FormProvider>
        </FaultsShownProvider>
      </DraftProvider>
    </Page>
  );
}
