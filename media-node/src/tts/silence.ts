/** When a voice's audio is none. */

/** Root mean square of a sample under which it is nothing: −70 dBFS. */
const silentRms = 10;

export function isSilent(pcm: Int16Array): boolean {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return pcm.length === 0 || Math.sqrt(sum / pcm.length) < silentRms;
}
