/** Words of one line, heard and unheard, and what is said about them. Shared by the call's page and the test call. */
import { useI18n } from "../lib/i18n.tsx";
import type { Line } from "../lib/transcript-model.ts";

const speakers = { bot: ["sp bt", "speaker.bot"], caller: ["sp c", "speaker.caller"], team: ["sp op", "speaker.team"] } as const;

export function Speaker({ who, you = false }: { who: Line["who"]; you?: boolean }) {
  const { t } = useI18n();
  const [className, name] = speakers[who];
  return (
    <span className={className}>
      <i aria-hidden="true" />
      {t(who === "caller" && you ? "speaker.you" : name)}
    </span>
  );
}

/** @param spoken index of the word that sounds now, −1 for none. @param onSeek a click on a word asks for its moment, ms. */
export function LineText({ line, language, spoken = -1, onSeek }: { line: Line; language: string; spoken?: number; onSeek?: (ms: number) => void }) {
  const { t } = useI18n();
  const { message } = line;
  if (message.by === "keys") {
    return (
      <p className="tx">
        <span className="keys-pressed">{message.text}</span> <span className="t3">{t("transcript.keys")}</span>
      </p>
    );
  }
  return (
    <p className="tx" lang={language}>
      {message.text === "" && line.raw === null && <span className="t3">{t("transcript.unclear")}</span>}
      {line.words.map((word, index) => (
        // A word is a click target for the mouse; the keyboard has the turn's own button and [ ].
        <span key={index} className={index === spoken ? "w" : undefined} onClick={word.startMs === null || onSeek === undefined ? undefined : () => onSeek(word.startMs ?? 0)}>
          {word.text}
        </span>
      ))}
      {line.unheard !== "" && (
        <>
          {" "}
          <s className="cut" title={t("transcript.unheard", { text: line.unheard })} data-testid="unheard">
            {line.unheard}
          </s>
        </>
      )}
    </p>
  );
}

/** «услышано: …», not sure, interrupted, typed: only what is out of the ordinary. */
export function LineNotes({ line }: { line: Line }) {
  const { t } = useI18n();
  const { message } = line;
  const whisperer = message.whisperedBy === undefined ? null : (message.whisperedBy.name ?? t("live.byKey"));
  const notes = [
    whisperer === null ? null : <span key="whispered">{t(message.who === "team" ? "transcript.minded" : "transcript.whispered", { name: whisperer })}</span>,
    line.raw === null ? null : <span key="raw">{t("transcript.heard", { text: line.raw })}</span>,
    message.verdict === "unsure" ? <span key="unsure" className="warn-t">{t("transcript.unsure")}</span> : null,
    message.verdict === "rejected" ? <span key="rejected" className="warn-t">{t("transcript.rejected")}</span> : null,
    message.by === "text" && message.who === "caller" ? <span key="typed">{t("transcript.typed")}</span> : null,
    message.interrupted && message.who === "bot" ? <span key="interrupted" className="warn-t">{t("transcript.interrupted")}</span> : null,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : <>{notes}</>;
}
