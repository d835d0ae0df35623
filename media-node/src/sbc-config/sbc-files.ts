/** Every file of the border, from its settings and the trunks: pure. Templates are those of kamailio/. */
import { createHash } from "node:crypto";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { fillTemplate } from "../asterisk-config/config-text.ts";
import type { SbcSettings } from "./sbc-settings.ts";

/** Names of carriers' servers as addresses: an allow list of names would ask DNS about every stranger. */
export type Resolved = Readonly<Record<string, readonly string[]>>;
/** One row of Kamailio's table of trunks; `apply.ts` writes the same into a running one. */
export type TrunkRow = { key: string; value: string | number };
export type RenderedSbc = { files: Readonly<Record<string, string>>; rows: readonly TrunkRow[]; refused: { id: string; why: string }[] };

/** Group numbers of address.list, as kamailio.cfg knows them; `groupOf` gives each trunk one more. */
const groups = { carriers: 1, nodes: 2 };
/** A documentation address (RFC 5737): it stands in masked headers and is never sent to. */
const maskAddress = "192.0.2.254";
const largestInviteBytes = 8_000;
const mediaFlags = "replace-origin replace-session-connection ICE=remove RTP/AVP strict-source";

/** @param resolved every `host` of a trunk that is not an address itself; one without is left out with its reason */
export function renderSbc(settings: SbcSettings, trunks: readonly TrunkSettings[], resolved: Resolved, templates: Readonly<Record<string, string>>): RenderedSbc {
  const { rtpengine, limits } = settings;
  const own = settings.public;
  const inner = [own.host, settings.private.host, ...settings.nodes.map(({ host }) => host)];
  const refused: RenderedSbc["refused"] = [];
  const rows: TrunkRow[] = [];
  const addresses: string[] = [];
  for (const trunk of trunks.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    try {
      const networks = networksOf(trunk, resolved, inner);
      rows.push(...trunkRows(trunk, settings));
      for (const group of [groups.carriers, groupOf(trunk.id)]) addresses.push(...networks.map((network) => `${group} ${network.replace("/", " ")} 0 ${trunk.id}`));
    } catch (error) {
      refused.push({ id: trunk.id, why: error instanceof Error ? error.message : String(error) });
    }
  }
  const values = {
    listen: listenLines(settings).join("\n"),
    tls: own.tls === null ? "" : `enable_tls=yes\nloadmodule "tls.so"\nmodparam("tls", "config", "${settings.folder}/tls.cfg")`,
    logToStderr: settings.logToStderr ? "yes" : "no",
    children: String(settings.children),
    controlSocket: settings.controlSocket,
    folder: settings.folder,
    privateHost: settings.private.host,
    privatePort: String(settings.private.port),
    probeSeconds: String(settings.probeSeconds),
    nodePatienceMs: String(settings.nodePatienceMs),
    liveCallCheckSeconds: String(settings.liveCallCheckSeconds),
    longestCallSeconds: String(limits.longestCallSeconds),
    callsPerSecond: String(limits.callsPerSecond),
    callsPerNumberMinute: String(limits.callsPerNumberMinute),
    largestInvite: String(largestInviteBytes),
    maskKey: settings.maskKey,
    maskAddress,
    token: settings.token,
    mediaFlags,
    rtpengineControl: rtpengine.control,
    mediaInterfaces: `public/${own.host}${own.advertise === null ? "" : `!${own.advertise}`};private/${settings.private.host}`,
    mediaPortFirst: String(rtpengine.first),
    mediaPortLast: String(rtpengine.last),
    mediaTimeoutSeconds: String(rtpengine.timeoutSeconds),
    trunkTable: ['\txlog("L_INFO", "trunks: %COUNT%\\n");'.replace("%COUNT%", String(rows.length)), ...rows.map(({ key, value }) => `\t$sht(trunk=>${key}) = ${typeof value === "number" ? value : `"${value}"`};`)].join("\n"),
    certFile: own.tls?.certFile ?? "",
    keyFile: own.tls?.keyFile ?? "",
    caFile: own.tls?.caFile ?? "",
  };
  const files: Record<string, string> = {};
  for (const [name, template] of Object.entries(templates)) if (name !== "tls.cfg" || own.tls !== null) files[name] = fillTemplate(template, values);
  files["address.list"] = `${[...addresses, ...settings.nodes.map(({ host }) => `${groups.nodes} ${host} 32 0 node`)].join("\n")}\n`;
  // Flags: 0 in use, 4 disabled. Set 1 is all of our Asterisks.
  files["dispatcher.list"] = `${settings.nodes.map((node) => `1 ${nodeUri(node)} ${node.drained ? 4 : 0} 0`).join("\n")}\n`;
  return { files, rows, refused };
}

