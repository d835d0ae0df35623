/**
 * The signalling of a call as a ladder between us and the other side, as far as the books know it: what was asked, when it
 * was answered, who ended it and with which code. Derived, so older calls have one too.
 */
import { z } from "zod";
import type { Call } from "./api.ts";
import type { EndReason } from "./end-reason.ts";
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

/** Whose BYE ends a call that was answered. `null`: nobody's that we know of; the call broke off at our side, or went on without us. */
const endedBy: Record<EndReason, "us" | "them" | null> = {
  completed: "us", api_hangup: "us", silent: "us", media_timeout: "us", max_duration: "us", limit: "us", edge_lost: "us", voicemail: "us",
  caller_hangup: "them", no_answer: "them", busy: "them", rejected: "them", cancelled: "them", unreachable: "them", invalid_number: "them", congestion: "them", forbidden: "them",
  transferred: null, node_lost: null, failed: null,
};
/** Of our own parts: such a call never left us, so there was nothing to ask the network and nothing it said. */
const neverSent = (call: Told): boolean => call.direction === "outbound" && (call.cause === null || (call.cause.sip === null && call.cause.q850 === null)) && (call.endReason === "failed" || call.endReason === "limit" || call.endReason === "congestion" || call.endReason === "node_lost" || call.endReason === "edge_lost");

/** @returns nothing for a call without a telephone, and for one that never left us. */
export function callLadder(call: Told): LadderStep[] {
  if (call.via !== "sip") return [];
  const outbound = call.direction === "outbound";
  const [caller, called] = outbound ? (["us", "them"] as const) : (["them", "us"] as const);
  const step = (at: number | null, from: LadderStep["from"], message: LadderStep["message"], ru: string, en: string, code: number | null = null): LadderStep => ({ at, from, message, code, words: { ru, en } });
  if (call.status === "ended" && call.answeredAt === null && neverSent(call)) return [];
  const steps = [step(call.createdAt, caller, "INVITE", outbound ? "Мы звоним." : "Нам звонят.", outbound ? "We call." : "We are called.")];
  if (call.answeredAt !== null) steps.push(step(call.answeredAt, called, "200 OK", outbound ? "Трубку взяли." : "Бот ответил.", outbound ? "The call is answered." : "The bot answers."));
  if (call.status !== "ended") return steps;
  if (call.answeredAt !== null) {
    const by = call.endReason === null ? null : endedBy[call.endReason];
    if (by === null) return steps;
    return [...steps, step(call.endedAt, by, "BYE", by === "us" ? "Мы завершили звонок." : "Собеседник завершил звонок.", by === "us" ? "We end the call." : "The other side ends the call.")];
  }
  const code = call.cause?.sip ?? null;
  if (code !== null && code >= 300) return [...steps, step(call.endedAt, called, "final", `Ответ: ${codeWords(code).ru}.`, `The answer: ${codeWords(code).en}.`, code)];
  if (call.endReason === "cancelled" || call.endReason === "no_answer" || call.endReason === "api_hangup") return [...steps, step(call.endedAt, caller, "CANCEL", outbound ? "Мы перестали ждать." : "Звонящий не дождался.", outbound ? "We waited no longer." : "The caller waited no longer.")];
  return [...steps, step(call.endedAt, called, "final", "Звонок не состоялся.", "The call did not come about.")];
}
