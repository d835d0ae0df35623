/** One way out of a state: what must happen, what must hold besides, and where it leads. */
import { ArrowDown, ArrowUp, ChevronDown, Plus, X } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { NumberField, SelectField, TextField } from "../../components/form.tsx";
import { TextPair } from "../../components/text-pair.tsx";
import { eventKindOf, eventKinds, toolResults, transferResults } from "../../lib/event-words.ts";
import type { EventKind } from "../../lib/event-words.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { builtIn, intentWords } from "../../lib/intent-words.ts";
import { listAt, membersAt, textAt, valueAt } from "../../lib/pointer.ts";
import { useRouter } from "../../lib/router.tsx";
import { useDraft } from "../../lib/use-draft.tsx";
import { addState, flowAt, moveTransition, nearestState, removeTransition, transitionAt } from "./flow-graph.ts";
import type { FlowName } from "./flow-graph.ts";
import { OutcomeField } from "./outcome-field.tsx";
import { guardKindOf, guardKinds, isDenied, newRule, ruleOf, stateWords, transitionWords } from "./words.ts";
import type { GuardKind } from "./words.ts";

const firstOf: Record<EventKind, unknown> = { done: true, intent: "yes", not_understood: 2, silence: 2, timeout_s: 60, visits: 3, tool: "ok", transfer: "no_answer", returned: "done" };
const numbers = { not_understood: [1, 10], silence: [1, 10], timeout_s: [2, 3600], visits: [2, 20] } as const;

export function TransitionForm({ flow, index, first, last }: { flow: FlowName; index: number; first: boolean; last: boolean }) {
  const { t, language } = useI18n();
  const { config, edit, replace, readOnly, faults } = useDraft();
  const at = transitionAt(flow, index);
  const { search, visits } = useRouter();
  // A link to a fault may lead to what is folded.
  const wanted = ["if", "say", "outcome", "count"].some((part) => `${search.get("at") ?? ""}/`.startsWith(`${at}/${part}/`));
  const [open, setOpen] = useState(wanted);
  useEffect(() => {
    if (wanted) setOpen(true);
  }, [wanted, visits]);
  const transition = valueAt(config, at);
  const states = membersAt(config, `${flowAt(flow)}/states`).map(([name]) => name);
  const to = textAt(transition, "/to");
  const wrong = faults.filter((fault) => fault.pointer === at || fault.pointer.startsWith(`${at}/`));
  const near = states.includes(to) ? null : nearestState(config, flow, to);
  const more = listAt(transition, "/if").length > 0 || valueAt(transition, "/say") !== undefined || valueAt(transition, "/outcome") !== undefined || valueAt(transition, "/count") !== undefined;
  return (
    <div className="fl-way grow" data-at={at}>
      <div className="fl-way-line">
        <EventFields at={`${at}/when`} />
        <SelectField at={`${at}/to`} label={t("flow.to")} options={states.map((value) => ({ value, label: `${stateWords(config, flow, value, t, language)} (${value})` }))} />
      </div>
      {!states.includes(to) && !readOnly && (
        <div className="row g3 wrap">
          {near !== null && (
            <button type="button" className="btn smx" onClick={() => edit(`${at}/to`, near)}>
              {t("flow.replaceBy", { name: near })}
            </button>
          )}
          {/^[a-z][a-z0-9_]{0,39}$/.test(to) && (
            <button type="button" className="btn smx gh" onClick={() => replace(addState(config, flow, to, "say", { x: 0, y: 0 }))}>
              {t("flow.createState", { name: to })}
            </button>
          )}
        </div>
      )}
      {wrong.map((fault) => (
        <p key={fault.pointer} className="errm sm danger-t" title={fault.pointer}>
          {fault.detail}
        </p>
      ))}
      <div className="row g1 wrap">
        <button type="button" className="btn smx gh" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronDown className={open ? "i s up" : "i s"} aria-hidden="true" />
          {more ? transitionWords(transition, t) : t("flow.conditions")}
        </button>
        <span className="grow" />
        {!readOnly && (
          <>
            <button type="button" className="btn ic smx gh" disabled={first} title={first ? t("flow.isFirst") : undefined} onClick={() => replace(moveTransition(config, flow, index, -1))} aria-label={t("flow.earlier")}>
              <ArrowUp className="i" aria-hidden="true" />
            </button>
            <button type="button" className="btn ic smx gh" disabled={last} title={last ? t("flow.isLast") : undefined} onClick={() => replace(moveTransition(config, flow, index, 1))} aria-label={t("flow.later")}>
              <ArrowDown className="i" aria-hidden="true" />
            </button>
            <button type="button" className="btn ic smx gh" onClick={() => replace(removeTransition(config, flow, index))} aria-label={t("flow.removeWay")}>
              <X className="i" aria-hidden="true" />
            </button>
          </>
        )}
      </div>
      {open && (
        <div className="fl-more">
          <Guards at={`${at}/if`} />
          <TextPair at={`${at}/say`} label={t("flow.waySay")} hint={t("flow.waySay.hint")} rows={1} />
          <OutcomeField at={`${at}/outcome`} absent={undefined} />
          <TextField at={`${at}/count`} label={t("flow.count")} hint={t("flow.count.hint")} empty={undefined} />
        </div>
      )}
    </div>
  );
}

