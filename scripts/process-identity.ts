import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that cannot be mistaken for a later one with the same number. */
export type ProcessIdentity = { pid: number; started: string };

/** Who runs under `pid` now; null when nobody does. `started` is opaque: boot id and clock ticks on Linux, ps's date elsewhere. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    if (process.platform !== "linux") {
      const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", timeout: 5_000 }).trim();
      return started === "" ? null : { pid, started };
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command may hold spaces and brackets: fields count from the last ")"; proc(5): state is 3rd, starttime 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return null;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return { pid, started: `${boot}:${fields[19] ?? ""}` };
  } catch {
    return null; // no such process: the question is answered
  }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** SIGKILL to exactly that process, if it still lives. */
export function killExactly(identity: ProcessIdentity): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, "SIGKILL");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
