import type { VendorInfo, VendorTest } from "@zvon/contract/api.ts";
import type { VendorAccess } from "@zvon/contract/speech.ts";
import { CircleAlert, CircleCheck, LoaderCircle, Zap } from "lucide-react";
import { useState } from "react";
import { ApiError } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useApi } from "../../lib/session.tsx";
import { vendorFaultKey } from "../../lib/vendor-faults.ts";
import { vendorName } from "../../lib/vendor-names.ts";

export type TestState = { kind: "idle" } | { kind: "trying" } | { kind: "told"; test: VendorTest } | { kind: "failed"; error: ApiError };

/** @param access what stands in the form; the stored key when left out. @returns the faults of addresses by field, if there are. */
export function useKeyTest(vendor: VendorInfo["vendor"]) {
  const api = useApi();
  const { language } = useI18n();
  const [state, setState] = useState<TestState>({ kind: "idle" });
  const run = async (access?: VendorAccess) => {
    setState({ kind: "trying" });
    try {
      setState({ kind: "told", test: await api.testVendor(vendor, language, access) });
    } catch (error) {
      setState({ kind: "failed", error: error instanceof ApiError ? error : new ApiError("unexpected", 0, null, { cause: error }) });
    }
  };
  return { state, run, forget: () => setState({ kind: "idle" }) };
}

/** The stored key, tried. */
export function KeyTest({ vendor }: { vendor: VendorInfo }) {
  const { t } = useI18n();
  const { state, run } = useKeyTest(vendor.vendor);
  return (
    <>
      <TestButton trying={state.kind === "trying"} label={`${t("vendors.test")}: ${vendorName(t, vendor.vendor)}`} onClick={() => void run()} />
      <TestResult state={state} />
    </>
  );
}

export function TestButton({ trying, label, disabled = false, onClick }: { trying: boolean; label: string; disabled?: boolean; onClick: () => void }) {
  const { t } = useI18n();
  return (
    <button type="button" className="btn" onClick={onClick} disabled={trying || disabled} aria-label={label} data-testid="test-key">
      {trying ? <LoaderCircle className="i turning" aria-hidden="true" /> : <Zap className="i" aria-hidden="true" />}
      {t(trying ? "vendors.testing" : "vendors.test")}
    </button>
  );
}

/** What came of it: a line for each kind of work, and what to do. */
export function TestResult({ state }: { state: TestState }) {
  const { t, format } = useI18n();
  if (state.kind === "idle" || state.kind === "trying") return <span role="status" className="sr" />;
  if (state.kind === "failed") {
    return (
      <p className="note er sm test-result" role="alert" data-testid="test-result" data-ok="false">
        <CircleAlert className="i" aria-hidden="true" />
        {state.error.problem?.code === "address_not_allowed" ? t("vendorFault.private_address") : t(`error.${state.error.fault}`)}
      </p>
    );
  }
  const { test } = state;
  const lines = test.checks.length === 0 ? [{ ...test, kind: null }] : test.checks;
  return (
    <div className={`note ${test.ok ? "ok" : "er"} sm test-result`} role={test.ok ? "status" : "alert"} data-testid="test-result" data-ok={test.ok} data-code={test.code ?? ""}>
      <ul className="col grow" style={{ gap: 6 }}>
        {lines.map((line) => (
          <li key={line.kind ?? "all"} className="row" style={{ alignItems: "flex-start" }}>
            {line.ok ? <CircleCheck className="i ok-t" aria-hidden="true" /> : <CircleAlert className="i danger-t" aria-hidden="true" />}
            <span className="grow">
              {line.kind !== null && <b className="b first-up">{t(`kind.${line.kind}`)}: </b>}
              {line.ok ? t("vendors.test.ok", { took: format.latency(line.tookMs) }) : t(vendorFaultKey(line.code))}
              {!line.ok && line.detail !== "" && <span className="xs t3 under" lang="en">{line.detail}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
