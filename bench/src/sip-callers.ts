/** Telephones in a process of their own behind one trunk: they call, hear the bot, answer it, and time it at their sockets. */
import { setTimeout as delay } from "node:timers/promises";
import { newCallerState, stepCaller, type CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import { startUserAgent, type Phone } from "../../e2e/src/sip/user-agent.ts";
import type { FromSipCallers, SipCall, ToSipCallers } from "./sip-caller-messages.ts";

/** The trunk's own address: Asterisk takes calls from it alone. */
const trunkHost = "127.0.0.2";
const frameSamples = 160;
/** Asterisk's silence after decoding is far below, a voice far above. */
const soundRms = 200;
const longestCallMs = 150_000;

const tell = (message: FromSipCallers) => process.send?.(message);
const agent = await startUserAgent({ host: trunkHost });

function sounds(frame: Int16Array): boolean {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, frame.length)) > soundRms;
}

/** Holds the conversation; driven by the audio that arrives. */
function talk(phone: Phone, steps: CallerStep[]): Promise<Omit<SipCall, "from" | "status">> {
  return new Promise((resolve) => {
    const firstAudioMs: number[] = [];
    let state = newCallerState();
    let spokenMs: number | null = null;
    const finish = (why: SipCall["why"]) => {
      stop();
      clearTimeout(timer);
      resolve({ why, firstAudioMs });
    };
    const timer = setTimeout(() => finish("bot-silent"), longestCallMs);
    const stop = phone.audio.onFrame(({ samples, atMs }) => {
      if (spokenMs !== null && sounds(samples)) {
        firstAudioMs.push(atMs - spokenMs);
        spokenMs = null;
      }
      for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
        const step = steps[state.step];
        const result = stepCaller(state, steps, samples.subarray(at, at + frameSamples));
        state = result.state;
        for (const action of result.actions) {
          if (action.type === "line-started" && step?.type === "speak") {
            const { pcm } = step;
            void phone.audio.say(pcm).then(() => (spokenMs = performance.now() - trailingSilenceMs(pcm)));
          }
          if (action.type === "key") void phone.audio.press(action.digit);
          if (action.type === "done") return finish(action.why);
        }
      }
    });
    void phone.ended.then(() => finish("bot-hangup"));
  });
}

/** A voice ends with quiet of its own: speech ended before it. */
function trailingSilenceMs(pcm: Int16Array): number {
  let end = pcm.length;
  while (end >= frameSamples && !sounds(pcm.subarray(end - frameSamples, end))) end -= frameSamples;
  return (pcm.length - end) / 8;
}

async function call(to: ToSipCallers["to"], one: ToSipCallers["calls"][number], afterMs: number): Promise<SipCall> {
  await delay(afterMs);
  const phone = await agent.call({ ...to, number: one.number, from: one.from, codecs: ["alaw"] });
  const status = await phone.answered;
  if (status !== 200) return { from: one.from, status, why: "not-answered", firstAudioMs: [] };
  const talked = await talk(phone, one.steps);
  if (talked.why !== "bot-hangup") await phone.hangup();
  return { from: one.from, status, ...talked };
}

process.on("message", (message: ToSipCallers) => {
  void Promise.all(message.calls.map((one, n) => call(message.to, one, n * message.apartMs))).then((calls) => tell({ type: "called", calls }));
});
process.on("disconnect", () => process.exit(0));
tell({ type: "agent", port: agent.port });
