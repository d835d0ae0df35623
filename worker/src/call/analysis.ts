/**
 * What is found out after a call: by rules with its record; where the bot has a model, that is asked once the record is
 * written and the lease given back, and what it finds is filed beside the record. The rules stand when it fails.
 */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { Analysed } from "../dialogue/outcome/analyse.ts";
import type { FinishedCall } from "../dialogue/outcome/finished-call.ts";
import { commit } from "./commit.ts";
import type { Work } from "./events.ts";
import { forget } from "./forget.ts";
import { publish } from "./replies.ts";
import { addModelUsage } from "./usage.ts";

/** A model that answered nonsense once may do better; more is not worth its price, nor the wait. */
const mostTries = 2;
const againMs = 5_000;
/** Nothing that is under way takes so long: an object that was lost meanwhile begins again. */
export const analysisGuardMs = 45_000;

/** `language`: the one that the call was in at its end; summary, labels and the model's question are all in it. */
export function finishedCall<D>({ context: { begin }, data, memory }: Pick<Work<D>, "context" | "data" | "memory">): FinishedCall {
  return {
    language: data.language, direction: begin.direction, via: begin.via, answered: data.answeredAt !== null, durationMs: data.ended?.durationMs ?? 0, endReason: data.ended?.reason ?? "failed",
    outcome: data.decided, fields: data.fields,
    lines: memory.messages.flatMap(({ who, text, heardText, interrupted, intent, trace }) => (who === "team" ? [] : [{ who, text, heardText, interrupted, intents: [...new Set([...(intent === null ? [] : [intent]), ...(who === "caller" ? (trace?.intents ?? []).map((one) => one.name) : [])])] }])),
  };
}

/** Before the record is written; the same again for the same call. */
export function analyse<D>(work: Work<D>): void {
  const { data, context } = work;
  const call = finishedCall(work);
  const { outcome, analysis } = context.analysis.byRules(call);
  data.outcome = outcome;
  data.analysis = { found: analysis, final: context.analysis.request(call) === null };
}

/** The record is there without it: the model's turn, in this same step and with its commit. */
export function beginAnalysing<D>(work: Work<D>): void {
  Object.assign(work.data, { phase: "analysing", analysisTries: 0 });
  Object.assign(work.memory, { busy: false, attempts: 0, retryAtMs: null });
}

export const analyseDueMs = <D>({ memory }: Pick<Work<D>, "memory">): number => (memory.busy ? memory.guardAtMs : (memory.retryAtMs ?? 0));

export function analyseWhenDue<D>(work: Work<D>): void {
  const { data, memory, context } = work;
  if (data.phase !== "analysing" || data.analysis === null || analyseDueMs(work) > work.nowMs) return;
  Object.assign(memory, { busy: true, retryAtMs: null, guardAtMs: work.nowMs + analysisGuardMs });
  const request = data.analysis.final || data.analysisTries >= mostTries ? null : context.analysis.request(finishedCall(work));
  if (request !== null) {
    // Counted before it is asked: a try that took the object with it was one.
    data.analysisTries += 1;
    commit(work);
    work.effects.push({ type: "analyse", request });
    return;
  }
  data.analysis = { ...data.analysis, final: true };
  work.effects.push({ type: "file", finding: { callId: context.begin.callId, analysis: data.analysis.found, outcome: data.outcome, usage: data.usage } });
}

/** @param text null: no model answered. */
export function onAnalysis<D>(work: Work<D>, { text, lines }: { text: string | null; lines: UsageLine[] }): void {
  const { data, memory, context } = work;
  if (data.phase !== "analysing" || data.analysis === null || data.analysis.final) return;
  addModelUsage(data, lines);
  const call = finishedCall(work);
  const byRules: Analysed = context.analysis.byRules(call);
  const found = text === null ? null : context.analysis.read(call, byRules, text);
  if (found !== null) {
    data.analysis = { found: found.analysis, final: true };
    data.outcome = found.outcome;
  }
  // Whoever wrote nonsense is there; who did not answer is given a moment.
  Object.assign(memory, { busy: false, attempts: 0, retryAtMs: text === null && data.analysisTries < mostTries ? work.nowMs + againMs : null });
  commit(work);
}

export function onFiled<D>(work: Work<D>): void {
  if (work.data.phase === "analysing") closeAnalysed(work);
}

/** Told once, with what the record says; then nothing of the call is kept here. */
export function closeAnalysed<D>(work: Work<D>): void {
  const { data } = work;
  if (data.analysis !== null) publish(work, { type: "analysed", outcome: data.outcome, analysis: data.analysis.found });
  forget(work);
}
