import { describe, expect, it } from "vitest";
import { parseRoute, paths } from "./routes.ts";

describe("addresses", () => {
  it.each([["/", { page: "calls" }], [paths.calls, { page: "calls" }], ["/calls/", { page: "calls" }], [paths.call("call_1"), { page: "call", callId: "call_1" }], [paths.testCall, { page: "test-call" }], ["/bots", { page: "bots" }], [paths.lines, { page: "lines", tab: "numbers" }], ["/lines/numbers", { page: "lines", tab: "numbers" }], [paths.trunks, { page: "lines", tab: "trunks" }], [paths.nodes, { page: "lines", tab: "nodes" }], [paths.newNumber, { page: "number", id: null }], [paths.number("num_1"), { page: "number", id: "num_1" }], [paths.trunk("trk_1"), { page: "trunk", id: "trk_1" }], ["/lines/nodes/x", { page: "missing" }], ["/lines/other", { page: "missing" }], [paths.appointments, { page: "appointments" }], ["/appointments/today", { page: "missing" }], [paths.newBot, { page: "new-bot" }], [paths.bot("salon", "voice"), { page: "bot", slug: "salon", tab: "voice" }], ["/bots/salon", { page: "bot", slug: "salon", tab: "basics" }], ["/bots/new/flow", { page: "bot", slug: "new", tab: "flow" }], ["/bots/salon/other", { page: "missing" }], ["/settings", { page: "vendors" }], [paths.vendors, { page: "vendors" }], [paths.pronunciations, { page: "pronunciations" }], ["/settings/other", { page: "missing" }], ["/calls/a/b/c", { page: "missing" }], ["/calls/a/b", { page: "missing" }], ["/calls/%E0%A4%A", { page: "missing" }]])("%s", (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });
});
