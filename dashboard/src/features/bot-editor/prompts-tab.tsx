import { TextPair } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { valueAt } from "../../lib/pointer.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { PromptPreview } from "./prompt-preview.tsx";

const phrases = ["unsure", "busy", "lost_filler", "lost_apology"] as const;

/** What the model is told, exactly as it gets it, and what the bot says when neither flow nor model has words. */
export function PromptsTab() {
  const { t } = useI18n();
  const { draft, config } = useDraft();
  const unread = (valueAt(config, "/llm") ?? null) === null && (valueAt(config, "/voice/agent") ?? null) === null;
  return (
    <>
      <section className="card sect" aria-labelledby="prompts">
        <h2 id="prompts">{t("prompts.title")}</h2>
        <p className="t2 sm">{t("prompts.lead")}</p>
        {unread && (
          <p className="note wr mt3" data-testid="prompts-unread">
            <span>
              {t("prompts.unread")}{" "}
              <Link className="link" to={`${paths.bot(draft.bot.slug, "voice")}?${new URLSearchParams({ at: "/llm" })}`}>
                {t("prompts.chooseModel")}
              </Link>
            </span>
          </p>
        )}
        <div className="stack">
          <TextPair at="/prompts/system" label={t("prompts.system")} hint={t("prompts.system.hint")} rows={6} />
          <TextPair at="/prompts/contextualizer" label={t("prompts.contextualizer")} hint={t("prompts.contextualizer.hint")} rows={3} />
        </div>
      </section>
      <PromptPreview />
      <section className="card sect" aria-labelledby="phrases">
        <h2 id="phrases">{t("prompts.phrases")}</h2>
        <p className="t2 sm">{t("prompts.phrases.lead")}</p>
        <div className="stack">
          {([0, 1, 2] as const).map((index) => (
            <TextPair key={`not ${index}`} at={`/fallbacks/not_understood/${index}`} label={t("prompts.notUnderstood", { number: index + 1 })} required rows={1} {...(index === 2 && { hint: t("prompts.third") })} />
          ))}
          {([0, 1, 2] as const).map((index) => (
            <TextPair key={`silence ${index}`} at={`/fallbacks/silence/${index}`} label={t("prompts.silence", { number: index + 1 })} required rows={1} {...(index === 2 && { hint: t("prompts.third") })} />
          ))}
          {phrases.map((name) => (
            <TextPair key={name} at={`/fallbacks/${name}`} label={t(`config.${name}`)} hint={t(`prompts.${name}.hint`)} required rows={1} />
          ))}
        </div>
      </section>
    </>
  );
}
