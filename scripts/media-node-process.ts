/** The media node as a supervised child. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { StartFailure, exitCodes } from "./failure.mjs";
import type { OnLog } from "./log.ts";
import { identify, type ProcessIdentity } from "./process-identity.ts";

export type MediaNodeOptions = {
  root: string;
  env: Record<string, string>;
  onLog: OnLog;
  onProcess(identity: ProcessIdentity | null): void;
  /** At the first start and at each one after a crash: its listener may stand elsewhere then. */
  onReady(url: string | null): void;
  /** It ends again and again. */
  onLost(sentence: string): void;
};
export type MediaNodeProcess = {
  readonly pid: number | null;
  /** Of its own listener, as it says when ready. */
  readonly url: string | null;
  /** SIGKILL, and no restart until `start`. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** The first start of a machine teaches the embedded recogniser: seconds alone, longer beside other work. */
const readyTimeoutMs = 120_000;
/** As the node's own default. */
const drainDefaultMs = 2_000;
/** Beyond its drain: hurried last facts, spool, sockets; then it is killed. */
const stopMarginMs = 5_000;
const restartDelaysMs = [250, 500, 1_000, 2_000, 4_000, 8_000] as const;
/** Alive for this long, a crash counts as the first again. */
const steadyAfterMs = 60_000;

type Running = { child: ChildProcess; url: string | null; ended: Promise<string> };

/** Answers when the node says that it is ready. Throws StartFailure with the node's own last words. */
export async function startMediaNode(options: MediaNodeOptions): Promise<MediaNodeProcess> {
  let running: Running | null = null;
  let wanted = true;
  let failures = 0;

  const launch = async (): Promise<void> => {
    const startedAt = performance.now();
    const started = await launchOnce(options);
    // Stopped while it was starting.
    if (!wanted) return void started.child.kill("SIGKILL");
    running = started;
    options.onReady(started.url);
    void started.ended.then((why) => {
      if (running === started) running = null;
      options.onProcess(null);
      if (!wanted) return;
      if (performance.now() - startedAt > steadyAfterMs) failures = 0;
      options.onLog({ from: "launcher", level: "error", text: `the media node ended (${why}); starting it again` });
      retry(why);
    });
  };
  const retry = (why: string): void => {
    const delayMs = restartDelaysMs[failures++];
    if (delayMs === undefined) return options.onLost(`The media node ended ${failures} times in a row: ${why}`);
    setTimeout(() => {
      if (wanted && running === null) launch().catch((error: unknown) => retry(error instanceof Error ? error.message : String(error)));
    }, delayMs);
  };
  const drainMs = Number(options.env["ZVON_DRAIN_MS"] ?? process.env["ZVON_DRAIN_MS"] ?? drainDefaultMs);
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    wanted = false;
    const current = running;
    if (current === null) return;
    current.child.kill(signal);
    const timer = setTimeout(() => current.child.kill("SIGKILL"), drainMs + stopMarginMs);
    await current.ended;
    clearTimeout(timer);
  };

  await launch();
  return {
    get pid() { return running?.child.pid ?? null; },
    get url() { return running?.url ?? null; },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    async start() {
      if (running !== null) return;
      wanted = true;
      failures = 0;
      await launch();
    },
  };
}

function launchOnce(options: MediaNodeOptions): Promise<Running> {
  // stdin stays open: the node goes when it closes. Its own group: Ctrl-C reaches the launcher alone.
  const child = spawn(process.execPath, [join(options.root, "media-node/src/main.ts")], {
    cwd: options.root,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const lastWords: string[] = [];
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(lastWords.at(-1) ?? (signal === null ? `exit code ${code}` : signal)));
  });
  createInterface({ input: child.stderr }).on("line", (text) => {
    lastWords.push(text);
    if (lastWords.length > 20) lastWords.shift();
    const level = parseEvent(text)["level"];
    options.onLog({ from: "node", level: level === "error" || level === "info" ? level : "warn", text });
  });
  if (child.pid !== undefined) options.onProcess(identify(child.pid));
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new StartFailure(exitCodes.other, `The media node did not start: ${why}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`it was not ready within ${readyTimeoutMs / 1000} s.`);
    }, readyTimeoutMs);
    void ended.then((why) => {
      clearTimeout(timer);
      fail(why);
    });
    createInterface({ input: child.stdout }).on("line", (text) => {
      const event = parseEvent(text);
      if (event["ready"] === true) {
        clearTimeout(timer);
        resolve({ child, url: typeof event["url"] === "string" ? event["url"] : null, ended });
      }
      const level = event["level"];
      options.onLog({ from: "node", level: level === "error" || level === "warn" ? level : "info", text });
    });
  });
}

function parseEvent(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {}; // a plain line: only logged
  }
}
