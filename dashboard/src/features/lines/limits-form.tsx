/** Where the organization may call, what that may cost, and how long a call may last. */
import { countrySchema, usualMinutePrice } from "@zvon/contract/limits-api.ts";
import type { LimitsRecord } from "@zvon/contract/limits-api.ts";
import { nanoPerUnit } from "@zvon/contract/money.ts";
import { NumberField, PhrasesField, SelectField, SwitchField } from "../../components/form.tsx";
import { Failed, Skeleton } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { useLinesClient } from "../../lib/lines-client.ts";
import { useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { MoneyField } from "./money-field.tsx";
import { RecordFormFrame, useRecordForm } from "./record-form.tsx";

export function LimitsForm() {
  const client = useLinesClient();
  const loaded = useLoaded("limits", (signal) => client.limits(signal));
  if (loaded.data === null) return loaded.error === null ? <Skeleton rows={5} height={64} /> : <Failed error={loaded.error} onRetry={loaded.reload} />;
  return <Editor limits={loaded.data} />;
}

function Editor({ limits: { plan, spent, unpriced, countedMinutePrice, ...own } }: { limits: LimitsRecord }) {
  const { t, language } = useI18n();
  const client = useLinesClient();
  const readOnly = !useMayEdit("keys");
  const form = useRecordForm(own);
  const countries = new Intl.DisplayNames(language, { type: "region" });
  const money = (nano: number) => new Intl.NumberFormat(language, { style: "currency", currency: own.spend.currency, currencyDisplay: "narrowSymbol" }).format(nano / nanoPerUnit);
  return (
    <RecordFormFrame form={form} readOnly={readOnly} fresh={false} onSave={() => void form.save((draft) => client.changeLimits(draft).then(() => undefined))}>
      <section className="card sect" aria-labelledby="lim-now">
        <h2 id="lim-now">{t("limits.now")}</h2>
        <dl className="ln-facts">
          <div>
            <dt>{t("limits.live")}</dt>
            <dd className="num">{t("limits.of", { count: spent.liveCalls, most: plan.concurrentCalls })}</dd>
          </div>
          <div>
            <dt>{t("limits.rate")}</dt>
            <dd className="num">{t("limits.aMinute", { count: plan.callsPerMinute })}</dd>
          </div>
          <div>
            <dt>{t("limits.today")}</dt>
            <dd className="num">{money(spent.day)}</dd>
          </div>
          <div>
            <dt>{t("limits.month")}</dt>
            <dd className="num">{money(spent.month)}</dd>
          </div>
        </dl>
      </section>
      <section className="card sect" aria-labelledby="lim-where">
        <h2 id="lim-where">{t("limits.where")}</h2>
        <p className="t2 sm">{t("limits.where.lead")}</p>
        <div className="fields">
          <SelectField at="/destinations/country" label={t("limits.country")} hint={t("limits.country.hint")} options={countrySchema.options.map((value) => ({ value, label: countries.of(value) ?? value }))} />
          <PhrasesField at="/destinations/allow" label={t("limits.allow")} hint={t("limits.allow.hint")} rows={3} />
          <PhrasesField at="/destinations/deny" label={t("limits.deny")} hint={t("limits.deny.hint")} rows={3} />
        </div>
        <SwitchField at="/destinations/premium" label={t("limits.premium")} hint={t("limits.premium.hint")} />
      </section>
      <section className="card sect" aria-labelledby="lim-spend">
        <h2 id="lim-spend">{t("limits.spend")}</h2>
        <p className="t2 sm">{t("limits.spend.lead")}</p>
        {unpriced.length > 0 && (
          <p className="note mt3" role="status" data-testid="limits-unpriced">
            {t("limits.unpriced", { names: new Intl.ListFormat(language).format(unpriced.map(({ name }) => (language === "ru" ? `«${name}»` : `“${name}”`))), price: money(countedMinutePrice) })}
          </p>
        )}
        <div className="fields">
          <MoneyField at="/spend/perDay" label={t("limits.perDay")} unit={own.spend.currency} />
          <MoneyField at="/spend/perMonth" label={t("limits.perMonth")} unit={own.spend.currency} />
          <MoneyField at="/spend/perCall" label={t("limits.perCall")} unit={own.spend.currency} />
          <MoneyField at="/spend/unknownMinutePrice" label={t("limits.unknownPrice")} hint={t("limits.unknownPrice.hint")} unit={own.spend.currency} usual={usualMinutePrice[own.spend.currency]} />
          <NumberField at="/maxCallMinutes" label={t("limits.longest")} hint={t("limits.longest.hint")} unit={t("lines.minutes")} min={1} max={60} step={1} empty={null} />
        </div>
      </section>
    </RecordFormFrame>
  );
}