function EventFields({ at }: { at: string }) {
  const { t } = useI18n();
  const { config, edit } = useDraft();
  const when = valueAt(config, at);
  const kind = eventKindOf(when);
  const own = listAt(config, "/intents").map((intent) => textAt(intent, "/name"));
  const range = kind === "not_understood" || kind === "silence" || kind === "timeout_s" || kind === "visits" ? numbers[kind] : null;
  return (
    <>
      <Choice label={t("flow.when")} value={kind} options={eventKinds.map((value) => ({ value, label: t(`flow.event.${value}`) }))} onChange={(value) => edit(at, { [value]: firstOf[value] })} />
      {kind === "intent" && <SelectField at={`${at}/intent`} label={t("flow.intent")} options={[...own.map((value) => ({ value, label: `«${value}»` })), ...builtIn.map((value) => ({ value, label: intentWords(value, t) }))]} />}
      {kind === "tool" && <SelectField at={`${at}/tool`} label={t("flow.came")} options={toolResults.map((value) => ({ value, label: t(`flow.tool.${value}`) }))} />}
      {kind === "transfer" && <SelectField at={`${at}/transfer`} label={t("flow.came")} options={transferResults.map((value) => ({ value, label: t(`flow.transfer.${value}`) }))} />}
      {kind === "returned" && <TextField at={`${at}/returned`} label={t("flow.result")} />}
      {range !== null && <NumberField at={`${at}/${kind}`} label={t(kind === "timeout_s" ? "flow.seconds" : "flow.times")} min={range[0]} max={range[1]} step={1} />}
    </>
  );
}

/** A choice that changes more than one value. */
function Choice<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: readonly { value: T; label: string }[]; onChange: (value: T) => void }) {
  const { readOnly } = useDraft();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="inp">
        <select id={id} value={value} disabled={readOnly} onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}

/** All of them must hold. */
function Guards({ at }: { at: string }) {
  const { t } = useI18n();
  const { config, edit, readOnly } = useDraft();
  const guards = listAt(config, at);
  return (
    <section aria-label={t("flow.guards")}>
      <p className="pair-label">{t("flow.guards")}</p>
      <p className="hint xs t3">{t("flow.guards.hint")}</p>
      <ul className="order">
        {guards.map((guard, index) => (
          <li key={index} className="order-item">
            <GuardFields at={`${at}/${index}`} guard={guard} />
            {!readOnly && (
              <button type="button" className="btn ic smx gh" onClick={() => edit(at, guards.length === 1 ? undefined : guards.toSpliced(index, 1))} aria-label={t("flow.removeGuard")}>
                <X className="i" aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && (
        <button type="button" className="btn smx" onClick={() => edit(at, [...guards, newRule("field_known", config, {})])}>
          <Plus className="i" aria-hidden="true" />
          {t("flow.addGuard")}
        </button>
      )}
    </section>
  );
}

function GuardFields({ at, guard }: { at: string; guard: unknown }) {
  const { t } = useI18n();
  const { config, edit, readOnly } = useDraft();
  const denied = isDenied(guard);
  const rule = ruleOf(guard);
  const kind = guardKindOf(rule);
  const here = denied ? `${at}/not` : at;
  const fields = membersAt(config, "/fields").map(([value]) => ({ value, label: value }));
  const choose = (next: GuardKind) => edit(at, denied ? { not: newRule(next, config, rule) } : newRule(next, config, rule));
  const compared = kind.endsWith("at_least") ? "at_least" : kind.endsWith("below") ? "below" : "is";
  return (
    <div className="grow fl-guard">
      <label className="row sm">
        <input type="checkbox" checked={denied} disabled={readOnly} onChange={(event) => edit(at, event.target.checked ? { not: rule } : rule)} />
        {t("flow.guard.deny")}
      </label>
      <Choice label={t("flow.guard")} value={kind} options={guardKinds.map((value) => ({ value, label: t(`flow.guard.${value}`) }))} onChange={choose} />
      {kind.startsWith("field") && <SelectField at={`${here}/field`} label={t("flow.field")} options={fields} />}
      {kind.startsWith("tool") && <TextField at={`${here}/tool_value`} label={t("flow.guard.column")} hint={t("flow.guard.column.hint")} />}
      {kind.startsWith("counter") && <TextField at={`${here}/counter`} label={t("flow.guard.counter")} hint={t("flow.guard.counter.hint")} />}
      {(kind === "field_is" || kind === "tool_is") && <TextField at={`${here}/is`} label={t("flow.value")} />}
      {(kind === "field_at_least" || kind === "field_below" || kind === "tool_at_least" || kind === "tool_below") && <NumberField at={`${here}/${compared}`} label={t("flow.value")} min={-1_000_000_000} max={1_000_000_000} step={1} />}
      {kind.startsWith("counter") && <NumberField at={`${here}/${compared}`} label={t("flow.times")} min={1} max={100} step={1} />}
      {kind === "heard" && <SelectField at={`${here}/heard`} label={t("flow.intent")} options={[...listAt(config, "/intents").map((one) => ({ value: textAt(one, "/name"), label: `«${textAt(one, "/name")}»` })), ...builtIn.map((value) => ({ value, label: intentWords(value, t) }))]} />}
      {kind === "silences" && <NumberField at={`${here}/silences`} label={t("flow.times")} min={1} max={20} step={1} />}
      {kind === "call_minutes" && <NumberField at={`${here}/call_minutes`} label={t("flow.minutes")} min={1} max={60} step={1} />}
      {kind === "language" && <SelectField at={`${here}/language`} label={t("flow.guard.language")} options={(["ru", "en"] as const).map((value) => ({ value, label: t(`language.${value}`) }))} />}
      {kind === "caller" && <SelectField at={`${here}/caller`} label={t("flow.guard.caller")} options={(["known", "hidden"] as const).map((value) => ({ value, label: t(`flow.guard.caller.${value}`) }))} />}
      {kind === "clock" && <TextField at={`${here}/from`} label={t("flow.guard.clock.from")} />}
      {kind === "clock" && <TextField at={`${here}/to`} label={t("flow.guard.clock.to")} hint={t("flow.guard.clock.hint")} />}
    </div>
  );
}
