/** What callers get where the bot of a number does not answer: another bot, words, another number, or nothing. Over a form's draft. */
import { useId } from "react";
import { FieldFrame, TextField, SelectField, describedBy, useForm } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { textAt } from "../../lib/pointer.ts";

type Kind = "none" | "bot" | "message" | "forward";

/** @param bots to choose from; absent: a bot can't be chosen here. */
export function AnswerEditor({ at, label, none, hint, bots }: { at: string; label: string; /** What null stands for. */ none: string; hint?: string; bots?: readonly { id: string; name: string }[] }) {
  const { t } = useI18n();
  const { draft, set, readOnly } = useForm();
  const id = useId();
  const kinds: readonly Kind[] = ["none", ...(bots === undefined ? [] : (["bot"] as const)), "message", "forward"];
  const kind = kinds.find((one) => one === textAt(draft, `${at}/kind`)) ?? "none";
  const choose = (next: Kind) => {
    switch (next) {
      case "none": return set(at, null);
      case "bot": return set(at, { kind: "bot", botId: bots?.[0]?.id ?? "" });
      case "message": return set(at, { kind: "message", text: t("lines.answer.message.sample") });
      case "forward": return set(at, { kind: "forward", to: "" });
    }
  };
  return (
    <div className="stack-s">
      <FieldFrame id={id} label={label} hint={hint} error={undefined} pointer={at}>
        <span className="inp">
          <select {...describedBy(id, hint, undefined)} value={kind} disabled={readOnly} onChange={(event) => choose(kinds.find((one) => one === event.target.value) ?? "none")} data-testid={`answer-${at.slice(1)}`}>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {one === "none" ? none : t(`lines.answer.${one}`)}
              </option>
            ))}
          </select>
        </span>
      </FieldFrame>
      {kind === "bot" && bots !== undefined && <SelectField at={`${at}/botId`} label={t("lines.answer.which")} options={bots.map(({ id: value, name }) => ({ value, label: name }))} />}
      {kind === "message" && <WordsField at={`${at}/text`} label={t("lines.answer.words")} max={1000} />}
      {kind === "forward" && <TextField at={`${at}/to`} label={t("lines.answer.to")} hint={t("lines.answer.to.hint")} />}
    </div>
  );
}

/** Words that are said; `empty` stands for none. */
export function WordsField({ at, label, hint, max, empty = "" }: { at: string; label: string; hint?: string; max: number; empty?: string | null }) {
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const error = errors.get(at);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <textarea {...describedBy(id, hint, error)} className="area" rows={2} maxLength={max} value={textAt(draft, at)} readOnly={readOnly} onChange={(event) => set(at, event.target.value === "" ? empty : event.target.value)} />
    </FieldFrame>
  );
}
