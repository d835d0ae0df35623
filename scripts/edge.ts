/** The Worker in workerd on this machine, through miniflare without the development proxy (docs/decisions/0001). */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Miniflare, NoOpLog, convertV4MiniflareOptions } from "miniflare";
import type { D1Database } from "@cloudflare/workers-types";
import { StartFailure, exitCodes } from "./failure.mjs";
import type { OnLog } from "./log.ts";
import { identify, type ProcessIdentity } from "./process-identity.ts";
import { readWorkerOptions } from "./worker-options.ts";

export type EdgeOptions = {
  root: string;
  persistDir: string;
  host: string;
  /** 0: any free one. */
  port: number;
  /** Text bindings of the Worker, beside those of wrangler.toml. */
  vars: Record<string, string>;
  /** Private networks that the Worker may reach all the same, CIDR. Everything else private is refused by workerd itself, name or redirect. */
  egressAllow: string[];
  /** PEM certificates that are trusted beside the browsers'. */
  trusted: string[];
  /** A library that workerd loads first: benches slow down its fsync by it. */
  preload: string | null;
  onLog: OnLog;
  onProcess(identity: ProcessIdentity | null): void;
  /** workerd crashes again and again, or did not come back. */
  onLost(sentence: string): void;
};
export type Edge = { host: string; port: number; pid(): number | null; stop(): Promise<void> };

/** Old space and young generation of V8 in MB: without them workerd kept 860 to 1,190 MB after load, with them 490 to 690. */
const v8Flags = "--max-old-space-size=256 --max-semi-space-size=8";
/** More crashes than this within the window, and starting again will not mend it. */
const crashLimit = 5;
const crashWindowMs = 60_000;

/** Starts workerd, brings D1's schema up to date, answers when requests are taken. Throws StartFailure. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const workerOptions = await readWorkerOptions(options.root);
  const pidFile = join(options.persistDir, "workerd.pid");
  process.env["MINIFLARE_WORKERD_V8_FLAGS"] ??= v8Flags;
  process.env["MINIFLARE_WORKERD_PATH"] = join(options.root, "scripts", "workerd.sh");
  const crashes: number[] = [];
  const noteProcess = (): void => options.onProcess(identify(Number(readFileSync(pidFile, "utf8"))));

  const giveBackSignals = signalGuard();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          ...workerOptions,
          name: "zvon",
          modules: [{ type: "ESModule", path: join(options.root, "worker/dist/index.js") }],
          modulesRoot: join(options.root, "worker/dist"),
          bindings: Object.assign({}, workerOptions.bindings, options.vars),
          outboundService: "egress",
          serviceBindings: Object.assign({}, workerOptions.serviceBindings, { NETWORK: network(options) }),
          unsafeDirectSockets: [{ host: options.host, port: options.port }],
        },
        egress(options),
      ],
      // The entry socket obeys MF-* headers and serves every R2 object: it stays on loopback, on a port nobody is told.
      host: "127.0.0.1",
      port: 0,
      resourcePersistencePath: options.persistDir,
      cf: false,
      telemetry: { enabled: false },
      logRequests: false,
      log: new NoOpLog(),
      handleStructuredLogs: ({ level, message }) => options.onLog({ from: "edge", level: level === "error" || level === "warn" ? level : "info", text: message }),
      unsafeRuntimeEnv: {
        ZVON_WORKERD: workerdBinary(),
        ZVON_WORKERD_PID_FILE: pidFile,
        ...(options.preload === null ? {} : { ZVON_WORKERD_PRELOAD: options.preload }),
      },
      unsafeHandleRuntimeRestart: () => {
        const now = performance.now();
        crashes.push(now);
        noteProcess();
        options.onLog({ from: "launcher", level: "warn", text: "workerd ended and was started again" });
        if (crashes.filter((at) => now - at < crashWindowMs).length > crashLimit) options.onLost(`workerd ended ${crashLimit + 1} times within a minute.`);
      },
    }),
  );
  giveBackSignals();
  try {
    await miniflare.ready;
    noteProcess();
    const databases = Object.keys(workerOptions.d1Databases ?? {});
    for (const binding of databases) await migrate(await miniflare.getD1Database(binding), join(options.root, "migrations"), options.onLog);
    const url = await miniflare.unsafeGetDirectURL();
    return {
      host: options.host,
      port: Number(url.port),
      pid: () => (existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : null),
      stop: async () => {
        await miniflare.dispose();
        options.onProcess(null);
      },
    };
  } catch (error) {
    await miniflare.dispose();
    options.onProcess(null);
    throw asFailure(error, options);
  }
}

/**
 * Every fetch of the Worker goes through this one, whose network workerd itself keeps shut. (The Worker's own "internet"
 * is miniflare's, open to the machine and its network.) It takes no sockets, so `connect` of cloudflare:sockets leads
 * nowhere: sockets go out by the Worker's own NETWORK binding.
 */
