import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { one } from "../testing/certificates.ts";
import { createSipPassage, type SipPassage, type SipPassageCount, type SipPassageOptions } from "./sip-passage.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0).toReversed()) close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Asterisk as far as a passage sees it: ARI at one path, SIP in a WebSocket at another. */
async function exchangeOf(): Promise<{ port: number; seen: string[]; sockets: WebSocketServer }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.end("ARI");
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has("sip") ? "sip" : false) });
  server.on("upgrade", (request, socket, head) => {
    seen.push(`${request.url} ${JSON.stringify(request.rawHeaders)}`);
    if (request.url !== "/ws") return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (one) => one.on("message", (data) => one.send(`echo ${String(data)}`)));
  });
  closing.push(() => {
    for (const one of sockets.clients) one.terminate();
  });
  return { port: await listen(server), seen, sockets };
}

type Node = { clock: { nowMs: number }; port: number; passage: SipPassage; counts: SipPassageCount[]; timers: { run: () => void; ms: number }[] };

async function nodeBefore(exchangePort: number, more: Partial<SipPassageOptions> = {}, from: string | null = "203.0.113.7", tls = false): Promise<Node> {
  const counts: SipPassageCount[] = [];
  const clock = { nowMs: 0 };
  const timers: { run: () => void; ms: number }[] = [];
  const passage = createSipPassage({
    exchange: { host: "127.0.0.1", port: exchangePort }, allowsOrigin: () => true, addressOf: () => from, count: (what) => counts.push(what), now: () => clock.nowMs,
    setTimer: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
    ...more,
  });
  const server = tls ? createTlsServer(one) : createServer();
  server.on("upgrade", (request, socket, head) => {
    passage.pass(request, socket, head);
  });
  closing.push(() => passage.close());
  return { clock, port: await listen(server), passage, counts, timers };
}

