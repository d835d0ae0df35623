import { FieldList } from "../../components/field-list.tsx";
import { OutcomeBadge } from "../../components/call-labels.tsx";
import { modelOf, pauseTone, stages } from "../../components/stage-bar.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import type { LiveCall } from "../../lib/live-call.ts";
import { medianPause } from "../../lib/transcript-model.ts";
import type { Line } from "../../lib/transcript-model.ts";

/** Timings of the last answer, the conversation in numbers, what was collected, the result. */
export function Figures({ lines, live }: { lines: readonly Line[]; live: LiveCall }) {
  const { t, format } = useI18n();
  const messages = lines.map((line) => line.message);
  const timings = messages.findLast((message) => message.timings !== null)?.timings ?? null;
  const longest = timings === null ? 1 : Math.max(1, ...stages.map((stage) => stage.of(timings)));
  const model = timings === null ? null : modelOf(timings);
  const unclear = messages.filter((message) => message.verdict === "rejected").length;
  return (
    <aside className="rt" aria-label={t("test.thisCall")}>
      {live.call?.status === "ended" && (
        <section className="sec">
          <h2>{t("test.result")}</h2>
          <OutcomeBadge outcome={live.call.outcome} />
          {live.call.endReason !== null && (
            <p className="sm mt2" data-testid="end-reason" data-reason={live.call.endReason}>
              <span className="b">{t(`end.${live.call.endReason}`)}. </span>
              <span className="t2">{t(`endText.${live.call.endReason}`)}</span>
            </p>
          )}
        </section>
      )}
      <section className="sec">
        <h2>{t("test.lastAnswer")}</h2>
        {timings === null ? (
          <p className="sm t3">{t("test.lastAnswer.none")}</p>
        ) : (
          <>
            <dl className="stg" data-testid="last-answer">
              {stages.map((stage) => (
                <div key={stage.key} className="stg-row">
                  <dt className="row">
                    <i className={`lg ${stage.className}`} aria-hidden="true" />
                    {t(`stage.${stage.key}`)}
                  </dt>
                  <dd className="stg-bar" aria-hidden="true">
                    <i className={`lg ${stage.className}`} style={{ width: `${(stage.of(timings) / longest) * 100}%` }} />
                  </dd>
                  <dd className="num">{format.millis(stage.of(timings))}</dd>
                </div>
              ))}
            </dl>
            {model !== null && (
              <dl className="kv mt2">
                <dt>{t("stage.llmFirst")}</dt>
                <dd className="num nw">{format.millis(model.firstMs)}</dd>
                <dt>{t("stage.llmSegment")}</dt>
                <dd className="num nw">{format.millis(model.segmentMs)}</dd>
              </dl>
            )}
            <p className="row between sm mt3">
              <span className="t3">{t("stage.total")}</span>
              <b className={`b num ${pauseTone(timings.firstAudioMs)}`}>{format.latency(timings.firstAudioMs)}</b>
            </p>
          </>
        )}
      </section>
      <section className="sec">
        <h2>{t("test.thisCall")}</h2>
        <dl className="kv">
          <dt>{t("call.medianPause")}</dt>
          <dd className="num">{format.latency(medianPause(messages))}</dd>
          <dt>{t("test.notUnderstood")}</dt>
          <dd className="num">{t("test.times", { count: unclear })}</dd>
          <dt>{t("call.interruptions")}</dt>
          <dd className="num">{format.number(messages.filter((message) => message.who === "bot" && message.interrupted).length)}</dd>
        </dl>
      </section>
      <section className="sec">
        <h2>{t("test.fields")}</h2>
        <FieldList fields={live.call?.fields ?? {}} empty={t("test.fields.none")} />
      </section>
    </aside>
  );
}
