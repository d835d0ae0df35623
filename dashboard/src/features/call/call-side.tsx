import type { Call } from "@zvon/contract/api.ts";
import type { CallDetail } from "@zvon/contract/call-detail.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { CallResult, OutcomeBadge } from "../../components/call-labels.tsx";
import { FieldList } from "../../components/field-list.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { vendorName } from "../../lib/vendor-names.ts";
import { CallLadder } from "./call-ladder.tsx";

/** As the media node writes it, of a browser that hangs up. */
const leftInBrowser = "hung up in the browser";

/** What came of the call and why it ended, beside the conversation. */
export function CallSide({ call }: { call: CallDetail }) {
  const { t, format, language } = useI18n();
  const counters = Object.entries(call.media);
  const cause = call.cause === null ? null : [call.cause.sip === null ? null : `SIP ${call.cause.sip}`, call.cause.q850 === null ? null : `Q.850 ${call.cause.q850}`, call.cause.text === "" ? null : call.cause.text === leftInBrowser ? t("call.cause.browser") : call.cause.text].filter((part) => part !== null).join(", ");
  const ended = call.endReason === null ? "" : t(`end.${call.endReason}`);
  // Often the sentence says no more than the name of the reason.
  const why = call.endReason === null ? "" : (call.why?.[language] ?? t(`endText.${call.endReason}`));
  return (
    <aside className="rgt" aria-label={t("call.outcome")}>
      <section className="sec">
        <h2>{t("call.outcome")}</h2>
        <div className="row wrap">{call.status === "ended" ? <OutcomeBadge outcome={call.outcome} /> : <CallResult call={call} />}</div>
        {call.endReason !== null && (
          <p className="sm mt3" data-testid="end-reason" data-reason={call.endReason}>
            {why !== `${ended}.` && <span className="b">{ended}. </span>}
            <span className="t2" data-testid="why-ended">{why}</span>
          </p>
        )}
        {call.talk !== undefined && (
          <p className="sm mt2" data-testid="call-talk">
            {t("call.talk", { to: call.talk.to.startsWith("operator:") ? t("call.talk.operator") : format.phone(call.talk.to) })}: <span className="num">{call.talk.ms === null ? t("call.talk.on") : call.talk.ms === 0 ? t("call.talk.none") : format.duration(call.talk.ms)}</span>
          </p>
        )}
        {(call.takeOvers ?? []).map(({ by, from, to }) => (
          <p key={from} className="sm mt2" data-testid="take-over-record">
            {t("call.takenOver", { name: by.name ?? t("live.byKey"), from: format.time(from), length: format.duration(to - from) })}
          </p>
        ))}
        {(call.answeredBy ?? null) !== null && (
          <p className="sm mt2" data-testid="answered-by">
            {t("call.answeredBy")}: {t(`answeredBy.${call.answeredBy ?? "unknown"}`)}
          </p>
        )}
      </section>
      <CallLadder call={call} />
      <AnalysisSection call={call} />
      <section className="sec">
        <h2>{t("call.fields")}</h2>
        <FieldList fields={call.fields} empty={t("call.fields.none")} />
      </section>
      {call.status === "ended" && (
        <section className="sec">
          <h2>{t("call.usage")}</h2>
          <dl className="kv">
            <dt>{t("call.usage.media")}</dt>
            <dd className="num">{format.duration(call.usage.mediaMs)}</dd>
            <dt>{t("call.usage.stt")}</dt>
            <dd className="num">{format.duration(call.usage.sttMs)}</dd>
            <dt>{t("call.usage.tts")}</dt>
            <dd className="num">{t("call.usage.chars", { count: call.usage.ttsChars })}</dd>
          </dl>
          <VendorUsage lines={call.usage.vendors ?? []} />
        </section>
      )}
      <section className="sec">
        <h2>{t("call.technical")}</h2>
        <dl className="kv">
          <dt>{t("call.language")}</dt>
          <dd>{t(`language.${call.language}`)}</dd>
          {call.state !== null && (
            <>
              <dt>{t("call.state")}</dt>
              <dd className="mono">{call.state}</dd>
            </>
          )}
          {cause !== null && cause !== "" && (
            <>
              <dt>{t("call.cause")}</dt>
              <dd>{cause}</dd>
            </>
          )}
          {call.detail !== null && call.detail !== "" && (
            <>
              <dt>{t("call.detail")}</dt>
              <dd>{call.detail}</dd>
            </>
          )}
          <dt>{t("call.id")}</dt>
          <dd>
            <CopyId id={call.id} />
          </dd>
        </dl>
        {counters.length > 0 && (
          <details className="mt3">
            <summary className="sm link">{t("call.media")}</summary>
            <dl className="kv mt2">
              {counters.map(([name, value]) => (
                <div key={name} className="kv-row">
                  <dt className="mono">{name}</dt>
                  <dd className="num">{format.number(value, Number.isInteger(value) ? 0 : 1)}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </section>
    </aside>
  );
}

/** Told after the call: in a sentence or two, in what mood, whether it came to what was wanted. */
function AnalysisSection({ call }: { call: Call }) {
  const { t } = useI18n();
  const analysis = call.analysis ?? null;
  if (call.status !== "ended" || call.analysis === undefined) return null;
  if (analysis === null) {
    return (
      <section className="sec">
        <h2>{t("call.analysis")}</h2>
        <p className="sm t2">{t("call.analysis.soon")}</p>
      </section>
    );
  }
  const mood = analysis.sentiment > 0.2 ? "good" : analysis.sentiment < -0.2 ? "bad" : "calm";
  const data = Object.entries(analysis.data ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)] as const]));
  return (
    <section className="sec" data-testid="analysis" data-by={analysis.by}>
      <h2>{t("call.analysis")}</h2>
      {analysis.summary !== "" && <p className="sm">{analysis.summary}</p>}
      <dl className="kv mt2">
        {analysis.success !== null && (
          <>
            <dt>{t("call.analysis.success")}</dt>
            <dd>{t(analysis.success ? "call.analysis.reached" : "call.analysis.missed")}</dd>
          </>
        )}
        <dt>{t("call.analysis.mood")}</dt>
        <dd>{t(`call.analysis.mood.${mood}`)}</dd>
        {data.map(([name, value]) => (
          <div key={name} className="kv-row">
            <dt className="mono">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="xs t3 mt2">{t(`call.analysis.by.${analysis.by}`)}</p>
    </section>
  );
}

/** What each vendor will bill, as the vendor counts it. */
function VendorUsage({ lines }: { lines: readonly UsageLine[] }) {
  const { t, format } = useI18n();
  const used = lines.filter((line) => line.amount > 0);
  if (used.length === 0) return null;
  const said = ({ unit, amount }: UsageLine): string => {
    if (unit === "audio_ms" || unit === "connection_ms" || unit === "output_ms") return t(`call.usage.${unit}`, { value: format.latency(amount) });
    return t(unit === "chars" ? "call.usage.charsUnit" : `call.usage.${unit}`, { count: amount });
  };
  const groups = Map.groupBy(used, (line) => `${line.kind} ${line.provider} ${line.model}`);
  return (
    <>
      <h3 className="sm t3 mt3">{t("call.usage.vendors")}</h3>
      <ul className="usage" data-testid="vendor-usage">
        {[...groups].map(([key, [first, ...rest]]) =>
          first === undefined ? null : (
            <li key={key} className="sm" data-provider={first.provider}>
              <span className="b">{vendorName(t, first.provider)}</span> <span className="t3">{t(`kind.${first.kind}`)}</span>
              {first.model !== "" && <span className="mono xs t3"> {first.model}</span>}
              <span className="num under">{[first, ...rest].map(said).join(", ")}</span>
            </li>
          ),
        )}
      </ul>
    </>
  );
}

function CopyId({ id }: { id: string }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(id).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <button type="button" className="copy mono" onClick={copy} title={t(copied ? "call.copied" : "call.copyId")} aria-label={`${id}, ${t(copied ? "call.copied" : "call.copyId")}`}>
      <span className="ell">
        {id.slice(0, 9)}…{id.slice(-6)}
      </span>
      {copied ? <Check className="i s" aria-hidden="true" /> : <Copy className="i s" aria-hidden="true" />}
    </button>
  );
}
