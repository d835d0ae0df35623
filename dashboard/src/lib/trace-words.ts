/** The steps of a decision in words: every code the engine writes has a sentence, and what it was about is named as the pages name it. Pure. */
import type { TraceStep } from "@zvon/contract/turn-trace.ts";
import { en as common } from "../locales/en.ts";
import { flowEn } from "../locales/editor/flow-en.ts";
import { tryingEn } from "../locales/editor/trying-en.ts";
import { eventKinds, eventWords } from "./event-words.ts";
import { fieldName, fieldValue } from "./field-name.ts";
import type { Format } from "./format.ts";
import type { MessageKey, Translate } from "./i18n.tsx";
import { intentWords } from "./intent-words.ts";

/** @param came what tools answered, where it is known in words: by the tool's or function's name. */
export function stepWords({ code, subject, to }: TraceStep, t: Translate, came: Readonly<Record<string, string>> = {}): string {
  const about = subject === null ? "" : code === "tool_finished" ? toolFinished(subject, t, came) : subjectWords(code, subject, t);
  return t(`chat.step.${code}`, { subject: about === "" ? "—" : about, to: to ?? "—", count: Number(subject ?? 0) || 0 });
}

function subjectWords(code: TraceStep["code"], subject: string, t: Translate): string {
  switch (code) {
    case "heard":
    case "objection":
    case "objection_limit": return intentWords(subject, t);
    case "took_field":
    case "took_part":
    case "doubted_field":
    case "refused_field":
    case "corrected_field":
    case "confirmed": return subject.split(", ").map((name) => fieldName(t, name)).join(", ");
    case "transition": return eventInWords(subject, t);
    case "enter": return inSentence(known(`flow.type.${subject}`, subject, t));
    case "handoff": return known(`chat.handoff.${subject}`, null, t) ?? intentWords(subject, t);
    case "tool_started": return inSentence(toolWords(subject, t));
    case "transfer_finished": return known(`flow.transfer.${subject}`, subject, t);
    case "reply_withheld": return known(`chat.withheld.${subject}`, subject, t);
    case "language": return languageInSentence(known(`language.${subject}`, subject, t));
    case "end": return inSentence(known(`outcome.${subject}`, subject, t));
    default: return subject;
  }
}

/** "intent yes", "silence 2", "done", as the engine writes them. */
function eventInWords(event: string, t: Translate): string {
  const [kind = "", ...rest] = event.split(" ");
  if (!eventKinds.some((one) => one === kind)) return event;
  return eventWords({ [kind]: kind === "done" ? true : /^\d+$/.test(rest[0] ?? "") ? Number(rest[0]) : rest.join(" ") }, t);
}

/** Written otherwise among the words. */
const whyNot: Readonly<Record<string, string>> = { too_soon: "tooSoon", too_far: "tooFar", none: "noAppointment", several: "" };

/** "orders ok", "check_availability ok taken", "note failed answered 500 api.example.com": a tool, what came of it, and why. */
function toolFinished(subject: string, t: Translate, came: Readonly<Record<string, string>>): string {
  const [name = "", status = "", why = "", answered = "", host = ""] = subject.split(" ");
  if (host !== "") return `${inSentence(toolWords(name, t))}: ${known(`flow.tool.${status}`, status, t)}, ${serviceWords(why, answered, host, t)}`;
  const words = came[name] ?? known(`reason.${whyNot[why] ?? why}`, null, t) ?? known(`flow.tool.${status}`, null, t);
  return words === null ? subject : `${inSentence(toolWords(name, t))}: ${words}`;
}

/** Why a service outside did not do it: by its host alone. */
function serviceWords(why: string, status: string, host: string, t: Translate): string {
  switch (why) {
    case "answered": return t("reason.service.answered", { status, host });
    case "timeout": return t("reason.service.timeout", { host });
    case "unreachable": return t("reason.service.unreachable", { host });
    case "too_large": return t("reason.service.tooLarge", { host });
    case "bad_status": return t("reason.service.elsewhere", { host });
    default: return t("reason.service.refused", { host });
  }
}

const keys = { ...common, ...flowEn, ...tryingEn };
const isKey = (key: string): key is Extract<keyof typeof keys, MessageKey> => Object.hasOwn(keys, key);
function known<T extends string | null>(key: string, otherwise: T, t: Translate): string | T {
  return isKey(key) ? t(key) : otherwise;
}

export const inSentence = (words: string): string => words.slice(0, 1).toLocaleLowerCase("ru") + words.slice(1);
/** They keep their capital in English, where no Cyrillic stands. */
const languageInSentence = (name: string): string => (/^\p{Script=Cyrillic}/u.test(name) ? inSentence(name) : name);

/** What a calendar does has words; other tools are called as their owner named them. */
export const toolWords = (name: string, t: Translate): string => known(`flow.function.${name}`, name, t);

/** Fields or arguments with their values, as the pages name them. */
export const valuesInWords = (values: Readonly<Record<string, string>>, t: Translate, format: Pick<Format, "wallTime">, labels?: ReadonlyMap<string, string>): string => Object.entries(values).map(([name, value]) => `${fieldName(t, name)}: ${fieldValue(t, format, value, labels)}`).join(", ");
