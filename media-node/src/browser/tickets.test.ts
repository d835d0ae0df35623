import { describe, expect, it } from "vitest";
import { createTickets, ticketLifeMs } from "./tickets.ts";

function setUp() {
  const timers = new Set<() => void>();
  const tickets = createTickets<string>((run, ms) => {
    expect(ms).toBe(ticketLifeMs);
    timers.add(run);
    return () => timers.delete(run);
  });
  const expired: string[] = [];
  const issue = (call: string, ticket: string, value: string) => tickets.issue(call, ticket, value, () => expired.push(value));
  return { tickets, timers, expired, issue };
}

describe("tickets", () => {
  it("open one call, once", () => {
    const { tickets, timers, issue } = setUp();
    issue("call_1", "t1", "anna");
    expect(tickets.redeem("call_2", "t1")).toBeNull();
    expect(tickets.redeem("call_1", "t2")).toBeNull();
    expect(tickets.redeem("call_1", "t1")).toBe("anna");
    expect(tickets.redeem("call_1", "t1")).toBeNull();
    expect(timers.size).toBe(0);
  });

  it("are several for one call: each of those who listen in has their own", () => {
    const { tickets, issue } = setUp();
    issue("call_1", "t1", "anna");
    issue("call_1", "t2", "boris");
    expect([tickets.redeem("call_1", "t2"), tickets.redeem("call_1", "t1")]).toEqual(["boris", "anna"]);
  });

  it("expire, and say so; withdrawn ones are worth nothing and say nothing", () => {
    const { tickets, timers, expired, issue } = setUp();
    issue("call_1", "t1", "anna");
    issue("call_1", "t2", "boris");
    issue("call_2", "t3", "boris");
    tickets.withdraw("call_1", "boris");
    expect(tickets.redeem("call_1", "t2")).toBeNull();
    for (const run of timers) run();
    expect(expired).toEqual(["anna", "boris"]);
    expect(tickets.redeem("call_2", "t3")).toBeNull();
  });

  it("are never more than twenty thousand: the oldest goes", () => {
    const { tickets, timers, expired, issue } = setUp();
    for (let n = 0; n < 20_001; n++) issue("call_1", `t${n}`, `v${n}`);
    expect(expired).toEqual(["v0"]);
    expect(timers.size).toBe(20_000);
    expect(tickets.redeem("call_1", "t20000")).toBe("v20000");
  });
});
