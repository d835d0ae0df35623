import { describe, expect, it } from "vitest";
import { cepstraOf, createSpectra, DIMENSIONS, levelsOf, usualMeanOf, type Spectra } from "./features.ts";
import { sing, type Delivery } from "./tone-words.ts";

function spectraOf(pcm: Int16Array, pieceSamples = pcm.length): Spectra {
  const spectra = createSpectra();
  for (let at = 0; at < pcm.length; at += pieceSamples) spectra.push(pcm.subarray(at, at + pieceSamples));
  return spectra;
}
/** Root mean square difference a dimension. */
function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum / a.length);
}
const usual = usualMeanOf([spectraOf(sing("aeiou"))]);
const cepstra = (word: string, delivery: Delivery = {}): Float32Array => {
  const spectra = spectraOf(sing(word, { leadingMs: 0, trailingMs: 0, ...delivery }));
  return cepstraOf(spectra, 0, spectra.frames, usual).rows;
};

describe("features", () => {
  it("are the same however the audio was cut", () => {
    const pcm = sing("aeiou");
    const whole = spectraOf(pcm);
    const pieces = spectraOf(pcm, 37);
    expect(pieces.frames).toBe(whole.frames);
    expect(pieces.energies.slice(0, whole.frames * 22)).toEqual(whole.energies.slice(0, whole.frames * 22));
  });

  it("come every 10 ms with 39 dimensions", () => {
    const spectra = spectraOf(new Int16Array(8_000));
    expect(spectra.frames).toBe(98);
    expect(cepstraOf(spectra, 0, 98, usual).rows).toHaveLength(98 * DIMENSIONS);
  });

  it("differ between sounds far more than between levels", () => {
    const plain = cepstra("aei");
    const other = distance(plain, cepstra("iou"));
    expect(distance(plain, cepstra("aei", { gain: 0.5 }))).toBeLessThan(other / 20);
    expect(distance(plain, cepstra("aei", { gain: 2 }))).toBeLessThan(other / 20);
  });

  it("of digital silence are finite", () => {
    const spectra = spectraOf(new Int16Array(4_000));
    expect(cepstraOf(spectra, 0, spectra.frames, usual).rows.every(Number.isFinite)).toBe(true);
  });

  it("tell how far speech stands over the line's noise", () => {
    const contrast = (noise: number): number => {
      const spectra = spectraOf(sing("aeiou", { noise }));
      return levelsOf(spectra, 0, spectra.frames).contrastDb;
    };
    expect(contrast(6)).toBeGreaterThan(35);
    expect(contrast(800)).toBeLessThan(20);
  });
});
