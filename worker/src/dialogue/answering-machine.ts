/**
 * An answering machine took the call (PRODUCT P5, told by the node): the bot hangs up, or waits until it records and leaves
 * its message. Whoever is handed on, or was understood and waits for a tool, was a person a moment ago, and stays one.
 */
import type { Decision, DialogueInput } from "./decision.ts";
import type { DialogueState } from "./state.ts";
import type { Talk } from "./talk.ts";

type Stage = Extract<DialogueInput, { type: "machine" }>["stage"];

/** A node tells within seconds of quiet that the machine records. One that was restarted meanwhile looks no more, and tells nothing. */
const nobodyLooksMs = 20_000;

/** While the machine greets: it talks to nobody, and what it says leads nowhere. */
export const besideMachine = (talk: Talk, input: Extract<DialogueInput, { type: "turn" | "silence" }>): Decision<DialogueState> =>
  input.type === "silence" && input.forMs >= nobodyLooksMs ? answeringMachine(talk, "never_records") : talk.decision(null);

export function answeringMachine(talk: Talk, stage: Stage): Decision<DialogueState> {
  const { bot, state } = talk;
  const { action, message } = bot.answering_machine;
  if (action === "talk" || (state.tool !== null && wasUnderstood(state)) || state.transfer !== null) return talk.decision(null);
  if (stage === "took" || stage === "took_by_fax") {
    talk.note("machine");
    Object.assign(state, { thought: null, tool: null });
    if (action === "hang_up" || stage === "took_by_fax") talk.end("voicemail", "voicemail");
    else state.machine = true;
    return { ...talk.decision(null), mute: true };
  }
  if (!state.machine) return talk.decision(null);
  if (stage === "records") talk.say(message);
  talk.end("voicemail", "voicemail");
  return talk.decision(null);
}

/** A wish, or a field that nobody knew before the call. */
const wasUnderstood = ({ heard, fields, confirmed }: DialogueState): boolean => heard.length > 0 || Object.keys(fields).some((name) => !confirmed.includes(name));
