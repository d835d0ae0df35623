/**
 * Whether this node can take one more call: it refuses new ones before those it has are heard to suffer. Pure: the shell
 * brings a sample a second.
 *
 * | state | sample               | next                                     |
 * | ----- | -------------------- | ---------------------------------------- |
 * | calm  | busy, three in a row | hurried: no new calls                    |
 * | hurried | calm, five in a row | calm                                    |
 */
export type LoadSample = {
  /** Share of the last second in which the media thread worked, 0 to 1. */
  mediaBusy: number;
  /** 90th percentile of how late the main thread came to its work in the last second, ms: one long stop in it is a collection of garbage. */
  loopLateMs: number;
  /** The same of frames that left the media thread. */
  frameLateMs: number;
};
export type Load = { hurried: boolean; /** Samples in a row that speak against the state. */ against: number };

export const calm: Load = { hurried: false, against: 0 };

/** A thread at nine tenths has no room for a burst; frames begin to leave late from there on. */
const mostMediaBusy = 0.9;
/**
 * Every tenth piece of work this late is heard as a bot that is slow to stop and to answer. Other programs alone do not
 * make it so: beside a load of 17 on two cores an idle loop's was 1 to 4 ms (its 99th percentile up to 56).
 */
const mostLoopLateMs = 100;
/** Later frames are not sent at all: every tenth would be missing from what callers hear. */
const mostFrameLateMs = 60;
/** A burst of calls that begin is over by then. */
const untilHurried = 3;
const untilCalm = 5;

export function stepLoad(load: Load, sample: LoadSample): Load {
  const busy = sample.mediaBusy > mostMediaBusy || sample.loopLateMs > mostLoopLateMs || sample.frameLateMs > mostFrameLateMs;
  if (busy === load.hurried) return { ...load, against: 0 };
  const against = load.against + 1;
  return against >= (load.hurried ? untilCalm : untilHurried) ? { hurried: busy, against: 0 } : { ...load, against };
}
