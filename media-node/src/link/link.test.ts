import { once } from "node:events";
import { parseToEdge } from "@zvon/contract/call-link.ts";
import type { ToEdge, ToNode } from "@zvon/contract/call-link.ts";
import golden from "@zvon/contract/fixtures/call-link/to-node.json" with { type: "json" };
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { createLog } from "../log.ts";
import { openLink } from "./link.ts";
import type { FactStore } from "./link.ts";
import type { FromLink, Link } from "./port.ts";

const callId = "call_26117k3mz9qx2w4bvnlr5t8h";
const cause = { q850: null, sip: null, text: "" };
const log = createLog(() => {});
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const goldenWelcome = golden.find(({ message }) => message.type === "welcome")?.message;

/** An edge on a real socket that keeps every message; what it answers is the test's affair. */
async function edge(onMessage: (message: ToEdge, socket: WebSocket) => void, verify: (token: string) => number = () => 0) {
  const server = new WebSocketServer({
    port: 0, host: "127.0.0.1",
    verifyClient: ({ req }, done) => {
      const status = verify(req.headers.authorization ?? "");
      done(status === 0, status);
    },
  });
  await once(server, "listening");
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const got: ToEdge[] = [];
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const text = String(data);
      if (text === "ping") return socket.send("pong");
      const message = parseToEdge(text);
      got.push(message);
      onMessage(message, socket);
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, got, server };
}

const say = (socket: WebSocket, message: ToNode) => socket.send(JSON.stringify(message));
const welcome = (socket: WebSocket, epoch: number, stored = 0) => socket.send(JSON.stringify({ ...goldenWelcome, epoch, stored, seen: stored, turn: 0, reply: -1 }));

function open(url: string, onEvent: (event: FromLink, link: () => Link) => void, spool: FactStore = { keep: () => Promise.reject(new Error("no spool in this test")) }, hurry = new AbortController().signal): Link {
  let link: Link | null = null;
  const opened = openLink({
    edgeUrl: url, grant: { callId, path: "/link/v1/calls/x", token: "secret", epochBase: 0 }, fresh: false, clock: () => performance.now(), random: () => 0.01, hurry, spool, log,
    onEvent: (event) => onEvent(event, () => link ?? opened),
  });
  link = opened;
  return opened;
}

const ended = { type: "call.ended", reason: "completed", cause, detail: "", durationMs: 1, media: {} } as const;

describe("the call link over a socket", () => {
  it("shows its token in a header, tells its facts, and drains once they are stored", async () => {
    const { url, got } = await edge(
      (message, socket) => {
        if (message.type === "hello") welcome(socket, message.epoch);
        if ("n" in message) say(socket, { v: 1, type: "ack", stored: message.n, seen: message.n });
      },
      (token) => (token === "Bearer secret" ? 0 : 401),
    );
    const link = await new Promise<Link>((resolve) => open(url, (event, self) => (event.type === "message" && event.message.type === "welcome" ? resolve(self()) : undefined)));
    link.fact({ type: "call.ringing" });
    link.note({ type: "turn.partial", turn: 1, text: "да" });
    link.fact(ended);
    await link.drain();
    expect(got.map((message) => message.type)).toEqual(["hello", "call.ringing", "turn.partial", "call.ended"]);
  });

  it("comes back when the socket breaks, and sends again what was not stored", async () => {
    const { url, got } = await edge((message, socket) => {
      if (message.type === "hello") welcome(socket, message.epoch);
      // The first connection dies with the fact in its hands.
      if (message.type === "call.ringing") return got.some((other) => other.type === "hello" && other.epoch === 2) ? say(socket, { v: 1, type: "ack", stored: 1, seen: 1 }) : socket.terminate();
      if (message.type === "call.ended") say(socket, { v: 1, type: "ack", stored: 2, seen: 2 });
    });
    let welcomes = 0;
    const link = await new Promise<Link>((resolve) =>
      open(url, (event, self) => {
        if (event.type !== "message" || event.message.type !== "welcome") return;
        welcomes += 1;
        if (welcomes === 1) self().fact({ type: "call.ringing" });
        else resolve(self());
      }),
    );
    link.fact(ended);
    await link.drain();
    expect(got.map((message) => ("n" in message ? `${message.type} ${message.n}` : message.type))).toEqual(["hello", "call.ringing 1", "hello", "call.ringing 1", "call.ended 2"]);
  });

  it("tells the call at once when the edge refuses it, and keeps its facts for the operator", async () => {
    const { url } = await edge(() => {}, () => 403);
    const kept: unknown[] = [];
    const spool: FactStore = { keep: async (record) => void kept.push(record) };
    const link = await new Promise<Link>((resolve) => {
      const self: Link = open(url, (event) => (event.type === "closed" && event.reason === "refused" ? resolve(self) : undefined), spool);
    });
    link.fact(ended);
    await link.drain();
    expect(kept).toMatchObject([{ facts: [{ type: "call.ended", n: 1 }], fresh: false }]);
  });

  it("keeps its facts before it is drained when the node stops and the edge stores nothing", async () => {
    const { url } = await edge((message, socket) => void (message.type === "hello" && welcome(socket, message.epoch)));
    const kept: unknown[] = [];
    const stopping = new AbortController();
    const link = await new Promise<Link>((resolve) => open(url, (event, self) => (event.type === "message" ? resolve(self()) : undefined), { keep: async (record) => void kept.push(record) }, stopping.signal));
    link.fact({ ...ended, detail: "д".repeat(900), cause: { ...cause, text: "c".repeat(900) } });
    stopping.abort();
    await link.drain();
    // Clipped to what the contract takes: longer words of an error would be refused for ever.
    expect(kept).toMatchObject([{ facts: [{ type: "call.ended", n: 1, detail: "д".repeat(500), cause: { text: "c".repeat(200) } }] }]);
  });

  it("leaves out what it does not understand and goes on", async () => {
    const { url } = await edge((message, socket) => {
      if (message.type !== "hello") return;
      socket.send("not JSON");
      socket.send(JSON.stringify({ v: 2, type: "ack", stored: 0, seen: 0 }));
      welcome(socket, message.epoch);
    });
    const first = await new Promise<FromLink>((resolve) => open(url, (event) => resolve(event)));
    expect(first).toMatchObject({ type: "message", message: { type: "welcome" } });
  });
});
