/**
 * How long this caller pauses within a turn, learnt in the call: the silence that ends a turn is raised for who thinks
 * while speaking and lowered for who speaks in one breath. Pure, bounded on both sides.
 */

export type Pace = { /** Newest pauses within turns, ms. */ pausesMs: readonly number[]; turns: number };
export const newPace: Pace = { pausesMs: [], turns: 0 };

const remembered = 8;
/** Shorter gaps lie between words. */
const shortestPauseMs = 120;
/** One long pause is an accident, two are a habit. */
const pausesToRaise = 2;
const turnsToLower = 4;
const most = 1.8;
const least = 0.8;
/** Nobody is cut off sooner for being quick. */
const floorMs = 300;
/** Above the longest but one of the last pauses. */
const margin = 1.2;

export const pauseOf = (pace: Pace, ms: number): Pace => (ms < shortestPauseMs ? pace : { ...pace, pausesMs: [...pace.pausesMs, ms].slice(-remembered) });
export const turnOf = (pace: Pace): Pace => ({ ...pace, turns: pace.turns + 1 });

/** @param endpointMs as configured; @returns 0.8 to 1.8 of it */
export function pacedEndpoint(pace: Pace, endpointMs: number): number {
  // The second longest: the longest may have been a door that rang.
  const habitMs = pace.pausesMs.length >= pausesToRaise ? (pace.pausesMs.toSorted((a, b) => b - a)[1] ?? 0) * margin : 0;
  if (habitMs > endpointMs) return Math.min(habitMs, endpointMs * most);
  if (pace.turns < turnsToLower) return endpointMs;
  return Math.min(endpointMs, Math.max(endpointMs * least, habitMs, floorMs));
}
