/** Kamailio and rtpengine of our own on loopback, from the templates in kamailio/, in front of Asterisks of the lab. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { readTemplates, templateFolder, writeFiles } from "@zvon/media-node/src/asterisk-config/config-folder.ts";
import { applyTrunks, nodeStates, sbcControl, setDrained, type SbcControl } from "@zvon/media-node/src/sbc-config/control.ts";
import { nodeUri, renderSbc } from "@zvon/media-node/src/sbc-config/sbc-files.ts";
import { sbcSettingsSchema, type SbcSettings } from "@zvon/media-node/src/sbc-config/sbc-settings.ts";
import { cacheFolder, installSbc } from "./install.ts";
import { freeUdpPort } from "./ports.ts";

/** Carriers see the one, our Asterisks the other. */
const publicHost = "127.0.0.2";
const privateHost = "127.0.0.3";
const startTimeoutMs = 30_000;

/** Where an SBC will be: Asterisks are told before it starts, because it is told of them. */
export type SbcPlace = { public: { host: string; port: number }; private: { host: string; port: number }; token: string };
export const sbcPlace = async (): Promise<SbcPlace> => ({
  public: { host: publicHost, port: await freeUdpPort(publicHost) },
  private: { host: privateHost, port: await freeUdpPort(privateHost) },
  token: randomBytes(18).toString("hex"),
});

export type Sbc = {
  control: SbcControl;
  settings: SbcSettings;
  /** New trunks in a running Kamailio. */
  applyTrunks(trunks: readonly TrunkSettings[]): Promise<void>;
  drain(node: { host: string; port: number }, drained: boolean): Promise<void>;
  /** Dispatcher's flags of a node, e.g. "AP". */
  stateOf(node: { host: string; port: number }): Promise<string>;
  /** Sessions that rtpengine holds ports for. */
  mediaSessions(): Promise<number>;
  log(): Promise<string>;
  stop(): Promise<void>;
};

type SbcOptions = {
  place: SbcPlace;
  nodes: readonly { id: string; host: string; port: number }[];
  trunks: readonly TrunkSettings[];
  settings?: Partial<Pick<SbcSettings, "limits">> & { tls?: { port: number; certFile: string; keyFile: string; caFile: string }; /** The address that NAT shows. */ advertise?: string };
};

/** Throws LabUnavailable where it cannot be installed; nothing is left running then. */
export const startSbc = async ({ place, nodes, trunks, settings: more = {} }: SbcOptions, env: NodeJS.ProcessEnv = process.env): Promise<Sbc> => {
  await installSbc(cacheFolder(env));
  const folder = await mkdtemp(join(tmpdir(), "zvon-sbc-"));
  const { tls, advertise, ...rest } = more;
  const mediaControl = `127.0.0.1:${await freeUdpPort("127.0.0.1")}`;
  const mediaConsole = `127.0.0.1:${await freeUdpPort("127.0.0.1")}`;
  const settings = sbcSettingsSchema.parse({
    public: { ...place.public, tls: tls ?? null, advertise: advertise ?? null },
    private: place.private,
    nodes: nodes.map((node) => ({ ...node })),
    token: place.token,
    maskKey: randomBytes(18).toString("hex"),
    folder,
    controlSocket: join(folder, "ctl"),
    rtpengine: { control: mediaControl, first: 30_000, last: 39_999, timeoutSeconds: 30 },
    probeSeconds: 1,
    children: 2,
    logToStderr: true,
    ...rest,
  });
  const templates = await readTemplates(templateFolder("kamailio"));
  const render = (list: readonly TrunkSettings[]) => renderSbc(settings, list, {}, templates);
  await writeFiles(folder, render(trunks).files);

  const children: ChildProcess[] = [];
  const logFile = join(folder, "log");
  const launch = (program: string, args: string[]): ChildProcess => {
    const log = openSync(logFile, "a");
    // A killed test run must leave nothing behind, so the kernel ends it with its parent; by TERM, for Kamailio's own
    // children outlive a killed parent.
    const child = spawn("setpriv", ["--pdeathsig", "TERM", program, ...args], { stdio: ["ignore", log, log] });
    children.push(child);
    return child;
  };
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGTERM");
      const killed = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(killed);
    }
    await rm(folder, { recursive: true, force: true });
  };
  const control = sbcControl(settings.controlSocket);
  try {
    launch("rtpengine", ["--config-file", join(folder, "rtpengine.conf"), "--foreground", "--log-stderr", "--pidfile", join(folder, "rtpengine.pid"), "--listen-cli", mediaConsole]);
    const kamailio = launch("kamailio", ["-DD", "-E", "-m", "64", "-M", "8", "-f", join(folder, "kamailio.cfg"), "-P", join(folder, "kamailio.pid")]);
    for (const until = performance.now() + startTimeoutMs; ; await delay(50)) {
      const up = await nodeStates(control).catch(() => null);
      const media = await rtpengineSessions(mediaConsole).catch(() => null);
      if (media !== null && up !== null && Object.values(up).every((flags) => flags.startsWith("A"))) break;
      if (kamailio.exitCode !== null || performance.now() > until) throw new Error(`Kamailio did not start:\n${(await readFile(logFile, "utf8")).split("\n").slice(-15).join("\n")}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    control,
    settings,
    applyTrunks: async (list) => {
      const { files, rows } = render(list);
      await writeFiles(folder, files);
      await applyTrunks(control, rows, false);
    },
    drain: (node, drained) => setDrained(control, node, drained),
    stateOf: async (node) => (await nodeStates(control))[nodeUri(node)] ?? "",
    mediaSessions: () => rtpengineSessions(mediaConsole),
    log: () => readFile(logFile, "utf8"),
    stop,
  };
};

/** rtpengine's own console: a line in, text out, over TCP. */
const rtpengineSessions = (address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const [host = "", port = ""] = address.split(":");
    const socket = connect({ host, port: Number(port), timeout: 5_000 }, () => socket.end("list numsessions\n"));
    let text = "";
    socket.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    socket.on("timeout", () => socket.destroy(new Error("rtpengine does not answer")));
    socket.on("error", reject);
    socket.on("close", () => resolve(Number(/own:\s*(\d+)/i.exec(text)?.[1] ?? Number.NaN)));
  });