/** A trunk's own addresses, apart from those of all carriers: the same number whatever other trunks there are. */
function groupOf(id: string): number {
  return 1_000 + (createHash("sha256").update(id).digest().readUInt32BE(0) >>> 2);
}

export function nodeUri({ host, port }: { host: string; port: number }): string {
  return `sip:${host}:${port}`;
}

function listenLines({ public: own, private: inner }: SbcSettings): string[] {
  const shown = (port: number): string => (own.advertise === null ? "" : ` advertise ${own.advertise}:${port}`);
  return [
    `listen=udp:${own.host}:${own.port}${shown(own.port)}`,
    own.tcp ? `listen=tcp:${own.host}:${own.port}${shown(own.port)}` : "disable_tcp=" + (own.tls === null ? "yes" : "no"),
    ...(own.tls === null ? [] : [`listen=tls:${own.host}:${own.tls.port}${shown(own.tls.port)}`]),
    `listen=udp:${inner.host}:${inner.port}`,
  ];
}

/** Where the trunk's calls go, by which of our sockets, where they come back to, and how many there may be. */
function trunkRows(trunk: TrunkSettings, { public: own }: SbcSettings): TrunkRow[] {
  const { id, transport } = trunk;
  for (const text of [id, trunk.host, trunk.outboundProxy?.host ?? ""]) if (!/^[\w.-]*$/.test(text)) throw new Error("its name or host cannot stand in Kamailio's configuration");
  if (transport === "tls" && own.tls === null) throw new Error("this border has no tls");
  if (transport === "tcp" && !own.tcp) throw new Error("this border has no tcp");
  const port = transport === "tls" ? (own.tls?.port ?? 0) : own.port;
  const to = trunk.outboundProxy ?? trunk;
  return [
    { key: `${id}::group`, value: groupOf(id) },
    { key: `${id}::host`, value: trunk.host },
    { key: `${id}::to`, value: `sip:${to.host}:${to.port};transport=${transport}` },
    { key: `${id}::from`, value: `${transport}:${own.host}:${port}` },
    { key: `${id}::at`, value: `${own.advertise ?? own.host}:${port}${transport === "udp" ? "" : `;transport=${transport}`}` },
    { key: `${id}::max`, value: trunk.maxChannels },
    // 0: no cap.
    { key: `${id}::daily`, value: trunk.dailyCalls ?? 0 },
  ];
}

function networksOf(trunk: TrunkSettings, resolved: Resolved, inner: readonly string[]): string[] {
  const own = /^\d+(\.\d+){3}$/.test(trunk.host) ? [trunk.host] : resolved[trunk.host];
  if (own === undefined || own.length === 0) throw new Error(`the address of ${trunk.host} is not known`);
  const networks = [...new Set([...own.map((one) => `${one}/32`), ...trunk.inboundNetworks])];
  // A name that leads to our side would make of it a carrier.
  if (own.some((one) => inner.includes(one))) throw new Error("its address is one of our own");
  for (const network of networks) if (!/^\d+(\.\d+){3}\/\d{1,2}$/.test(network)) throw new Error("an address of it is no IPv4 network");
  return networks;
}
