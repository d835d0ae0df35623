/**
 * How much silence ends this turn now. Each strategy has a vote by what it knows (what was asked, the words, the
 * vendor, a model of prosody, this caller's pace); here they become one number. Pure.
 */
import type { Completeness, Expected } from "./completeness.ts";
import { pacedEndpoint, type Pace } from "./pace.ts";
import type { TurnTimers } from "./settings.ts";

export type Evidence = {
  expected: Expected;
  digits: boolean;
  /** By the words; null without words, or where they are not looked at. */
  words: Completeness | null;
  /** The words came after the speech had ended, so that none are still under way. */
  wordsAreWhole: boolean;
  vendorEnded: boolean;
  /** Of the turn model, 0 to 1 that the turn is over; null without one. */
  model: number | null;
  pace: Pace;
};

/** The vendor's word is taken once the voice detector agrees for so long. */
export const vendorSilenceMs = 120;

export function endpointAfter(timers: TurnTimers, evidence: Evidence): number {
  const { words } = evidence;
  const address = evidence.expected.expects === "address";
  const digits = evidence.digits || evidence.expected.expects === "digits";
  const paced = timers.adaptive ? pacedEndpoint(evidence.pace, timers.endpointMs) : timers.endpointMs;
  const base = digits ? timers.digitsEndpointMs : address ? timers.addressEndpointMs : paced;
  const dictated = words === "number" || words === "address";
  // The vendor does not know how many digits were asked for, nor that a house number is to come.
  if (evidence.vendorEnded && timers.vendorEndpoint && !dictated && !(words === "unfinished" && (digits || address))) return vendorSilenceMs;
  if (words === "finished" && evidence.wordsAreWhole) {
    const slow = timers.adaptive ? Math.max(1, paced / timers.endpointMs) : 1;
    return Math.min(base, timers.finishedEndpointMs * slow);
  }
  // As long as if they had been asked for.
  if (dictated) return Math.max(base, words === "number" ? timers.digitsEndpointMs : timers.addressEndpointMs);
  if (words === "unfinished") return Math.max(base, digits ? timers.digitsEndpointMs : timers.unfinishedEndpointMs);
  if (evidence.model !== null && !digits && !address) return evidence.model >= 0.5 ? Math.min(base, timers.finishedEndpointMs) : Math.max(base, timers.unfinishedEndpointMs);
  return base;
}
