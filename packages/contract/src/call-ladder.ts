/**
 * The signalling of a call as a ladder between us and the other side, as far as the books know it: what was asked, when it
 * was answered, who ended it and with which code. Derived, so older calls have one too.
 */
import { z } from "zod";
import type { Call } from "./api.ts";
import { codeWords } from "./sip-words.ts";

export const ladderStepSchema = z.object({
  /** Wall time, ms since 1970; null: not known. */
  at: z.number().nullable(),
  /** Who said it. */
  from: z.enum(["us", "them"]),
  message: z.enum(["INVITE", "200 OK", "CANCEL", "BYE", "final"]),
  /** Of `final`: the SIP status; null when the network told another cause. */
  code: z.number().int().nullable(),
  words: z.object({ ru: z.string(), en: z.string() }),
});
export type LadderStep = z.infer<typeof ladderStepSchema>;

type Told = Pick<Call, "via" | "direction" | "status" | "createdAt" | "answeredAt" | "endedAt" | "endReason" | "cause">;

/** We end these ourselves; what is left is the other side's. */
const ours: ReadonlySet<string> = new Set(["completed", "api_hangup", "silent", "media_timeout", "max_duration", "limit", "edge_lost", "voicemail"]);

/** @returns nothing for a call without a telephone. */
export function callLadder(call: Told): LadderStep[] {
  if (call.via !== "sip") return [];
  const outbound = call.direction === "outbound";
  const [caller, called] = outbound ? (["us", "them"] as const) : (["them", "us"] as const);
  const step = (at: number | null, from: LadderStep["from"], message: LadderStep["message"], ru: string, en: string, code: number | null = null): LadderStep => ({ at, from, message, code, words: { ru, en } });
  const steps = [step(call.createdAt, caller, "INVITE", outbound ? "Мы звоним." : "Нам звонят.", outbound ? "We call." : "We are called.")];
  if (call.answeredAt !== null) steps.push(step(call.answeredAt, called, "200 OK", outbound ? "Трубку взяли." : "Бот ответил.", outbound ? "The call is answered." : "The bot answers."));
  if (call.status !== "ended") return steps;
  if (call.answeredAt !== null) {
    const byUs = call.endReason !== null && ours.has(call.endReason);
    return [...steps, step(call.endedAt, byUs ? "us" : "them", "BYE", byUs ? "Мы завершили звонок." : "Собеседник завершил звонок.", byUs ? "We end the call." : "The other side ends the call.")];
  }
  const code = call.cause?.sip ?? null;
  if (code !== null && code >= 300) return [...steps, step(call.endedAt, called, "final", `Ответ: ${codeWords(code).ru}.`, `The answer: ${codeWords(code).en}.`, code)];
  if (call.endReason === "cancelled" || call.endReason === "no_answer" || call.endReason === "api_hangup") return [...steps, step(call.endedAt, caller, "CANCEL", outbound ? "Мы перестали ждать." : "Звонящий не дождался.", outbound ? "We waited no longer." : "The caller waited no longer.")];
  return [...steps, step(call.endedAt, called, "final", "Звонок не состоялся.", "The call did not come about.")];
}
