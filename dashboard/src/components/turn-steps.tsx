/** Why a turn went as it did, step by step. Brings its own texts: most pages never show it. */
import type { TurnTrace } from "@zvon/contract/turn-trace.ts";
import { fieldName, fieldValue } from "../lib/field-name.ts";
import { intentWords } from "../lib/intent-words.ts";
import { MoreMessages, useI18n } from "../lib/i18n.tsx";
import { stepWords } from "../lib/trace-words.ts";
import { flowEn } from "../locales/editor/flow-en.ts";
import { flowRu } from "../locales/editor/flow-ru.ts";
import { tryingEn } from "../locales/editor/trying-en.ts";
import { tryingRu } from "../locales/editor/trying-ru.ts";

const tables = { ru: { ...flowRu, ...tryingRu }, en: { ...flowEn, ...tryingEn } };

export const TurnSteps = ({ trace, whole = false, came = {} }: { trace: TurnTrace; /** With the intents and fields, where nothing else shows them. */ whole?: boolean; /** What tools answered, in words. */ came?: Readonly<Record<string, string>> }) => (
  <MoreMessages tables={tables}>
    <Steps trace={trace} whole={whole} came={came} />
  </MoreMessages>
);

function Steps({ trace, whole, came }: { trace: TurnTrace; whole: boolean; came: Readonly<Record<string, string>> }) {
  const { t, format } = useI18n();
  const fields = Object.entries(trace.fields);
  return (
    <div className="turn-steps xs t3">
      {whole && trace.intents.length > 0 && <p>{trace.intents.slice(0, 3).map((one) => t("chat.intent", { intent: intentWords(one.name, t), confidence: format.number(one.confidence, 2) })).join("; ")}</p>}
      {whole && fields.length > 0 && <p>{t("chat.fields", { fields: fields.map(([name, value]) => `${fieldName(t, name)}: ${fieldValue(t, format, value)}`).join(", ") })}</p>}
      <ol>
        {trace.steps.map((step, index) => (
          <li key={index}>{stepWords(step, t, came)}</li>
        ))}
      </ol>
    </div>
  );
}
