import type { VendorInfo } from "@zvon/contract/api.ts";
import type { VendorAccess } from "@zvon/contract/speech.ts";
import { CircleAlert } from "lucide-react";
import { useId, useState } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { FieldFrame, describedBy } from "../../components/form.tsx";
import { ApiError } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useHoldBack } from "../../lib/router.tsx";
import { useApi } from "../../lib/session.tsx";
import { vendorName } from "../../lib/vendor-names.ts";
import { TestButton, TestResult, useKeyTest } from "./key-test.tsx";

type Written = { key: string; folder: string; baseUrl: string; proxy: string };
type Faults = Partial<Record<keyof Written, string>>;

/** A key is written whole and never shown again; it can be tried before it is kept. */
export function KeyForm({ vendor, bots, onClose, onChanged }: { vendor: VendorInfo; bots: readonly string[]; onClose: () => void; onChanged: () => void }) {
  const { t, language } = useI18n();
  const api = useApi();
  const [written, setWritten] = useState<Written>({ key: "", folder: vendor.key?.folder ?? "", baseUrl: vendor.key?.baseUrl ?? "", proxy: "" });
  const [faults, setFaults] = useState<Faults>({});
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [saving, setSaving] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [more, setMore] = useState(vendor.key !== null && (vendor.key.baseUrl !== null || vendor.key.proxy !== null));
  const test = useKeyTest(vendor.vendor);
  useHoldBack(written.key !== "" && !saving, t("vendors.leave"));
  const name = vendorName(t, vendor.vendor);
  const needsFolder = vendor.needs.includes("folder");

  const change = (field: keyof Written, value: string) => {
    setWritten({ ...written, [field]: value });
    setFaults({ ...faults, [field]: undefined });
    setFailed(null);
    test.forget();
  };
  /** @returns null when something is missing; it stands at its field then. */
  const access = (): VendorAccess | null => {
    const found: Faults = {};
    const [key, folder, baseUrl, proxy] = [written.key, written.folder, written.baseUrl, written.proxy].map((text) => text.trim());
    if (key === "") found.key = t(vendor.vendor === "compatible" ? "vendors.keyHint.compatible" : "vendors.key.missing");
    if (vendor.needs.includes("baseUrl") && baseUrl === "") found.baseUrl = t("vendors.baseUrl.missing");
    if (baseUrl !== "" && !URL.canParse(baseUrl ?? "")) found.baseUrl = t("vendors.address.wrong");
    if (proxy !== "" && !isProxy(proxy ?? "")) found.proxy = t("vendors.proxy.wrong");
    setFaults(found);
    if (Object.keys(found).length > 0 || key === undefined) return null;
    return { key, ...(folder === "" || folder === undefined ? {} : { folder }), ...(baseUrl === "" || baseUrl === undefined ? {} : { baseUrl }), ...(proxy === "" || proxy === undefined ? {} : { proxy }) };
  };
  const failedWith = (thrown: unknown) => {
    const error = thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown });
    const told = new Map(error.problem?.errors?.map((fault) => [fault.pointer.slice(1), fault.detail]) ?? []);
    // What is missing is told in the reader's language; of an address the page has its own words.
    const sentence = (field: keyof Written, detail: string): string => (error.problem?.code === "address_not_allowed" ? t(field === "proxy" ? "vendors.proxy.inside" : "vendorFault.private_address") : error.problem?.code === "key_incomplete" ? detail : t("form.wrong"));
    setFaults(Object.fromEntries((["key", "folder", "baseUrl", "proxy"] as const).flatMap((field) => (told.has(field) ? [[field, sentence(field, told.get(field) ?? "")]] : []))));
    setFailed(error);
  };
  const run = async (work: () => Promise<void>) => {
    setSaving(true);
    setFailed(null);
    try {
      await work();
      onChanged();
    } catch (error) {
      failedWith(error);
      setSaving(false);
      setDeleting(false);
    }
  };
  const save = () => {
    const given = access();
    if (given !== null) void run(() => api.putVendorKey(vendor.vendor, given, language));
  };

  return (
    <form
      className="key-form"
      noValidate
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Secret label={t("vendors.key.new")} value={written.key} error={faults.key} hint={t(keyHint(vendor.vendor))} onChange={(value) => change("key", value)} autoFocus />
      {needsFolder && <Line label={t(vendor.vendor === "workers_ai" ? "vendors.account" : "vendors.folder")} value={written.folder} error={faults.folder} hint={t(vendor.vendor === "workers_ai" ? "vendors.account.hint" : "vendors.folder.hint")} onChange={(value) => change("folder", value)} testId="vendor-folder" />}
      {vendor.needs.includes("baseUrl") && <Line label={t("vendors.baseUrl")} value={written.baseUrl} error={faults.baseUrl} hint={t("vendors.baseUrl.own")} onChange={(value) => change("baseUrl", value)} testId="vendor-base-url" />}
      <details className="more" open={more} onToggle={(event) => setMore(event.currentTarget.open)}>
        <summary className="sm link">{t(vendor.needs.includes("baseUrl") ? "vendors.proxy" : "vendors.more")}</summary>
        <div className="col mt3" style={{ gap: 14 }}>
          {!vendor.needs.includes("baseUrl") && <Line label={t("vendors.baseUrl")} value={written.baseUrl} error={faults.baseUrl} hint={t("vendors.baseUrl.hint")} onChange={(value) => change("baseUrl", value)} testId="vendor-base-url" />}
          <Line label={t("vendors.proxy")} value={written.proxy} error={faults.proxy} hint={t("vendors.proxy.hint")} onChange={(value) => change("proxy", value)} testId="vendor-proxy" />
        </div>
      </details>
      <p className="xs t3">{t("vendors.whole")}</p>
      {failed !== null && Object.values(faults).every((fault) => fault === undefined) && (
        <p className="note er sm" role="alert">
          <CircleAlert className="i" aria-hidden="true" />
          {failed.problem?.code === "no_keyring" ? t("vendors.noKeyring") : t(`error.${failed.fault}`)}
        </p>
      )}
      <TestResult state={test.state} />
      <div className="row wrap">
        <button type="submit" className="btn pri" disabled={saving} data-testid="save-key">
          {t("vendors.save")}
        </button>
        <TestButton
          trying={test.state.kind === "trying"}
          disabled={saving}
          label={`${t("vendors.test")}: ${name}`}
          onClick={() => {
            const given = access();
            if (given !== null) void test.run(given);
          }}
        />
        <button type="button" className="btn gh" onClick={onClose}>
          {t("common.cancel")}
        </button>
        {vendor.key !== null && (
          <button type="button" className="btn dng-o" style={{ marginLeft: "auto" }} onClick={() => setDeleting(true)} data-testid="delete-key">
            {t("vendors.delete")}
          </button>
        )}
      </div>
      {deleting && (
        <Dialog
          title={t("vendors.delete.title", { vendor: name })}
          onClose={() => setDeleting(false)}
          footer={
            <>
              <button type="button" className="btn" onClick={() => setDeleting(false)}>
                {t("common.cancel")}
              </button>
              <button type="button" className="btn dng" disabled={saving} onClick={() => void run(() => api.deleteVendorKey(vendor.vendor))} data-testid="delete-key-confirm">
                {t("vendors.delete")}
              </button>
            </>
          }
        >
          <p className="t2 mt2">
            {vendor.usedBy.length === 0 ? t("vendors.delete.unused") : t("vendors.delete.used", { bots: bots.join(", ") })} {t(vendor.platform ? "vendors.delete.platform" : "vendors.delete.none")}
          </p>
        </Dialog>
      )}
    </form>
  );
}

