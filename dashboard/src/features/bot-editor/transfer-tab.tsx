import { builtInIntents } from "@zvon/contract/bot-config.ts";
import { Plus } from "lucide-react";
import { useId, useState } from "react";
import { NumberField, SelectField, TextField, useForm } from "../../components/form.tsx";
import { ItemCard, MemberName, freeName } from "../../components/item-card.tsx";
import { ItemTools, PhrasesPair, TextPair } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { intentWords } from "../../lib/intent-words.ts";
import { listAt, membersAt, textAt, valueAt, withValue, withoutValue } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";

/** To whom a caller may be handed, and when. */
export function TransferTab() {
  const { t } = useI18n();
  const { config, edit } = useDraft();
  const states = membersAt(config, "/flow/states").map(([name]) => name);
  return (
    <>
      <Destinations />
      <section className="card sect" aria-labelledby="criteria">
        <h2 id="criteria">{t("transfer.when")}</h2>
        <p className="t2 sm">{t("transfer.when.lead")}</p>
        <div className="stack">
          <Criteria />
          <SelectField at="/agent/handoff_state" label={t("transfer.state")} hint={t("transfer.state.hint")} options={[{ value: "", label: t("transfer.state.none") }, ...states.map((value) => ({ value, label: value }))]} onChange={(value) => edit("/agent/handoff_state", value === "" ? null : value)} />
        </div>
      </section>
    </>
  );
}

function Destinations() {
  const { t } = useI18n();
  const { config, replace, readOnly } = useDraft();
  const [fresh, setFresh] = useState<string | null>(null);
  const at = "/agent/destinations";
  const list = listAt(config, at);
  const names = list.map((_, index) => textAt(config, `${at}/${index}/name`));
  return (
    <section aria-labelledby="destinations">
      <h2 id="destinations" className="sb">
        {t("transfer.destinations")}
      </h2>
      <p className="t2">{t("transfer.destinations.lead")}</p>
      {list.length === 0 && <p className="t3 mt3">{t("transfer.destinations.none")}</p>}
      <ul className="items">
        {names.map((name, index) => (
          <ItemCard key={index} at={`${at}/${index}`} name={name} kind={textAt(config, `${at}/${index}/to`)} fresh={name === fresh} onRemove={() => replace(withoutValue(config, `${at}/${index}`))}>
            <div className="fields">
              <MemberName at={`${at}/${index}/name`} label={t("transfer.name")} hint={t("transfer.name.hint")} name={name} taken={names.filter((_, other) => other !== index)} onRename={(to) => replace(renameDestination(config, index, name, to))} />
              <TextField at={`${at}/${index}/to`} label={t("transfer.to")} hint={t("transfer.to.hint")} />
              <SelectField at={`${at}/${index}/kind`} label={t("transfer.kind")} options={(["cold", "warm"] as const).map((value) => ({ value, label: t(`transfer.kind.${value}`) }))} />
            </div>
            <TextPair at={`${at}/${index}/description`} label={t("transfer.description")} hint={t("transfer.description.hint")} rows={1} />
            <PhrasesPair at={`${at}/${index}/called`} label={t("transfer.called")} hint={t("transfer.called.hint")} rows={2} />
          </ItemCard>
        ))}
      </ul>
      {!readOnly && (
        <button
          type="button"
          className="btn mt3"
          onClick={() => {
            const name = freeName("operator", names);
            setFresh(name);
            replace(withValue(config, at, [...list, { name, description: {}, to: "", kind: "cold", called: {} }]));
          }}
          data-testid="add-destination"
        >
          <Plus className="i" aria-hidden="true" />
          {t("transfer.destinations.add")}
        </button>
      )}
    </section>
  );
}

/** The states that transfer there follow. */
function renameDestination(config: unknown, index: number, from: string, to: string): unknown {
  const named = withValue(config, `/agent/destinations/${index}/name`, to);
  return membersAt(named, "/flow/states").reduce((whole, [state]) => (textAt(whole, `/flow/states/${state}/destination`) === from ? withValue(whole, `/flow/states/${state}/destination`, to) : whole), named);
}

const kinds = ["intent", "words", "misunderstood", "sentiment_below", "complex_request"] as const;
type Kind = (typeof kinds)[number];
const fresh: Record<Kind, unknown> = { intent: { intent: "operator" }, words: { words: {} }, misunderstood: { misunderstood: 3 }, sentiment_below: { sentiment_below: -0.5 }, complex_request: { complex_request: true } };

function Criteria() {
  const { t } = useI18n();
  const { draft, set, readOnly, errors } = useForm();
  const [adding, setAdding] = useState<Kind>("misunderstood");
  const id = useId();
  const at = "/agent/handoff_criteria";
  const list = listAt(draft, at);
  const own = listAt(draft, "/intents").map((_, index) => textAt(draft, `/intents/${index}/name`));
  return (
    <div className="list-field" data-at={at}>
      {list.length === 0 && <p className="t3 sm">{t("transfer.when.none")}</p>}
      <ol className="order">
        {list.map((_, index) => {
          const one = `${at}/${index}`;
          const kind = kinds.find((name) => valueAt(draft, `${one}/${name}`) !== undefined);
          const error = errors.get(one);
          return (
            <li key={index} className="order-item" data-at={one}>
              <div className="grow">
                {kind === "intent" && <SelectField at={`${one}/intent`} label={t("transfer.when.intent")} options={[...builtInIntents, ...own].map((value) => ({ value, label: intentWords(value, t) }))} />}
                {kind === "words" && <PhrasesPair at={`${one}/words`} label={t("transfer.when.words")} rows={2} />}
                {kind === "misunderstood" && <NumberField at={`${one}/misunderstood`} label={t("transfer.when.misunderstood")} unit={t("unit.times")} min={1} max={20} step={1} />}
                {kind === "sentiment_below" && <NumberField at={`${one}/sentiment_below`} label={t("transfer.when.sentiment_below")} hint={t("transfer.when.sentiment.hint")} min={-1} max={0} step={0.1} />}
                {kind === "complex_request" && <p className="b sm">{t("transfer.when.complex_request")}</p>}
                {error !== undefined && <p className="errm xs danger-t">{error}</p>}
              </div>
              <ItemTools at={at} index={index} count={list.length} name={kind === undefined ? String(index + 1) : t(`transfer.when.${kind}`)} />
            </li>
          );
        })}
      </ol>
      {!readOnly && (
        <div className="row wrap mt2">
          <label htmlFor={id} className="sr">
            {t("transfer.when.kind")}
          </label>
          <span className="inp">
            <select id={id} value={adding} onChange={(event) => setAdding(kinds.find((one) => one === event.target.value) ?? "intent")}>
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`transfer.when.${kind}`)}
                </option>
              ))}
            </select>
          </span>
          <button type="button" className="btn" onClick={() => set(at, [...list, fresh[adding]])}>
            <Plus className="i" aria-hidden="true" />
            {t("transfer.when.add")}
          </button>
        </div>
      )}
    </div>
  );
}
