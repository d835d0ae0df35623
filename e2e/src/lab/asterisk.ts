import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, openSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { asteriskSettingsSchema, type AsteriskSettings } from "@zvon/media-node/src/asterisk-config/asterisk-settings.ts";
import { readTemplates, templateFolder, writeFiles } from "@zvon/media-node/src/asterisk-config/config-folder.ts";
import { renderNode, trunksFile, trunkWay } from "@zvon/media-node/src/asterisk-config/node-files.ts";
import { renderTrunks } from "@zvon/media-node/src/asterisk-config/trunks.ts";
import { exchangeTrunks, type ExchangeTrunks } from "@zvon/media-node/src/trunks/exchange-trunks.ts";
import { managerAt } from "@zvon/media-node/src/trunks/manager.ts";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { runCommand } from "./commands.ts";
import { cacheFolder, installAsterisk } from "./install.ts";
import { freeTcpPort, freeUdpPort } from "./ports.ts";

const HOST = "127.0.0.1";
/** Instances share the range: Asterisk draws ports at random and skips those that are taken. */
const RTP_PORTS = { first: 20_000, last: 29_998 };
/** It starts in a third of a second alone; a loaded CI machine gets a hundred times that. */
const START_TIMEOUT_MS = 30_000;

export type LabOptions = {
  /** The Stasis application that numbers other than 100 and 101 are handed to. */
  ariApp: string;
  /** Where outbound calls go and, unless `callersFrom` says otherwise, the only address calls are taken from. */
  trunkHost: string;
  trunkPort: number;
  /** Network that inbound calls are taken from, e.g. 127.0.0.0/8. */
  callersFrom?: string;
  /** Left out: any free port. */
  ports?: { sip?: number; ari?: number };
  /** Numbers of the test's own beside 100 and 101: lines of the dialplan's context `probes`. */
  dialplan?: string;
  /** In place of the one trunk above, named `trunk`. */
  trunks?: readonly TrunkSettings[];
  /** Calls come and go through an SBC, which is known by its token. */
  sbc?: Omit<NonNullable<AsteriskSettings["sbc"]>, "trunksFile"> | null;
  /** Persons whose browsers are telephones of this Asterisk; an empty list: those alone that a node brings. */
  operators?: readonly string[];
  /** How often trunks are asked whether they are there; left out: never, for SIPp takes an OPTIONS for a call that goes wrong. */
  qualifySeconds?: number;
  /** Silent calls are hung up by Asterisk after so long. */
  rtpTimeoutSeconds?: number;
  /** Goes on after this process has ended (`npm run lab -- up`). */
  detached?: boolean;
};

/** A trunk known by its address alone, over UDP and G.711; A-law first, as Russian and European carriers speak it. */
export const labTrunk = (trunk: Pick<TrunkSettings, "id" | "host" | "port"> & Partial<TrunkSettings>): TrunkSettings => ({
  kind: "sip", access: "ip", transport: "udp", username: null, password: null, outboundProxy: null, inboundNetworks: [],
  codecs: ["pcma", "pcmu"], callerIdFormat: "e164", maxChannels: 1_000, dailyCalls: null, ...trunk,
});

export type Lab = {
  ari: { url: string; user: string; password: string; app: string };
  sip: { host: string; port: number };
  trunk: { host: string; port: number };
  pid: number;
  /** Asterisk's own folder of this instance, seen from outside. */
  folder: string;
  /** Channels alive now, of whatever application. */
  channels(): Promise<number>;
  /** An Asterisk console command; returns what it printed. */
  cli(command: string): Promise<string>;
  stop(): Promise<void>;
};

/** A lab that this process started. */
export type OwnLab = Lab & {
  /** As a media node writes, reloads and looks at them. */
  trunks: ExchangeTrunks;
  /** Telephones of browsers, and the HTTP server that a node passes them to. */
  browsers: { exchange: { host: string; port: number }; operators: readonly { id: string; name: string; password: string }[] };
  /** For a media node that is to write this Asterisk's trunks. */
  nodeEnv: Record<string, string>;
};

