import { describe, expect, it } from "vitest";
import { createCounters } from "./counters.ts";

describe("a node's counters", () => {
  it("count by label, one head a series", () => {
    const counters = createCounters();
    expect(counters.text()).toBe("");
    counters.add("zvon_node_transfers_total", "busy");
    counters.add("zvon_node_transfers_total", "answered");
    counters.add("zvon_node_transfers_total", "busy");
    expect(counters.text()).toBe('# HELP zvon_node_transfers_total Callers handed on, by what became of it.\n# TYPE zvon_node_transfers_total counter\nzvon_node_transfers_total{result="busy"} 2\nzvon_node_transfers_total{result="answered"} 1\n');
  });

  it("hold no more labels than a list of the program has", () => {
    const counters = createCounters();
    for (let n = 0; n < 1000; n++) counters.add("zvon_node_exchange_events_total", `kind ${n}`);
    expect(counters.text().split("\n").length).toBeLessThan(50);
  });
});
