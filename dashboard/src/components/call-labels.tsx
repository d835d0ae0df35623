/** A call's status, outcome and parties in words, the same everywhere. An icon never stands alone. */
import type { Call } from "@zvon/contract/api.ts";
import { ArrowDownLeft, ArrowUpRight, CalendarCheck, CircleCheck, CircleHelp, CircleMinus, CircleX, Clock, FlaskConical, PhoneForwarded, PhoneMissed, Undo2, Voicemail } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { botName } from "../lib/bot-name.ts";
import { useI18n } from "../lib/i18n.tsx";
import type { I18n } from "../lib/i18n.tsx";

type Tone = "ok" | "wr" | "er" | "in" | "";
type OutcomeName = NonNullable<Call["outcome"]>;

const outcomeLooks: Record<OutcomeName, { icon: LucideIcon; tone: Tone }> = {
  booked: { icon: CalendarCheck, tone: "ok" },
  answered: { icon: CircleCheck, tone: "ok" },
  refused: { icon: CircleMinus, tone: "" },
  callback: { icon: Clock, tone: "wr" },
  transferred: { icon: PhoneForwarded, tone: "in" },
  voicemail: { icon: Voicemail, tone: "" },
  no_answer: { icon: PhoneMissed, tone: "" },
  abandoned: { icon: Undo2, tone: "wr" },
  not_understood: { icon: CircleHelp, tone: "wr" },
  failed: { icon: CircleX, tone: "er" },
};

/** What the call achieved, or that it is still going on. */
export function CallResult({ call }: { call: Call }) {
  const { t } = useI18n();
  if (call.status !== "ended") {
    return (
      <span className="stt b" data-testid="call-status">
        <i className="live-dot" aria-hidden="true" />
        {t(`status.${call.status}`)}
      </span>
    );
  }
  const look = call.outcome === null ? { icon: CircleMinus, tone: "" as Tone } : outcomeLooks[call.outcome];
  const tone = look.tone === "ok" ? "ok-t" : look.tone === "wr" ? "warn-t" : look.tone === "er" ? "danger-t" : "t3";
  return (
    <span className="stt" data-testid="call-outcome" data-outcome={call.outcome ?? ""}>
      <span className={tone}>
        <look.icon className="i" aria-hidden="true" />
      </span>
      {outcomeWord(t, call.outcome)}
    </span>
  );
}

export function OutcomeBadge({ outcome }: { outcome: Call["outcome"] }) {
  const { t } = useI18n();
  const look = outcome === null ? { icon: CircleMinus, tone: "" } : outcomeLooks[outcome];
  return (
    <span className={`badge ${look.tone}`} data-testid="call-outcome" data-outcome={outcome ?? ""}>
      <look.icon className="i" aria-hidden="true" />
      {outcomeWord(t, outcome)}
    </span>
  );
}

/** Who led it for the account: the bot, or the person who dialled. */
export function ledBy({ t, language }: Pick<I18n, "t" | "language">, call: Call): string {
  if (call.operator !== undefined) return t("calls.operator", { name: call.operator.name });
  return call.bot.name === "" ? t("calls.noBot") : botName(call.bot.name, language);
}

export const outcomeWord = (t: I18n["t"], outcome: Call["outcome"]): string => t(outcome === null ? "outcome.none" : `outcome.${outcome}`);

/** The person on the line: a number, or where the call came from. */
export function partyOf({ t, format }: Pick<I18n, "t" | "format">, call: Call): string {
  if (call.via === "browser") return t("who.browser");
  const address = call.direction === "outbound" ? call.to : call.from;
  if (address === "" || address === "anonymous") return t("who.unknown");
  if (call.via === "rtp" && !/\d/.test(address)) return t("who.tool");
  return format.phone(address);
}

export function Direction({ call }: { call: Call }) {
  const { t } = useI18n();
  const Icon = call.direction === "inbound" ? ArrowDownLeft : call.direction === "outbound" ? ArrowUpRight : FlaskConical;
  return <Icon className="i s t3" role="img" aria-label={t(`direction.${call.direction}`)} />;
}

/** Length of a call, with what its caller talked to whom they were handed on; of one that goes on, its length so far. */
export function lengthOf(call: Call, now: number): number | null {
  return call.durationMs !== null ? call.durationMs + (call.talk?.ms ?? 0) : (call.status === "live" && call.answeredAt !== null ? now - call.answeredAt : null);
}

export const lineOf = (t: I18n["t"], call: Call): string => `${t(`direction.${call.direction}`)}, ${t(`via.${call.via}`)}`;