/** What another process needs to find a running lab again. */
export type LabRecord = Pick<Lab, "ari" | "sip" | "trunk" | "pid" | "folder">;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that somebody else's process has the number: alive, though not ours.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

const rootOf = (folder: string): string => join(folder, "..", "..");
const insidePath = (folder: string): string => `/lab/${folder.split("/").pop() ?? ""}`;

const cliOf = async (folder: string, command: string): Promise<string> => {
  const args = [rootOf(folder), "/usr/sbin/asterisk", "-C", `${insidePath(folder)}/etc/asterisk.conf`, "-rx", command];
  const result = await runCommand("chroot", args, { timeoutMs: 10_000 });
  if (result.code !== 0) throw new Error(`asterisk console: ${(result.stdout + result.stderr).trim()}`);
  return result.stdout;
};

const stopAsterisk = async (record: LabRecord): Promise<void> => {
  if (isAlive(record.pid)) await cliOf(record.folder, "core stop now").catch((error: unknown) => void error);
  for (let waitedMs = 0; isAlive(record.pid) && waitedMs < 5_000; waitedMs += 20) await delay(20);
  if (isAlive(record.pid)) process.kill(record.pid, "SIGKILL");
  await rm(record.folder, { recursive: true, force: true });
};

/** A handle on a lab that another process started; null when it runs no more. */
export const attachLab = (record: LabRecord): Lab | null => {
  if (!isAlive(record.pid) || !existsSync(record.folder)) return null;
  const authorization = `Basic ${Buffer.from(`${record.ari.user}:${record.ari.password}`).toString("base64")}`;
  return {
    ...record,
    channels: async () => {
      const answer = await fetch(`${record.ari.url}/channels`, { headers: { authorization }, signal: AbortSignal.timeout(5_000) });
      const list: unknown = await answer.json();
      if (!Array.isArray(list)) throw new Error(`ARI answered ${answer.status} when asked for its channels`);
      return list.length;
    },
    cli: (command) => cliOf(record.folder, command),
    stop: () => stopAsterisk(record),
  };
};

/** Folders of instances that were killed: nothing runs in them any more. */
const sweepDeadInstances = async (root: string): Promise<void> => {
  const parent = join(root, "lab");
  if (!existsSync(parent)) return;
  for (const name of await readdir(parent)) {
    const pidFile = join(parent, name, "pid");
    if (!existsSync(pidFile)) continue;
    const pid = Number(await readFile(pidFile, "utf8"));
    if (pid > 0 && !isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
};

const launch = (root: string, folder: string, detached: boolean): ChildProcess => {
  const log = openSync(join(folder, "log", "stdout"), "a");
  const command = ["chroot", root, "/usr/sbin/asterisk", "-C", `${insidePath(folder)}/etc/asterisk.conf`, "-f", "-n"];
  // A killed test run must not leave an Asterisk behind, so the kernel ends it with its parent.
  const [program = "", ...args] = detached ? command : ["setpriv", "--pdeathsig", "KILL", ...command];
  const child = spawn(program, args, { stdio: ["ignore", log, log], detached });
  if (detached) child.unref();
  return child;
};

const booted = async (folder: string, child: ChildProcess): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS && child.exitCode === null; waitedMs += 50) {
    const said = await cliOf(folder, "core waitfullybooted").catch(() => "");
    if (said.includes("fully booted")) return true;
    await delay(50);
  }
  return false;
};

