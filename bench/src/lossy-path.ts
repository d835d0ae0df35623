/**
 * `lossy-path`: what the jitter buffer makes of human speech over bad networks, in virtual time. Loss comes in bursts
 * (Gilbert: a lost packet is followed by another one twice as often as not); how far the sound is from what was said
 * is the log-spectral distance of the frames that losses touched, beside the same with silence and with the last packet
 * said again. Jitter is drawn for each packet, exponentially, and no packet overtakes another.
 */
import { levelDb } from "../../media-node/src/audio/frame.ts";
import { createJitterBuffer } from "../../media-node/src/rtp/jitter-buffer.ts";
import { measured, notMeasured, percentile, type Bench, type Row } from "./row.ts";
import { logSpectralDistance } from "./spectral-distance.ts";
import { createRandom } from "./turn-taking/set.ts";
import { openPrompts, type Prompts } from "./turn-taking/prompts.ts";

type Random = () => number;

const frame = 160;
const frameMs = 20;
/** Softer packets are pauses: any concealment does for them. */
const speechDb = -45;
const files = ["hello", "im-sorry", "one-moment-please", "please-try-again", "goodbye", "vm-intro", "conf-onlyperson", "privacy-instructions"];

/** Speech with pauses, whole packets of it. */
function speech(prompts: Prompts, seconds: number): Int16Array {
  const said: Int16Array[] = [];
  for (const language of ["en", "ru"] as const) {
    for (const file of files) {
      try {
        said.push(prompts(language, file).pcm, new Int16Array(4 * 800));
      } catch {
        // Not every language has every prompt.
        continue;
      }
    }
  }
  const once = Int16Array.from(said.flatMap((pcm) => [...pcm]));
  const whole = new Int16Array(Math.ceil((seconds * 8000) / frame) * frame);
  for (let at = 0; at < whole.length; at += once.length) whole.set(once.subarray(0, whole.length - at), at);
  // A line is never wholly silent: −65 dB of it.
  const random = createRandom(5);
  return whole.map((sample) => Math.max(-32_768, Math.min(32_767, sample + Math.round((random() - 0.5) * 64))));
}

/** Which packets are lost: bursts of 1.5 packets on the average. */
function losses(packets: number, share: number, random: Random): boolean[] {
  const again = 1 / 3;
  const first = (share * (1 - again)) / (1 - share);
  let lost = false;
  return Array.from({ length: packets }, () => (lost = random() < (lost ? again : first)));
}

function through(pcm: Int16Array, lost: readonly boolean[], delayMs: (n: number) => number) {
  const buffer = createJitterBuffer({ rateHz: 8000, holesAreKeys: false });
  const packets = lost.length;
  const out = new Int16Array(pcm.length + 20 * frame);
  const delays: number[] = [];
  const waiting = lost.flatMap((gone, n) => (gone ? [] : [{ n, atMs: n * frameMs + delayMs(n) }]));
  let next = 0;
  for (let index = 0; index < packets + 10; index++) {
    for (let packet = waiting[next]; packet && packet.atMs <= index * frameMs; packet = waiting[++next]) {
      buffer.push({ ssrc: 1, sequence: packet.n & 0xffff, timestamp: packet.n * frame, pcm: pcm.slice(packet.n * frame, (packet.n + 1) * frame) }, packet.atMs * 8);
    }
    out.set(buffer.pull(index * frame).pcm, index * frame);
    delays.push(buffer.counters().delayMs);
  }
  // Each packet from where it was played: the delay changes on the way.
  const heard = new Int16Array(pcm.length + 2 * frame);
  for (let n = 0; n < packets; n++) heard.set(out.subarray(n * frame + (delays[n + 2] ?? 0) * 8).subarray(0, 2 * frame), n * frame);
  return { heard, delays: delays.slice(100), counters: buffer.counters() };
}

function replaced(pcm: Int16Array, lost: readonly boolean[], by: "silence" | "repeat"): Int16Array {
  const out = pcm.slice();
  let run = 0;
  for (const [n, gone] of lost.entries()) {
    run = gone ? run + 1 : 0;
    if (!gone) continue;
    const gain = by === "silence" ? 0 : Math.max(0, 1 - run / 4);
    for (let k = 0; k < frame; k++) out[n * frame + k] = Math.round((pcm[(n - run) * frame + k] ?? 0) * gain);
  }
  return out;
}

/** Exponential with this mean, in order. */
function jitterOf(meanMs: number, packets: number, random: Random): number[] {
  let lastMs = 0;
  return Array.from({ length: packets }, (_, n) => {
    lastMs = Math.max(lastMs, n * frameMs - meanMs * Math.log(1 - random()));
    return lastMs - n * frameMs;
  });
}

export const lossyPath: Bench = {
  prefix: "lossy-path",
  async run({ quick }): Promise<Row[]> {
    const prompts = await openPrompts().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof prompts === "string") return [notMeasured({ id: "lossy-path", what: "speech over bad networks", unit: "dB", budget: null, better: "lower" }, prompts)];
    const pcm = speech(prompts, quick ? 60 : 300);
    const packets = pcm.length / frame;
    const rows: Row[] = [];
    for (const percent of [1, 5, 10]) {
      const lost = losses(packets, percent / 100, createRandom(percent));
      const touched = lost.map((gone, n) => gone && levelDb(pcm.subarray(n * frame, (n + 1) * frame)) > speechDb);
      const distance = (heard: Int16Array) => logSpectralDistance(pcm, heard, touched, frame);
      const own = distance(through(pcm, lost, () => 0).heard);
      const [silence, repeat] = [distance(replaced(pcm, lost, "silence")), distance(replaced(pcm, lost, "repeat"))];
      rows.push(measured({
        id: `lossy-path.loss-${percent}`, what: `distance of the sound from what was said where packets were lost, ${percent} % in bursts`, value: own, unit: "dB", budget: Math.min(silence, repeat), better: "lower",
        note: `log-spectral; the last packet again ${repeat.toFixed(2)}, silence ${silence.toFixed(2)}; human prompts`,
      }));
    }
    for (const meanMs of [2, 5, 10, 20, 40, 60]) {
      const late = jitterOf(meanMs, packets, createRandom(meanMs));
      const { counters, delays } = through(pcm, Array.from({ length: packets }, () => false), (n) => late[n] ?? 0);
      const missing = (100 * (counters.concealedFrames + counters.late)) / packets;
      rows.push(measured({
        id: `lossy-path.jitter-${meanMs}`, what: `frames made up in whole or in part, or packets too late, jitter of ${meanMs} ms on the average`, value: missing, unit: "%", budget: null, better: "lower",
        note: `delay p50 ${percentile(delays, 0.5)} ms, p95 ${percentile(delays, 0.95)} ms; ${counters.late} packets of ${packets} too late, ${counters.hurriedFrames} frames hurried, ${counters.stretchedFrames} stretched, ${counters.resyncs} times begun anew`,
      }));
    }
    return rows;
  },
};
