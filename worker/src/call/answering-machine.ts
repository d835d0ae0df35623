/** Who is on the line, as the node found out: a machine is not talked to, whether it took our call or made one. */
import { callLinkVersion } from "@zvon/contract/call-link.ts";
import type { Fact } from "@zvon/contract/call-link.ts";
import { commit } from "./commit.ts";
import type { Work } from "./events.ts";
import { acknowledge, sayHangup, send } from "./link-out.ts";
import { answer, dropThought } from "./replies.ts";

/** A person, a screener and an unknown go on with the flow: the screener's question is answered by what the bot says of itself. */
export function onWhoTook<D>(work: Work<D>, fact: Extract<Fact, { type: "amd" }>): void {
  const { data } = work;
  if (work.context.begin.direction === "inbound") return data.taken === null ? onInbound(work, fact) : undefined;
  data.answeredBy = fact.verdict;
  // One of the team talks to whoever it is.
  if (data.taken !== null) return;
  if (fact.verdict === "machine" || fact.verdict === "fax") tell(work, fact.verdict === "fax" ? "took_by_fax" : "took");
}

/**
 * Long sentences and talk of messages prove nothing of somebody who calls; a fax, and a network's tone where a voice
 * should be, do. The call ends at once.
 */
function onInbound<D>(work: Work<D>, { verdict, why }: Extract<Fact, { type: "amd" }>): void {
  const { data } = work;
  if (data.hangup !== null || (verdict !== "fax" && !(verdict === "machine" && why === "tone"))) return;
  dropThought(work);
  data.hangup = { reason: "silent", afterReply: -1, sinceMs: work.nowMs, detail: verdict === "fax" ? "a fax called" : "a tone of the network, and nobody" };
  commit(work);
  acknowledge(work);
  sayHangup(work);
}

export function onMachineListening<D>(work: Work<D>, fact: Extract<Fact, { type: "machine.listening" }>): void {
  if (work.data.taken === null) tell(work, fact.by === "never" ? "never_records" : "records");
}

/** What the bot was saying is no longer for anybody's ears; where the dialogue leaves it at that, it goes on. */
function tell<D>(work: Work<D>, stage: "took" | "took_by_fax" | "records" | "never_records"): void {
  const { data, context, nowMs } = work;
  if (context.begin.direction === "inbound") return;
  if (data.dialogue === null || data.hangup !== null) return;
  const decision = context.decide(data.dialogue, { type: "machine", stage }, nowMs);
  if (decision.hangup === null && !decision.mute) {
    data.dialogue = decision.state;
    return;
  }
  dropThought(work);
  const { current } = data;
  if (current !== null && !current.closed) {
    data.current = { ...current, open: false, segments: [], closed: true };
    send(work, { v: callLinkVersion, type: "reply.cancel", reply: current.reply });
  }
  answer(work, decision, "turn");
}
