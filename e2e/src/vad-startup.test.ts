/** The neural VAD is the one that runs. Where it can't be loaded the media node says so and ends; energy only on request. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { nodeLinkVersion } from "@zvon/contract/node-link.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../../media-node/src/main.ts", import.meta.url));
const speechCache = fileURLToPath(new URL("../../.cache/speech", import.meta.url));

/** Stands for a machine where onnxruntime is missing; also in threads, where a node's own flags do not reach. */
const refusal = `import { registerHooks } from "node:module";
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "onnxruntime-node") throw Object.assign(new Error("Cannot find package 'onnxruntime-node'"), { code: "ERR_MODULE_NOT_FOUND" });
    return next(specifier, context);
  },
});
`;

let folder: string;
let refusing: string;
let edge: Server;
let edgeUrl: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zvon-vad-"));
  refusing = path.join(folder, "without-onnxruntime.mjs");
  await writeFile(refusing, refusal);
  // An edge that welcomes every node: the node is ready once it is told so.
  edge = createServer();
  const sockets = new WebSocketServer({ server: edge, path: "/node/v1/control" });
  sockets.on("connection", (socket) => socket.once("message", () => socket.send(JSON.stringify({ v: nodeLinkVersion, type: "welcome", nodeId: "node_00000000", beatMs: 5_000 }))));
  await new Promise<void>((resolve) => edge.listen(0, "127.0.0.1", resolve));
  const address = edge.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  edgeUrl = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  edge?.closeAllConnections();
  edge?.close();
  await rm(folder, { recursive: true, force: true });
});

type Start = { ready: Record<string, unknown> | null; code: number | null; stderr: string[]; metrics: string };

/** Starts a media node, ends it once it is ready. */
async function startNode(options: { onnxruntime: boolean; vad?: string }): Promise<Start> {
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env["PATH"],
      ZVON_EDGE_URL: edgeUrl,
      ZVON_NODE_TOKEN: "0123456789abcdef0123456789abcdef",
      ZVON_NODE_DATA: path.join(folder, `node-${options.onnxruntime}-${options.vad ?? "default"}`),
      ZVON_SPEECH_CACHE: speechCache,
      ...(options.vad ? { ZVON_VAD: options.vad } : {}),
      ...(options.onnxruntime ? {} : { NODE_OPTIONS: `--import ${refusing}` }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stderr: string[] = [];
  let ready: Record<string, unknown> | null = null;
  let metrics = "";
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  createInterface({ input: child.stderr }).on("line", (line) => void stderr.push(line));
  createInterface({ input: child.stdout }).on("line", (line) => {
    ready = JSON.parse(line) as Record<string, unknown>;
    void metricsOf(String(ready["url"])).then(
      (text) => {
        metrics = text;
        child.kill("SIGTERM");
      },
      () => child.kill("SIGKILL"),
    );
  });
  const code = await ended;
  return { ready, code, stderr, metrics };
}

const metricsOf = async (url: string): Promise<string> => (await fetch(new URL("/metrics", url), { signal: AbortSignal.timeout(5_000) })).text();

describe("voice activity detection at start-up", () => {
  it("is neural, and the ready line says so", async () => {
    const started = await startNode({ onnxruntime: true });
    expect(started.ready).toMatchObject({ ready: true, vad: "neural" });
    expect(started.metrics).toContain("\nzvon_node_vad_neural 1\n");
    expect(started.code).toBe(0);
  }, 60_000);

  it("ends the node with one sentence when the net cannot be loaded and nobody asked for energy", async () => {
    const started = await startNode({ onnxruntime: false });
    expect(started.ready).toBeNull();
    expect(started.code).toBe(1);
    expect(started.stderr.filter((line) => line.startsWith("The media node can't start"))).toEqual([expect.stringMatching(/^The media node can't start: neural VAD cannot start: .*onnxruntime-node.*energy/)]);
  }, 60_000);

  it("is energy when that was asked for, also without the net", async () => {
    const started = await startNode({ onnxruntime: false, vad: "energy" });
    expect(started.ready).toMatchObject({ ready: true, vad: "energy" });
    expect(started.metrics).toContain("\nzvon_node_vad_neural 0\n");
    expect(started.code).toBe(0);
  }, 60_000);
});
