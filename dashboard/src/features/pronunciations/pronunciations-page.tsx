import type { Pronunciation } from "@zvon/contract/api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { BookA, CircleAlert, LoaderCircle, Play, Trash2 } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { FieldFrame, describedBy } from "../../components/form.tsx";
import { Page } from "../../components/page.tsx";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { SettingsTabs } from "../../components/settings-tabs.tsx";
import { ApiError } from "../../lib/api.ts";
import type { CallableBot } from "../../lib/api.ts";
import { botName } from "../../lib/bot-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useApi, useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { vendorFaultKey } from "../../lib/vendor-faults.ts";

const languages = ["ru", "en"] as const;

/** Words that a voice says wrongly, and how they are to be said, by ear. */
export function PronunciationsPage() {
  const { t } = useI18n();
  const api = useApi();
  const mayEdit = useMayEdit("bots");
  const words = useLoaded("pronunciations", (signal) => api.pronunciations(signal));
  const bots = useLoaded("bots", (signal) => api.bots(signal));
  const [failed, setFailed] = useState<string | null>(null);
  const listen = useListen(bots.data ?? []);
  const remove = async (entry: Pronunciation) => {
    setFailed(null);
    try {
      await api.deletePronunciation(entry);
    } catch (error) {
      setFailed(error instanceof ApiError ? t(`error.${error.fault}`) : t("error.unexpected"));
    }
    words.reload();
  };
  return (
    <Page title={t("words.title")} heading={t("nav.settings")}>
      <SettingsTabs here="pronunciations" />
      {words.error !== null && words.data !== null && words.at !== null && <Stale at={words.at} />}
      {words.data === null ? (
        words.error === null ? <Skeleton rows={4} /> : <Failed error={words.error} onRetry={words.reload} />
      ) : (
        <div className="settings">
          <p className="t2">{t("words.lead")}</p>
          {mayEdit && <WordForm onKept={words.reload} listen={listen.play} listening={listen.playing} />}
          {(failed ?? listen.failed) !== null && (
            <p className="note er sm" role="alert">
              <CircleAlert className="i" aria-hidden="true" />
              {failed ?? listen.failed}
            </p>
          )}
          {words.data.length === 0 ? (
            <Empty icon={<BookA className="i l" aria-hidden="true" />} title={t("words.empty.title")} text={t("words.empty.text")} />
          ) : (
            <div className="card hscroll" tabIndex={0} role="region" aria-label={t("words.title")}>
              <table data-testid="words">
                <thead>
                  <tr>
                    <th>{t("words.word")}</th>
                    <th>{t("words.say")}</th>
                    <th>{t("words.language")}</th>
                    <th aria-label={t("words.actions")} />
                  </tr>
                </thead>
                <tbody>
                  {words.data.map((entry) => (
                    <tr key={`${entry.language} ${entry.word}`}>
                      <td className="b" lang={entry.language}>{entry.word}</td>
                      <td lang={entry.language}>{entry.say}</td>
                      <td className="t3">{t(`language.${entry.language}`)}</td>
                      <td className="num">
                        {mayEdit && (
                          <span className="row" style={{ justifyContent: "flex-end" }}>
                            <ListenButton on={listen.playing === entry.say} label={t("words.listen", { word: entry.word })} onClick={() => void listen.play(entry.language, entry.say)} />
                            <button type="button" className="btn ic smx" onClick={() => void remove(entry)} aria-label={t("words.delete", { word: entry.word })}>
                              <Trash2 className="i" aria-hidden="true" />
                            </button>
                          </span>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {listen.bot !== null && <p className="xs t3">{t("words.voiceOf", { bot: listen.bot })}</p>}
        </div>
      )}
    </Page>
  );
}

function ListenButton({ on, label, disabled = false, onClick }: { on: boolean; label: string; disabled?: boolean; onClick: () => void }) {
  return (
    <button type="button" className="btn ic smx" onClick={onClick} disabled={disabled} aria-label={label}>
      {on ? <LoaderCircle className="i turning" aria-hidden="true" /> : <Play className="i" aria-hidden="true" />}
    </button>
  );
}

/** Spoken by the published voice of a bot that has the language: the dictionary is for all of them. */
function useListen(bots: readonly CallableBot[]) {
  const { t, language: reading } = useI18n();
  const api = useApi();
  const [playing, setPlaying] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const audio = useRef<HTMLAudioElement | null>(null);
  useEffect(() => () => audio.current?.pause(), []);
  const play = async (language: Language, say: string) => {
    const bot = bots.find((one) => one.language === language);
    if (bot === undefined) return setFailed(t("words.noBot"));
    setPlaying(say);
    setFailed(null);
    try {
      const wav = await api.previewVoice(bot.slug, { language, text: say });
      audio.current?.pause();
      const url = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
      audio.current = new Audio(url);
      audio.current.addEventListener("ended", () => URL.revokeObjectURL(url), { once: true });
      await audio.current.play();
    } catch (error) {
      const code = error instanceof ApiError ? (error.problem?.code ?? "") : "";
      setFailed(code.startsWith("voice_") ? t(vendorFaultKey(code.slice("voice_".length))) : error instanceof ApiError ? t(`error.${error.fault}`) : t("voice.preview.noSound"));
    } finally {
      setPlaying(null);
    }
  };
  const first = bots[0];
  return { play, playing, failed, bot: first === undefined ? null : botName(first.name, reading) };
}

function WordForm({ onKept, listen, listening }: { onKept: () => void; listen: (language: Language, say: string) => Promise<void>; listening: string | null }) {
  const { t, language: reading } = useI18n();
  const api = useApi();
  const ids = { word: useId(), say: useId(), language: useId() };
  const [language, setLanguage] = useState<Language>(reading);
  const [word, setWord] = useState("");
  const [say, setSay] = useState("");
  const [faults, setFaults] = useState<{ word?: string; say?: string }>({});
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [saving, setSaving] = useState(false);
  const keep = async () => {
    const found = { ...(word.trim() === "" ? { word: t("form.required") } : {}), ...(say.trim() === "" ? { say: t("form.required") } : language === "ru" && /\+(?![аеёиоуыэюя])/i.test(say) ? { say: t("words.say.stress") } : {}) };
    setFaults(found);
    setFailed(null);
    if (Object.keys(found).length > 0) return;
    setSaving(true);
    try {
      await api.putPronunciation({ language, word: word.trim(), say: say.trim() });
      setWord("");
      setSay("");
      onKept();
      document.getElementById(ids.word)?.focus();
    } catch (error) {
      setFailed(error instanceof ApiError ? error : new ApiError("unexpected", 0, null, { cause: error }));
    } finally {
      setSaving(false);
    }
  };
  return (
    <form
      className="card sect"
      noValidate
      aria-label={t("words.add")}
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <div className="fields">
        <FieldFrame id={ids.language} label={t("words.language")} error={undefined}>
          <span className="inp">
            <select id={ids.language} value={language} onChange={(event) => setLanguage(event.target.value === "en" ? "en" : "ru")}>
              {languages.map((one) => (
                <option key={one} value={one}>
                  {t(`language.${one}`)}
                </option>
              ))}
            </select>
          </span>
        </FieldFrame>
        <FieldFrame id={ids.word} label={t("words.word")} hint={t("words.word.hint")} error={faults.word}>
          <span className="inp">
            <input {...describedBy(ids.word, "hint", faults.word)} value={word} maxLength={80} lang={language} autoComplete="off" onChange={(event) => setWord(event.target.value)} data-testid="word" />
          </span>
        </FieldFrame>
        <FieldFrame id={ids.say} label={t("words.say")} hint={t("words.say.hint")} error={faults.say}>
          <span className="inp">
            <input {...describedBy(ids.say, "hint", faults.say)} value={say} maxLength={160} lang={language} autoComplete="off" onChange={(event) => setSay(event.target.value)} data-testid="say" />
            <ListenButton on={listening !== null && listening === say} label={t("words.listen", { word: say })} disabled={say.trim() === ""} onClick={() => void listen(language, say)} />
          </span>
        </FieldFrame>
      </div>
      {failed !== null && (
        <p className="note er sm mt3" role="alert">
          <CircleAlert className="i" aria-hidden="true" />
          {failed.problem?.code === "dictionary_full" ? t("words.full") : t(`error.${failed.fault}`)}
        </p>
      )}
      <button type="submit" className="btn pri mt3" disabled={saving} data-testid="keep-word">
        {t("words.add")}
      </button>
    </form>
  );
}