const telephone = async (port: number, options: { origin?: string; ca?: string } = {}): Promise<WebSocket> => {
  const socket = new WebSocket(`${options.ca === undefined ? "ws" : "wss"}://127.0.0.1:${port}/sip`, "sip", options);
  closing.push(() => socket.terminate());
  await once(socket, "open");
  return socket;
};
/** The status a client is answered with. */
const refusal = async (port: number, protocol: string | null = "sip", options: { origin?: string } = {}): Promise<number> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/sip`, protocol === null ? [] : [protocol], options);
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
  socket.on("error", () => undefined);
  socket.terminate();
  return response.statusCode;
};
const raw = async (port: number, text: string): Promise<{ socket: Socket; answer: () => string }> => {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => (answer += data.toString("latin1")));
  socket.on("error", () => undefined);
  closing.push(() => socket.destroy());
  socket.write(text);
  await once(socket, "connect");
  return { socket, answer: () => answer };
};

describe("a browser's way to Asterisk", () => {
  it("carries SIP both ways, and tells each side when the other is gone", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port);
    const phone = await telephone(node.port);
    expect(phone.protocol).toBe("sip");
    phone.send("REGISTER");
    expect(String((await once(phone, "message"))[0])).toBe("echo REGISTER");
    expect(node.passage.open()).toBe(1);
    phone.close();
    await once(phone, "close");
    await expect.poll(() => [node.passage.open(), exchange.sockets.clients.size, node.timers.length]).toEqual([0, 0, 0]);

    const second = await telephone(node.port);
    for (const one of exchange.sockets.clients) one.terminate();
    await once(second, "close");
    await expect.poll(() => node.passage.open()).toBe(0);
    expect(node.counts).toEqual(["passed", "passed"]);
  });

  it("goes through TLS that ends at the node, and leaves nothing open when a browser breaks off in it", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port, {}, null, true);
    const phone = await telephone(node.port, { ca: one.cert });
    phone.send("x".repeat(20_000));
    expect(String((await once(phone, "message"))[0])).toBe(`echo ${"x".repeat(20_000)}`);
    phone.terminate();
    await expect.poll(() => [node.passage.open(), exchange.sockets.clients.size, node.timers.length]).toEqual([0, 0, 0]);
  });

  it("lets nothing that the browser wrote reach Asterisk's HTTP server but the key", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port);
    const phone = new WebSocket(`ws://127.0.0.1:${node.port}/sip?api_key=a:b`, "sip", { headers: { authorization: "Basic x", cookie: "y=1", "x-forwarded-for": "127.0.0.1" } });
    closing.push(() => phone.terminate());
    await once(phone, "open");
    expect(exchange.seen).toHaveLength(1);
    expect(exchange.seen[0]).toMatch(/^\/ws \[/);
    expect(exchange.seen[0]).not.toMatch(/api_key|Basic|y=1|forwarded/i);
  });

  it("passes no byte on when Asterisk does not switch, however many requests are sent behind the first", async () => {
    const seen: string[] = [];
    const exchange = await listen(createServer((request, response) => {
      seen.push(request.url ?? "");
      response.writeHead(426).end();
    }).on("upgrade", (request, socket) => {
      seen.push(request.url ?? "");
      socket.write("HTTP/1.1 426 Upgrade Required\r\ncontent-length: 0\r\n\r\n");
    }));
    const node = await nodeBefore(exchange);
    const client = await raw(node.port, ["GET /sip HTTP/1.1", "host: node", "connection: upgrade", "upgrade: websocket", "sec-websocket-version: 13", "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==", "sec-websocket-protocol: sip", "", "GET /ari/channels HTTP/1.1", "host: node", "", ""].join("\r\n"));
    await once(client.socket, "close");
    expect(client.answer()).toMatch(/^HTTP\/1\.1 502 /);
    expect(seen).toEqual(["/ws"]);
    expect(node.passage.open()).toBe(0);
    expect(node.counts).toEqual(["unreachable"]);
  });

  it("speaks no other subprotocol, and is no way for a page of another origin", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port, { allowsOrigin: (origin) => origin === null || origin === "https://zvon.example.com" });
    expect(await refusal(node.port, null)).toBe(400);
    expect(await refusal(node.port, "media")).toBe(400);
    expect(await refusal(node.port, "sip", { origin: "https://evil.example.com" })).toBe(403);
    await telephone(node.port, { origin: "https://zvon.example.com" });
    expect(node.counts).toEqual(["malformed", "malformed", "origin", "passed"]);
    expect(exchange.seen).toHaveLength(1);
  });

  it("holds so many of one address, and so many in all", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port, { limits: { byAddress: 1, connections: 5 } });
    const first = await telephone(node.port);
    expect(await refusal(node.port)).toBe(429);
    first.close();
    await expect.poll(() => node.passage.open()).toBe(0);
    await telephone(node.port);

    const proxied = await nodeBefore(exchange.port, { limits: { byAddress: 1, connections: 2 } }, null);
    await telephone(proxied.port);
    await telephone(proxied.port);
    expect(await refusal(proxied.port)).toBe(503);
  });

  it("ends one that says nothing, and starts its patience anew with every word", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port);
    const phone = await telephone(node.port);
    const [patience] = node.timers;
    phone.send("REGISTER");
    await once(phone, "message");
    expect(node.timers).toHaveLength(1);
    expect(node.timers[0]).not.toBe(patience);
    const gone = once(phone, "close");
    node.timers[0]?.run();
    await gone;
    expect(node.passage.open()).toBe(0);
    expect(node.counts).toEqual(["passed", "silent"]);
  });

  it("cuts off one that floods Asterisk, and no other for it; who pauses may say as much again", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port, { limits: { burstBytes: 10_000, bytesASecond: 1_000 } });
    const [phone, flood] = [await telephone(node.port), await telephone(node.port)];
    const says = async (bytes: number): Promise<void> => {
      phone.send("x".repeat(bytes));
      await once(phone, "message");
    };
    await says(9_000);
    node.clock.nowMs = 9_000;
    await says(9_000);
    const gone = once(flood, "close");
    for (let sent = 0; sent < 20; sent++) flood.send("REGISTER".repeat(100));
    await gone;
    await says(500);
    expect(node.passage.open()).toBe(1);
    expect(node.counts).toEqual(["passed", "passed", "flood"]);
  });

  it("waits for Asterisk so long and no longer, and says when it is away", async () => {
    const mute = createServer().on("upgrade", (_, socket) => socket.on("error", () => socket.destroy()));
    const node = await nodeBefore(await listen(mute));
    const late = refusal(node.port);
    await expect.poll(() => node.timers.length).toBe(1);
    node.timers[0]?.run();
    expect(await late).toBe(502);
    const nobody = await nodeBefore(1);
    expect(await refusal(nobody.port)).toBe(502);
    expect([node.passage.open(), nobody.passage.open()]).toEqual([0, 0]);
  });

  it("does not read from Asterisk what a browser does not take", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port);
    const phone = await telephone(node.port);
    phone.pause();
    const [inner] = exchange.sockets.clients;
    if (inner === undefined) throw new Error("nothing was passed through");
    // More than the kernel's buffers of both connections hold.
    const piece = Buffer.alloc(1_000_000);
    for (let sent = 0; sent < 64; sent++) inner.send(piece);
    await expect.poll(() => inner.bufferedAmount).toBeGreaterThan(10_000_000);
    let taken = 0;
    phone.on("message", (data) => (taken += Buffer.isBuffer(data) ? data.length : 0));
    phone.resume();
    await expect.poll(() => taken, { timeout: 10_000 }).toBe(64_000_000);
  });

  it("outlives a browser that resets at any moment", async () => {
    const exchange = await exchangeOf();
    const node = await nodeBefore(exchange.port);
    const opening = ["GET /sip HTTP/1.1", "host: node", "connection: upgrade", "upgrade: websocket", "sec-websocket-version: 13", "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==", "sec-websocket-protocol: sip", "", ""].join("\r\n");
    (await raw(node.port, opening)).socket.resetAndDestroy();
    const later = await raw(node.port, opening);
    await expect.poll(later.answer).toContain("101 Switching");
    later.socket.resetAndDestroy();
    await expect.poll(() => [node.passage.open(), exchange.sockets.clients.size]).toEqual([0, 0]);
    await telephone(node.port);
  });
});
