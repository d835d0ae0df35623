import { SwitchField } from "../../components/form.tsx";
import { PhrasesPair, TextList } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { valueAt } from "../../lib/pointer.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useDraft } from "../../lib/use-draft.tsx";

/** What the bot must not do, say or pass on. */
export function SafetyTab() {
  const { t } = useI18n();
  const { config, draft } = useDraft();
  const model = valueAt(config, "/llm");
  return (
    <>
      <section className="card sect" aria-labelledby="rules">
        <h2 id="rules">{t("safety.rules")}</h2>
        <TextList at="/context/safety_rules" label={t("safety.rules.label")} hint={t("safety.rules.hint")} add={t("safety.rules.add")} />
      </section>
      <section className="card sect" aria-labelledby="never">
        <h2 id="never">{t("safety.never")}</h2>
        <div className="stack">
          <PhrasesPair at="/context/never_say" label={t("safety.never.label")} hint={t("safety.never.hint")} rows={5} />
        </div>
      </section>
      <section className="card sect" aria-labelledby="mask">
        <h2 id="mask">{t("safety.mask")}</h2>
        {model === null || model === undefined ? (
          <p className="t2 sm">
            {t("safety.mask.noModel")}{" "}
            <Link className="link" to={paths.bot(draft.bot.slug, "voice")}>
              {t("editor.tab.voice")}
            </Link>
          </p>
        ) : (
          <SwitchField at="/llm/mask_personal_data" label={t("model.mask")} hint={t("model.mask.hint")} />
        )}
      </section>
    </>
  );
}
