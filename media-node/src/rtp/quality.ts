/**
 * How good a G.711 line sounds, as the E-model has it (ITU-T G.107 with the impairments of G.113 for G.711 with
 * concealment): 4.4 is the best, under 3.6 many complain, under 3.1 nearly all do.
 */
const BEST = 93.2;
/** Robustness of G.711 with appendix I against random loss, in percent. */
const ROBUSTNESS = 25.1;

/** @param lostPercent of what was to be heard; @param delayMs mouth to ear, as far as it is known */
export function opinionScore(lostPercent: number, delayMs: number): number {
  const delay = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3);
  const loss = (95 * lostPercent) / (lostPercent + ROBUSTNESS);
  const rating = Math.max(0, Math.min(100, BEST - delay - loss));
  const score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
  return Math.round(Math.max(1, score) * 100) / 100;
}
