/**
 * Voice activity detection for many streams at once: which 20 ms frames are a person speaking.
 *
 * The neural detector is the one that runs. The energy detector takes any noise for speech (frame F1 0.51 at 0 dB against
 * 0.94) and is there for machines that cannot run the net, only when asked for.
 */
import { createEnergyVad } from "./energy.ts";
import type { Vad, VadFrame } from "./port.ts";
import { createSileroVad } from "./silero.ts";

/** @throws Error that names the reason when the neural detector cannot load; it never falls back by itself. */
export async function createVad(options: { kind: "neural" | "energy" }): Promise<Vad> {
  return options.kind === "neural" ? erase(await createSileroVad()) : erase(createEnergyVad());
}

/** A stream is only ever given back to the detector that opened it. */
function erase<Stream>(vad: Vad<Stream>): Vad {
  return { ...vad, run: (frames) => vad.run(frames as VadFrame<Stream>[]) };
}
