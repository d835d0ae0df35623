/**
 * What a short piece of speech may sound like: numbered states, each a few diagonal Gaussians over cepstra.
 * Costs are negative log likelihoods, the best Gaussian standing for the mixture.
 */
import { DIMENSIONS } from "./features.ts";

export interface AcousticStates {
  count: number;
  /** count + 1 offsets into the Gaussians: state s owns [first[s], first[s + 1]). */
  first: Int32Array;
  /** Gaussians × DIMENSIONS. */
  means: Float32Array;
  /** Gaussians × DIMENSIONS, half the inverse variance. */
  precisions: Float32Array;
  /** One a Gaussian: the part of the cost that the frame does not change. */
  offsets: Float32Array;
}

/** Rows of frames that belong to one state. */
export interface StateFrames {
  rows: Float32Array;
  /** Frame indices into rows. */
  indices: Int32Array;
}

export interface StatesBuilder {
  add(frames: StateFrames, maxGaussians: number): number;
  build(): AcousticStates;
}

const KMEANS_ROUNDS = 6;
/** Fewer frames than this a Gaussian and its variance says more about chance than about the sound. */
const MIN_FRAMES_A_GAUSSIAN = 12;
/** A variance is drawn towards the average variance as if this many more frames had shown it. */
const PRIOR_FRAMES = 20;
/** No variance under this part of the average: synthetic speech repeats itself too exactly. */
const VARIANCE_FLOOR = 0.25;

/** `typical`: variance a dimension within a state, averaged over all; it is the prior of every Gaussian. */
export function createStatesBuilder(typical: Float32Array): StatesBuilder {
  const first: number[] = [0];
  const means: Float32Array[] = [];
  const precisions: Float32Array[] = [];
  const offsets: number[] = [];
  return {
    add(frames, maxGaussians) {
      const wanted = Math.max(1, Math.min(maxGaussians, Math.floor(frames.indices.length / MIN_FRAMES_A_GAUSSIAN)));
      for (const gaussian of cluster(frames, wanted, typical)) {
        means.push(gaussian.mean);
        precisions.push(gaussian.precision);
        offsets.push(gaussian.offset);
      }
      first.push(means.length);
      return first.length - 2;
    },
    build() {
      return {
        count: first.length - 1,
        first: Int32Array.from(first),
        means: packed(means),
        precisions: packed(precisions),
        offsets: Float32Array.from(offsets),
      };
    },
  };
}

/** Costs of the wanted states for every frame: frames × wanted.length. */
export function costsOf(states: AcousticStates, wanted: Int32Array, rows: Float32Array, frames: number): Float32Array {
  const out = new Float32Array(frames * wanted.length);
  const { first, means, precisions, offsets } = states;
  for (let w = 0; w < wanted.length; w++) {
    const state = wanted[w] ?? 0;
    const from = first[state] ?? 0;
    const to = first[state + 1] ?? 0;
    let winner = from; // sounds last: the Gaussian that was nearest a frame ago mostly still is
    for (let t = 0; t < frames; t++) {
      const row = t * DIMENSIONS;
      let best = Infinity;
      const favourite = winner;
      for (let i = from - 1; i < to; i++) {
        const g = i < from ? favourite : i;
        if (i === favourite) continue;
        const base = g * DIMENSIONS;
        let cost = offsets[g] as number;
        // A third of the dimensions at a time: most Gaussians are out of the race by then.
        for (let d = 0; d < DIMENSIONS && cost < best; d += 13) {
          for (let e = d; e < d + 13; e++) {
            const delta = (rows[row + e] as number) - (means[base + e] as number);
            cost += delta * delta * (precisions[base + e] as number);
          }
        }
        if (cost < best) {
          best = cost;
          winner = g;
        }
      }
      out[t * wanted.length + w] = best;
    }
  }
  return out;
}

interface Gaussian {
  mean: Float32Array;
  precision: Float32Array;
  offset: number;
}

function cluster(frames: StateFrames, wanted: number, typical: Float32Array): Gaussian[] {
  const { rows, indices } = frames;
  const count = indices.length;
  let centres: Float32Array[] = Array.from({ length: wanted }, (_, k) => {
    const index = indices[Math.floor(((k + 0.5) * count) / wanted)] ?? 0;
    return rows.slice(index * DIMENSIONS, (index + 1) * DIMENSIONS);
  });
  const owner = new Int32Array(count);
  for (let round = 0; round < KMEANS_ROUNDS; round++) {
    for (let i = 0; i < count; i++) owner[i] = nearest(rows, indices[i] ?? 0, centres, typical);
    centres = centres.map((centre, k) => meanOf(rows, indices, owner, k) ?? centre);
    if (wanted === 1) break;
  }
  const gaussians: Gaussian[] = [];
  for (const [k, mean] of centres.entries()) {
    const sums = new Float64Array(DIMENSIONS);
    let members = 0;
    for (let i = 0; i < count; i++) {
      if (owner[i] !== k) continue;
      members += 1;
      const base = (indices[i] ?? 0) * DIMENSIONS;
      for (let d = 0; d < DIMENSIONS; d++) sums[d] = (sums[d] ?? 0) + ((rows[base + d] ?? 0) - (mean[d] ?? 0)) ** 2;
    }
    if (members === 0) continue;
    gaussians.push(gaussianOf(mean, sums, members, typical, members / count));
  }
  return gaussians;
}

function gaussianOf(
  mean: Float32Array,
  sums: Float64Array,
  members: number,
  typical: Float32Array,
  weight: number,
): Gaussian {
  const precision = new Float32Array(DIMENSIONS);
  let offset = -Math.log(weight);
  for (let d = 0; d < DIMENSIONS; d++) {
    const prior = typical[d] ?? 1;
    const variance = Math.max(prior * VARIANCE_FLOOR, ((sums[d] ?? 0) + PRIOR_FRAMES * prior) / (members + PRIOR_FRAMES));
    precision[d] = 0.5 / variance;
    offset += 0.5 * Math.log(2 * Math.PI * variance);
  }
  return { mean, precision, offset };
}

function nearest(rows: Float32Array, index: number, centres: Float32Array[], typical: Float32Array): number {
  let best = Infinity;
  let at = 0;
  for (let k = 0; k < centres.length; k++) {
    const centre = centres[k] as Float32Array;
    let distance = 0;
    for (let d = 0; d < DIMENSIONS; d++) {
      const delta = (rows[index * DIMENSIONS + d] as number) - (centre[d] as number);
      distance += (delta * delta) / (typical[d] as number);
    }
    if (distance < best) {
      best = distance;
      at = k;
    }
  }
  return at;
}

function meanOf(rows: Float32Array, indices: Int32Array, owner: Int32Array, k: number): Float32Array | null {
  const sums = new Float64Array(DIMENSIONS);
  let members = 0;
  for (let i = 0; i < indices.length; i++) {
    if (owner[i] !== k) continue;
    members += 1;
    for (let d = 0; d < DIMENSIONS; d++) sums[d] = (sums[d] ?? 0) + (rows[(indices[i] ?? 0) * DIMENSIONS + d] ?? 0);
  }
  return members === 0 ? null : Float32Array.from(sums, (sum) => sum / members);
}

function packed(vectors: Float32Array[]): Float32Array {
  const out = new Float32Array(vectors.length * DIMENSIONS);
  for (const [i, vector] of vectors.entries()) out.set(vector, i * DIMENSIONS);
  return out;
}
