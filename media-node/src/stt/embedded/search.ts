/**
 * The search for what was said: Viterbi over chains of acoustic states. A chain is one way of saying one text from
 * beginning to end; connected words are levels of chains, as in Myers and Rabiner's level building.
 * Costs are negative log likelihoods and add up; `emission` is frames × columns.
 */

/** Columns of the emission matrix in order; `optional` marks pauses that may be left out. */
export interface Chain {
  columns: Int32Array;
  optional: Uint8Array;
}

export interface Emission {
  costs: Float32Array;
  columns: number;
}

/** Cost of the whole stretch [from, to) along the chain; Infinity when it is too short for it. */
export function costOfChain(chain: Chain, emission: Emission, from: number, to: number): number {
  const { columns, optional } = chain;
  const length = columns.length;
  const now = new Float64Array(length).fill(Infinity);
  const { costs, columns: width } = emission;
  if (to <= from || length === 0) return Infinity;
  for (let t = from; t < to; t++) {
    const row = t * width;
    for (let s = length - 1; s >= 0; s--) {
      let best = now[s] as number;
      if (s > 0) {
        if ((now[s - 1] as number) < best) best = now[s - 1] as number;
        if (optional[s - 1] === 1 && s > 1 && (now[s - 2] as number) < best) best = now[s - 2] as number;
      }
      if (t === from && (s === 0 || (s === 1 && optional[0] === 1))) best = 0;
      now[s] = best + (costs[row + (columns[s] as number)] as number);
    }
  }
  const last = now[length - 1] as number;
  return optional[length - 1] === 1 && length > 1 ? Math.min(last, now[length - 2] as number) : last;
}

/** Cheapest way to say anything at all: units in any order, `entryCost` each. Returns the cost at the end of every frame. */
export function costOfAnything(
  units: Int32Array[],
  entryCost: number,
  emission: Emission,
  from: number,
  to: number,
): Float64Array {
  const total = units.reduce((sum, unit) => sum + unit.length, 0);
  const columns = new Int32Array(total);
  const starts = new Uint8Array(total);
  const ends: number[] = [];
  let at = 0;
  for (const unit of units) {
    if (unit.length === 0) continue;
    starts[at] = 1;
    columns.set(unit, at);
    at += unit.length;
    ends.push(at - 1);
  }
  const now = new Float64Array(at).fill(Infinity);
  const ending = new Float64Array(Math.max(0, to - from));
  let free = 0;
  for (let t = from; t < to; t++) {
    const row = t * emission.columns;
    const entry = free + entryCost;
    for (let s = at - 1; s >= 0; s--) {
      let best = now[s] as number;
      const before = starts[s] === 1 ? entry : (now[s - 1] as number);
      if (before < best) best = before;
      now[s] = best + (emission.costs[row + (columns[s] as number)] as number);
    }
    free = Infinity;
    for (const end of ends) free = Math.min(free, now[end] as number);
    ending[t - from] = free;
  }
  return ending;
}

export interface ConnectedWord {
  word: number;
  from: number;
  to: number;
}

/**
 * Cheapest sequence of min to max words over the whole stretch. `words[i]` holds the chains of word i; `wordCost` is added
 * for each word. Returns null when the stretch is too short.
 */
export function connectedWords(
  words: Chain[][],
  count: { min: number; max: number },
  wordCost: number,
  emission: Emission,
  from: number,
  to: number,
): { cost: number; words: ConnectedWord[] } | null {
  const flat = words.flatMap((chains, word) => chains.map((chain) => ({ word, chain })));
  const frames = to - from;
  // exits[t]: best cost of having said this level's words by the end of frame t
  let entries = new Float64Array(frames + 1).fill(Infinity);
  entries[0] = 0;
  const back: { word: Int32Array; begin: Int32Array }[] = [];
  let bestCost = Infinity;
  let bestLevel = -1;
  for (let level = 1; level <= count.max; level++) {
    const exits = new Float64Array(frames + 1).fill(Infinity);
    const trace = { word: new Int32Array(frames + 1), begin: new Int32Array(frames + 1) };
    for (const { word, chain } of flat) extend(chain, word, entries, exits, trace, wordCost, emission, from, frames);
    back.push(trace);
    const cost = exits[frames] as number;
    if (level >= count.min && cost < bestCost) {
      bestCost = cost;
      bestLevel = level;
    }
    entries = exits;
  }
  if (bestLevel < 0) return null;
  const found: ConnectedWord[] = [];
  let end = frames;
  for (let level = bestLevel; level >= 1; level--) {
    const trace = back[level - 1];
    if (trace === undefined) break;
    const begin = trace.begin[end] ?? 0;
    found.unshift({ word: trace.word[end] ?? 0, from: from + begin, to: from + end });
    end = begin;
  }
  return { cost: bestCost, words: found };
}

/** One word after whatever ended before: entries[t] is the cost of beginning at frame t. */
function extend(
  chain: Chain,
  word: number,
  entries: Float64Array,
  exits: Float64Array,
  trace: { word: Int32Array; begin: Int32Array },
  wordCost: number,
  emission: Emission,
  from: number,
  frames: number,
): void {
  const { columns, optional } = chain;
  const length = columns.length;
  const now = new Float64Array(length).fill(Infinity);
  const begin = new Int32Array(length);
  const lastOptional = optional[length - 1] === 1 && length > 1;
  for (let t = 0; t < frames; t++) {
    const row = (from + t) * emission.columns;
    const entry = (entries[t] as number) + wordCost;
    for (let s = length - 1; s >= 0; s--) {
      let best = now[s] as number;
      let origin = begin[s] as number;
      if (s > 0 && (now[s - 1] as number) < best) {
        best = now[s - 1] as number;
        origin = begin[s - 1] as number;
      }
      if (s > 1 && optional[s - 1] === 1 && (now[s - 2] as number) < best) {
        best = now[s - 2] as number;
        origin = begin[s - 2] as number;
      }
      if ((s === 0 || (s === 1 && optional[0] === 1)) && entry < best) {
        best = entry;
        origin = t;
      }
      now[s] = best + (emission.costs[row + (columns[s] as number)] as number);
      begin[s] = origin;
    }
    let cost = now[length - 1] as number;
    let origin = begin[length - 1] as number;
    if (lastOptional && (now[length - 2] as number) < cost) {
      cost = now[length - 2] as number;
      origin = begin[length - 2] as number;
    }
    if (cost < (exits[t + 1] as number)) {
      exits[t + 1] = cost;
      trace.word[t + 1] = word;
      trace.begin[t + 1] = origin;
    }
  }
}
