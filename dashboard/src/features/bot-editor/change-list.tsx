import type { BotChange } from "@zvon/contract/bots-api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { placeInWords, valueInLines } from "../../lib/config-words.ts";

/** Changes as an owner reads them: where, what it was, what it is. The pointer stands small beside it for integrators. */
export function ChangeList({ changes }: { changes: readonly BotChange[] }) {
  const { t } = useI18n();
  return (
    <ul className="changes" data-testid="changes">
      {changes.map(({ pointer, where, kind, before, after }) => (
        <li key={`${pointer} ${kind}`}>
          <p className="row wrap g1">
            <span className="b">{placeInWords(pointer, where, t).join(" › ")}</span>
            <span className={{ added: "badge ok", removed: "badge er", changed: "badge", moved: "badge" }[kind]}>{t(`change.${kind}`)}</span>
            <span className="mono xs t3 wrap-any">{pointer}</span>
          </p>
          <div className={kind === "changed" || kind === "moved" ? "change-sides two" : "change-sides"}>
            {kind !== "added" && <Side name={t("change.before")} lines={valueInLines(before, t)} className="was" />}
            {kind !== "removed" && <Side name={t("change.after")} lines={valueInLines(after, t)} className="is" />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Side({ name, lines, className }: { name: string; lines: readonly string[]; className: string }) {
  return (
    <div className={`change-side ${className}`}>
      <span className="sr">{name}: </span>
      {lines.map((line, index) => (
        <p key={index}>{line}</p>
      ))}
    </div>
  );
}
