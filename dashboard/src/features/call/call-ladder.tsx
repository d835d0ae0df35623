/** The signalling of a call by telephone, as a ladder between us and the other side. Open where the call did not come about. */
import type { CallDetail } from "@zvon/contract/call-detail.ts";
import { MoveLeft, MoveRight } from "lucide-react";
import { useI18n } from "../../lib/i18n.tsx";

export function CallLadder({ call }: { call: CallDetail }) {
  const { t, format, language } = useI18n();
  const [first] = call.ladder;
  if (first === undefined) return null;
  const began = first.at;
  return (
    <section className="sec" data-testid="ladder">
      <h2>{t("call.ladder")}</h2>
      <details open={call.status === "ended" && call.answeredAt === null}>
        <summary className="sm link">{t("call.ladder.show")}</summary>
        <p className="ladder-sides xs t3">
          <span>{t("call.ladder.us")}</span>
          <span>{t("call.ladder.them")}</span>
        </p>
        <ol className="ladder">
          {call.ladder.map((step, index) => {
            const Arrow = step.from === "us" ? MoveRight : MoveLeft;
            const message = step.message === "final" ? (step.code === null ? "—" : String(step.code)) : step.message;
            return (
              <li key={index} data-from={step.from} title={step.at === null ? undefined : format.exact(step.at)}>
                <span className="ladder-line">
                  <span className="mono xs b">{message}</span>
                  <Arrow className="i s" aria-label={t(step.from === "us" ? "call.ladder.fromUs" : "call.ladder.fromThem")} />
                </span>
                <span className="sm">{step.words[language]}</span>
                <span className="num xs t3">{step.at === null || began === null ? "" : index === 0 ? format.time(step.at) : `+${format.latency(step.at - began)}`}</span>
              </li>
            );
          })}
        </ol>
      </details>
    </section>
  );
}
