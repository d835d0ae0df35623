/** One scripted caller's talk, timed at its own socket. */
import { newCallerState, stepCaller, type CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import type { PhoneAudio } from "../../e2e/src/sip/phone-audio.ts";

export type Talk = {
  /** `script`: the caller said all; `bot-hangup`: the bot ended the call; `bot-silent`: it left the caller without sound. */
  why: "script" | "bot-hangup" | "bot-silent";
  /** Last packet of the caller's words → first 20 ms with sound at the caller's socket, turn by turn. */
  firstAudioMs: number[];
  /** Longest silence between two sounds of the bot's answer, turn by turn. */
  gapMs: number[];
};

const frameSamples = 160;
/** Asterisk's silence after decoding is far below, a voice far above. */
const soundRms = 200;
const longestCallMs = 150_000;

/** Driven by the audio that arrives. `ended` resolves when the far side hangs up; `onLine` is told of each line as it begins. */
export function timedTalk(audio: PhoneAudio, steps: CallerStep[], ended: Promise<unknown>, onLine: (line: number) => void = () => undefined): Promise<Talk> {
  return new Promise((resolve) => {
    const firstAudioMs: number[] = [];
    const gapMs: number[] = [];
    let lastSoundMs: number | null = null;
    let state = newCallerState();
    let spokenMs: number | null = null;
    const finish = (why: Talk["why"]) => {
      stop();
      clearTimeout(timer);
      resolve({ why, firstAudioMs, gapMs });
    };
    const timer = setTimeout(() => finish("bot-silent"), longestCallMs);
    const stop = audio.onFrame(({ samples, atMs }) => {
      if (sounds(samples)) {
        if (spokenMs !== null) {
          firstAudioMs.push(atMs - spokenMs);
          gapMs.push(0);
        } else if (lastSoundMs !== null && gapMs.length > 0) gapMs[gapMs.length - 1] = Math.max(gapMs.at(-1) ?? 0, atMs - lastSoundMs);
        spokenMs = null;
        lastSoundMs = atMs;
      }
      for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
        const step = steps[state.step];
        const result = stepCaller(state, steps, samples.subarray(at, at + frameSamples));
        state = result.state;
        for (const action of result.actions) {
          if (action.type === "line-started" && step?.type === "speak") {
            const { pcm } = step;
            lastSoundMs = null;
            onLine(action.line);
            void audio.say(pcm).then(() => (spokenMs = performance.now() - trailingSilenceMs(pcm)));
          }
          if (action.type === "key") void audio.press(action.digit);
          if (action.type === "done") return finish(action.why);
        }
      }
    });
    void ended.then(() => finish("bot-hangup"));
  });
}

function sounds(frame: Int16Array): boolean {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, frame.length)) > soundRms;
}

/** A voice ends with quiet of its own: speech ended before it. */
function trailingSilenceMs(pcm: Int16Array): number {
  let end = pcm.length;
  while (end >= frameSamples && !sounds(pcm.subarray(end - frameSamples, end))) end -= frameSamples;
  return (pcm.length - end) / 8;
}
