import type { BotVoice } from "@zvon/contract/api.ts";
import { AudioLines, CircleAlert, CircleCheck, Save } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { FormProvider } from "../../components/form.tsx";
import { Page } from "../../components/page.tsx";
import { ErrorCode, Failed, Skeleton } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { botName } from "../../lib/bot-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { withValue } from "../../lib/pointer.ts";
import { Link, useHoldBack } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useApi, useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { draftOf, faultsOf, tidy } from "./check-draft.ts";
import { FallbackSection } from "./fallback-section.tsx";
import { ModelSection } from "./model-section.tsx";
import { SpeechSection } from "./speech-section.tsx";
import { AgentSection, HintsSection, TimingSection } from "./timing-section.tsx";
import { CatalogueContext } from "./catalogue.ts";

/** How a bot sounds, hears, waits and thinks. Saving publishes: calls that begin from then on are held so. */
export function BotVoicePage({ slug }: { slug: string }) {
  const { t } = useI18n();
  const api = useApi();
  const loaded = useLoaded(`voice ${slug}`, (signal) => api.botVoice(slug, signal));
  if (loaded.data !== null) return <Editor loaded={loaded.data} />;
  return (
    <Page title={t("voice.title")} parent={{ to: paths.bots, title: t("bots.title") }}>
      {loaded.error === null ? <Skeleton rows={5} height={72} /> : <Failed error={loaded.error} onRetry={loaded.reload} />}
    </Page>
  );
}

type Outcome = { kind: "saved"; at: number } | { kind: "conflict" } | { kind: "failed"; error: ApiError } | { kind: "faults" };

