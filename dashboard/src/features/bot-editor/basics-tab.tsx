import { NumberField, SelectField, SwitchField, useForm } from "../../components/form.tsx";
import { TextList, TextPair } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt } from "../../lib/pointer.ts";
import { AnsweringMachineSection } from "./answering-machine-section.tsx";
import { NameSection } from "./name-section.tsx";

/** Who the bot is: its name, languages, first words, role and the facts it may tell. */
export function BasicsTab() {
  const { t } = useI18n();
  return (
    <>
      <NameSection />
      <LanguagesSection />
      <section className="card sect" aria-labelledby="words">
        <h2 id="words">{t("basics.words")}</h2>
        <div className="stack">
          <TextPair at="/prompts/greeting" label={t("basics.greeting")} hint={t("basics.greeting.hint")} required rows={2} />
          <TextPair at="/prompts/recording_notice" label={t("basics.notice")} hint={t("basics.notice.hint")} rows={1} />
          <TextPair at="/context/role" label={t("basics.role")} hint={t("basics.role.hint")} rows={2} />
          <TextPair at="/context/style" label={t("basics.style")} hint={t("basics.style.hint")} rows={2} />
        </div>
      </section>
      <section className="card sect" aria-labelledby="facts">
        <h2 id="facts">{t("basics.facts")}</h2>
        <TextList at="/context/facts" label={t("basics.facts.label")} hint={t("basics.facts.hint")} add={t("basics.facts.add")} />
      </section>
      <AnsweringMachineSection />
      <section className="card sect" aria-labelledby="limits">
        <h2 id="limits">{t("basics.limits")}</h2>
        <div className="fields">
          <NumberField at="/limits/max_call_minutes" label={t("waiting.longest")} hint={t("waiting.longest.hint")} min={1} max={60} unit={t("unit.minutes")} step={1} />
        </div>
        <div className="stack">
          <TextPair at="/prompts/time_warning" label={t("basics.warning")} hint={t("basics.warning.hint")} rows={1} />
        </div>
        <h3 className="b mt4">{t("basics.unwanted")}</h3>
        <div className="fields">
          <NumberField at="/unwanted_callers/silent_seconds" label={t("basics.unwanted.silent")} hint={t("basics.unwanted.silent.hint")} min={10} max={300} unit={t("unit.seconds")} step={5} empty={null} otherwise={25} />
        </div>
        <SwitchField at="/unwanted_callers/hang_up_on_recordings" label={t("basics.unwanted.recordings")} hint={t("basics.unwanted.recordings.hint")} otherwise />
      </section>
    </>
  );
}

function LanguagesSection() {
  const { t } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const languages = listAt(draft, "/languages");
  const error = errors.get("/languages");
  return (
    <section className="card sect" aria-labelledby="languages" data-at="/languages">
      <h2 id="languages">{t("basics.languages")}</h2>
      <p className="t2 sm">{t("basics.languages.hint")}</p>
      <div className="stack">
        <div className="row g4 wrap">
          {(["ru", "en"] as const).map((language) => {
            const on = languages.includes(language);
            return (
              <label key={language} className="row sm">
                <input type="checkbox" checked={on} disabled={readOnly || (on && languages.length === 1)} title={on && languages.length === 1 ? t("basics.languages.last") : undefined} onChange={() => set("/languages", on ? languages.filter((one) => one !== language) : [...languages, language])} />
                {t(`language.${language}`)}
                {on && languages.length > 1 && languages[0] === language && <span className="badge">{t("basics.languages.first")}</span>}
              </label>
            );
          })}
        </div>
        {error !== undefined && <p className="errm xs danger-t">{error}</p>}
        {languages.length > 1 && (
          <SelectField at="/language_switch" label={t("basics.switch")} hint={t("basics.switch.hint")} options={(["off", "follow"] as const).map((value) => ({ value, label: t(`basics.switch.${value}`) }))} />
        )}
      </div>
    </section>
  );
}
