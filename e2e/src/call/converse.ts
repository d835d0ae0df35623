/**
 * A scripted caller on a telephone of tests: hears frames, speaks whole lines. Used over bare RTP and over SIP alike.
 * It is driven by the audio that arrives, not by the wall clock.
 */
import { newCallerState, stepCaller, type CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import type { PhoneAudio } from "../sip/phone-audio.ts";

/** Resolves when the script is over and the caller would hang up, or when `signal` says that the far side did. */
export function converse(audio: PhoneAudio, steps: CallerStep[], signal: AbortSignal): Promise<"script" | "bot-silent" | "far-hangup"> {
  return new Promise((resolve) => {
    let state = newCallerState();
    const finish = (why: "script" | "bot-silent" | "far-hangup") => {
      stop();
      resolve(why);
    };
    const stop = audio.onFrame(({ samples }) => {
      for (let at = 0; at + 160 <= samples.length; at += 160) {
        const step = steps[state.step];
        const result = stepCaller(state, steps, samples.subarray(at, at + 160));
        state = result.state;
        for (const action of result.actions) {
          if (action.type === "line-started" && step?.type === "speak") void audio.say(step.pcm);
          if (action.type === "key") void audio.press(action.digit);
          if (action.type === "done") return finish(action.why);
        }
      }
    });
    signal.addEventListener("abort", () => finish("far-hangup"), { once: true });
  });
}
