/** Wall time of a zone and instants: "2026-11-23T15:00" ⇄ ms since 1970. */
import { localClock } from "./calendar.ts";

/** A moment as fields have it, on the wall of the tenant: "2026-11-23T15:00". */
export type Moment = string;
export type Zone = {
  momentAt(ms: number): Moment;
  /** Null: no clock of the zone ever shows it (summer time begins). Of two instants that show it, the earlier. */
  instantOf(moment: Moment): number | null;
};

const dayMs = 86_400_000;

/** @param timeZone IANA name. @throws RangeError for a zone that does not exist. */
export function zoneOf(timeZone: string): Zone {
  const clock = localClock(timeZone);
  const momentAt = (ms: number): Moment => {
    const { date, time } = clock(ms);
    return `${date}T${time}`;
  };
  return {
    momentAt,
    instantOf(moment) {
      const asUtc = Date.parse(`${moment}:00Z`);
      if (Number.isNaN(asUtc)) return null;
      // A zone changes its distance from UTC at most once within two days: what it was before and after is all there is.
      const guesses = [asUtc - dayMs, asUtc + dayMs].map((near) => asUtc - (Date.parse(`${momentAt(near)}:00Z`) - near));
      const fitting = guesses.filter((guess) => momentAt(guess) === moment);
      return fitting.length === 0 ? null : Math.min(...fitting);
    },
  };
}
