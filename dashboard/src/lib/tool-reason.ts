/** Why a tool did not work, in the reader's words. Engines write reasons in English, for models; a service's own words stay as they are. Pure. */
import type { Format } from "./format.ts";
import type { MessageKey, Translate } from "./i18n.tsx";

const known = new Map<string, MessageKey>([
  ["this is not an address", "reason.address"],
  ["the address can't be made of these values", "reason.values"],
  ["a secret that a header names is not for this host", "reason.otherHost"],
  ["a secret that a header names is missing", "reason.noSecret"],
  ["no number", "reason.noNumber"],
  ["no address", "reason.noAddress"],
  ["no text", "reason.noText"],
  ["the service answered in another form than expected", "reason.otherForm"],
  ["no more messages can be sent in this call", "reason.tooMany"],
  ["the tool did not answer", "reason.silent"],
  ["this time is not free", "reason.taken"],
  ["closed at this time", "reason.closed"],
  ["too late to book this time", "reason.tooSoon"],
  ["this day can't be booked yet", "reason.tooFar"],
  ["there is no such appointment", "reason.noAppointment"],
]);

/** What a calendar answered besides "it worked": its column `why`, or that the time is free. @returns null for anything else. */
export function calendarAnswer(value: Readonly<Record<string, string>> | undefined, t: (key: MessageKey) => string): string | null {
  const why = value?.["why"];
  if (why === "taken") return t("reason.taken");
  if (why === "closed") return t("reason.closed");
  if (why === "too_soon") return t("reason.tooSoon");
  if (why === "too_far") return t("reason.tooFar");
  return value?.["free"] === "yes" ? t("flow.answer.free.yes") : null;
}

/** Columns of a calendar that `calendarAnswer` says in words, or that repeat the free times for the bot to say. */
const saidOtherwise = /^(free|why|open|refusal|near|offer|said|next_\d+)$/;
/** What a tool brought, less what was said in words; free times written out. */
export const columnsShown = (value: Readonly<Record<string, string>>, format: Pick<Format, "wallTime">): Record<string, string> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !saidOtherwise.test(name)).map(([name, text]) => [name, name === "next" ? text.split(/, ?/).map(format.wallTime).join("; ") : text]));

/** "this time is not free; free: 2026-11-22T16:00, 2026-11-22T16:30" → «это время занято; свободно: 22 ноя 2026, 16:00 …». */
export function toolReason(reason: string, t: Translate, format: Pick<Format, "wallTime">): string {
  const [what = "", free] = reason.split("; free: ");
  const key = known.get(what);
  if (key !== undefined) return free === undefined ? t(key) : t("reason.free", { reason: t(key), times: free.split(", ").map(format.wallTime).join("; ") });
  const refused = /^the service refused \((\d+)\)(?:: ([^]*))?$/.exec(reason);
  if (refused !== null) return `${t("reason.refused", { status: refused[1] ?? "" })}${refused[2] === undefined ? "" : `: ${refused[2]}`}`;
  const several = /^there are several: (.+); ask which one$/.exec(reason);
  return several === null ? reason : t("reason.several", { times: (several[1] ?? "").split(", ").map(format.wallTime).join("; ") });
}