const isProxy = (address: string): boolean => /^https?:\/\//i.test(address) && URL.canParse(address);

const keyHint = (vendor: VendorInfo["vendor"]) => (vendor === "yandex" ? "vendors.keyHint.yandex" : vendor === "gigachat" ? "vendors.keyHint.gigachat" : vendor === "compatible" ? "vendors.keyHint.compatible" : "vendors.keyHint.other");

type LineProps = { label: string; value: string; error: string | undefined; hint: string; onChange: (value: string) => void };

function Line({ label, value, error, hint, onChange, testId }: LineProps & { testId: string }) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <span className="inp">
        <input {...describedBy(id, hint, error)} value={value} autoComplete="off" spellCheck={false} onChange={(event) => onChange(event.target.value)} data-testid={testId} />
      </span>
    </FieldFrame>
  );
}

/** Several lines, since a service account's key is JSON; masked like a password, and nobody's password manager is asked. */
function Secret({ label, value, error, hint, onChange, autoFocus }: LineProps & { autoFocus: boolean }) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <textarea {...describedBy(id, hint, error)} className="area secret" rows={2} value={value} autoComplete="off" spellCheck={false} autoFocus={autoFocus} onChange={(event) => onChange(event.target.value)} data-testid="vendor-key" />
    </FieldFrame>
  );
}
