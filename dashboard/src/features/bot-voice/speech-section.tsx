import type { Language } from "@zvon/contract/call-link.ts";
import { KeyRound } from "lucide-react";
import { useEffect, useRef } from "react";
import { NumberField, SelectField, TextField, useForm } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { textAt, valueAt } from "../../lib/pointer.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { vendorName } from "../../lib/vendor-names.ts";
import { useOffer, useProviders } from "./catalogue.ts";
import { chooseEarsVendor, chooseVoiceVendor } from "./choose-vendor.ts";
import type { Choice } from "./catalogue.ts";
import { Preview } from "./preview.tsx";

/** Voice and hearing in one language of the bot. */
export function SpeechSection({ slug, language }: { slug: string; language: Language }) {
  const { t } = useI18n();
  const { draft, set } = useForm();
  const at = `/voice/speech/${language}`;
  const tts = textAt(draft, `${at}/tts_provider`);
  const stt = textAt(draft, `${at}/stt_provider`);
  const offer = useOffer("tts", tts);
  const voices = offer.voices.filter((voice) => voice.language === null || voice.language === language);
  // An identifier alone says nothing to an ear: the name stands under it where the list has one.
  const voiceId = textAt(draft, `${at}/tts_voice_id`);
  const named = voices.find((voice) => voice.id === voiceId && voice.name !== voice.id)?.name;
  const models = useOffer("stt", stt).models;
  const ttsProviders = useProviders("tts");
  const sttProviders = useProviders("stt");
  const allOffers = useFirstVoices(language);
  // Chosen before the list of voices was there: its first voice follows when it is, or a vendor would be asked for none.
  const unvoiced = useRef<string | null>(null);
  const chooseVoice = (provider: string) => {
    const first = allOffers(provider);
    unvoiced.current = first === "" ? provider : null;
    set(at, chooseVoiceVendor(valueAt(draft, at), provider, first));
  };
  const firstVoice = allOffers(tts);
  useEffect(() => {
    if (unvoiced.current !== tts || firstVoice === "") return;
    unvoiced.current = null;
    if (voiceId === "") set(`${at}/tts_voice_id`, firstVoice);
  }, [at, tts, firstVoice, voiceId, set]);
  return (
    <section className="card sect" aria-labelledby={`speech-${language}`}>
      <h2 id={`speech-${language}`}>{t("voice.speech", { language: t(`language.${language}`) })}</h2>
      <div className="fields">
        <SelectField at={`${at}/tts_provider`} label={t("voice.ttsProvider")} options={ttsProviders.map(({ provider }) => ({ value: provider, label: vendorName(t, provider) }))} onChange={chooseVoice} hint={<KeyHint choice={ttsProviders.find((one) => one.provider === tts)} />} />
        {tts === "embedded" ? (
          <SelectField at={`${at}/tts_voice_id`} label={t("voice.voiceId")} options={voices.map((voice) => ({ value: voice.id, label: voice.name }))} />
        ) : (
          <TextField at={`${at}/tts_voice_id`} label={t("voice.voiceId")} hint={named ?? t(voices.length === 0 ? "voice.voiceId.own" : "voice.voiceId.hint")} suggestions={voices.map((voice) => ({ value: voice.id, label: voice.name }))} />
        )}
        {tts !== "embedded" && <TextField at={`${at}/tts_model`} label={t("voice.model")} empty={null} hint={t("voice.model.hint")} suggestions={offer.models.map((value) => ({ value }))} />}
        <NumberField at={`${at}/speed`} label={t("voice.speed")} unit="×" min={0.5} max={2} step={0.05} hint={t("voice.speed.hint")} />
      </div>
      <Preview slug={slug} at={at} language={language} />
      <div className="fields mt4">
        <SelectField
          at={`${at}/stt_provider`}
          label={t("voice.sttProvider")}
          options={sttProviders.map(({ provider }) => ({ value: provider, label: vendorName(t, provider) }))}
          onChange={(provider) => set(at, chooseEarsVendor(valueAt(draft, at), provider))}
          hint={stt === "embedded" ? t("voice.stt.embedded") : <KeyHint choice={sttProviders.find((one) => one.provider === stt)} />}
        />
        {stt !== "embedded" && stt !== "sherpa" && <TextField at={`${at}/stt_model`} label={t("voice.sttModel")} empty={null} hint={t("voice.model.hint")} suggestions={models.map((value) => ({ value }))} />}
      </div>
    </section>
  );
}

/** The first voice that a vendor has for the language: a start that speaks. */
export function useFirstVoices(language: Language): (provider: string) => string {
  const offers: Record<string, string> = {};
  for (const provider of ["embedded", "yandex", "cartesia", "elevenlabs", "openai", "deepgram"]) {
    const voices = useOffer("tts", provider).voices;
    offers[provider] = (voices.find((voice) => voice.language === language) ?? voices.find((voice) => voice.language === null))?.id ?? "";
  }
  return (provider) => offers[provider] ?? "";
}

/** A vendor without a key can't be used: say so where it is chosen, with the way to mend it. */
export function KeyHint({ choice }: { choice: Choice | undefined }) {
  const { t } = useI18n();
  if (choice === undefined || choice.ready) return null;
  return (
    <span className="warn-t">
      <KeyRound className="i s" aria-hidden="true" /> {t("voice.noKey")}{" "}
      <Link className="link" to={`${paths.vendors}#${choice.provider}`}>
        {t("voice.noKey.action")}
      </Link>
    </span>
  );
}
