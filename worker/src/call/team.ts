/** What the team may do with a call that lives here, and what keeps them from it; the machine does it. */
import type { MayListen, Member } from "@zvon/contract/listening-api.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { CallEvent } from "./events.ts";
import { isFull } from "./listeners.ts";
import type { Setting } from "./setting.ts";
import type { CallState } from "./state.ts";
import { whyNotTaken } from "./taking-over.ts";
import type { NoTakeOver } from "./taking-over.ts";
import { whyNotWhispered } from "./whispering.ts";
import type { NoWhisper } from "./whispering.ts";

/** The call at work; null: none lives here. */
export type CallHere<D> = { setting: Pick<Setting, "bot"> & { context: { begin: Setting["context"]["begin"] } }; state: CallState<D>; nowMs: number; run: (event: CallEvent) => void } | null;

export type Invited = { ok: true; listener: string; nodeId: string } | { ok: false; why: "not_live" | "in_writing" | "full" };
type Done<Why> = { ok: true } | { ok: false; why: Why };
export type Whispered = Done<NoWhisper | "in_writing">;
export type TakenOver = Done<NoTakeOver>;
export type HandedBack = Done<"not_live" | "not_taken">;

export function invite<D>(here: CallHere<D>, by: Member): Invited {
  if (here === null || here.state.data.phase !== "live" || here.state.data.answeredAt === null) return { ok: false, why: "not_live" };
  const { nodeId, via } = here.setting.context.begin;
  if (via === "text" || nodeId === null) return { ok: false, why: "in_writing" };
  if (isFull(here.state.data, here.nowMs)) return { ok: false, why: "full" };
  const listener = newId("listener");
  here.run({ type: "invited", listener, by });
  return { ok: true, listener, nodeId };
}

/** Which whispers the bot of this call takes: both kinds, words to be said alone, none. */
export function whispersOf({ setting: { bot, context } }: NonNullable<CallHere<unknown>>): "both" | "say" | "none" {
  if (bot === null || context.begin.via === "text") return "none";
  return bot.llm === null ? "say" : "both";
}

export function whisper<D>(here: CallHere<D>, { by, text, say }: { by: Member; text: string; say: boolean }): Whispered {
  if (here === null) return { ok: false, why: "not_live" };
  const { setting, state } = here;
  if (setting.context.begin.via === "text") return { ok: false, why: "in_writing" };
  if (setting.bot === null && state.data.phase === "live") return { ok: false, why: "no_agent" };
  const why = whyNotWhispered(state, say, setting.bot !== null && setting.bot.llm !== null);
  if (why !== null) return { ok: false, why };
  here.run({ type: "whisper", text, say, by });
  return { ok: true };
}

export function takeOver<D>(here: CallHere<D>, { by, listener }: { by: Member; listener: string }): TakenOver {
  if (here === null) return { ok: false, why: "not_live" };
  const why = whyNotTaken(here.state, listener, by);
  if (why !== null) return { ok: false, why };
  here.run({ type: "take-over", listener, by });
  return { ok: true };
}

export function handBack<D>(here: CallHere<D>): HandedBack {
  if (here === null || here.state.data.phase !== "live") return { ok: false, why: "not_live" };
  if (here.state.data.taken === null) return { ok: false, why: "not_taken" };
  here.run({ type: "hand-back" });
  return { ok: true };
}

/** @param ask the node; whoever does not answer in time has no address. */
export async function mayListen<D>(here: CallHere<D>, ask: (nodeId: string) => Promise<MayListen>): Promise<MayListen> {
  const begin = here?.setting.context.begin;
  // Two people whom an operator's call has joined talk inside the exchange: no sound of theirs passes the node.
  if (begin === undefined || begin.via === "text" || begin.nodeId === null || begin.operator !== undefined) return "in_writing";
  try {
    return await ask(begin.nodeId);
  } catch (error) {
    console.warn(JSON.stringify({ event: "node not asked whether it is listened to", call: begin.callId, error: String(error) }));
    return "no_node";
  }
}
