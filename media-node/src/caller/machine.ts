/**
 * A scripted caller as a pure step of 20 ms: it hears the bot, waits for it to finish, and says its next line. It knows
 * nothing of the bot but its sound, so the same caller serves RTP, SIP and the browser.
 */

/** A script made ready: every line is audio, so that a step needs no waiting. */
export type CallerStep =
  /** `afterQuietMs`: how long the bot must have been quiet first, where pauses in its speech are longer than usual. */
  | { type: "speak"; line: number; pcm: Int16Array; interruptAfterMs: number | null; afterQuietMs?: number }
  | { type: "keys"; line: number; digits: string }
  | { type: "silence"; ms: number }
  | { type: "hangup" };

export type CallerState = {
  step: number;
  atMs: number;
  /** Of the bot: sounding now (with hang-over), for how long since the caller's last line, and since when silent. */
  bot: { sounding: boolean; spurtMs: number; lastSoundMs: number; spokeSinceLine: boolean };
  /** The line being said: samples said so far. */
  saying: { sample: number; startMs: number } | null;
  silentUntilMs: number | null;
  /** Keys go one by one, 200 ms apart. */
  keysSent: number;
  nextKeyMs: number;
  done: boolean;
};

export type CallerAction =
  | { type: "line-started"; line: number; atMs: number }
  | { type: "line-ended"; line: number; atMs: number }
  | { type: "key"; digit: string }
  | { type: "done"; why: "script" | "bot-silent" };

const frameSamples = 160;
const frameMs = 20;
/** Quieter than this is line noise; speech of any bot is far above. */
const soundDb = -45;
/** A pause of the bot longer than this is the end of what it says (it joins clauses faster). */
const botFinishedMs = 700;
/** A shorter one lies between words. */
const wordGapMs = 200;
/** A bot that says nothing for so long has failed; the caller hangs up. */
const patienceMs = 25_000;
/** After its last line the caller listens for this long to a silent line before it hangs up. */
const lingerMs = 4_000;
const keyGapMs = 240;

export const newCallerState = (): CallerState => ({
  step: 0, atMs: 0, bot: { sounding: false, spurtMs: 0, lastSoundMs: -wordGapMs, spokeSinceLine: false }, saying: null, silentUntilMs: null, keysSent: 0, nextKeyMs: 0, done: false,
});

/** @param bot 20 ms of what the caller hears, 8 kHz */
export function stepCaller(state: CallerState, script: CallerStep[], bot: Int16Array): { state: CallerState; out: Int16Array; actions: CallerAction[] } {
  const next: CallerState = { ...state, atMs: state.atMs + frameMs, bot: hear(state.bot, bot, state.atMs) };
  const out = new Int16Array(frameSamples);
  if (state.done) return { state: next, out, actions: [] };
  const actions = act(next, script, out);
  return { state: next, out, actions };
}

function hear(bot: CallerState["bot"], frame: Int16Array, atMs: number): CallerState["bot"] {
  const loud = levelDb(frame) > soundDb;
  if (loud) return { sounding: true, spurtMs: bot.spurtMs + frameMs, lastSoundMs: atMs + frameMs, spokeSinceLine: true };
  const quietMs = atMs - bot.lastSoundMs;
  return { ...bot, sounding: bot.sounding && quietMs < botFinishedMs, spurtMs: bot.spurtMs + (bot.sounding && quietMs < wordGapMs ? frameMs : 0) };
}

/** Changes `next` and fills `out`; returns what is to be told. */
function act(next: CallerState, script: CallerStep[], out: Int16Array): CallerAction[] {
  const step = script[next.step];
  const quietMs = next.atMs - next.bot.lastSoundMs;
  if (!next.saying && quietMs > patienceMs && next.silentUntilMs === null) return finish(next, "bot-silent");
  if (!step) return next.bot.spokeSinceLine && !next.bot.sounding && quietMs > lingerMs ? finish(next, "script") : [];
  const botFinished = next.bot.spokeSinceLine && !next.bot.sounding;
  switch (step.type) {
    case "speak": {
      if (!next.saying) {
        const begin = step.interruptAfterMs === null ? botFinished && quietMs >= (step.afterQuietMs ?? 0) : next.bot.spurtMs > step.interruptAfterMs;
        if (!begin) return [];
        next.saying = { sample: 0, startMs: next.atMs - frameMs };
      }
      const { sample, startMs } = next.saying;
      out.set(step.pcm.subarray(sample, sample + frameSamples));
      const actions: CallerAction[] = sample === 0 ? [{ type: "line-started", line: step.line, atMs: startMs }] : [];
      next.saying = { sample: sample + frameSamples, startMs };
      if (next.saying.sample < step.pcm.length) return actions;
      advance(next);
      return [...actions, { type: "line-ended", line: step.line, atMs: next.atMs }];
    }
    case "keys": {
      if (next.keysSent === 0 && !botFinished) return [];
      if (next.keysSent > 0 && next.atMs < next.nextKeyMs) return [];
      const digit = step.digits[next.keysSent] ?? "";
      const first: CallerAction[] = next.keysSent === 0 ? [{ type: "line-started", line: step.line, atMs: next.atMs - frameMs }] : [];
      next.keysSent += 1;
      next.nextKeyMs = next.atMs + keyGapMs;
      if (next.keysSent < step.digits.length) return [...first, { type: "key", digit }];
      advance(next);
      return [...first, { type: "key", digit }, { type: "line-ended", line: step.line, atMs: next.atMs }];
    }
    case "silence":
      if (next.silentUntilMs === null) {
        if (botFinished) next.silentUntilMs = next.atMs + step.ms;
        return [];
      }
      if (next.atMs >= next.silentUntilMs) {
        next.silentUntilMs = null;
        next.step += 1;
      }
      return [];
    case "hangup":
      return botFinished ? finish(next, "script") : [];
  }
}

function advance(next: CallerState): void {
  next.step += 1;
  next.saying = null;
  next.keysSent = 0;
  // A bot that was slow to stop has not begun the answer: what it says is counted anew.
  next.bot = { ...next.bot, sounding: false, spurtMs: 0, spokeSinceLine: false };
}

function finish(next: CallerState, why: "script" | "bot-silent"): CallerAction[] {
  next.done = true;
  return [{ type: "done", why }];
}

/** RMS in dB below full scale. */
function levelDb(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, frame.length) / 32768 ** 2 + 1e-12);
}
