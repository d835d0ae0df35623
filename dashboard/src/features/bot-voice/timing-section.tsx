import type { Language } from "@zvon/contract/call-link.ts";
import { NumberField, PhrasesField, SwitchField, TextField, useForm } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { textAt, valueAt } from "../../lib/pointer.ts";

const pause = "/voice/endpointing";
const bargeIn = "/voice/barge_in";
const waiting = "/voice/waiting";

/** When the bot takes the word and when it gives it back. Each timer says what the caller notices of it. */
export function TimingSection() {
  const { t } = useI18n();
  const { draft } = useForm();
  const semantic = valueAt(draft, `${pause}/semantic`) === true;
  const ms = { unit: t("unit.ms"), step: 50 };
  return (
    <section className="card sect" aria-labelledby="timing">
      <h2 id="timing">{t("timing.title")}</h2>
      <p className="t2 sm">{t("timing.text")}</p>
      <div className="fields">
        <NumberField at={`${pause}/silence_ms`} label={t("timing.silence")} hint={t("timing.silence.hint")} min={100} max={5000} {...ms} />
        <NumberField at={`${pause}/digits_silence_ms`} label={t("timing.digits")} hint={t("timing.digits.hint")} min={100} max={10_000} {...ms} />
        <NumberField at={`${pause}/address_silence_ms`} label={t("timing.address")} hint={t("timing.address.hint")} min={100} max={10_000} {...ms} />
      </div>
      <SwitchField at={`${pause}/semantic`} label={t("timing.semantic")} hint={t("timing.semantic.hint")} />
      {semantic && (
        <div className="fields">
          <NumberField at={`${pause}/finished_silence_ms`} label={t("timing.finished")} hint={t("timing.finished.hint")} min={100} max={5000} {...ms} />
          <NumberField at={`${pause}/unfinished_silence_ms`} label={t("timing.unfinished")} hint={t("timing.unfinished.hint")} min={100} max={10_000} {...ms} />
        </div>
      )}
      <SwitchField at={`${pause}/vendor`} label={t("timing.vendor")} hint={t("timing.vendor.hint")} />
      <SwitchField at={`${pause}/adaptive`} label={t("timing.adaptive")} hint={t("timing.adaptive.hint")} />
      <h3 className="b mt4">{t("bargeIn.title")}</h3>
      <SwitchField at={`${bargeIn}/enabled`} label={t("bargeIn.enabled")} hint={t("bargeIn.enabled.hint")} />
      {valueAt(draft, `${bargeIn}/enabled`) === true && (
        <div className="fields">
          <NumberField at={`${bargeIn}/min_speech_ms`} label={t("bargeIn.min")} hint={t("bargeIn.min.hint")} min={0} max={3000} {...ms} />
          <NumberField at={`${bargeIn}/resume_after_ms`} label={t("bargeIn.resume")} hint={t("bargeIn.resume.hint")} min={0} max={5000} {...ms} />
        </div>
      )}
      <h3 className="b mt4">{t("waiting.title")}</h3>
      <div className="fields">
        {[0, 1, 2].map((index) => (
          <NumberField key={index} at={`/fallbacks/silence_after_ms/${index}`} label={t("waiting.silence", { number: index + 1 })} hint={t(index === 2 ? "waiting.silence.last" : "waiting.silence.hint")} min={1000} max={120_000} unit={t("unit.ms")} step={500} />
        ))}
        <NumberField at={`${waiting}/filler_ms`} label={t("waiting.filler")} hint={t("waiting.filler.hint")} min={500} max={20_000} unit={t("unit.ms")} step={100} />
        <NumberField at={`${waiting}/apology_ms`} label={t("waiting.apology")} hint={t("waiting.apology.hint")} min={1000} max={30_000} unit={t("unit.ms")} step={500} />
        <NumberField at={`${waiting}/end_ms`} label={t("waiting.end")} hint={t("waiting.end.hint")} min={2000} max={35_000} unit={t("unit.ms")} step={500} />
        <NumberField at="/limits/max_call_minutes" label={t("waiting.longest")} hint={t("waiting.longest.hint")} min={1} max={60} unit={t("unit.minutes")} step={1} />
      </div>
    </section>
  );
}

export function HintsSection({ languages }: { languages: readonly Language[] }) {
  const { t, language: reading } = useI18n();
  const { draft } = useForm();
  // Its streaming recognition has no field for them.
  const hintOf = (language: Language) => t(textAt(draft, `/voice/speech/${language}/stt_provider`) === "yandex" ? "hints.phrases.yandex" : "hints.phrases.hint");
  // Names of languages begin with a capital in English alone.
  const inSentence = (name: string) => (reading === "ru" ? name.toLocaleLowerCase("ru") : name);
  return (
    <section className="card sect" aria-labelledby="hints">
      <h2 id="hints">{t("hints.title")}</h2>
      <p className="t2 sm">{t("hints.text")}</p>
      <div className="fields wide">
        {languages.map((language) => (
          <PhrasesField key={language} at={`/voice/phrase_hints/${language}`} label={t("hints.phrases", { language: inSentence(t(`language.${language}`)) })} hint={hintOf(language)} />
        ))}
        {languages.map((language) => (
          <PhrasesField key={`back ${language}`} at={`/voice/barge_in/backchannels/${language}`} label={t("hints.backchannels", { language: inSentence(t(`language.${language}`)) })} hint={t("hints.backchannels.hint")} rows={3} />
        ))}
      </div>
    </section>
  );
}

/** A vendor's agent takes the whole call: everything above then has no say. */
export function AgentSection() {
  const { t } = useI18n();
  const { draft, set, readOnly } = useForm();
  const on = valueAt(draft, "/voice/agent") !== null && valueAt(draft, "/voice/agent") !== undefined;
  return (
    <section className="card sect" aria-labelledby="agent">
      <h2 id="agent">{t("agent.title")}</h2>
      <label className="switch-field">
        <input type="checkbox" role="switch" checked={on} disabled={readOnly} onChange={(event) => set("/voice/agent", event.target.checked ? { provider: "elevenlabs", agent_id: textAt(draft, "/voice/agent/agent_id") } : null)} />
        <span>
          {t("agent.use")}
          <span className="hint">{t("agent.use.hint")}</span>
        </span>
      </label>
      {on && (
        <div className="fields">
          <TextField at="/voice/agent/agent_id" label={t("agent.id")} hint={t("agent.id.hint")} />
        </div>
      )}
    </section>
  );
}