function Editor({ loaded }: { loaded: BotVoice }) {
  const { t, format, language } = useI18n();
  const api = useApi();
  const mayEdit = useMayEdit("bots");
  const [published, setPublished] = useState(loaded);
  const [draft, setDraft] = useState(() => draftOf(loaded));
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [saving, setSaving] = useState(false);
  const vendors = useLoaded("vendors", (signal) => api.vendors(signal));
  const dirty = useMemo(() => JSON.stringify(tidy(draft)) !== JSON.stringify(tidy(draftOf(published))), [draft, published]);
  useHoldBack(dirty, t("voice.leave"));

  const change = (pointer: string, value: unknown) => {
    const next = withValue(draft, pointer, value);
    setDraft(next);
    if (outcome?.kind === "saved") setOutcome(null);
    // What was wrong is judged anew while it is mended; what was never checked is left in peace.
    if (faults.size === 0) return;
    const now = faultsOf(tidy(next), t);
    setFaults(new Map([...faults].filter(([at]) => (at === pointer ? now.has(at) : true)).map(([at, text]) => [at, now.get(at) ?? text])));
  };

  const adopt = (bot: BotVoice) => {
    setPublished(bot);
    setDraft(draftOf(bot));
    setFaults(new Map());
  };
  const failed = (thrown: unknown) => {
    const error = thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown });
    if (error.problem?.code === "version_changed") return setOutcome({ kind: "conflict" });
    if (error.problem?.errors !== undefined) setFaults(new Map(error.problem.errors.map((fault) => [fault.pointer, fault.detail])));
    setOutcome({ kind: "failed", error });
  };
  const run = async (work: () => Promise<void>) => {
    setSaving(true);
    try {
      await work();
    } catch (error) {
      failed(error);
    } finally {
      setSaving(false);
    }
  };
  const save = (version = published.version) => {
    const clean = withValue(tidy(draft), "/version", version);
    const wrong = faultsOf(clean, t);
    setFaults(wrong);
    if (wrong.size > 0) return setOutcome({ kind: "faults" });
    void run(async () => {
      adopt(await api.changeBotVoice(published.slug, clean, language));
      setOutcome({ kind: "saved", at: Date.now() });
    });
  };
  const takeTheirs = () =>
    void run(async () => {
      adopt(await api.botVoice(published.slug));
      setOutcome(null);
    });
  const saveOver = () =>
    void run(async () => {
      const { version } = await api.botVoice(published.slug);
      adopt(await api.changeBotVoice(published.slug, withValue(tidy(draft), "/version", version), language));
      setOutcome({ kind: "saved", at: Date.now() });
    });

  useEffect(() => {
    const first = document.querySelector<HTMLElement>(".field.err");
    if (faults.size > 0 && outcome !== null) first?.scrollIntoView({ block: "center" });
  }, [outcome, faults.size]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== "KeyS" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      document.querySelector<HTMLButtonElement>("[data-testid=save-voice]:enabled")?.click();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  const shown = [...faults].filter(([at]) => document.querySelector(`[data-at="${CSS.escape(at)}"]`) === null);
  return (
    <Page title={`${botName(published.name, language)}: ${t("voice.title")}`} heading={t("voice.title")} parent={{ to: paths.bots, title: t("bots.title") }} flush>
      <FormProvider form={{ draft, set: change, errors: faults, readOnly: !mayEdit }}>
        <CatalogueContext value={vendors.data}>
          <form
            className="editor"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <div className="editor-body">
              <p className="t2">
                <b className="b">{botName(published.name, language)}</b>. {t("voice.lead")}
              </p>
              {!mayEdit && <p className="note in">{t("voice.readOnly")}</p>}
              {published.languages.map((spoken) => (
                <SpeechSection key={spoken} slug={published.slug} language={spoken} />
              ))}
              <FallbackSection languages={published.languages} />
              <TimingSection />
              <HintsSection languages={published.languages} />
              <ModelSection />
              <AgentSection />
            </div>
            <footer className="editor-foot" aria-live="polite">
              <span className="grow sm">
                <Said outcome={outcome} version={published.version} dirty={dirty} time={format.time} others={shown} />
              </span>
              {outcome?.kind === "conflict" ? (
                <>
                  <button type="button" className="btn" onClick={takeTheirs} disabled={saving}>
                    {t("voice.conflict.theirs")}
                  </button>
                  <button type="button" className="btn pri" onClick={saveOver} disabled={saving}>
                    {t("voice.conflict.mine")}
                  </button>
                </>
              ) : (
                <>
                  <Link className="btn gh dk-only" to={`${paths.testCall}?bot=${published.slug}`}>
                    <AudioLines className="i" aria-hidden="true" />
                    {t("nav.testCall")}
                  </Link>
                  {mayEdit && (
                    <button type="submit" className="btn pri" disabled={!dirty || saving} title={dirty ? undefined : t("voice.nothingToSave")} data-testid="save-voice">
                      <Save className="i" aria-hidden="true" />
                      {t("voice.save")}
                    </button>
                  )}
                </>
              )}
            </footer>
          </form>
        </CatalogueContext>
      </FormProvider>
    </Page>
  );
}

function Said({ outcome, version, dirty, time, others }: { outcome: Outcome | null; version: number; dirty: boolean; time: (at: number) => string; others: readonly [string, string][] }) {
  const { t } = useI18n();
  switch (outcome?.kind) {
    case "saved":
      return (
        <span className="row" data-testid="voice-saved">
          <CircleCheck className="i ok-t" aria-hidden="true" />
          {t("voice.saved", { time: time(outcome.at), version: String(version) })}
        </span>
      );
    case "conflict":
      return <span className="warn-t" role="alert">{t("voice.conflict")}</span>;
    case "faults":
      return (
        <span className="row danger-t" role="alert">
          <CircleAlert className="i" aria-hidden="true" />
          {t("form.faults")}
        </span>
      );
    case "failed":
      return (
        <span className="danger-t" role="alert">
          {outcome.error.problem === null || outcome.error.fault === "server" ? t(`error.${outcome.error.fault}`) : t("voice.refused")}
          {others.map(([pointer, text]) => (
            <span key={pointer} className="under">
              {text} <span className="mono xs">{pointer}</span>
            </span>
          ))}
          <ErrorCode error={outcome.error} />
        </span>
      );
    case undefined:
      return <span className="t2">{t(dirty ? "voice.willPublish" : "voice.published", { version: String(dirty ? version + 1 : version) })}</span>;
  }
}
