/** The bot's own intents: a name, and what callers say. */
import { TextField } from "../../components/form.tsx";
import { AddItem, ItemTools, PhrasesPair } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, textAt } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";

export function IntentsSection() {
  const { t } = useI18n();
  const { config } = useDraft();
  const intents = listAt(config, "/intents");
  return (
    <section className="card sect" aria-labelledby="intents">
      <h2 id="intents">{t("flow.intents")}</h2>
      <p className="t2 sm">{t("flow.intents.hint")}</p>
      <ol className="order">
        {intents.map((intent, index) => (
          <li key={index} className="order-item">
            <div className="grow stack">
              <TextField at={`/intents/${index}/name`} label={t("flow.intent.name")} hint={t("flow.intent.name.hint")} />
              <PhrasesPair at={`/intents/${index}/examples`} label={t("flow.intent.examples")} hint={t("flow.intent.examples.hint")} />
            </div>
            <ItemTools at="/intents" index={index} count={intents.length} name={textAt(intent, "/name") || String(index + 1)} />
          </li>
        ))}
      </ol>
      <AddItem at="/intents" label={t("flow.addIntent")} item={{ name: "", examples: {} }} />
    </section>
  );
}
