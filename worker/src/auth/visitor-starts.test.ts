import { describe, expect, it } from "vitest";
import { createVisitorStarts } from "./visitor-starts.ts";

describe("chats that one address begins", () => {
  it("are ten at once and then one in fifteen seconds, each tenant and address for itself", () => {
    const starts = createVisitorStarts();
    const begun = (nowMs: number, address = "198.51.100.7", tenant = "org_a") => starts.mayBegin(tenant, address, nowMs);
    expect(Array.from({ length: 11 }, () => begun(0))).toEqual([...Array.from({ length: 10 }, () => true), false]);
    expect([begun(14_000), begun(15_000), begun(15_000)]).toEqual([false, true, false]);
    expect([begun(15_000, "198.51.100.8"), begun(15_000, "198.51.100.7", "org_b")]).toEqual([true, true]);
  });
});
