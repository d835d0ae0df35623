/**
 * What GET /health says of a node: `ok`; `degraded`, calls are carried but something is amiss; `down`, it can take no call.
 * Pure. The reasons are a closed list, so that alerts may name them.
 */
export type HealthSight = {
  /** The media thread lives, and the node does not give itself up. */
  works: boolean;
  edge: "up" | "down";
  telephony: "up" | "down" | "none";
  /** Asked to stop, or to take no more calls. */
  draining: boolean;
  /** Too late at its work for one more call (load.ts). */
  hurried: boolean;
  full: boolean;
  mayRecord: boolean;
  /** Vendors that fail now. */
  vendorsFailing: number;
};
export type HealthReason = "media" | "edge" | "telephony" | "draining" | "load" | "full" | "disk" | "vendors";
export type Health = { status: "ok" | "degraded" | "down"; reasons: HealthReason[] };

export function healthOf(sight: HealthSight): Health {
  const down: HealthReason[] = [
    ...(sight.works ? [] : (["media"] as const)),
    ...(sight.edge === "up" ? [] : (["edge"] as const)),
    ...(sight.draining ? (["draining"] as const) : []),
  ];
  const degraded: HealthReason[] = [
    // Calls by browser and bare RTP go on without an exchange.
    ...(sight.telephony === "down" ? (["telephony"] as const) : []),
    ...(sight.hurried ? (["load"] as const) : []),
    ...(sight.full ? (["full"] as const) : []),
    ...(sight.mayRecord ? [] : (["disk"] as const)),
    ...(sight.vendorsFailing > 0 ? (["vendors"] as const) : []),
  ];
  return { status: down.length > 0 ? "down" : degraded.length > 0 ? "degraded" : "ok", reasons: [...down, ...degraded] };
}
