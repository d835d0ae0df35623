/** The leg of a call, with its recording where one is wanted: a disk that is full or broken costs the recording, not the call. */
import type { Leg, LegEvent, LegTransport } from "../media/engine.ts";
import type { CallPorts } from "./port.ts";

export async function openRecordedLeg(ports: Pick<CallPorts, "engine" | "recordings" | "count" | "log">, options: { id: string; transport: LegTransport; recorded: boolean; /** For `record` of the leg. */ waits?: boolean }, onLeg: (event: LegEvent) => void): Promise<Leg> {
  const { id, transport, recorded, waits = false } = options;
  const room = ports.recordings.mayRecord?.() ?? true;
  if (recorded && !room) ports.count?.("unrecorded", "disk_full");
  const withPath = (recordingPath: string | null) => ports.engine.open({ id, transport, recordingPath, ...(waits ? { recordWaits: true } : {}) }, onLeg);
  if (!recorded || !room) return withPath(null);
  try {
    return await withPath(ports.recordings.pathOf(id));
  } catch (error) {
    const opened = await withPath(null);
    // Without its file it can be opened: so it was the file.
    ports.count?.("unrecorded", "file");
    ports.log.error("the call is not recorded", { error });
    return opened;
  }
}
