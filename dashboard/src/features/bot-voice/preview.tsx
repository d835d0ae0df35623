import type { Language } from "@zvon/contract/call-link.ts";
import { CircleAlert, LoaderCircle, Play, Square } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useForm } from "../../components/form.tsx";
import { ApiError } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { textAt, valueAt } from "../../lib/pointer.ts";
import { useApi } from "../../lib/session.tsx";
import type { MessageKey } from "../../locales/en.ts";
import { vendorFaultKey } from "../../lib/vendor-faults.ts";

/** In the language that is heard, whichever the reader's is. */
const samples: Record<Language, string> = { ru: "Здравствуйте! Чем я могу вам помочь?", en: "Hello! How can I help you today?" };

type State = { kind: "idle" } | { kind: "making" } | { kind: "playing" } | { kind: "failed"; text: string };

/** Hears the draft's voice, before it is saved, as a call on a telephone line would. */
export function Preview({ slug, at, language }: { slug: string; at: string; language: Language }) {
  const { t } = useI18n();
  const { draft, readOnly } = useForm();
  const api = useApi();
  const id = useId();
  const [text, setText] = useState(samples[language]);
  const [state, setState] = useState<State>({ kind: "idle" });
  const audio = useRef<HTMLAudioElement>(null);
  const url = useRef<string | null>(null);
  const asked = useRef(0);
  const drop = () => {
    if (url.current !== null) URL.revokeObjectURL(url.current);
    url.current = null;
  };
  useEffect(() => drop, []);
  const chosen = ["tts_provider", "tts_voice_id", "tts_model", "speed"].map((name) => String(valueAt(draft, `${at}/${name}`))).join(" ");
  // What was wrong with another voice says nothing of this one.
  useEffect(() => setState((before) => (before.kind === "failed" ? { kind: "idle" } : before)), [chosen]);
  const stop = () => {
    asked.current += 1;
    audio.current?.pause();
    setState({ kind: "idle" });
  };
  const listen = async () => {
    const mine = ++asked.current;
    setState({ kind: "making" });
    try {
      const speed = valueAt(draft, `${at}/speed`);
      const wav = await api.previewVoice(slug, { language, text, speech: { tts_provider: textAt(draft, `${at}/tts_provider`), tts_voice_id: textAt(draft, `${at}/tts_voice_id`), tts_model: textAt(draft, `${at}/tts_model`) || null, speed: typeof speed === "number" ? speed : 1 } });
      if (mine !== asked.current || audio.current === null) return;
      drop();
      url.current = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
      audio.current.src = url.current;
      await audio.current.play();
      setState({ kind: "playing" });
    } catch (error) {
      if (mine === asked.current) setState({ kind: "failed", text: previewFault(error, t) });
    }
  };
  if (readOnly) return null;
  const busy = state.kind === "making" || state.kind === "playing";
  return (
    <div className="preview" data-testid={`preview-${language}`} data-state={state.kind}>
      <label htmlFor={id} className="sm b">
        {t("voice.preview")}
      </label>
      <div className="row nowrap">
        <span className="inp grow">
          <input id={id} value={text} maxLength={500} lang={language} onChange={(event) => setText(event.target.value)} />
        </span>
        <button type="button" className="btn" onClick={busy ? stop : () => void listen()} disabled={!busy && text.trim() === ""} aria-label={t(busy ? "voice.preview.stop" : "voice.preview.listen")} data-testid={`listen-${language}`}>
          {state.kind === "making" ? <LoaderCircle className="i turning" aria-hidden="true" /> : state.kind === "playing" ? <Square className="i" aria-hidden="true" /> : <Play className="i" aria-hidden="true" />}
          <span className="dk-only">{t(busy ? "voice.preview.stop" : "voice.preview.listen")}</span>
        </button>
      </div>
      {state.kind === "failed" && (
        <p className="errm danger-t xs" role="alert">
          <CircleAlert className="i s" aria-hidden="true" /> {state.text}
        </p>
      )}
      <audio ref={audio} onEnded={() => setState({ kind: "idle" })} hidden />
    </div>
  );
}

function previewFault(error: unknown, t: (key: MessageKey) => string): string {
  if (!(error instanceof ApiError)) return t("voice.preview.noSound");
  const code = error.problem?.code ?? "";
  return code.startsWith("voice_") ? t(vendorFaultKey(code.slice("voice_".length))) : t(`error.${error.fault}`);
}
