import { describe, expect, it } from "vitest";
import { vendorMetrics } from "./metrics.ts";

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
