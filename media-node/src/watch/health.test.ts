import { describe, expect, it } from "vitest";
import { healthOf, type HealthSight } from "./health.ts";

const well: HealthSight = { works: true, edge: "up", telephony: "up", draining: false, hurried: false, full: false, mayRecord: true, vendorsFailing: 0 };

describe("a node's health", () => {
  it.each<[string, Partial<HealthSight>, ReturnType<typeof healthOf>]>([
    ["all well", {}, { status: "ok", reasons: [] }],
    ["no exchange and none wanted", { telephony: "none" }, { status: "ok", reasons: [] }],
    ["exchange lost", { telephony: "down" }, { status: "degraded", reasons: ["telephony"] }],
    ["too busy", { hurried: true }, { status: "degraded", reasons: ["load"] }],
    ["full", { full: true }, { status: "degraded", reasons: ["full"] }],
    ["disk full", { mayRecord: false }, { status: "degraded", reasons: ["disk"] }],
    ["a vendor fails", { vendorsFailing: 1 }, { status: "degraded", reasons: ["vendors"] }],
    ["media dead", { works: false }, { status: "down", reasons: ["media"] }],
    ["edge lost", { edge: "down", mayRecord: false }, { status: "down", reasons: ["edge", "disk"] }],
    ["draining", { draining: true }, { status: "down", reasons: ["draining"] }],
  ])("%s", (_what, change, expected) => {
    expect(healthOf({ ...well, ...change })).toEqual(expected);
  });
});
