import type { Whispers } from "@zvon/contract/listening-api.ts";
import { maxWhisperChars } from "@zvon/contract/listening-api.ts";
import { SendHorizontal } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { SubmitEvent } from "react";
import { ApiError } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";

/** Words for the bot: said as they are, or minded by its model. Shown in the card as soon as the server has them. */
export function WhisperForm({ takes, language, onWhisper, onClose }: { takes: Exclude<Whispers, "none">; language: string; onWhisper: (whisper: { text: string; say: boolean }) => Promise<void>; onClose: () => void }) {
  const { t } = useI18n();
  const [text, setText] = useState("");
  const [say, setSay] = useState(takes === "say");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.focus(), []);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() === "" || busy) return;
    setBusy(true);
    setFailed(null);
    try {
      await onWhisper({ text: text.trim(), say });
      setText("");
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
    }
    setBusy(false);
    input.current?.focus();
  };
  return (
    <form className="lv-whisper" onSubmit={(event) => void send(event)} onKeyDown={(event) => event.key === "Escape" && onClose()} data-testid="whisper">
      <div className="row between wrap">
        <label className="sm sb" htmlFor={id}>
          {t(say ? "live.whisper.say" : "live.whisper.mind")}
        </label>
        {takes === "both" && (
          <div className="seg" role="group" aria-label={t("live.whisper.how")}>
            <button type="button" aria-pressed={!say} onClick={() => setSay(false)}>
              {t("live.whisper.mind.short")}
            </button>
            <button type="button" aria-pressed={say} onClick={() => setSay(true)}>
              {t("live.whisper.say.short")}
            </button>
          </div>
        )}
      </div>
      <div className="row">
        <div className="inp grow">
          <input id={id} ref={input} value={text} maxLength={maxWhisperChars} lang={language} autoComplete="off" onChange={(event) => setText(event.target.value)} data-testid="whisper-text" />
        </div>
        <button type="submit" className="btn pri ic" disabled={busy || text.trim() === ""} aria-label={t("live.whisper.send")} title={t(text.trim() === "" ? "live.whisper.empty" : "live.whisper.send")} data-testid="whisper-send">
          <SendHorizontal className="i" aria-hidden="true" />
        </button>
      </div>
      <p className="xs t3">{t(say ? "live.whisper.say.hint" : "live.whisper.mind.hint")}</p>
      {failed !== null && (
        <p className="xs danger-t" role="alert">
          {failed.problem?.detail ?? t(`error.${failed.fault}`)}
        </p>
      )}
    </form>
  );
}
