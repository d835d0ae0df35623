import { CircleAlert, Save } from "lucide-react";
import { useId, useState } from "react";
import { ApiError } from "../../lib/api.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { isUnsaved } from "../../lib/draft.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useDraft } from "../../lib/use-draft.tsx";

/** Name, address and description belong to the bot, not to a version: they change at once, by a button. */
export function NameSection() {
  const { t, language } = useI18n();
  const client = useBotsClient();
  const { go } = useRouter();
  const { draft, readOnly, renamed } = useDraft();
  const { bot } = draft;
  const [name, setName] = useState(bot.name);
  const [slug, setSlug] = useState(bot.slug);
  const [description, setDescription] = useState(bot.description);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const changed = name !== bot.name || slug !== bot.slug || description !== bot.description;
  const faultAt = (pointer: string) => failed?.problem?.errors?.find((one) => one.pointer === pointer)?.detail;
  const save = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const record = await client.change(bot.slug, { name, slug, description });
      if (record.slug === bot.slug) renamed(record);
      else go(paths.bot(record.slug), { replace: true });
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
    } finally {
      setBusy(false);
    }
  };
  const field = (key: "name" | "slug" | "description", value: string, set: (text: string) => void, maxLength: number) => {
    const fault = faultAt(`/${key}`);
    return (
      <div className={fault === undefined ? "field" : "field err"}>
        <label htmlFor={`${id}-${key}`}>{t(`basics.${key}`)}</label>
        <span className="inp">
          <input id={`${id}-${key}`} value={value} maxLength={maxLength} readOnly={readOnly} spellCheck={key !== "slug"} aria-describedby={`${id}-${key}-hint`} onChange={(event) => set(event.target.value)} data-testid={`bot-${key}`} />
        </span>
        {fault !== undefined && (
          <p className="errm" role="alert">
            <CircleAlert className="i s" aria-hidden="true" />
            {fault}
          </p>
        )}
        <p className="hint" id={`${id}-${key}-hint`}>
          {t(`basics.${key}.hint`)}
        </p>
      </div>
    );
  };
  return (
    <section className="card sect" aria-labelledby="name" data-own-undo lang={language}>
      <h2 id="name">{t("basics.title")}</h2>
      <div className="fields">
        {field("name", name, setName, 80)}
        {field("slug", slug, setSlug, 60)}
        {field("description", description, setDescription, 300)}
      </div>
      {changed && !readOnly && (
        <div className="row mt3">
          <button type="button" className="btn" disabled={busy || isUnsaved(draft)} onClick={() => void save()} data-testid="save-name">
            <Save className="i" aria-hidden="true" />
            {t("basics.saveName")}
          </button>
          <span className="xs t3">{t("basics.saveName.hint")}</span>
        </div>
      )}
      {failed !== null && (failed.problem?.errors ?? []).length === 0 && (
        <p className="sm danger-t mt2" role="alert">
          {failed.problem?.detail ?? t(`error.${failed.fault}`)}
        </p>
      )}
    </section>
  );
}
