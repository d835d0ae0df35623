/** Who took an outbound call, as the node found out: a machine is not talked to. */
import { callLinkVersion } from "@zvon/contract/call-link.ts";
import type { Fact } from "@zvon/contract/call-link.ts";
import type { Work } from "./events.ts";
import { send } from "./link-out.ts";
import { answer, dropThought } from "./replies.ts";

/** A person, a screener and an unknown go on with the flow: the screener's question is answered by what the bot says of itself. */
export function onWhoTook<D>(work: Work<D>, fact: Extract<Fact, { type: "amd" }>): void {
  const { data } = work;
  data.answeredBy = fact.verdict;
  if (fact.verdict === "machine" || fact.verdict === "fax") tell(work, fact.verdict === "fax" ? "took_by_fax" : "took");
}

export function onMachineListening<D>(work: Work<D>, fact: Extract<Fact, { type: "machine.listening" }>): void {
  tell(work, fact.by === "never" ? "never_records" : "records");
}

/** What the bot was saying is no longer for anybody's ears; where the dialogue leaves it at that, it goes on. */
function tell<D>(work: Work<D>, stage: "took" | "took_by_fax" | "records" | "never_records"): void {
  const { data, context, nowMs } = work;
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
