import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseToEdge } from "@zvon/contract/call-link.ts";
import type { Fact } from "@zvon/contract/call-link.ts";
import golden from "@zvon/contract/fixtures/call-link/to-node.json" with { type: "json" };
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { createLog } from "../log.ts";
import { openSpool } from "./spool.ts";
import type { Spool, SpoolRecord } from "./spool.ts";

const goldenWelcome = golden.find(({ message }) => message.type === "welcome")?.message;
const callId = (sign: string) => `call_2611${sign.repeat(20)}`;
let folder = "";
const closers: (() => void | Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "spool-"));
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  await rm(folder, { recursive: true, force: true });
});

const ended = (n: number): Fact => ({ v: 1, n, type: "call.ended", reason: "edge_lost", cause: { q850: null, sip: null, text: "" }, detail: "", durationMs: 1, media: {} });
const record = (id: string, n = 3): SpoolRecord => ({ grant: { callId: id, path: `/link/v1/calls/${id}`, token: "secret", epochBase: 0 }, attempt: 9, fresh: false, facts: [ended(n)] });

/** An edge that stores each fact, or refuses everything. Resolves `all` once so many facts have come. */
async function edge(expected: number, refuse = false) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", verifyClient: (_info, done) => done(!refuse, 401) });
  await once(server, "listening");
  const stored: { epoch: number; fact: Fact }[] = [];
  const all = Promise.withResolvers<void>();
  server.on("connection", (socket) => {
    let epoch = 0;
    socket.on("message", (data) => {
      const message = parseToEdge(String(data));
      if (message.type === "hello") {
        epoch = message.epoch;
        return socket.send(JSON.stringify({ ...goldenWelcome, epoch, stored: 0, seen: 0 }));
      }
      if (!("n" in message)) return;
      stored.push({ epoch, fact: message });
      socket.send(JSON.stringify({ v: 1, type: "ack", stored: message.n, seen: message.n }));
      if (stored.length === expected) all.resolve();
    });
  });
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, stored, all: all.promise };
}

/** Each line the spool logs; `until` resolves with the first that has this message. */
function watch() {
  const lines: { message: string }[] = [];
  const waiting: { message: string; resolve: () => void }[] = [];
  const log = createLog((line) => {
    const told = JSON.parse(line) as { message: string };
    lines.push(told);
    for (const one of waiting) if (one.message === told.message) one.resolve();
  });
  return { log, until: (message: string) => (lines.some((line) => line.message === message) ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ message, resolve }))) };
}

async function spoolOn(edgeUrl: string, log = createLog(() => {})): Promise<Spool> {
  const spool = await openSpool({ folder, edgeUrl, log, retryMs: 5 });
  closers.push(() => spool.close());
  return spool;
}

describe("the spool", () => {
  it("delivers what it keeps, above the epochs the call had used, and then forgets it", async () => {
    const { url, stored, all } = await edge(1);
    const { log, until } = watch();
    const spool = await spoolOn(url, log);
    await spool.keep(record(callId("0")));
    await all;
    await until("facts from the spool are with the edge");
    expect(stored).toMatchObject([{ epoch: 10, fact: { n: 3, type: "call.ended" } }]);
    expect(await readdir(folder)).toEqual([]);
    expect(spool.pending()).toBe(0);
  });

  it("keeps over a restart what it could not deliver", async () => {
    const first = await openSpool({ folder, edgeUrl: "http://127.0.0.1:9", log: createLog(() => {}), retryMs: 60_000 });
    await first.keep(record(callId("1")));
    await first.keep(record(callId("2")));
    expect(first.pending()).toBe(2);
    await first.close();
    expect(JSON.parse(await readFile(path.join(folder, `${callId("1")}.json`), "utf8"))).toEqual(record(callId("1")));

    const { url, stored, all } = await edge(2);
    await spoolOn(url);
    await all;
    expect(new Set(stored.map(({ fact }) => fact.n))).toEqual(new Set([3]));
    expect(stored).toHaveLength(2);
  });

  it("sets a damaged file aside and delivers the others", async () => {
    await writeFile(path.join(folder, `${callId("3")}.json`), '{"grant": {');
    await writeFile(path.join(folder, `${callId("4")}.json`), JSON.stringify(record(callId("4"))));
    const { url, all } = await edge(1);
    const { log, until } = watch();
    await spoolOn(url, log);
    await all;
    await until("facts from the spool are with the edge");
    expect(await readdir(folder)).toEqual([`${callId("3")}.json.damaged`]);
  });

  it("leaves to the operator what the edge refuses", async () => {
    const { url } = await edge(1, true);
    const { log, until } = watch();
    const spool = await spoolOn(url, log);
    await spool.keep(record(callId("5")));
    await until("the edge refused facts from the spool");
    expect(await readdir(folder)).toEqual([`${callId("5")}.json.refused`]);
    expect(spool.pending()).toBe(0);
  });
});
