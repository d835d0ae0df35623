import type { VendorHealthList, VendorInfo } from "@zvon/contract/api.ts";
import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { Page } from "../../components/page.tsx";
import { Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { SettingsTabs } from "../../components/settings-tabs.tsx";
import { botName } from "../../lib/bot-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useApi, useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { vendorName } from "../../lib/vendor-names.ts";
import { HealthPanel, HealthWord, worst } from "./health-panel.tsx";
import { KeyForm } from "./key-form.tsx";
import { KeyTest } from "./key-test.tsx";

/** Breakers open and close by themselves. */
const healthEveryMs = 10_000;

/** Whose keys there are, whether they work, and what goes where. */
export function VendorsPage() {
  const { t, language } = useI18n();
  const api = useApi();
  const vendors = useLoaded("vendors", (signal) => api.vendors(signal));
  const health = useLoaded("vendor health", (signal) => api.vendorHealth(signal), healthEveryMs);
  const list = vendors.data?.vendors ?? null;
  useEffect(() => {
    // The address of one vendor: the voice page leads to the one that has no key.
    if (list !== null && location.hash !== "") document.getElementById(`vendor-${location.hash.slice(1)}`)?.scrollIntoView({ block: "start" });
  }, [list !== null]);
  // A vendor that a bot names but nobody has a key for is sent nothing.
  const used = list?.filter((vendor) => vendor.usedBy.length > 0 && (vendor.key !== null || vendor.platform)) ?? [];
  const inOrder = list?.toSorted((a, b) => weight(b) - weight(a)) ?? [];
  const bots = useLoaded("bots", (signal) => api.bots(signal));
  const nameOf = (slug: string) => botName(bots.data?.find((bot) => bot.slug === slug)?.name ?? slug, language);
  return (
    <Page title={t("vendors.title")} heading={t("nav.settings")}>
      <SettingsTabs here="vendors" />
      {vendors.error !== null && vendors.data !== null && vendors.at !== null && <Stale at={vendors.at} />}
      {list === null ? (
        vendors.error === null ? <Skeleton rows={6} height={84} /> : <Failed error={vendors.error} onRetry={vendors.reload} />
      ) : (
        <div className="settings">
          <p className="t2">{t("vendors.lead")}</p>
          <Residency vendors={used} />
          <HealthPanel health={health} />
          <ul className="cards">
            {inOrder.map((vendor) => (
              <VendorCard key={vendor.vendor} vendor={vendor} bots={vendor.usedBy.map(nameOf)} health={health.data} onChanged={vendors.reload} />
            ))}
          </ul>
        </div>
      )}
    </Page>
  );
}

/** What is set up stands first, then what a bot waits for; else the vendors' own order. */
const weight = (vendor: VendorInfo): number => (vendor.key !== null ? 2 : 0) + (vendor.usedBy.length > 0 ? 1 : 0);

/** T8: where callers' data go, by name. */
function Residency({ vendors }: { vendors: readonly VendorInfo[] }) {
  const { t } = useI18n();
  const named = (list: readonly VendorInfo[]) => list.map((vendor) => vendorName(t, vendor.vendor)).join(", ");
  const abroad = vendors.filter((vendor) => vendor.inRussia === false);
  const elsewhere = vendors.filter((vendor) => vendor.inRussia === null);
  const inside = vendors.filter((vendor) => vendor.inRussia === true);
  return (
    <section className={abroad.length > 0 ? "note wr" : "note"} data-testid="residency">
      <div>
        <p className="b">{t("residency.title")}</p>
        {vendors.length === 0 && <p className="t2">{t("residency.none")}</p>}
        {inside.length > 0 && <p className="t2">{t("residency.inside", { vendors: named(inside) })}</p>}
        {elsewhere.length > 0 && <p className="t2">{t("residency.elsewhere", { vendors: named(elsewhere) })}</p>}
        {abroad.length > 0 && <p className="t2">{t("residency.abroad", { vendors: named(abroad) })}</p>}
      </div>
    </section>
  );
}

const sentence = (words: readonly string[]): string => {
  const text = words.join(", ");
  return `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}.`;
};

function VendorCard({ vendor, bots, health, onChanged }: { vendor: VendorInfo; /** By name. */ bots: readonly string[]; health: VendorHealthList | null; onChanged: () => void }) {
  const { t, format } = useI18n();
  const mayEdit = useMayEdit("keys");
  const [editing, setEditing] = useState(false);
  const name = vendorName(t, vendor.vendor);
  const state = worst(health, vendor.vendor);
  return (
    <li className="card vendor" id={`vendor-${vendor.vendor}`} data-testid={`vendor-${vendor.vendor}`}>
      <div className="body">
        <div className="row wrap between">
          <h2 className="sb">{name}</h2>
          <span className="row">
            {state !== null && <HealthWord state={state} />}
            <span className={vendor.key !== null || vendor.platform ? "badge ok" : "badge"} data-testid="key-state">
              <KeyRound className="i" aria-hidden="true" />
              {vendor.key !== null ? t("vendors.key.own") : vendor.platform ? t("vendors.key.platform") : t("vendors.key.none")}
            </span>
          </span>
        </div>
        <p className="t2 sm">
          {sentence(vendor.offers.map((kind) => t(`kind.${kind}`)))} {t("vendors.receives", { what: vendor.receives.map((what) => t(`receives.${what}`)).join(", ") })}{" "}
          {t(vendor.inRussia === null ? "vendors.place.unknown" : vendor.inRussia ? "vendors.place.inside" : "vendors.place.abroad")}
        </p>
        <p className="xs t3 mt1">{vendor.usedBy.length === 0 ? t("vendors.unused") : t("vendors.usedBy", { bots: bots.join(", ") })}</p>
        {vendor.key !== null && (
          <dl className="kv l mt2">
            <dt>{t("vendors.key")}</dt>
            <dd className="num">
              {vendor.key.hint !== "" && <span className="mono">…{vendor.key.hint} </span>}
              <span className="t3" title={format.exact(vendor.key.changedAt)}>
                {t("vendors.changed", { date: format.when(vendor.key.changedAt, Date.now(), t("common.today")) })}
              </span>
            </dd>
            {vendor.key.folder !== null && (
              <>
                <dt>{t(vendor.vendor === "workers_ai" ? "vendors.account" : "vendors.folder")}</dt>
                <dd className="mono">{vendor.key.folder}</dd>
              </>
            )}
            {vendor.key.baseUrl !== null && (
              <>
                <dt>{t("vendors.baseUrl")}</dt>
                <dd className="mono wrap-any">{vendor.key.baseUrl}</dd>
              </>
            )}
            {vendor.key.proxy !== null && (
              <>
                <dt>{t("vendors.proxy")}</dt>
                <dd className="mono wrap-any">{vendor.key.proxy}</dd>
              </>
            )}
          </dl>
        )}
        {mayEdit && !editing && (
          <div className="row wrap mt3">
            <button type="button" className="btn" onClick={() => setEditing(true)} aria-label={`${t(vendor.key === null ? "vendors.add" : "vendors.replace")}: ${name}`} data-testid="edit-key">
              {t(vendor.key === null ? "vendors.add" : "vendors.replace")}
            </button>
            {(vendor.key !== null || vendor.platform) && <KeyTest vendor={vendor} />}
          </div>
        )}
        {editing && (
          <KeyForm
            vendor={vendor}
            bots={bots}
            onClose={() => setEditing(false)}
            onChanged={() => {
              setEditing(false);
              onChanged();
            }}
          />
        )}
      </div>
    </li>
  );
}
