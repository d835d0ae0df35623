/** One state: its name and type, what it says and asks, and the ways out of it in their order. */
import { Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { SelectField, TextField } from "../../components/form.tsx";
import { PairsField, TextPair } from "../../components/text-pair.tsx";
import { fieldName } from "../../lib/field-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, membersAt, textAt, valueAt, withValue } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { flowAt, flowNames, renameState, stateAt, stateTypes, waysThrough, withType } from "./flow-graph.ts";
import type { FlowName, StateType } from "./flow-graph.ts";
import { OutcomeField } from "./outcome-field.tsx";
import { Ways } from "./ways.tsx";

/** @param onRemove takes the state away with its transitions, and offers to bring them back. */
export function StateForm({ flow, name, onRename, onRemove }: { flow: FlowName; name: string; onRename: (name: string) => void; onRemove: (names: readonly string[]) => void }) {
  const { t } = useI18n();
  const { config, replace, readOnly } = useDraft();
  const at = stateAt(flow, name);
  const type = textAt(config, `${at}/type`);
  const start = textAt(config, `${flowAt(flow)}/start`) === name;
  const ways = waysThrough(config, flow, [name]);
  return (
    <div className="fl-form">
      <StateName key={name} flow={flow} name={name} onRename={onRename} />
      <SelectField at={`${at}/type`} label={t("flow.type")} hint={stateTypes.some((one) => one === type) ? t(`flow.type.${type as StateType}.hint`) : undefined} options={stateTypes.filter((one) => one !== "return" || flow !== "").map((value) => ({ value, label: t(`flow.type.${value}`) }))} onChange={(value) => replace(withType(config, flow, name, value as StateType))} />
      <StateFields at={at} type={type} />
      {type !== "end" && type !== "return" && <Ways flow={flow} from={name} />}
      {!readOnly && (
        <div className="row g3 wrap">
          {!start && (
            <button type="button" className="btn" onClick={() => replace(withValue(config, `${flowAt(flow)}/start`, name))}>
              {t("flow.makeStart")}
            </button>
          )}
          <button type="button" className="btn gh danger-t" onClick={() => onRemove([name])} data-testid="remove-state">
            <Trash2 className="i" aria-hidden="true" />
            {ways === 0 ? t("flow.removeState") : t("flow.removeStateWays", { count: ways })}
          </button>
        </div>
      )}
    </div>
  );
}

/** Renamed on leaving the field: every reference follows, and half a name is nobody's. */
function StateName({ flow, name, onRename }: { flow: FlowName; name: string; onRename: (name: string) => void }) {
  const { t } = useI18n();
  const { config, replace, readOnly } = useDraft();
  const [written, setWritten] = useState(name);
  useEffect(() => setWritten(name), [name]);
  const fits = /^[a-z][a-z0-9_]{0,39}$/.test(written);
  const taken = written !== name && valueAt(config, stateAt(flow, written)) !== undefined;
  const error = !fits ? t("form.name") : taken ? t("flow.nameTaken") : null;
  const commit = () => {
    if (error !== null || written === name) return;
    replace(renameState(config, flow, name, written));
    onRename(written);
  };
  return (
    <div className={error === null ? "field" : "field err"} data-at={stateAt(flow, name)}>
      <label htmlFor="state-name">{t("flow.name")}</label>
      <span className="inp">
        <input id="state-name" className="mono" value={written} readOnly={readOnly} spellCheck={false} autoComplete="off" aria-invalid={error !== null} onChange={(event) => setWritten(event.target.value)} onBlur={commit} onKeyDown={(event) => event.key === "Enter" && commit()} />
      </span>
      {error !== null && <p className="errm">{error}</p>}
    </div>
  );
}

function StateFields({ at, type }: { at: string; type: string }) {
  const { t } = useI18n();
  const { config } = useDraft();
  const fields = membersAt(config, "/fields").map(([value]) => ({ value, label: fieldName(t, value) === value ? value : `${fieldName(t, value)} (${value})` }));
  const wordsFor = (name: string) => fields.find((one) => one.value === name)?.label ?? name;
  // Of a field the bot has: what is copied from the hint works.
  const example = membersAt(config, "/fields")[0]?.[0];
  const sayHint = example === undefined ? undefined : t("flow.say.hint", { place: `{${example}}`, field: fieldName(t, example) });
  const asks = type === "ask" || type === "confirm" || type === "question" || type === "talk";
  return (
    <>
      {type === "ask" && <SelectField at={`${at}/field`} label={t("flow.field")} options={fields} />}
      {type === "ask" && <NameList at={`${at}/also`} label={t("flow.also")} hint={t("flow.also.hint")} known={fields.map((one) => one.value)} wordsFor={wordsFor} />}
      {(type === "confirm" || type === "question") && <NameList at={`${at}/fields`} label={t(type === "confirm" ? "flow.readBack" : "flow.takes")} known={fields.map((one) => one.value)} wordsFor={wordsFor} />}
      {type === "tool" && <ToolFields at={at} />}
      {type === "transfer" && <SelectField at={`${at}/destination`} label={t("flow.destination")} hint={t("flow.destination.hint")} options={listAt(config, "/agent/destinations").map((one) => ({ value: textAt(one, "/name"), label: textAt(one, "/name") }))} />}
      {type === "flow" && <SelectField at={`${at}/flow`} label={t("flow.subflow")} options={flowNames(config).filter((one) => one !== "").map((value) => ({ value, label: value }))} />}
      {type === "return" && <TextField at={`${at}/result`} label={t("flow.result")} hint={t("flow.result.hint")} />}
      {(asks || type === "say" || type === "end" || type === "tool" || type === "transfer") && <TextPair at={`${at}/say`} label={t(type === "tool" || type === "transfer" ? "flow.sayMeanwhile" : "flow.say")} hint={sayHint} required={asks || type === "say" || type === "end"} rows={2} />}
      {asks && <TextPair at={`${at}/hint`} label={t("flow.hint")} hint={t("flow.hint.hint")} required rows={2} />}
      {type === "confirm" && <TextPair at={`${at}/what`} label={t("flow.what")} required rows={1} />}
      {type === "confirm" && <TextPair at={`${at}/corrected`} label={t("flow.corrected")} required rows={1} />}
      {type === "talk" && <TextPair at={`${at}/instructions`} label={t("flow.instructions")} hint={t("flow.instructions.hint")} rows={3} />}
      {type === "talk" && listAt(config, "/tools").length > 0 && <NameList at={`${at}/tools`} label={t("flow.tools")} hint={t("flow.tools.hint")} known={listAt(config, "/tools").map((one) => textAt(one, "/name"))} />}
      {type === "say" && <NameList at={`${at}/forget`} label={t("flow.forget")} hint={t("flow.forget.hint")} known={fields.map((one) => one.value)} wordsFor={wordsFor} />}
      {(type === "say" || type === "end") && <OutcomeField at={`${at}/outcome`} />}
    </>
  );
}

function ToolFields({ at }: { at: string }) {
  const { t } = useI18n();
  const { config } = useDraft();
  const tools = listAt(config, "/tools");
  const chosen = tools.find((one) => textAt(one, "/name") === textAt(config, `${at}/tool`));
  return (
    <>
      <SelectField at={`${at}/tool`} label={t("flow.tool")} options={tools.map((one) => ({ value: textAt(one, "/name"), label: textAt(one, "/name") }))} />
      {textAt(chosen, "/type") === "calendar" && <SelectField at={`${at}/function`} label={t("flow.function")} options={(["check_availability", "book_appointment", "move_appointment", "cancel_appointment"] as const).map((value) => ({ value, label: t(`flow.function.${value}`) }))} />}
      <PairsField at={`${at}/arguments`} label={t("flow.arguments")} hint={t("flow.arguments.hint")} keyLabel={t("flow.argument")} valueLabel={t("flow.value")} add={t("flow.addArgument")} />
    </>
  );
}

/** Some of the names there are, as check boxes: nothing can be mistyped. */
export function NameList({ at, label, hint, known, wordsFor }: { at: string; label: string; hint?: string; known: readonly string[]; wordsFor?: (name: string) => string }) {
  const { config, edit, readOnly, faults } = useDraft();
  const chosen = listAt(config, at).map(String);
  const error = faults.find((fault) => fault.pointer === at || fault.pointer.startsWith(`${at}/`));
  return (
    <fieldset className={error === undefined ? "field fl-names" : "field fl-names err"} data-at={at}>
      <legend>{label}</legend>
      <div className="row g3 wrap">
        {[...new Set([...known, ...chosen])].map((name) => (
          <label key={name} className="row sm">
            <input type="checkbox" checked={chosen.includes(name)} disabled={readOnly} onChange={(event) => edit(at, event.target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))} />
            <span className={wordsFor === undefined ? "mono" : undefined}>{wordsFor?.(name) ?? name}</span>
          </label>
        ))}
      </div>
      {error !== undefined && <p className="errm">{error.detail}</p>}
      {hint !== undefined && <p className="hint">{hint}</p>}
    </fieldset>
  );
}
