import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { certificateMetrics } from "../browser/certificate.ts";
import { trunkMetrics } from "../trunks/trunk-states.ts";
import { createCounters, counterNames } from "../watch/counters.ts";
import { nodeMetrics, vendorMetrics } from "./metrics.ts";

const health = { kind: "stt" as const, provider: "deepgram", state: "open" as const, lastError: "Deepgram failed (503)", lastErrorAtMs: 1, attempts: 5, failures: 3, p50Ms: 210, p95Ms: null };

describe("metrics of vendors", () => {
  it("tell each vendor by kind and name, one series head each, and leave out what is not known", () => {
    const text = vendorMetrics([health, { ...health, kind: "tts", state: "ok" }]);
    expect(text).toContain('# TYPE zvon_vendor_failures_total counter\nzvon_vendor_failures_total{kind="stt",provider="deepgram"} 3\nzvon_vendor_failures_total{kind="tts",provider="deepgram"} 3\n');
    expect(text).toContain('zvon_vendor_open{kind="stt",provider="deepgram"} 1\nzvon_vendor_open{kind="tts",provider="deepgram"} 0\n');
    expect(text).toContain('zvon_vendor_answer_p50_ms{kind="stt",provider="deepgram"} 210\n');
    expect(text).not.toContain("p95");
    expect(text).not.toContain("503");
  });

  it("are none while no vendor was asked", () => {
    expect(vendorMetrics([])).toBe("");
  });
});

describe("metrics of a node", () => {
  const counters = createCounters();
  for (const name of counterNames) counters.add(name, "some");
  const text = nodeMetrics({
    calls: 1, capacity: 2, edgeUp: true, telephonyUp: false, recordingsPending: 0, factsPending: 0, hurried: false, draining: false, loopLateMs: 1, timers: 9, diskFreeBytes: 5, mayRecord: true, counters: counters.text() + trunkMetrics([{ id: "trk_1", state: "registered", code: null, atMs: 0 }]) + certificateMetrics(1_800_000_000_500),
    vendors: [{ ...health, p95Ms: 900 }],
    engine: { legs: 1, pacing: { frames: 1, p50Ms: 1, p90Ms: 1, p99Ms: 2, maxMs: 3 }, frameLateMs: 1, vad: { kind: "neural", judged: 1, skipped: 0, runs: 1 }, packetsReceived: 1, packetsSent: 1, priority: true, utilisation: 0.1 },
  });
  const told = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]));

  it("are told once each", () => {
    expect([...text.matchAll(/^# TYPE (\S+)/gm)]).toHaveLength(told.size);
    expect(text).toContain("\nzvon_node_calls 1\n");
    expect(text).toContain('\nzvon_node_transfers_total{result="some"} 1\n');
    expect(text).toContain("\nzvon_node_certificate_expiry_timestamp_seconds 1800000001\n");
    expect(certificateMetrics(null)).toBe("");
  });

  it.each(["deploy/grafana/media-nodes.json", "deploy/alerts/media-nodes.yaml"])("are all that %s asks for", (file) => {
    const asked = new Set([...readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8").matchAll(/zvon_[a-z0-9_]+/g)].map((match) => match[0]));
    expect(asked.size).toBeGreaterThan(5);
    expect([...asked].filter((name) => !told.has(name))).toEqual([]);
  });
});
