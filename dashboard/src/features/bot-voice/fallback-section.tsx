import type { Language } from "@zvon/contract/call-link.ts";
import { ArrowDown, ArrowUp, Ear, Plus, Trash2, Volume2 } from "lucide-react";
import { useRef } from "react";
import { SelectField, TextField, useForm } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, textAt, valueAt } from "../../lib/pointer.ts";
import { vendorName } from "../../lib/vendor-names.ts";
import { useOffer, useProviders } from "./catalogue.ts";
import { chooseEarsVendor, chooseVoiceVendor } from "./choose-vendor.ts";
import { KeyHint, useFirstVoices } from "./speech-section.tsx";

const at = "/voice/fallbacks";
const most = 10;

/** Who speaks and hears when the first vendor fails, in order. Moved by buttons, so that a keyboard and a thumb can. */
export function FallbackSection({ languages }: { languages: readonly Language[] }) {
  const { t } = useI18n();
  const { draft, set, readOnly } = useForm();
  const list = useRef<HTMLOListElement>(null);
  const items = listAt(draft, at);
  const focusOn = (index: number, button: string) => requestAnimationFrame(() => list.current?.children[index]?.querySelector<HTMLElement>(`[data-move=${button}]:enabled, [data-move]:enabled`)?.focus());
  const move = (index: number, step: 1 | -1) => {
    const next = [...items];
    [next[index], next[index + step]] = [next[index + step], next[index]];
    set(at, next);
    focusOn(index + step, step === 1 ? "down" : "up");
  };
  const remove = (index: number) => set(at, items.filter((_, one) => one !== index));
  const add = (item: Record<string, unknown>) => set(at, [...items, item]);
  return (
    <section className="card sect" aria-labelledby="fallbacks">
      <h2 id="fallbacks">{t("voice.fallbacks")}</h2>
      <p className="t2 sm">{t("voice.fallbacks.text")}</p>
      {items.length === 0 && <p className="t3 sm">{t("voice.fallbacks.none")}</p>}
      <ol ref={list} className="order">
        {items.map((_, index) => (
          <li key={index} className="order-item">
            <Fallback at={`${at}/${index}`} languages={languages} number={index + 1} />
            {!readOnly && (
              <span className="order-tools">
                <button type="button" className="btn ic smx" data-move="up" disabled={index === 0} onClick={() => move(index, -1)} aria-label={t("voice.fallbacks.up", { number: index + 1 })}>
                  <ArrowUp className="i" aria-hidden="true" />
                </button>
                <button type="button" className="btn ic smx" data-move="down" disabled={index === items.length - 1} onClick={() => move(index, 1)} aria-label={t("voice.fallbacks.down", { number: index + 1 })}>
                  <ArrowDown className="i" aria-hidden="true" />
                </button>
                <button type="button" className="btn ic smx" onClick={() => remove(index)} aria-label={t("voice.fallbacks.remove", { number: index + 1 })}>
                  <Trash2 className="i" aria-hidden="true" />
                </button>
              </span>
            )}
          </li>
        ))}
      </ol>
      {!readOnly && items.length < most && (
        <div className="row wrap mt3">
          <button type="button" className="btn smx" onClick={() => add({ tts_provider: "embedded", tts_voice_id: "", tts_model: null, stt_model: null })} data-testid="add-voice">
            <Plus className="i" aria-hidden="true" />
            {t("voice.fallbacks.addVoice")}
          </button>
          <button type="button" className="btn smx" onClick={() => add({ stt_provider: "embedded", tts_model: null, stt_model: null })} data-testid="add-hearing">
            <Plus className="i" aria-hidden="true" />
            {t("voice.fallbacks.addHearing")}
          </button>
        </div>
      )}
    </section>
  );
}

function Fallback({ at, languages, number }: { at: string; languages: readonly Language[]; number: number }) {
  const { t } = useI18n();
  const { draft, set } = useForm();
  const tts = textAt(draft, `${at}/tts_provider`);
  const stt = textAt(draft, `${at}/stt_provider`);
  const language = textAt(draft, `${at}/language`);
  const tts_offer = useOffer("tts", tts);
  const stt_offer = useOffer("stt", stt);
  const voices = tts_offer.voices.filter((voice) => language === "" || voice.language === null || voice.language === language);
  const ttsProviders = useProviders("tts");
  const sttProviders = useProviders("stt");
  const firstVoice = useFirstVoices(language === "ru" || language === "en" ? language : (languages[0] ?? "ru"));
  const chooseVoice = (provider: string) => set(at, chooseVoiceVendor(valueAt(draft, at), provider, firstVoice(provider)));
  const chooseEars = (provider: string) => set(at, chooseEarsVendor(valueAt(draft, at), provider));
  return (
    <div className="grow">
      <h3 className="row sm b">
        {tts === "" ? <Ear className="i t3" aria-hidden="true" /> : <Volume2 className="i t3" aria-hidden="true" />}
        {number}. {t(tts === "" ? "voice.fallbacks.hearing" : "voice.fallbacks.voice")}
      </h3>
      <div className="fields mt2">
        {languages.length > 1 && (
          <SelectField
            at={`${at}/language`}
            label={t("voice.fallbacks.language")}
            options={[{ value: "", label: t("voice.fallbacks.anyLanguage") }, ...languages.map((value) => ({ value, label: t(`language.${value}`) }))]}
            onChange={(value) => set(`${at}/language`, value === "" ? undefined : value)}
          />
        )}
        {tts !== "" && (
          <>
            <SelectField at={`${at}/tts_provider`} label={t("voice.ttsProvider")} options={ttsProviders.map(({ provider }) => ({ value: provider, label: vendorName(t, provider) }))} onChange={chooseVoice} hint={<KeyHint choice={ttsProviders.find((one) => one.provider === tts)} />} />
            <TextField at={`${at}/tts_voice_id`} label={t("voice.voiceId")} suggestions={voices.map((voice) => ({ value: voice.id, label: voice.name }))} />
            {tts !== "embedded" && <TextField at={`${at}/tts_model`} label={t("voice.model")} empty={null} suggestions={tts_offer.models.map((value) => ({ value }))} />}
          </>
        )}
        {stt !== "" && (
          <>
            <SelectField at={`${at}/stt_provider`} label={t("voice.sttProvider")} options={sttProviders.map(({ provider }) => ({ value: provider, label: vendorName(t, provider) }))} onChange={chooseEars} hint={<KeyHint choice={sttProviders.find((one) => one.provider === stt)} />} />
            {stt !== "embedded" && stt !== "sherpa" && <TextField at={`${at}/stt_model`} label={t("voice.sttModel")} empty={null} suggestions={stt_offer.models.map((value) => ({ value }))} />}
          </>
        )}
      </div>
    </div>
  );
}
