/**
 * The resident edition, whole: the Worker in workerd, the media node, the dashboard, over one data folder.
 * `npm start` is this with a voice (serve.ts); tests and benches start it on free ports over a temporary folder.
 */
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./build.ts";
import { openDataFolder, type Demo } from "./data-folder.ts";
import { startEdge, type Edge } from "./edge.ts";
import { StartFailure, exitCodes } from "./failure.mjs";
import type { OnLog } from "./log.ts";
import { startMediaNode } from "./media-node-process.ts";
import { slowFsyncLibrary } from "./slow-fsync.ts";
import { readEgress, readTrusted, readVendors, type Vendors } from "./vendors.ts";

export type ResidentOptions = {
  /** 0: any free one. */
  port: number;
  host?: string;
  dataDir: string;
  reset?: boolean;
  /** The platform's own keys, by vendor; else ZVON_VENDORS or vendors.json of the data folder. */
  vendors?: Vendors;
  /** Private networks that vendors may lie in, CIDR; else ZVON_EGRESS_ALLOW. */
  egressAllow?: string[];
  /** Environment of the media node, beside this process's: ZVON_ARI_URL, ZVON_ARI_USER, ZVON_ARI_PASSWORD … */
  env?: Record<string, string>;
  /** Added to each fsync of workerd, for benches. */
  fsyncDelayMs?: number;
  onLog?: OnLog;
  /** Something that was supervised is lost for good; the caller stops what is left. */
  onLost?: (sentence: string) => void;
};
export type Resident = {
  url: string;
  apiKey: string;
  demo: Demo;
  dataDir: string;
  readonly nodeUrl: string | null;
  /** Ends everything that was started; the data stay. */
  stop(): Promise<void>;
  edge: { readonly pid: number | null; stop(): Promise<void>; start(): Promise<void> };
  node: { readonly pid: number | null; kill(): Promise<void>; /** Drains as its owner set it. */ stop(): Promise<void>; start(): Promise<void> };
};

const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), "..");
/** A launcher that was killed hard is gone by then, and its children with it. */
const predecessorWaitMs = 3_000;
const readyTimeoutMs = 30_000;
const seedTimeoutMs = 15_000;

