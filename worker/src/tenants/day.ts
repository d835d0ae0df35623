/** The account's day, "2026-11-23": what limits a day are counted by. */
import { localClock } from "../language/calendar.ts";

export const dayIn = (timeZone: string, nowMs: number): string => localClock(timeZone)(nowMs).date;
