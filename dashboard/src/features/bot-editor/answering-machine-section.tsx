import { FieldFrame, SwitchField, describedBy, useForm } from "../../components/form.tsx";
import { TextPair } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { valueAt } from "../../lib/pointer.ts";

const at = "/answering_machine";
const actions = ["hang_up", "leave_message", "talk"] as const;

/** What an outbound call does with a machine. A draft of an older bot lacks all of it: what then holds is shown. */
export function AnsweringMachineSection() {
  const { t } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const detect = valueAt(draft, `${at}/detect`) !== false;
  const action = actions.find((one) => one === valueAt(draft, `${at}/action`)) ?? "hang_up";
  const hint = t("machine.action.hint");
  return (
    <section className="card sect" aria-labelledby="answering-machine">
      <h2 id="answering-machine">{t("machine.title")}</h2>
      <p className="t2 sm">{t("machine.lead")}</p>
      <div className="stack">
        <SwitchField at={`${at}/detect`} label={t("machine.detect")} hint={t("machine.detect.hint")} otherwise />
        {detect && (
          <div className="fields">
            <FieldFrame id="machine-action" label={t("machine.action")} hint={hint} error={errors.get(`${at}/action`)} pointer={`${at}/action`}>
              <span className="inp">
                <select {...describedBy("machine-action", hint, errors.get(`${at}/action`))} value={action} disabled={readOnly} onChange={(event) => set(`${at}/action`, event.target.value)}>
                  {actions.map((one) => (
                    <option key={one} value={one}>
                      {t(`machine.action.${one}`)}
                    </option>
                  ))}
                </select>
              </span>
            </FieldFrame>
          </div>
        )}
        {detect && action === "leave_message" && <TextPair at={`${at}/message`} label={t("machine.message")} hint={t("machine.message.hint")} required rows={3} />}
      </div>
    </section>
  );
}