/** Answers when a call can be made. Throws StartFailure; nothing is left running then. */
export async function startResident(options: ResidentOptions): Promise<Resident> {
  const root = repositoryRoot;
  const host = options.host ?? "127.0.0.1";
  const onLog = options.onLog ?? (() => undefined);
  const onLost = options.onLost ?? ((sentence: string) => onLog({ from: "launcher", level: "error", text: sentence }));
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    // Last started, first stopped: the node says goodbye while the edge still listens.
    for (let next = stops.pop(); next !== undefined; next = stops.pop()) await next();
  };

  try {
    await ensureBuilt(root, (text) => onLog({ from: "launcher", level: "info", text }));
    const folder = await openDataFolder(options.dataDir, { reset: options.reset ?? false, lockWaitMs: predecessorWaitMs });
    stops.push(() => folder.close());
    await assertFree(host, options.port);

    const { secrets } = folder;
    const vendors = JSON.stringify(readVendors(options.vendors, process.env, folder.dir));
    // A node that is given none may have a file of its own.
    const nodeVendors: Record<string, string> = vendors === "{}" && options.vendors === undefined ? {} : { ZVON_VENDORS: vendors };
    const egressAllow = readEgress(options.egressAllow, process.env);
    const trusted = readTrusted(process.env);
    const preload = options.fsyncDelayMs === undefined ? null : slowFsyncLibrary(join(root, ".cache"), options.fsyncDelayMs);
    let edge: Edge | null = null;
    const openEdge = async (port: number): Promise<Edge> =>
      startEdge({
        root,
        persistDir: folder.edgeDir,
        host,
        port,
        egressAllow,
        trusted,
        preload,
        onLog,
        onLost,
        onProcess: (identity) => folder.rememberChild("edge", identity),
        vars: {
          ZVON_EDITION: "resident",
          ...(process.env["ZVON_RTP_TARGETS"] === undefined ? {} : { ZVON_RTP_TARGETS: process.env["ZVON_RTP_TARGETS"] }),
          ZVON_SESSION_SECRET: secrets.sessionSecret,
          ZVON_LINK_KEY: secrets.linkKey,
          ZVON_KEYRING: JSON.stringify(secrets.keyring),
          ZVON_SEED_TOKEN: secrets.seedToken,
          ZVON_VENDORS: vendors,
          ZVON_EGRESS_ALLOW: egressAllow.join(","),
          ...given(process.env, ["ZVON_ICE_SERVERS", "ZVON_TURN_SECRET"]),
        },
      });
    edge = await openEdge(options.port);
    const { port } = edge;
    stops.push(async () => edge?.stop());
    const url = `http://${urlHost(host)}:${port}`;
    const loopbackUrl = `http://${urlHost(reachable(host))}:${port}`;
    await seed(loopbackUrl, secrets.seedToken, { ...secrets.demo, nodeToken: secrets.nodeToken });

    const startedAt = new Date().toISOString();
    let ready = false;
    const writeRun = (nodeUrl: string | null): void => {
      if (ready) folder.writeRun({ url, pid: process.pid, demo: secrets.demo, startedAt, node: { url: nodeUrl } });
    };
    if (!existsSync(join(options.env?.["ZVON_SPEECH_CACHE"] ?? process.env["ZVON_SPEECH_CACHE"] ?? join(folder.nodeDir, "speech"), "recogniser"))) {
      onLog({ from: "launcher", level: "info", text: "The recogniser learns Russian and English, once ..." });
    }
    const node = await startMediaNode({
      root,
      env: { ZVON_EDGE_URL: loopbackUrl, ZVON_NODE_TOKEN: secrets.nodeToken, ZVON_NODE_DATA: folder.nodeDir, ZVON_NODE_HOST: nodeHost(host), ZVON_NODE_PORT: process.env["ZVON_NODE_PORT"] ?? "0", ZVON_PARENT_WATCH: "1", ...nodeVendors, ZVON_EGRESS_ALLOW: egressAllow.join(","), ...options.env },
      onLog,
      onLost,
      onReady: writeRun,
      onProcess: (identity) => folder.rememberChild("node", identity),
    });
    stops.push(() => node.stop());
    await waitUntilReady(loopbackUrl);
    ready = true;
    writeRun(node.url);

    return {
      url,
      apiKey: secrets.demo.apiKey,
      demo: secrets.demo,
      dataDir: folder.dir,
      get nodeUrl() { return node.url; },
      stop,
      edge: {
        get pid() { return edge?.pid() ?? null; },
        async stop() {
          const current = edge;
          edge = null;
          await current?.stop();
        },
        async start() { edge ??= await openEdge(port); },
      },
      node,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Said before anything is started, so that the sentence is about the port and not about workerd. */
async function assertFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "EADDRINUSE") throw new StartFailure(exitCodes.portTaken, `Port ${port} on ${host} is taken: give another by --port.`, { cause: error });
    if (code === "EACCES") throw new StartFailure(exitCodes.portTaken, `Port ${port} may not be opened by this user: give one above 1023 by --port.`, { cause: error });
    throw new StartFailure(exitCodes.badArgument, `--host ${host} is not an address of this machine.`, { cause: error });
  }
  await new Promise((resolve) => server.close(resolve));
}

async function seed(url: string, token: string, body: Demo & { nodeToken: string }): Promise<void> {
  const response = await fetch(`${url}/internal/seed`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(seedTimeoutMs),
  });
  if (!response.ok) throw new StartFailure(exitCodes.other, `The demo could not be set up: ${response.status} ${(await response.text()).slice(0, 300)}`);
  await response.body?.cancel();
}

async function waitUntilReady(url: string): Promise<void> {
  const until = performance.now() + readyTimeoutMs;
  for (let last = "no answer"; ; ) {
    try {
      const response = await fetch(`${url}/health/telephony`, { signal: AbortSignal.timeout(2_000) });
      last = `${response.status} ${(await response.text()).slice(0, 200)}`;
      if (response.ok) return;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > until) throw new StartFailure(exitCodes.other, `The product did not become ready within ${readyTimeoutMs / 1000} s: ${last}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Those of the variables that are set. */
function given(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** What this machine reaches a listener under that stands on all addresses. */
/** Sound leaves the machine by TLS alone: without it the node stays on loopback, wherever the edge listens. Its own settings go before. */
function nodeHost(host: string): string {
  const { ZVON_NODE_HOST: own, ZVON_NODE_TLS_CERT: certificate, ZVON_NODE_PROXIES: proxies } = process.env;
  if (own !== undefined) return own;
  const local = host === "localhost" || host === "::1" || host.startsWith("127.");
  return local || certificate !== undefined || proxies !== undefined ? host : "127.0.0.1";
}

function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
}

function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
