/** Prometheus text of the node (text format 0.0.4): gauges that alert rules need first. */
import type { EngineStats } from "../media/engine.ts";

export function nodeMetrics(values: { calls: number; capacity: number; edgeUp: boolean; telephonyUp: boolean; recordingsPending: number; engine: EngineStats }): string {
  const gauges: [string, string, number][] = [
    ["zvon_node_calls", "Calls on this node now.", values.calls],
    ["zvon_node_capacity", "Calls this node takes at most.", values.capacity],
    ["zvon_node_edge_up", "1 when the edge can be reached.", Number(values.edgeUp)],
    ["zvon_node_telephony_up", "1 when the exchange can be reached.", Number(values.telephonyUp)],
    ["zvon_node_recordings_pending", "Recordings not delivered yet.", values.recordingsPending],
    ["zvon_node_vad_neural", "1 when the neural voice detector runs, 0 when energy was asked for.", Number(values.engine.vad.kind === "neural")],
    ["zvon_node_vad_windows_judged", "Windows of 32 ms that the voice detector judged since start.", values.engine.vad.judged],
    ["zvon_node_pacing_p50_ms", "How long after its due time a frame left, median since start.", values.engine.pacing.p50Ms],
    ["zvon_node_pacing_p99_ms", "How long after its due time a frame left, 99th percentile since start.", values.engine.pacing.p99Ms],
    ["zvon_node_pacing_max_ms", "How long after its due time a frame left, longest since start.", values.engine.pacing.maxMs],
    ...Object.entries(values.engine).flatMap(([name, value]): [string, string, number][] => (typeof value === "number" ? [[`zvon_node_engine_${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`, "Of the media engine.", value]] : [])),
  ];
  return gauges.map(([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`).join("");
}
