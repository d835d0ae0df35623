import { describe, expect, it } from "vitest";
import { faultsByTab, tabOf } from "./bot-sections.ts";

describe("a fault of a bot", () => {
  it.each([
    ["/languages", "basics"],
    ["/prompts/greeting/en", "basics"],
    ["/prompts/system/en", "prompts"],
    ["/fallbacks/unsure/ru", "prompts"],
    ["/fallbacks/silence_after_ms/0", "voice"],
    ["/context/safety_rules/2", "safety"],
    ["/context/facts/0", "basics"],
    ["/answering_machine/message/ru", "basics"],
    ["/prompts/time_warning/en", "basics"],
    ["/unwanted_callers/silent_seconds", "basics"],
    ["/flow/transitions/11/to", "flow"],
    ["/agent/crm_field_mapping/phone", "fields"],
    ["/agent/destinations/0/to", "transfer"],
    ["/something_new", "code"],
    ["", "basics"],
  ] as const)("at %s is mended in %s", (pointer, tab) => {
    expect(tabOf(pointer)).toBe(tab);
  });

  it("stands with the others of its section", () => {
    const faults = [{ pointer: "/fields/a", detail: "1" }, { pointer: "/flow/start", detail: "2" }, { pointer: "/fields/b", detail: "3" }];
    expect([...faultsByTab(faults)].map(([tab, mine]) => [tab, mine.length])).toEqual([["fields", 2], ["flow", 1]]);
  });
});
