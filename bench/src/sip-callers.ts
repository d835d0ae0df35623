/** Telephones in a process of their own behind one trunk: they call, hear the bot, answer it, and time it at their sockets. */
import { setTimeout as delay } from "node:timers/promises";
import { startUserAgent } from "../../e2e/src/sip/user-agent.ts";
import type { FromSipCallers, SipCall, ToSipCallers } from "./sip-caller-messages.ts";
import { timedTalk } from "./timed-talk.ts";

/** The trunk's own address: Asterisk takes calls from it alone. */
const trunkHost = "127.0.0.2";

const tell = (message: FromSipCallers) => process.send?.(message);
const agent = await startUserAgent({ host: trunkHost });

async function call(to: ToSipCallers["to"], one: ToSipCallers["calls"][number], afterMs: number): Promise<SipCall> {
  await delay(afterMs);
  const phone = await agent.call({ ...to, number: one.number, from: one.from, codecs: ["alaw"] });
  const status = await phone.answered;
  if (status !== 200) return { from: one.from, status, why: "not-answered", firstAudioMs: [], gapMs: [] };
  const talked = await timedTalk(phone.audio, one.steps, phone.ended);
  if (talked.why !== "bot-hangup") await phone.hangup();
  return { from: one.from, status, ...talked };
}

process.on("message", (message: ToSipCallers) => {
  void Promise.all(message.calls.map((one, n) => call(message.to, one, n * message.apartMs))).then((calls) => tell({ type: "called", calls }));
});
process.on("disconnect", () => process.exit(0));
tell({ type: "agent", port: agent.port });
