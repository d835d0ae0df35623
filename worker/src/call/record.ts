/** The call as the outside sees it: for the API, live events and the archive. */
import type { Call, Message } from "@zvon/contract/api.ts";
import type { SettledCall } from "../calls/settled-call.ts";
import type { Listener } from "@zvon/contract/listening-api.ts";
import type { LiveState } from "@zvon/contract/live.ts";
import type { BeginCall } from "./begin.ts";
import type { CallData, CallState, SessionMessage } from "./state.ts";

export function callOf<D>(begin: BeginCall, { data }: CallState<D>): Call {
  const { id, slug, name, version } = begin.bot;
  return {
    id: begin.callId,
    bot: { id, slug, name, version },
    ...(begin.operator === undefined ? {} : { operator: begin.operator }),
    language: data.language, direction: begin.direction, via: begin.via, status: data.status, from: begin.from, to: begin.to,
    createdAt: data.createdAt, answeredAt: data.answeredAt,
    endedAt: data.ended?.at ?? null, durationMs: data.ended?.durationMs ?? null, endReason: data.ended?.reason ?? null, cause: data.ended?.cause ?? null,
    detail: data.ended?.detail ?? null, media: data.ended?.media ?? {},
    answeredBy: data.answeredBy, outcome: data.outcome, state: begin.operator === undefined ? data.flowState : null, fields: data.fields, usage: data.usage, recording: null, analysis: data.analysis?.final === true ? data.analysis.found : null,
    ...(data.taken === null ? {} : { taken: data.taken }), ...(data.takeOvers.length === 0 ? {} : { takeOvers: data.takeOvers }),
  };
}

/** null: it is over. */
export const standsAs = <D>({ data }: CallState<D>): LiveState | null => (data.phase !== "live" || data.status === "ended" ? null : data.taken === null ? data.status : "taken");

/** Of the team, the ones who are at the call now. */
export const listenersOf = <D>({ listeners }: Pick<CallData<D>, "listeners">): Listener[] =>
  listeners.flatMap(({ listener, by, state }) => (state === "invited" ? [] : [{ listener, by, state }]));

export function messageOf(message: SessionMessage): Message {
  const { reply: _reply, heardTurn: _heardTurn, thought: _thought, ...shown } = message;
  return shown;
}

export function settledOf<D>(begin: BeginCall, state: CallState<D>, nowMs: number): SettledCall {
  return { tenantId: begin.tenantId, nodeId: begin.nodeId, call: callOf(begin, state), messages: state.memory.messages.map(messageOf), settledAt: nowMs };
}