const startOnce = async (root: string, options: LabOptions): Promise<OwnLab> => {
  const folder = join(root, "lab", randomBytes(5).toString("hex"));
  for (const part of ["run", "log", "spool", "db", "keys/keys"]) await mkdir(join(folder, part), { recursive: true });
  const sipPort = options.ports?.sip ?? (await freeUdpPort(HOST));
  const httpPort = options.ports?.ari ?? (await freeTcpPort(HOST));
  const user = "zvon";
  const password = randomBytes(18).toString("base64url");
  const modules = (await readdir(join(root, "usr/lib"))).find((name) => existsSync(join(root, "usr/lib", name, "asterisk/modules")));
  if (modules === undefined) throw new Error("the installed Asterisk has no modules folder");
  const manager = { port: await freeTcpPort(HOST), user, password: randomBytes(18).toString("base64url") };
  const operators = (options.operators ?? []).map((id) => ({ id, name: `operator-${id}`, password: randomBytes(18).toString("base64url") }));
  const settings = asteriskSettingsSchema.parse({
    folders: { config: `${insidePath(folder)}/etc`, state: insidePath(folder), modules: `/usr/lib/${modules}/asterisk/modules`, library: "/usr/share/asterisk" },
    sip: { host: HOST, udp: sipPort },
    http: { host: HOST, port: httpPort },
    browsers: options.operators !== undefined,
    operators: operators.map(({ id, password: secret }) => ({ id, password: secret })),
    ari: { user, password, app: options.ariApp },
    manager,
    rtp: { ...RTP_PORTS, timeoutSeconds: options.rtpTimeoutSeconds ?? 60 },
    qualifySeconds: options.qualifySeconds ?? 0,
    sbc: options.sbc ?? null,
  });
  const templates = await readTemplates(templateFolder("asterisk"));
  if (options.dialplan !== undefined) templates["extensions.conf"] += `\n[probes](+)\n${options.dialplan}\n`;
  const etc = join(folder, "etc");
  const trunk = labTrunk({ id: "trunk", host: options.trunkHost, port: options.trunkPort, inboundNetworks: [options.callersFrom ?? `${options.trunkHost}/32`] });
  await writeFiles(etc, renderNode(settings, options.trunks ?? [trunk], templates).files);
  const trunks = exchangeTrunks(
    { render: (list) => renderTrunks(list, trunkWay(settings)), read: () => readFile(join(etc, trunksFile), "utf8"), write: async (text) => void (await writeFiles(etc, { [trunksFile]: text })) },
    managerAt({ host: HOST, ...manager }),
  );
  const child = launch(root, folder, options.detached === true);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("error", (error) => child.emit("exit", 127, error.message));
  const pid = child.pid ?? 0;
  await writeFile(join(folder, "pid"), String(pid));
  if (!(await booted(folder, child))) {
    const said = await readFile(join(folder, "log", "stdout"), "utf8");
    child.kill("SIGKILL");
    await exited;
    await rm(folder, { recursive: true, force: true });
    throw new Error(`Asterisk did not start:\n${said.trim().split("\n").slice(-12).join("\n")}`);
  }
  const lab = attachLab({
    ari: { url: `http://${HOST}:${httpPort}/ari`, user, password, app: options.ariApp },
    sip: { host: HOST, port: sipPort },
    trunk: { host: options.trunkHost, port: options.trunkPort },
    pid,
    folder,
  });
  if (lab === null) throw new Error("Asterisk ended as soon as it had started");
  // With its transport missing Asterisk still boots: the port was taken between our look and its bind.
  if (!(await lab.cli("pjsip show transports")).includes(`:${sipPort}`)) {
    await lab.stop();
    throw new Error(`UDP port ${sipPort} was taken`);
  }
  const settingsFile = join(folder, "settings.json");
  await writeFile(settingsFile, JSON.stringify(settings), { mode: 0o600 });
  await writeFile(`${settingsFile}.secrets`, JSON.stringify({ ari: password, manager: manager.password }), { mode: 0o600 });
  return { ...lab, trunks, browsers: { exchange: settings.http, operators }, nodeEnv: { ZVON_ASTERISK_SETTINGS: settingsFile, ZVON_ASTERISK_FOLDER: etc } };
};

/**
 * Starts an Asterisk of its own on loopback from the templates in asterisk/, installing it first where it
 * is missing. Several may run at once. Throws LabUnavailable where it cannot be installed.
 */
export const startLab = async (options: LabOptions, env: NodeJS.ProcessEnv = process.env): Promise<OwnLab> => {
  const root = await installAsterisk(cacheFolder(env));
  await sweepDeadInstances(root);
  // Free ports are found by asking and letting go, so another lab may be quicker: look again.
  const attempts = options.ports === undefined ? 3 : 1;
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(root, options);
    } catch (error) {
      if (attempt >= attempts) throw error;
    }
  }
};
