import { describe, expect, it } from "vitest";
import { longestTalkMs, talkCost, talkPieceMs, talkReach } from "./talks.ts";
import type { TalkMoney } from "./talks.ts";

const free = { perDay: null, perMonth: null, perCall: null };
const money = (change: Partial<TalkMoney> = {}): TalkMoney => ({ perMinute: 10, caps: free, spent: { day: 0, month: 0 }, held: 0, before: 0, ...change });
const reach = (change: Partial<TalkMoney>, talkedMs = 0, grantedMs = 0, longestMs = longestTalkMs) => talkReach(money(change), talkedMs, grantedMs, longestMs) / 60_000;

describe("the money of a talk", () => {
  it.each([
    ["a piece at a time", {}, 15],
    ["to the longest at once, where it costs nothing", { perMinute: 0 }, 120],
    ["a small piece, where less than an hour's money is left", { caps: { ...free, perDay: 500 } }, 5],
    ["as many whole minutes as the day has left", { caps: { ...free, perDay: 100 }, spent: { day: 65, month: 65 } }, 3],
    ["as the month has left", { caps: { ...free, perMonth: 100 }, spent: { day: 0, month: 71 } }, 2],
    ["as one call may cost, with what the bot's part of it has", { caps: { ...free, perCall: 60 }, before: 20 }, 4],
    ["not at all, under a minute's money", { caps: { ...free, perDay: 100 }, spent: { day: 91, month: 91 } }, 0],
  ] satisfies [string, Partial<TalkMoney>, number][])("reaches %s", (_, change, minutes) => {
    expect(reach(change)).toBe(minutes);
  });

  it("reaches on by a piece, to the longest, and stops where the money does", () => {
    expect(reach({ held: 150, spent: { day: 150, month: 150 } }, 10 * 60_000, talkPieceMs)).toBe(25);
    expect(reach({}, 110 * 60_000, 115 * 60_000)).toBe(120);
    expect(reach({ caps: { ...free, perDay: 200 }, spent: { day: 150, month: 150 }, held: 150 }, 14 * 60_000 + 1, talkPieceMs)).toBe(20);
    expect(reach({ caps: { ...free, perDay: 190 }, spent: { day: 150, month: 150 }, held: 150 }, 14 * 60_000 + 1, talkPieceMs)).toBe(19);
    expect(reach({ caps: { ...free, perDay: 9_000 } }, 10 * 60_000 + 1_234, talkPieceMs), "by whole minutes").toBe(26);
    expect(reach({ caps: { ...free, perDay: 50 }, spent: { day: 150, month: 150 }, held: 150 }, 10 * 60_000, talkPieceMs), "what was granted is not taken back").toBe(15);
  });

  it("is paid by minutes begun", () => {
    expect([0, 1, 60_000, 60_001].map((ms) => talkCost(10, ms))).toEqual([0, 10, 10, 20]);
  });
});
