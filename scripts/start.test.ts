/** `npm start` as a user and an operating system treat it: real processes, a real folder, any free port. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";

type Started = { child: ChildProcess; output: () => string; ready: Promise<string>; ended: Promise<number | null> };

const script = join(import.meta.dirname, "start.mjs");
/** As the whole-product tests have it: what the recogniser learnt once need not be learnt again. */
const environment = { ...process.env, ZVON_SPEECH_CACHE: join(import.meta.dirname, "../.cache/speech") };
const children: ChildProcess[] = [];
let dataDir = "";

beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), "zvon-start-")); });
afterEach(async () => {
  for (const child of children.splice(0)) {
    const gone = new Promise((resolve) => child.once("close", resolve));
    if (child.exitCode === null && child.signalCode === null && child.kill("SIGTERM")) await gone;
  }
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [script, "--data", dataDir, ...args], { stdio: ["ignore", "pipe", "pipe"], env: environment });
  children.push(child);
  let output = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  ready.catch(() => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const url = /Zvon is ready: (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
  }
  const ended = new Promise<number | null>((done) => child.on("close", (code) => {
    reject(new Error(output));
    done(code);
  }));
  return { child, output: () => output, ready, ended };
}

const remembered = (): Record<"edge" | "node", ProcessIdentity> => JSON.parse(readFileSync(join(dataDir, "children.json"), "utf8")).children;
const run = () => JSON.parse(readFileSync(join(dataDir, "run.json"), "utf8"));

describe("npm start", { timeout: 240_000 }, () => {
  it("says where it is, lets the demo in, and leaves nothing running after Ctrl-C", async () => {
    const first = start("--port", "0");
    const url = await first.ready;
    expect(first.output().trimEnd().split("\n").at(-1)).toBe(`Zvon is ready: ${url}`);
    expect(run()).toMatchObject({ url, demo: { email: expect.any(String), password: expect.any(String), apiKey: expect.stringMatching(/^zv_live_/) }, pid: first.child.pid });
    const bots = await fetch(`${url}/v1/bots`, { headers: { authorization: `Bearer ${run().demo.apiKey}` } });
    expect(bots.status).toBe(200);

    const { edge, node } = remembered();
    expect([isAlive(edge), isAlive(node)]).toEqual([true, true]);
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
    expect([isAlive(edge), isAlive(node)]).toEqual([false, false]);
    expect(existsSync(join(dataDir, "run.json"))).toBe(false);
  });

  it("comes back on the same port and data after a hard kill", async () => {
    const first = start("--port", "0");
    const url = await first.ready;
    const { apiKey } = run().demo;
    const { edge, node } = remembered();
    first.child.kill("SIGKILL");
    await first.ended;
    // Without a next start: nobody is left to stop them but themselves.
    await expect.poll(() => [isAlive(edge), isAlive(node)], { timeout: 20_000 }).toEqual([false, false]);

    const second = start("--port", new URL(url).port);
    expect(await second.ready).toBe(url);
    expect(isAlive(edge)).toBe(false);
    expect(run().demo.apiKey).toBe(apiKey);
  });

  it("starts a media node that was killed again", async () => {
    const first = start("--port", "0");
    const url = await first.ready;
    const before = remembered().node;
    process.kill(before.pid, "SIGKILL");
    const connectedAnew = async () => {
      const health = await fetch(`${url}/health/telephony`);
      const { node } = remembered();
      return health.ok && node !== undefined && node.pid !== before.pid && identify(node.pid) !== null;
    };
    await expect.poll(connectedAnew, { timeout: 120_000 }).toBe(true);
  });

  it("refuses a folder that another one uses, with exit code 4", async () => {
    const first = start("--port", "0");
    await first.ready;
    const second = start("--port", "0");
    expect(await second.ended).toBe(4);
    expect(second.output()).toMatch(/^zvon: The data folder .* is in use by process \d+: .*$/m);
  });

  it("refuses a port that is taken, with exit code 3", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const refused = start("--port", String(port));
    expect(await refused.ended).toBe(3);
    expect(refused.output()).toContain(`zvon: Port ${port} on 127.0.0.1 is taken: give another by --port.\n`);
    server.close();
  });

  it("refuses a damaged folder with exit code 4 and a bad argument with 2, in one sentence", async () => {
    writeFileSync(join(dataDir, "version.json"), "{");
    const damaged = start("--port", "0");
    expect(await damaged.ended).toBe(4);
    expect(damaged.output()).toMatch(/^zvon: .*damaged.*$/m);
    const bad = start("--port", "many");
    expect(await bad.ended).toBe(2);
    expect(bad.output()).toMatch(/^zvon: .*\n$/);
  });
});
