/** May a call start? Pure: the hub brings the counters, this decides. */

import { z } from "zod";

/** A session renews it twice as often; longer than the node's link-loss time-out plus goodbye (35 s). */
export const leaseMs = 60_000;

export type Limits = { concurrent: number; perMinute: number };

/** What an outbound minute costs and what may be spent, in nano-units of one currency; null: no limit. */
export type Spending = { perMinute: number; limits: SpendCaps; /** The account's day, "2026-11-23": the call is counted to the day it began. */ day: string };
const cap = z.number().nullable();
export const spendCapsSchema = z.object({ perDay: cap, perMonth: cap, perCall: cap });
export type SpendCaps = z.infer<typeof spendCapsSchema>;
/** The line that the call goes by. */
export type LineUse = { id: string; maxChannels: number; /** Outbound calls alone. */ dailyCalls: number | null; day: string };

export type AdmitRequest = {
  callId: string;
  nowMs: number;
  limits: Limits;
  /** The key the client sent with a digest of its request: the same key with another request is a mistake. */
  idempotency: { key: string; request: string } | null;
  /** Absent: the call costs nothing that is counted. */
  spending?: Spending | null;
  /** Absent: by no trunk of the account's own. */
  line?: LineUse | null;
};

export type Counters = {
  known: { request: string; callId: string; answer: string | null } | null;
  hasLease: boolean;
  live: number;
  startsThisMinute: number;
  /** Nano-units that calls of the day and the month have cost or hold back. */
  spent: Spent;
  /** Of the request's line. */
  lineLive: number;
  lineStartsToday: number;
};
export type Spent = { day: number; month: number };

export type Admission =
  /** `existing`: the call an earlier request with this key began, and what was answered to it (null: not yet). */
  | { ok: true; untilMs: number; existing: { callId: string; answer: string | null } | null }
  | { ok: false; reason: "concurrency" | "rate" | "key_reused" | "spend" | "line_full" | "line_daily"; detail: string };

export const minuteOf = (nowMs: number): number => Math.floor(nowMs / 60_000);

export function decideAdmission(request: AdmitRequest, counters: Counters): Admission {
  const { known } = counters;
  if (known !== null && request.idempotency !== null) {
    if (known.request !== request.idempotency.request) return { ok: false, reason: "key_reused", detail: "This Idempotency-Key came with another request before." };
    return { ok: true, untilMs: request.nowMs + leaseMs, existing: { callId: known.callId, answer: known.answer } };
  }
  if (counters.hasLease) return { ok: true, untilMs: request.nowMs + leaseMs, existing: null };
  if (counters.live >= request.limits.concurrent) return { ok: false, reason: "concurrency", detail: `All ${request.limits.concurrent} calls of the plan are in use.` };
  if (counters.startsThisMinute >= request.limits.perMinute) return { ok: false, reason: "rate", detail: `No more than ${request.limits.perMinute} calls may begin in a minute.` };
  const { line, spending } = request;
  if (line !== undefined && line !== null && counters.lineLive >= line.maxChannels) return { ok: false, reason: "line_full", detail: `All ${line.maxChannels} channels of the trunk are in use.` };
  if (line !== undefined && line !== null && line.dailyCalls !== null && counters.lineStartsToday >= line.dailyCalls) return { ok: false, reason: "line_daily", detail: `The trunk's ${line.dailyCalls} calls a day have been made.` };
  if (spending !== undefined && spending !== null && spending.perMinute > 0) {
    const passed = capPassed(spending.limits, counters.spent, 0, spending.perMinute);
    if (passed !== null) return { ok: false, reason: "spend", detail: passed };
  }
  return { ok: true, untilMs: request.nowMs + leaseMs, existing: null };
}

/** Minutes are reserved before they are spoken: those begun by the next renewal's end, at least the first. */
export const reservedMinutes = (mediaMs: number): number => Math.max(1, Math.ceil((mediaMs + renewAheadMs) / 60_000));
/** Until the next renewal: a limit of one minute lasts a minute, and the goodbye. */
const renewAheadMs = 30_000;
/** Every minute begun counts; a call that nobody answered costs nothing. */
export const spokenMinutes = (mediaMs: number): number => Math.ceil(mediaMs / 60_000);

/**
 * @param held what the call holds already, part of `spent`. @param wanted what it would hold.
 * @returns the limit that this would pass, in words, or null.
 */
export function capPassed(limits: SpendCaps, spent: Spent, held: number, wanted: number): string | null {
  const more = wanted - held;
  if (more <= 0) return null;
  if (limits.perCall !== null && wanted > limits.perCall) return "The call has cost what one call may cost.";
  if (limits.perDay !== null && spent.day + more > limits.perDay) return "The account has spent what it may spend in a day.";
  if (limits.perMonth !== null && spent.month + more > limits.perMonth) return "The account has spent what it may spend in a month.";
  return null;
}
