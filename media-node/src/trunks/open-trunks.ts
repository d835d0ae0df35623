/** Trunks of this node's Asterisk, from its settings file: the one place that joins the renderer, the disk and the manager interface. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeFiles } from "../asterisk-config/config-folder.ts";
import { phonesFile, trunksFile, trunkWay } from "../asterisk-config/node-files.ts";
import { readAsteriskSettings } from "../asterisk-config/read-settings.ts";
import { renderOperators } from "../asterisk-config/transports.ts";
import { renderTrunks } from "../asterisk-config/trunks.ts";
import type { Log } from "../log.ts";
import { tellingBorder } from "./border-list.ts";
import { exchangeTrunks, type TrunksFile } from "./exchange-trunks.ts";
import { exchangePhones, type ExchangePhones } from "./exchange-phones.ts";
import { resolveNames, withoutInside } from "./inside-trunks.ts";
import { managerAt } from "./manager.ts";
import { watchNodeTrunks, type NodeTrunks } from "./node-trunks.ts";
import { probeTrunk, type ProbeOptions, type ProbeResult } from "./probe.ts";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";

export type Trunks = {
  /** null: trunks are the operator's own. */
  node: NodeTrunks | null;
  probe(trunk: TrunkSettings): Promise<ProbeResult>;
  /** null: this exchange takes no browsers. */
  phones: (ExchangePhones & { /** Asterisk's HTTP server. */ exchange: { host: string; port: number } }) | null;
};

type TrunksOptions = Pick<ProbeOptions, "allows" | "now"> & {
  settingsFile: string | undefined;
  /** The folder as this process sees it. */
  folder: string | undefined;
  wallClock: () => number;
  /** The edge is to be told now, not at the next beat. */
  onNews: () => void;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
};

/** The border's user is another; there is no password in it. */
const borderListMode = 0o644;

/** @throws Error when the settings cannot be read, or have no manager interface */
export async function openTrunks({ settingsFile, folder, allows, now, ...rest }: TrunksOptions): Promise<Trunks> {
  if (settingsFile === undefined) return { node: null, phones: null, probe: (trunk) => probeTrunk(trunk, { allows, now }) };
  const settings = await readAsteriskSettings(settingsFile);
  const { sbc, manager } = settings;
  if (manager === null) throw new Error("Asterisk's settings have no manager interface");
  const probe = (trunk: TrunkSettings): Promise<ProbeResult> => probeTrunk(trunk, { allows, now, sbc });
  const where = folder ?? settings.folders.config;
  const file: TrunksFile = {
    render: (trunks) => renderTrunks(trunks, trunkWay(settings)),
    read: () => readFile(path.join(where, trunksFile), "utf8"),
    write: async (text) => void (await writeFiles(where, { [trunksFile]: text })),
  };
  const ask = managerAt({ host: "127.0.0.1", ...manager });
  const own = exchangeTrunks(file, ask);
  const listFile = sbc?.trunksFile ?? null;
  const told = listFile === null ? own : tellingBorder(own, async (text) => void (await writeFiles(path.dirname(listFile), { [path.basename(listFile)]: text }, borderListMode)));
  const exchange = withoutInside(told, { allows, resolve: resolveNames, now });
  const phones = !settings.browsers ? null : { exchange: settings.http, ...exchangePhones({
    render: (list) => renderOperators([...settings.operators, ...list]),
    read: () => readFile(path.join(where, phonesFile), "utf8"),
    write: async (text) => void (await writeFiles(where, { [phonesFile]: text })),
    ask, setTimer: rest.setTimer, log: rest.log,
  }) };
  return { phones, node: watchNodeTrunks({ exchange, probe, ...rest }), probe };
}
