/** Prometheus text of the node (text format 0.0.4): gauges that alert rules need first. */
import type { VendorHealth } from "@zvon/contract/speech.ts";
import type { EngineStats } from "../media/engine.ts";

export function nodeMetrics(values: { calls: number; capacity: number; edgeUp: boolean; telephonyUp: boolean; recordingsPending: number; factsPending: number; hurried: boolean; draining: boolean; loopLateMs: number; timers: number; diskFreeBytes: number | null; mayRecord: boolean; counters: string; vendors: readonly VendorHealth[]; engine: EngineStats }): string {
  const gauges: [string, string, number][] = [
    ["zvon_node_calls", "Calls on this node now.", values.calls],
    ["zvon_node_capacity", "Calls this node takes at most.", values.capacity],
    ["zvon_node_edge_up", "1 when the edge can be reached.", Number(values.edgeUp)],
    ["zvon_node_telephony_up", "1 when the exchange can be reached.", Number(values.telephonyUp)],
    ["zvon_node_recordings_pending", "Recordings not delivered yet.", values.recordingsPending],
    ["zvon_node_facts_pending", "Calls whose last facts wait on disk for the edge.", values.factsPending],
    ["zvon_node_hurried", "1 while the node takes no calls because it has too much to do.", Number(values.hurried)],
    ["zvon_node_draining", "1 while the node is asked to take no calls.", Number(values.draining)],
    ["zvon_node_loop_late_ms", "How late the main thread came to its work in the last second, 90th percentile.", values.loopLateMs],
    ["zvon_node_timers", "Timers that the main thread has set now: an idle node has a fixed few.", values.timers],
    ...(values.diskFreeBytes === null ? [] : ([["zvon_node_disk_free_bytes", "Room on the disk of recordings and spool.", values.diskFreeBytes]] satisfies [string, string, number][])),
    ["zvon_node_may_record", "0 while calls are not recorded because the disk is nearly full.", Number(values.mayRecord)],
    ["zvon_node_vad_neural", "1 when the neural voice detector runs, 0 when energy was asked for.", Number(values.engine.vad.kind === "neural")],
    ["zvon_node_vad_windows_judged", "Windows of 32 ms that the voice detector judged since start.", values.engine.vad.judged],
    ["zvon_node_pacing_p50_ms", "How long after its due time a frame left, median since start.", values.engine.pacing.p50Ms],
    ["zvon_node_pacing_p99_ms", "How long after its due time a frame left, 99th percentile since start.", values.engine.pacing.p99Ms],
    ["zvon_node_pacing_max_ms", "How long after its due time a frame left, longest since start.", values.engine.pacing.maxMs],
    ...Object.entries(values.engine).flatMap(([name, value]): [string, string, number][] => (typeof value === "number" ? [[`zvon_node_engine_${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`, "Of the media engine.", value]] : [])),
  ];
  return gauges.map(([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`).join("") + values.counters + vendorMetrics(values.vendors);
}

const vendorSeries: [name: string, type: "gauge" | "counter", help: string, of: (vendor: VendorHealth) => number | null][] = [
  ["zvon_vendor_open", "gauge", "1 while the circuit breaker keeps calls away from the vendor.", (vendor) => Number(vendor.state === "open")],
  ["zvon_vendor_failing", "gauge", "1 when the vendor failed within the last half minute, or its circuit is open.", (vendor) => Number(vendor.state === "open" || vendor.state === "failing")],
  ["zvon_vendor_attempts_total", "counter", "Requests or utterances given to the vendor.", (vendor) => vendor.attempts],
  ["zvon_vendor_failures_total", "counter", "Of those, the ones it failed.", (vendor) => vendor.failures],
  ["zvon_vendor_answer_p50_ms", "gauge", "First answer of the vendor, median of its last attempts.", (vendor) => vendor.p50Ms],
  ["zvon_vendor_answer_p95_ms", "gauge", "First answer of the vendor, 95th percentile of its last attempts.", (vendor) => vendor.p95Ms],
];

/** Labels: `kind` (stt, tts), `provider`. */
export function vendorMetrics(vendors: readonly VendorHealth[]): string {
  return vendorSeries.map(([name, type, help, of]) => {
    const lines = vendors.flatMap((vendor) => {
      const value = of(vendor);
      return value === null ? [] : [`${name}{kind="${vendor.kind}",provider="${vendor.provider}"} ${value}\n`];
    });
    return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
  }).join("");
}
