import { NumberField, SelectField, SwitchField, TextField, useForm } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { textAt, valueAt, withValue } from "../../lib/pointer.ts";
import { vendorName } from "../../lib/vendor-names.ts";
import { useOffer, useProviders } from "./catalogue.ts";
import { KeyHint } from "./speech-section.tsx";

const fresh = { provider: "yandex", model: "yandexgpt", fallback_model: null, fallback_provider: null, temperature: 0.2, max_tokens: 300, streaming: "auto", first_token_timeout_ms: 1000, speculate: true, mask_personal_data: false };

/** The language model that leads those states of the flow that are its own. */
export function ModelSection() {
  const { t } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const llm = valueAt(draft, "/llm");
  const on = llm !== null && llm !== undefined;
  const provider = textAt(draft, "/llm/provider");
  const fallback = textAt(draft, "/llm/fallback_provider") || provider;
  const providers = useProviders("llm");
  const models = useOffer("llm", provider).models;
  const fallbackModels = useOffer("llm", fallback).models;
  const options = providers.map((one) => ({ value: one.provider, label: vendorName(t, one.provider) }));
  const error = errors.get("/llm");
  return (
    <section className="card sect" aria-labelledby="model">
      <h2 id="model">{t("model.title")}</h2>
      <label className="switch-field" data-at="/llm">
        <input type="checkbox" role="switch" checked={on} disabled={readOnly} onChange={(event) => set("/llm", event.target.checked ? fresh : null)} data-testid="use-model" />
        <span>
          {t("model.use")}
          <span className="hint">{t("model.use.hint")}</span>
        </span>
      </label>
      {error !== undefined && <p className="danger-t xs">{error}</p>}
      {on && (
        <>
          <div className="fields">
            <SelectField at="/llm/provider" label={t("model.provider")} options={options} onChange={(value) => set("/llm", withValue(withValue(llm, "/provider", value), "/model", ""))} hint={<KeyHint choice={providers.find((one) => one.provider === provider)} />} />
            <TextField at="/llm/model" label={t("model.name")} suggestions={models.map((value) => ({ value }))} hint={provider === "yandex" ? t("model.name.yandex") : undefined} />
            <SelectField at="/llm/fallback_provider" label={t("model.fallbackProvider")} options={[{ value: "", label: t("model.fallbackProvider.same") }, ...options]} onChange={(value) => set("/llm/fallback_provider", value === "" ? null : value)} hint={<KeyHint choice={providers.find((one) => one.provider === fallback)} />} />
            <TextField at="/llm/fallback_model" label={t("model.fallback")} empty={null} suggestions={fallbackModels.map((value) => ({ value }))} hint={t("model.fallback.hint")} />
            <NumberField at="/llm/temperature" label={t("model.temperature")} min={0} max={1} step={0.1} hint={t("model.temperature.hint")} />
            <NumberField at="/llm/max_tokens" label={t("model.maxTokens")} min={16} max={4000} step={10} hint={t("model.maxTokens.hint")} />
            <NumberField at="/llm/first_token_timeout_ms" label={t("model.firstToken")} unit={t("unit.ms")} min={200} max={20_000} step={100} hint={t("model.firstToken.hint")} />
            <SelectField at="/llm/streaming" label={t("model.streaming")} options={[{ value: "auto", label: t("model.streaming.auto") }, { value: "never", label: t("model.streaming.never") }]} />
          </div>
          <SwitchField at="/llm/speculate" label={t("model.speculate")} hint={t("model.speculate.hint")} />
        </>
      )}
    </section>
  );
}