function egress(options: EdgeOptions) {
  return {
    name: "egress",
    rootPath: options.root,
    modules: [{ type: "ESModule" as const, path: "egress.js", contents: "export default { fetch: (request, env) => env.NETWORK.fetch(request) };" }],
    compatibilityDate: "2026-08-15",
    serviceBindings: { NETWORK: network(options) },
  };
}

/** workerd looks at the address it connects to, so neither a name that leads inside nor a redirect helps. */
function network({ egressAllow, trusted }: Pick<EdgeOptions, "egressAllow" | "trusted">) {
  return { network: { allow: ["public", ...egressAllow], deny: [], tlsOptions: { trustBrowserCas: true, trustedCertificates: trusted } } };
}

/**
 * Miniflare listens for SIGINT and SIGTERM, kills workerd and exits at once with 130 or 143. Whoever started the
 * edge stops it in order, so its listeners are taken off again.
 */
function signalGuard(): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const before = new Map(signals.map((signal) => [signal, new Set<unknown>(process.listeners(signal))]));
  return () => {
    for (const [signal, known] of before) {
      for (const listener of process.listeners(signal)) if (!known.has(listener)) process.removeListener(signal, listener);
    }
  };
}

function workerdBinary(): string {
  const fromMiniflare = createRequire(createRequire(import.meta.url).resolve("miniflare"));
  const found: unknown = fromMiniflare("workerd");
  const path = typeof found === "object" && found !== null && "default" in found ? found.default : null;
  if (typeof path !== "string" || !existsSync(path)) throw new StartFailure(exitCodes.other, "The workerd binary is missing: delete node_modules and start again.");
  try {
    execFileSync(path, ["--version"], { stdio: "pipe", timeout: 10_000 });
  } catch (error) {
    throw new StartFailure(exitCodes.other, `workerd does not run on this machine (Linux with glibc 2.35 or newer, or macOS): ${path}`, { cause: error });
  }
  return path;
}

/** Runs what is not yet recorded, each file and its record in one transaction, in wrangler's own table. */
async function migrate(database: D1Database, folder: string, onLog: OnLog): Promise<void> {
  if (!existsSync(folder)) return;
  await database.exec("CREATE TABLE IF NOT EXISTS d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map((row) => row.name));
  const pending = readdirSync(folder).filter((name) => name.endsWith(".sql") && !applied.has(name)).toSorted();
  if (pending.length === 0) return;
  const { unstable_splitSqlQuery } = await import("wrangler");
  for (const name of pending) {
    const statements = unstable_splitSqlQuery(readFileSync(join(folder, name), "utf8"));
    try {
      await database.batch([...statements.map((sql) => database.prepare(sql)), database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name)]);
    } catch (error) {
      throw new StartFailure(exitCodes.dataFolder, `The database could not be brought up to date by ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    onLog({ from: "launcher", level: "info", text: `migrated the directory: ${name}` });
  }
}

function asFailure(error: unknown, options: EdgeOptions): StartFailure {
  if (error instanceof StartFailure) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/already in use/i.test(text)) return new StartFailure(exitCodes.portTaken, `Port ${options.port} on ${options.host} is taken: give another by --port.`, { cause: error });
  return new StartFailure(exitCodes.other, `workerd did not start: ${text.split("\n").slice(0, 6).join(" ")}`, { cause: error });
}
