/** Who of the team hears a live call, and who talks in the bot's place: the whole team sees it. */
import type { Listener, Taken } from "@zvon/contract/listening-api.ts";
import { Ear, Hand } from "lucide-react";
import { useI18n } from "../lib/i18n.tsx";

/** @param me as `user:…`; null: who is none of the team's people. */
export function LiveTeam({ taken, listeners, me, className }: { taken: Taken | null; listeners: readonly Listener[]; me: string | null; className: string }) {
  const { t, format } = useI18n();
  const nameOf = ({ by }: Pick<Listener, "by">) => (by.id === me ? t("live.you") : (by.name ?? t("live.byKey")));
  const quiet = listeners.filter((one) => one.state === "listening");
  if (taken === null && quiet.length === 0) return null;
  return (
    <p className={className} data-testid="live-team">
      {taken !== null && (
        <span className="lv-who op">
          <Hand className="i s" aria-hidden="true" />
          {t(taken.goneAt === null ? "live.talks" : "live.talksGone", { name: nameOf(taken), time: format.time(taken.since) })}
        </span>
      )}
      {quiet.length > 0 && (
        <span className="lv-who t2">
          <Ear className="i s" aria-hidden="true" />
          {t("live.hear", { names: [...new Set(quiet.map(nameOf))].join(", ") })}
        </span>
      )}
    </p>
  );
}
