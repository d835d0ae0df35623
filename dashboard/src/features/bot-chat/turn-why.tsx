/** One turn explained: what was heard, where it led, what was done, in words and in the order it happened. */
import { ChevronDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { ToChat } from "@zvon/contract/chat.ts";
import type { TraceStep } from "@zvon/contract/turn-trace.ts";
import { TurnSteps } from "../../components/turn-steps.tsx";
import { choiceLabels } from "../../lib/field-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { intentWords } from "../../lib/intent-words.ts";
import { scrollInPane } from "../../lib/scroll-in-pane.ts";
import { calendarAnswer, columnsShown, toolReason } from "../../lib/tool-reason.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { stepWords, toolWords, valuesInWords } from "../../lib/trace-words.ts";

type Turn = Extract<ToChat, { type: "turn" }>;

const understood: ReadonlySet<string> = new Set(["refused_field", "took_part", "doubted_field", "corrected_field", "not_heard", "busy", "repeat", "wait", "language"] satisfies TraceStep["code"][]);

/** Under what the caller said: the intent and how sure it is, and the fields that were taken. */
export function WhatWasMeant({ turn }: { turn: Turn }) {
  const { t, format, language } = useI18n();
  const { config } = useDraft();
  const labels = choiceLabels(config, language);
  const { trace } = turn;
  if (trace === null) return null;
  const [best] = trace.intents;
  const intent = best ?? (turn.intent === null ? undefined : { name: turn.intent, confidence: null });
  // A turn that a transfer ended is explained from there on: nothing was to be understood any more.
  const later = trace.steps[0]?.code === "transfer_finished";
  const fields = Object.entries(trace.fields);
  // A closed day, half of a time or a noise is understood, though no intent stands behind it.
  const taken = fields.length > 0 ? undefined : trace.steps.find(({ code }) => understood.has(code));
  return (
    <div className="bc-why c xs t3">
      {intent === undefined && taken !== undefined && <p>{stepWords(taken, t)}</p>}
      {(intent !== undefined || (fields.length === 0 && !later && taken === undefined)) && <p>{intent === undefined ? t("chat.noIntent") : intent.confidence === null ? t("chat.intentAlone", { intent: intentWords(intent.name, t) }) : t("chat.intent", { intent: intentWords(intent.name, t), confidence: format.number(intent.confidence, 2) })}</p>}
      {fields.length > 0 && <p>{t("chat.fields", { fields: valuesInWords(trace.fields, t, format, labels) })}</p>}
    </div>
  );
}

/** Under what the bot said: the way through the flow, tools, time; the steps on demand. */
export function TurnWhy({ turn }: { turn: Turn }) {
  const { t, format, language } = useI18n();
  const { config } = useDraft();
  const labels = choiceLabels(config, language);
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The reasons of the last answer open below the edge of the pane.
    if (open && whole.current !== null) scrollInPane(whole.current, "nearest");
  }, [open]);
  const { trace, tools } = turn;
  const came = Object.fromEntries(tools.flatMap(({ name, value }) => {
    const answer = calendarAnswer(value, t);
    return answer === null ? [] : [[name, answer]];
  }));
  const moved = trace !== null && trace.stateBefore !== null && trace.stateBefore !== trace.stateAfter;
  return (
    <div className="bc-why b xs t3" ref={whole} data-testid="turn-why">
      <p>
        <span className="mono">{moved ? `${trace.stateBefore} → ${trace.stateAfter ?? ""}` : (turn.state ?? "")}</span>{" "}
        {turn.tookMs >= 1 && <span className="num">{format.millis(turn.tookMs)} </span>}
        {trace !== null && trace.steps.length > 0 && (
          <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="why">
            {t("chat.why")}
            <ChevronDown className={open ? "i s up" : "i s"} aria-hidden="true" />
          </button>
        )}
      </p>
      {tools.map((tool, index) => {
        const answer = calendarAnswer(tool.value, t);
        const columns = columnsShown(tool.value ?? {}, format);
        return (
          <p key={index} className={tool.status === "ok" ? "" : "warn-t"}>
            {toolWords(tool.name, t)} {answer === null ? t(`chat.tool.${tool.status}`) : `— ${answer}:`} {valuesInWords(tool.arguments, t, format, labels)}
            {open && Object.keys(columns).length > 0 && <> → {valuesInWords(columns, t, format, labels)}</>}
            {tool.pretended === true && <> · {t("chat.tool.pretended")}</>}
            {answer === null && tool.reason !== undefined && <> ({toolReason(tool.reason, t, format)})</>}
          </p>
        );
      })}
      {trace !== null && trace.steps.some(({ code }) => code === "transfer" || code === "transfer_finished") && <p data-testid="nobody-called">{t("chat.nobodyCalled")}</p>}
      {open && trace !== null && <TurnSteps trace={trace} came={came} />}
    </div>
  );
}
