/** A running Kamailio's control, by the tool that comes with it: every command is one short process. */
import { execFile } from "node:child_process";
import { nodeUri, type TrunkRow } from "./sbc-files.ts";

export type SbcControl = {
  /** `command` as Kamailio's RPC knows it; a failed one rejects with what it printed. */
  run(command: string, ...args: string[]): Promise<string>;
};

const timeoutMs = 5_000;

export const sbcControl = (socket: string): SbcControl => ({
  run: (command, ...args) =>
    new Promise((resolve, reject) => {
      execFile("kamcmd", ["-s", `unix:${socket}`, command, ...args], { timeout: timeoutMs, env: { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` } }, (error, stdout, stderr) => {
        // kamcmd ends with 0 for an error that the server answered.
        if (error !== null || stdout.startsWith("error:")) reject(new Error(`kamailio: ${(stdout + stderr).trim() || error?.message || "no answer"}`, { cause: error }));
        else resolve(stdout);
      });
    }),
});

/** `drained`: no new calls, those it has go on to their end. Lasts until Kamailio reads its list anew: set it in the settings too. */
export async function setDrained(control: SbcControl, node: { host: string; port: number }, drained: boolean): Promise<void> {
  // "ap": in use and probed, as from the list.
  await control.run("dispatcher.set_state", drained ? "d" : "ap", "1", nodeUri(node));
}

/** What is in use, by address: from the dispatcher's own list. @returns uri → flags such as AP (active), IP (probing, down), DX (disabled) */
export async function nodeStates(control: SbcControl): Promise<Record<string, string>> {
  const text = await control.run("dispatcher.list");
  return Object.fromEntries([...text.matchAll(/URI: (\S+)\s+FLAGS: (\S+)/g)].map(([, uri = "", flags = ""]) => [uri, flags]));
}

/** Live calls of all trunks. */
export async function liveCalls(control: SbcControl): Promise<number> {
  const text = await control.run("dlg.stats_active");
  return Number(/^\s*all:\s*(\d+)/m.exec(text)?.[1] ?? Number.NaN);
}

/** Brings a running Kamailio to the files that were written: no call is touched. `reloadNodes` also forgets who was drained by hand. */
export async function applyTrunks(control: SbcControl, rows: readonly TrunkRow[], reloadNodes: boolean): Promise<void> {
  const known = new Set([...(await control.run("htable.dump", "trunk")).matchAll(/name: (\S+)/g)].map(([, key = ""]) => key));
  for (const { key, value } of rows) {
    await (typeof value === "number" ? control.run("htable.seti", "trunk", key, String(value)) : control.run("htable.sets", "trunk", key, `s:${value}`));
    known.delete(key);
  }
  for (const key of known) await control.run("htable.delete", "trunk", key);
  await control.run("permissions.addressReload");
  if (reloadNodes) await control.run("dispatcher.reload");
}
