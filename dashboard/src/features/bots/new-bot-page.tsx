import { FileUp, Info, Plus } from "lucide-react";
import { useId, useState } from "react";
import { Page } from "../../components/page.tsx";
import { ErrorCode, Skeleton } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { useEvalsClient } from "../../lib/evals-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { nameInFile } from "../../lib/name-in-file.ts";
import { useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";

type Source = { kind: "template"; id: string } | { kind: "file" } | { kind: "empty" };
type File = { name: string; text: string; kind: "yaml" | "json" };

/** The editor shows all, each at its place. */
const shownReplacements = 6;
/** The server takes no longer ones. */
const maxFileBytes = 1_000_000;

/** A bot from a template, from a file, or the smallest one. */
export function NewBotPage() {
  const { t, language } = useI18n();
  const client = useBotsClient();
  const evals = useEvalsClient();
  const { go } = useRouter();
  const mayEdit = useMayEdit("bots");
  const templates = useLoaded("templates", (signal) => client.templates(signal));
  const [chosen, setChosen] = useState<Source | null>(null);
  const [name, setName] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [spoken, setSpoken] = useState<"all" | "ru" | "en">("all");
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<"name" | "file" | null>(null);
  const id = useId();
  const first = templates.data?.[0];
  const source: Source = chosen ?? (first === undefined ? { kind: "empty" } : { kind: "template", id: first.id });
  const template = source.kind === "template" ? templates.data?.find((one) => one.id === source.id) : undefined;
  const fileSays = source.kind === "file" && file !== null ? nameInFile(file.text, file.kind) : null;
  // The template's own name until another is written, or the one inside the file, and only then how the file is called.
  const written = name ?? template?.name[language] ?? (source.kind === "file" ? (fileSays ?? file?.name.replace(/\.\w+$/, "") ?? "") : "");
  const read = async (picked: globalThis.File | undefined) => {
    if (picked === undefined) return;
    setFailed(null);
    setMissing(null);
    setFile({ name: picked.name, kind: /\.json$/i.test(picked.name) ? "json" : "yaml", text: picked.size > maxFileBytes ? "" : await picked.text() });
  };
  const create = async () => {
    if (written.trim() === "") return setMissing("name");
    if (source.kind === "file" && file === null) return setMissing("file");
    setMissing(null);
    setFailed(null);
    setBusy(true);
    try {
      const languages = spoken === "all" ? {} : { languages: [spoken] };
      const bot =
        source.kind === "file" && file !== null
          ? await client.importFile(file.text, file.kind, { name: written.trim() })
          : await client.create({ name: written.trim(), ...(source.kind === "template" && { template: source.id, ...languages, description: template?.description[language].slice(0, 300) ?? "" }) });
      if (source.kind !== "file") return go(paths.bot(bot.slug));
      const suites = await evals.suites(bot.slug);
      go(`${paths.bot(bot.slug)}?imported=${suites.reduce((sum, suite) => sum + suite.cases.length, 0)}`);
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
      setBusy(false);
    }
  };
  const choice = (value: Source, title: string, text: string, extra: string | null) => {
    const key = value.kind === "template" ? value.id : value.kind;
    const on = value.kind === source.kind && (value.kind !== "template" || (source.kind === "template" && source.id === value.id));
    return (
      <label key={key} className="choice">
        <input type="radio" name={id} checked={on} onChange={() => setChosen(value)} data-testid={`source-${key}`} />
        <span className="grow">
          <span className="b">{title}</span>
          <span className="under t2">{text}</span>
          {extra !== null && <span className="under xs t3">{extra}</span>}
        </span>
      </label>
    );
  };
  return (
    <Page title={t("newBot.title")} parent={{ to: paths.bots, title: t("bots.title") }}>
      {!mayEdit ? (
        <p className="note">{t("editor.readOnly")}</p>
      ) : (
        <form
          className="new-bot"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void create();
          }}
        >
          <fieldset>
            <legend className="sb">{t("newBot.from")}</legend>
            {templates.data === null && templates.error === null && <Skeleton rows={3} height={56} />}
            {templates.error !== null && <p className="note wr">{t("newBot.noTemplates")}</p>}
            <div className="choices">
              {(templates.data ?? []).map((one) => choice({ kind: "template", id: one.id }, one.name[language], one.description[language], [t("newBot.states", { count: one.states }), ...(one.evals === 0 ? [] : [t("newBot.evals", { count: one.evals })])].join(", ")))}
              {choice({ kind: "file" }, t("newBot.file"), t("newBot.file.text"), null)}
              {choice({ kind: "empty" }, t("newBot.empty"), t("newBot.empty.text"), null)}
            </div>
          </fieldset>
          {template !== undefined && template.replace.length > 0 && (
            <div className="note" data-testid="replace">
              <Info className="i t3" aria-hidden="true" />
              <div className="grow">
                <p className="sb">{t("newBot.replace")}</p>
                <ul className="faults">
                  {[...new Set(template.replace.map((one) => one.what[language]))].slice(0, shownReplacements).map((what) => (
                    <li key={what}>{what}</li>
                  ))}
                </ul>
              </div>
            </div>
          )}
          {source.kind === "file" && (
            <div className={missing === "file" ? "field err" : "field"}>
              <label htmlFor={`${id}-file`}>{t("newBot.file.choose")}</label>
              <span className="row wrap">
                <span className="btn file-btn">
                  <FileUp className="i" aria-hidden="true" />
                  {file?.name ?? t("newBot.file.choose")}
                  <input id={`${id}-file`} type="file" accept=".yaml,.yml,.json,application/json,text/yaml" onChange={(event) => void read(event.target.files?.[0])} data-testid="bot-file" />
                </span>
              </span>
              {missing === "file" && <p className="errm">{t("newBot.file.missing")}</p>}
              {file !== null && file.text === "" && <p className="errm">{t("newBot.file.tooBig")}</p>}
            </div>
          )}
          <div className={missing === "name" ? "field err" : "field"}>
            <label htmlFor={`${id}-name`}>{t("basics.name")}</label>
            <span className="inp">
              <input id={`${id}-name`} value={written} maxLength={80} onChange={(event) => setName(event.target.value)} aria-invalid={missing === "name"} data-testid="new-bot-name" />
            </span>
            {missing === "name" && (
              <p className="errm" role="alert">
                {t("newBot.name.missing")}
              </p>
            )}
            <p className="hint">{t("basics.name.hint")}</p>
          </div>
          {source.kind === "template" && (
            <div className="field">
              <label htmlFor={`${id}-languages`}>{t("basics.languages")}</label>
              <span className="inp">
                <select id={`${id}-languages`} value={spoken} onChange={(event) => setSpoken(event.target.value === "ru" ? "ru" : event.target.value === "en" ? "en" : "all")}>
                  <option value="all">{t("newBot.bothLanguages")}</option>
                  <option value="ru">{t("language.ru")}</option>
                  <option value="en">{t("language.en")}</option>
                </select>
              </span>
            </div>
          )}
          {failed !== null && (
            <div className="note er" role="alert" data-testid="create-failed">
              <div className="grow">
                <p className="sb">{failed.problem?.detail ?? t(`error.${failed.fault}`)}</p>
                {(failed.problem?.errors ?? []).some((one) => one.pointer !== "") && (
                  <ul className="faults">
                    {(failed.problem?.errors ?? []).filter((one) => one.pointer !== "").map(({ pointer, detail }) => (
                      <li key={`${pointer} ${detail}`} title={pointer}>
                        {detail}
                      </li>
                    ))}
                  </ul>
                )}
                <ErrorCode error={failed} />
              </div>
            </div>
          )}
          <div className="row">
            <button type="submit" className="btn pri" disabled={busy || (source.kind === "template" && templates.data === null)} data-testid="create-now">
              <Plus className="i" aria-hidden="true" />
              {t("bots.create")}
            </button>
            <span className="xs t3">{t("newBot.draft")}</span>
          </div>
        </form>
      )}
    </Page>
  );
}
