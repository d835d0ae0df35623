import { tenantIdSchema } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { judgeTalk, talksDueMs } from "./talks.ts";
import type { TalkRow } from "./talks.ts";

const minute = 60_000;
const row = (change: Partial<TalkRow> = {}): TalkRow => ({ id: "call_a", tenantId: tenantIdSchema.parse("org_00000000"), sinceMs: 0, grantedMs: 15 * minute, longestMs: 120 * minute, certain: true, toldMs: null, toldAt: null, ...change });
const told = (ms: number, over = false) => ({ talk: "call_a", ms, over });
const end = (ms: number) => ({ type: "end", ms });

describe("a talk of two without a bot", () => {
  it.each([
    ["told over", row(), told(61_000, true), 2 * minute, end(61_000)],
    ["told for the first time", row(), told(5_000), 5_000, { type: "told", ms: 5_000 }],
    ["told again soon", row({ toldMs: 5_000, toldAt: 5_000 }), told(10_000), 10_000, null],
    ["with little left of what was granted", row(), told(10 * minute), 10 * minute, { type: "extend", talkedMs: 10 * minute }],
    ["with all granted that it may last", row({ grantedMs: 120 * minute, toldAt: 119 * minute }), told(119 * minute), 119 * minute, null],
    ["missing from a beat of late", row({ toldMs: minute, toldAt: minute }), null, minute + 30_000, null],
    ["missing for longer: nobody knows its end, so it lasted until now", row({ toldMs: minute, toldAt: minute }), null, 3 * minute, end(3 * minute)],
    ["missing since a node's restart, and answered for certain", row(), null, 2 * minute, end(2 * minute)],
    ["never told, and perhaps never answered", row({ certain: false }), null, 2 * minute, null],
    ["never told, when it would have rung out", row({ certain: false }), null, 4 * minute, end(0)],
    ["of a node that is gone, while its money lasts", row({ toldMs: minute, toldAt: minute }), undefined, 10 * minute, null],
    ["of a node that is gone, once the exchange has ended it", row({ toldMs: minute, toldAt: minute }), undefined, 16 * minute, end(15 * minute)],
    ["of a node that is gone and never told it began", row({ certain: false }), undefined, 19 * minute, end(0)],
  ] satisfies [string, TalkRow, Parameters<typeof judgeTalk>[1], number, unknown][])("%s", (_, talk, sight, nowMs, verdict) => {
    expect(judgeTalk(talk, sight, nowMs)).toEqual(verdict);
  });

  it("is looked at when it must be over, also when no node tells of it", () => {
    expect(talksDueMs([])).toBeNull();
    const rows = [row(), row({ sinceMs: 5_000, grantedMs: minute, certain: false })];
    const due = talksDueMs(rows) ?? 0;
    expect(judgeTalk(row({ sinceMs: 5_000, grantedMs: minute, certain: false }), undefined, due)).toEqual(end(0));
  });
});
