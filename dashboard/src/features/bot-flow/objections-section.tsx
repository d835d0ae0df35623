/** Objections and questions on the way: answered wherever the flow has no way of its own, and then it asks on. */
import { NumberField, SelectField } from "../../components/form.tsx";
import { AddItem, ItemTools, TextList } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { builtIn, intentWords } from "../../lib/intent-words.ts";
import { listAt, membersAt, textAt } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";

export function ObjectionsSection() {
  const { t } = useI18n();
  const { config } = useDraft();
  const kinds = listAt(config, "/objections/kinds");
  const intents = [...listAt(config, "/intents").map((one) => ({ value: textAt(one, "/name"), label: `«${textAt(one, "/name")}»` })), ...builtIn.map((value) => ({ value, label: intentWords(value, t) }))];
  return (
    <section className="card sect" aria-labelledby="objections">
      <h2 id="objections">{t("flow.objections")}</h2>
      <p className="t2 sm">{t("flow.objections.hint")}</p>
      <div className="fields mt3">
        <NumberField at="/objections/limit" label={t("flow.objections.limit")} hint={t("flow.objections.limit.hint")} min={1} max={20} step={1} />
        <AfterField at="/objections/after" />
      </div>
      <ol className="order mt3">
        {kinds.map((kind, index) => (
          <li key={index} className="order-item">
            <div className="grow stack">
              <div className="fields">
                <SelectField at={`/objections/kinds/${index}/intent`} label={t("flow.intent")} options={intents} />
                <NumberField at={`/objections/kinds/${index}/limit`} label={t("flow.objection.limit")} min={1} max={5} step={1} />
                <AfterField at={`/objections/kinds/${index}/after`} />
              </div>
              <TextList at={`/objections/kinds/${index}/answers`} label={t("flow.answers")} hint={t("flow.answers.hint")} add={t("flow.addAnswer")} />
            </div>
            <ItemTools at="/objections/kinds" index={index} count={kinds.length} name={intentWords(textAt(kind, "/intent"), t)} />
          </li>
        ))}
      </ol>
      <AddItem at="/objections/kinds" label={t("flow.addObjection")} item={{ intent: "price", answers: [{}], limit: 2, after: null }} />
    </section>
  );
}

/** Where it goes once the answers are used up. */
function AfterField({ at }: { at: string }) {
  const { t } = useI18n();
  const { config, edit } = useDraft();
  const states = membersAt(config, "/flow/states").map(([value]) => ({ value, label: value }));
  return <SelectField at={at} label={t("flow.after")} options={[{ value: "", label: t("flow.after.none") }, ...states]} onChange={(value) => edit(at, value === "" ? null : value)} />;
}
