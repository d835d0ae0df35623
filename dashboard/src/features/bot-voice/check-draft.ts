/** What the page sends of a draft, and what is wrong with it before it is sent. Pure. */
import { changeBotVoiceSchema } from "@zvon/contract/api.ts";
import type { BotVoice } from "@zvon/contract/api.ts";
import type { z } from "zod";
import type { I18n } from "../../lib/i18n.tsx";
import { pointerOf } from "../../lib/pointer.ts";

type Issue = z.core.$ZodIssue;

/** Timers of single states are changed through the API alone, and stay as they are. */
export const draftOf = ({ version, voice, llm, fallbacks, limits }: BotVoice): unknown => ({ version, voice, llm, fallbacks, limits });

/** Lines that were left empty while typing are no phrases; spaces around them are nobody's intention. */
export function tidy(draft: unknown): unknown {
  if (Array.isArray(draft)) {
    const items: unknown[] = draft.map(tidy);
    return items.every((item) => typeof item === "string") ? items.filter((item) => item !== "") : items;
  }
  if (typeof draft === "object" && draft !== null) return Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, tidy(value)]));
  return typeof draft === "string" ? draft.trim() : draft;
}

/** By pointer; none when the draft may be sent. */
export function faultsOf(draft: unknown, t: I18n["t"]): Map<string, string> {
  const parsed = changeBotVoiceSchema.safeParse(draft);
  const faults = new Map<string, string>();
  if (!parsed.success) for (const issue of parsed.error.issues) faults.set(pointerOf(issue.path), sentence(issue, t));
  const speech = parsed.data?.voice.speech ?? {};
  for (const [language, one] of Object.entries(speech)) if (one !== undefined && one.tts_voice_id === "" && one.tts_provider !== "embedded") faults.set(`/voice/speech/${language}/tts_voice_id`, t("form.required"));
  parsed.data?.voice.fallbacks.forEach((fallback, index) => {
    if (fallback.tts_provider !== undefined && (fallback.tts_voice_id ?? "") === "") faults.set(`/voice/fallbacks/${index}/tts_voice_id`, t("form.required"));
  });
  return faults;
}

function sentence(issue: Issue, t: I18n["t"]): string {
  if (issue.code === "too_small") return issue.origin === "string" || issue.origin === "array" ? t("form.required") : t("form.tooSmall", { min: Number(issue.minimum) });
  if (issue.code === "too_big") return issue.origin === "string" ? t("form.tooLong", { max: Number(issue.maximum) }) : issue.origin === "array" ? t("form.tooMany", { max: Number(issue.maximum) }) : t("form.tooBig", { max: Number(issue.maximum) });
  if (issue.code === "invalid_type" && (issue.expected === "number" || issue.expected === "int")) return t("form.number");
  return t("form.wrong");
}
