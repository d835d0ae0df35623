/**
 * What two people may talk for after the bot has gone, and what it costs: both legs, by minutes begun. Pure: the hub brings
 * the sums. Such a talk is Asterisk's alone, which ends it by its own timer; so its money is held in pieces ahead, and the
 * timer is set to what is held. A node that dies costs the rest of the piece at most.
 */
import { spokenMinutes } from "./admission.ts";
import type { SpendCaps, Spent } from "./admission.ts";

/** Long enough that a node away for minutes cuts nobody off, short enough that one talk does not hold a small account's day. */
export const talkPieceMs = 15 * 60_000;
/** Where less than an hour's money is left: what one talk holds ahead, the account's calls in progress lack. */
export const tightPieceMs = 5 * 60_000;
const tightMs = 4 * talkPieceMs;
/** The next piece is held when so little of this one is left: several beats of a node. */
export const talkRenewMs = 5 * 60_000;
/** Where the account sets no longest call. */
export const longestTalkMs = 2 * 3_600_000;

export type TalkMoney = {
  /** Nano-units; both legs. */
  perMinute: number;
  caps: SpendCaps;
  /** With what this talk holds already. */
  spent: Spent;
  held: number;
  /** What the call before the talk has cost: the limit of one call counts both. */
  before: number;
};

/**
 * @param talkedMs so far. @param grantedMs may be talked already, which nobody takes back; 0: nothing yet.
 * @returns how long they may talk in all, ms since they began; under a minute's money `grantedMs`.
 */
export function talkReach({ perMinute, caps, spent, held, before }: TalkMoney, talkedMs: number, grantedMs: number, longestMs: number): number {
  if (perMinute === 0) return Math.max(grantedMs, longestMs);
  const left = Math.min(Infinity, ...(caps.perDay === null ? [] : [caps.perDay - spent.day + held]), ...(caps.perMonth === null ? [] : [caps.perMonth - spent.month + held]), ...(caps.perCall === null ? [] : [caps.perCall - before]));
  const paidMs = Math.floor(left / perMinute) * 60_000;
  const piece = paidMs - talkedMs < tightMs ? tightPieceMs : talkPieceMs;
  // By whole minutes, as they are paid: a beat that moves it by seconds writes nothing.
  return Math.max(grantedMs, Math.min(Math.ceil((talkedMs + piece) / 60_000) * 60_000, longestMs, paidMs));
}

export const talkCost = (perMinute: number, ms: number): number => perMinute * spokenMinutes(ms);
