/** The pause before an answer as a stacked bar: always end of speech, recognition, decision, voice, at one scale a page. */
import type { Message } from "@zvon/contract/api.ts";
import { useI18n } from "../lib/i18n.tsx";

export type Timings = NonNullable<Message["timings"]>;

/** Width of one second of pause, px. */
const pxPerSecond = 90;
/** A pause above these is felt as slow, ms. */
const warnMs = 1400;
const dangerMs = 2500;

export const stages = [
  { key: "endpoint", of: (timings: Timings) => timings.endpointMs, className: "e" },
  { key: "stt", of: (timings: Timings) => timings.sttMs, className: "s" },
  { key: "decision", of: (timings: Timings) => timings.decisionMs, className: "m" },
  { key: "tts", of: (timings: Timings) => timings.ttsMs, className: "t" },
] as const;

/** What a language model took of the decision; null when none was asked. */
export function modelOf({ llmFirstTokenMs, llmSegmentMs }: Timings): { firstMs: number | null; segmentMs: number | null } | null {
  const [firstMs, segmentMs] = [llmFirstTokenMs ?? null, llmSegmentMs ?? null];
  return firstMs === null && segmentMs === null ? null : { firstMs, segmentMs };
}

export const pauseTone = (ms: number): string => (ms > dangerMs ? "danger-t" : ms > warnMs ? "warn-t" : "t2");

export function StageBar({ timings }: { timings: Timings }) {
  const { t, format } = useI18n();
  const whole = t("stage.summary", {
    total: format.latency(timings.firstAudioMs),
    endpoint: format.millis(timings.endpointMs),
    stt: format.millis(timings.sttMs),
    decision: format.millis(timings.decisionMs),
    tts: format.millis(timings.ttsMs),
  });
  const model = modelOf(timings);
  const summary = model === null ? whole : `${whole}. ${t("stage.model", { first: format.millis(model.firstMs), segment: format.millis(model.segmentMs) })}`;
  return (
    <span className="row nw" style={{ gap: 7 }} title={summary} data-testid="turn-timing">
      <span className="lat" role="img" aria-label={summary}>
        {stages.map((stage) => (
          <i key={stage.key} className={stage.className} style={{ width: Math.max(stage.of(timings) > 0 ? 2 : 0, (Math.min(stage.of(timings), 4000) / 1000) * pxPerSecond) }} />
        ))}
      </span>
      <span className={`num xs ${pauseTone(timings.firstAudioMs)}`}>{format.latency(timings.firstAudioMs)}</span>
    </span>
  );
}

export function StageLegend() {
  const { t } = useI18n();
  return (
    <ul className="row wrap xs t2 stage-legend" aria-label={t("stage.legend")}>
      {stages.map((stage) => (
        <li key={stage.key} className="row g1 nw">
          <i className={`lg ${stage.className}`} /> {t(`stage.${stage.key}`)}
        </li>
      ))}
    </ul>
  );
}
