/** What Asterisk knows of its trunks, as the edge is told: pure. */
import type { TrunkSettings, TrunkSight, TrunkState } from "@zvon/contract/trunk-settings.ts";
import type { ManagerMessage } from "./manager.ts";

export type TrunkLook = { id: string; state: TrunkState };

/**
 * @param registrations rows of PJSIPShowRegistrationsOutbound · @param endpoints rows of PJSIPShowEndpoints.
 * A trunk that registers is judged by its registration alone: a carrier may well answer no OPTIONS.
 */
export function readStates(trunks: readonly Pick<TrunkSettings, "id" | "access">[], registrations: readonly ManagerMessage[], endpoints: readonly ManagerMessage[]): TrunkLook[] {
  // The password's object is listed beside the registration, under the same name and with no status.
  const registered = new Map(registrations.flatMap((row) => (row["Status"] === undefined ? [] : [[row["ObjectName"] ?? "", row["Status"]]])));
  const reached = new Map(endpoints.map((row) => [row["ObjectName"] ?? "", row["DeviceState"] ?? ""]));
  return trunks.map(({ id, access }) => ({ id, state: access === "register" ? ofRegistration(registered.get(id)) : ofEndpoint(reached.get(id)) }));
}

function ofRegistration(status: string | undefined): TrunkState {
  switch (status) {
    case "Registered":
      return "registered";
    case "Rejected":
      return "refused";
    // Asterisk's word for "asked, and nobody answered" too.
    case "Unregistered":
      return "unreachable";
    default:
      return "unknown";
  }
}

/** A device is "unavailable" when its address answers no OPTIONS; in use or not, it answers. */
function ofEndpoint(state: string | undefined): TrunkState {
  if (state === undefined || state === "" || state === "Unknown" || state === "Invalid") return "unknown";
  return state === "Unavailable" ? "unreachable" : "reachable";
}

/** The states with since when; `changed` are those that differ from what was seen before. `code` is kept while the state lasts. */
export function since(before: readonly TrunkSight[], now: readonly TrunkLook[], atMs: number): { sights: TrunkSight[]; changed: TrunkSight[] } {
  const former = new Map(before.map((sight) => [sight.id, sight]));
  const changed: TrunkSight[] = [];
  const sights = now.map((look) => {
    const known = former.get(look.id);
    if (known?.state === look.state) return known;
    const sight: TrunkSight = { ...look, code: null, atMs };
    changed.push(sight);
    return sight;
  });
  return { sights, changed };
}

/** Prometheus text. Label: `trunk`, its id; one that was not looked at yet is left out. */
export function trunkMetrics(sights: readonly TrunkSight[]): string {
  const lines = sights.filter(({ state }) => state !== "unknown").map(({ id, state }) => `zvon_trunk_up{trunk="${id}"} ${Number(state === "registered" || state === "reachable")}\n`);
  return lines.length === 0 ? "" : `# HELP zvon_trunk_up 1 when the trunk is registered or its server answers, 0 when it is refused or silent.\n# TYPE zvon_trunk_up gauge\n${lines.join("")}`;
}
