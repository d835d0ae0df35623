/** Trunks in a running Asterisk: written, reloaded, looked at. No call is touched by any of it. */
import { setTimeout as delay } from "node:timers/promises";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import type { AskManager, ManagerMessage } from "./manager.ts";
import { readStates, type TrunkLook } from "./trunk-states.ts";

/** What renders trunks and puts the text where Asterisk reads it; `write` of the former text takes it back. */
export type TrunksFile = {
  render(trunks: readonly TrunkSettings[]): { text: string; refused: { id: string; why: string }[] };
  read(): Promise<string>;
  write(text: string): Promise<void>;
};

export type ExchangeTrunks = {
  /**
   * Puts exactly these trunks to work. `refused`: those that are not, with the reason; the others are.
   * @throws ManagerError when Asterisk cannot be asked, Error when it lost a trunk that it is to keep: what it works by is
   * then as before, on disk too
   */
  apply(trunks: readonly TrunkSettings[]): Promise<{ refused: { id: string; why: string }[] }>;
  look(trunks: readonly Pick<TrunkSettings, "id" | "access">[]): Promise<TrunkLook[]>;
};

/** Each has its own part of pjsip's configuration, and reloads nothing but that. */
const modules = ["res_pjsip.so", "res_pjsip_endpoint_identifier_ip.so", "res_pjsip_outbound_registration.so"];

/** A carrier across the world challenges and answers within this; one that does not keeps the registration until it expires. */
const givingBack = { looks: 20, everyMs: 100 };

/** @param wait resolves after so many milliseconds */
export function exchangeTrunks(file: TrunksFile, ask: AskManager, wait: (ms: number) => Promise<unknown> = delay): ExchangeTrunks {
  const registered = async (): Promise<string[]> => {
    const [rows = []] = await ask([{ action: "PJSIPShowRegistrationsOutbound" }]);
    return rows.flatMap((row) => (row["Status"] === "Registered" && row["ObjectName"] !== undefined ? [row["ObjectName"]] : []));
  };
  /** Before the password goes, or the carrier's challenge could not be answered any more. */
  const giveBack = async (kept: ReadonlySet<string>): Promise<void> => {
    const leaving = (await registered()).filter((id) => !kept.has(id));
    if (leaving.length === 0) return;
    await ask(leaving.map((id) => ({ action: "PJSIPUnregister", fields: { Registration: id } })));
    for (let look = 0; look < givingBack.looks; look++) {
      await wait(givingBack.everyMs);
      const still = new Set(await registered());
      if (!leaving.some((id) => still.has(id))) return;
    }
  };
  const endpoints = async (): Promise<Set<string>> => {
    const [rows = []] = await ask([{ action: "PJSIPShowEndpoints" }]);
    return new Set(rows.filter(isRow).map((row) => row["ObjectName"] ?? ""));
  };
  // One after the other: Asterisk refuses a reload during a reload.
  const reload = async (): Promise<void> => {
    for (const name of modules) await ask([{ action: "ModuleLoad", fields: { Module: name, LoadType: "reload" } }]);
  };
  return {
    async apply(trunks) {
      const { text, refused } = file.render(trunks);
      const before = await file.read();
      const known = new Set(refused.map(({ id }) => id));
      const wanted = trunks.map(({ id }) => id).filter((id) => !known.has(id));
      const loadedBefore = text === before ? new Set<string>() : await endpoints();
      if (text !== before) {
        await giveBack(new Set(trunks.flatMap(({ id, access }) => (access === "register" ? [id] : []))));
        await file.write(text);
        try {
          await reload();
        } catch (error) {
          // A restart must find what it ran with.
          await file.write(before);
          throw error;
        }
      }
      const loaded = await endpoints();
      const missing = wanted.filter((id) => !loaded.has(id));
      const lost = missing.filter((id) => loadedBefore.has(id));
      if (lost.length > 0) {
        // A line that worked is worth more than the change: the former text comes back, and the change is tried again later.
        await file.write(before);
        await reload();
        throw new Error(`Asterisk lost ${lost.length} of its trunks by the new configuration: the former one is back`);
      }
      // Of a new one Asterisk leaves out what it does not take, and works with the others.
      return { refused: [...refused, ...missing.map((id) => ({ id, why: "Asterisk did not take it: see its log" }))] };
    },
    async look(trunks) {
      const [registrations = [], rows = []] = await ask([{ action: "PJSIPShowRegistrationsOutbound" }, { action: "PJSIPShowEndpoints" }]);
      return readStates(trunks, registrations.filter(isRow), rows.filter(isRow));
    },
  };
}

/** Not the response, nor the list's end. */
function isRow(message: ManagerMessage): boolean {
  return message["ObjectName"] !== undefined;
}
