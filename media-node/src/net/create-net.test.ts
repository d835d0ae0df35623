import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { startConnectProxy, type ConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { createNet } from "./create-net.ts";
import { createPrivateCheck } from "./private.ts";

let http: Server;
let sockets: WebSocketServer;
let proxy: ConnectProxy;
let host = "";
const never = new AbortController().signal;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  http = createServer((request, response) => {
    if (request.url === "/slow") return;
    if (request.url === "/endless") {
      const more = (): void => void (response.writableEnded || response.destroyed || response.write(Buffer.alloc(1024 * 1024), more));
      return more();
    }
    if (request.url === "/moved") return void response.writeHead(302, { location: `http://${host}/secret` }).end();
    response.writeHead(request.url === "/teapot" ? 418 : 200).end(`you asked ${request.url}`);
  });
  sockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => {
    if (request.url === "/unpaid") return void socket.end("HTTP/1.1 402 Payment Required\r\nContent-Length: 9\r\nConnection: close\r\n\r\nno money!");
    sockets.handleUpgrade(request, socket, head, (opened) => opened.on("message", (data) => opened.send(`echo ${String(data)}`)));
  });
  await once(http.listen(0, "127.0.0.1"), "listening");
  host = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  proxy = await startConnectProxy({ user: "zvon", password: "p@ss" });
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await proxy.close();
  for (const socket of sockets.clients) socket.terminate();
  http.closeAllConnections();
  http.close();
});

function net(allows: (address: string) => boolean = () => true) {
  const made = createNet({ allows });
  closers.push(() => made.close());
  return made;
}
async function echo(over: { proxy?: string } = {}): Promise<string> {
  const socket = await net().webSocket(`ws://${host}/`, { signal: never, ...over });
  const answer = once(socket, "message");
  socket.send("hello");
  const [data] = await answer;
  socket.close();
  return String(data);
}

describe("the way out to vendors", () => {
  it("keeps connections over the fifty proxies that were used last, and closes the others", async () => {
    const way = net();
    const lax = await startConnectProxy();
    closers.push(() => lax.close());
    const asUser = (n: number) => lax.url.replace("//", `//user${n}:secret@`);
    const open = () => new Promise<number>((done, fail) => http.getConnections((error, count) => (error ? fail(error) : done(count))));
    for (let n = 0; n < 55; n += 1) await (await way.fetch(`http://${host}/a`, { proxy: asUser(n) })).text();
    while ((await open()) > 50) await new Promise((turn) => setImmediate(turn));
    expect(await open()).toBe(50);
    // One that was let go is reached all the same.
    expect(await (await way.fetch(`http://${host}/again`, { proxy: asUser(0) })).text()).toBe("you asked /again");
  });

  it("reaches them directly: WebSocket, HTTP, raw stream", async () => {
    expect(await echo()).toBe("echo hello");
    expect(await (await net().fetch(`http://${host}/a`, {})).text()).toBe("you asked /a");
    const stream = await net().connect(`http://${host}`, { signal: never });
    stream.write("GET /raw HTTP/1.0\r\n\r\n");
    expect(String((await once(stream, "data"))[0])).toContain("200 OK");
    stream.destroy();
    expect(proxy.tunnels()).toBe(0);
  });

  it("goes through a vendor's proxy with its name and password, each of the three", async () => {
    expect(await echo({ proxy: proxy.url })).toBe("echo hello");
    expect(await (await net().fetch(`http://${host}/a`, { proxy: proxy.url })).text()).toBe("you asked /a");
    const stream = await net().connect(`http://${host}`, { proxy: proxy.url, signal: never });
    stream.write("GET /raw HTTP/1.0\r\n\r\n");
    expect(String((await once(stream, "data"))[0])).toContain("200 OK");
    stream.destroy();
    expect(proxy.targets()).toEqual([host, host, host]);
  });

  it("never goes around a proxy that refuses or is gone", async () => {
    const nameless = new URL(proxy.url);
    nameless.password = "wrong";
    await expect(net().connect(`http://${host}`, { proxy: nameless.href, signal: never })).rejects.toMatchObject({ code: "misconfigured" });
    await expect(echo({ proxy: nameless.href })).rejects.toMatchObject({ name: "ProviderError" });
    await expect(net().fetch(`http://${host}/a`, { proxy: nameless.href })).rejects.toMatchObject({ name: "ProviderError" });
    proxy.cut({ refuse: true });
    await expect(net().connect(`http://${host}`, { proxy: proxy.url, signal: never })).rejects.toMatchObject({ code: "failed", retryable: true });
    expect(proxy.tunnels()).toBe(0);
  });

  it("refuses private addresses on behalf of tenants, written or resolved, and a proxy there as well", async () => {
    const guarded = net(createPrivateCheck([]));
    const port = host.split(":")[1];
    for (const url of [`http://${host}/a`, `http://localhost:${port}/a`, `http://[::ffff:127.0.0.1]:${port}/a`, "http://169.254.169.254/latest/meta-data"]) {
      await expect(guarded.fetch(url, {})).rejects.toMatchObject({ code: "misconfigured", message: expect.stringContaining("private network") });
      await expect(guarded.webSocket(url.replace("http", "ws"), { signal: never })).rejects.toMatchObject({ code: "misconfigured" });
      await expect(guarded.connect(url, { signal: never })).rejects.toMatchObject({ code: "misconfigured" });
    }
    for (const guarding of [proxy.url, proxy.url.replace("127.0.0.1", "localhost")]) {
      await expect(guarded.fetch("http://example.com/", { proxy: guarding })).rejects.toMatchObject({ code: "misconfigured" });
      await expect(guarded.webSocket("ws://example.com/", { proxy: guarding, signal: never })).rejects.toMatchObject({ code: "misconfigured" });
      await expect(guarded.connect("http://example.com/", { proxy: guarding, signal: never })).rejects.toMatchObject({ code: "misconfigured" });
    }
    expect(proxy.tunnels()).toBe(0);
    expect(await (await net(createPrivateCheck(["127.0.0.0/8"])).fetch(`http://${host}/a`, {})).text()).toBe("you asked /a");
  });

  it("reads no answer without end: an address that a tenant wrote must not fill the memory of a node that holds other calls", async () => {
    for (const over of [{}, { proxy: proxy.url }]) await expect((await net().fetch(`http://${host}/endless`, over)).text()).rejects.toThrow();
  });

  it("follows nobody elsewhere: a public address that redirects would lead into the private network, and take the key along", async () => {
    expect((await net().fetch(`http://${host}/moved`, { headers: { "x-api-key": "k" } })).status).toBe(302);
  });

  it("says that a proxy refused, and who can act, by each way: it is not the vendor's answer", async () => {
    const nameless = new URL(proxy.url);
    nameless.password = "wrong";
    const ways = [(url: string) => net().connect(`http://${host}`, { proxy: url, signal: never }), (url: string) => echo({ proxy: url }), (url: string) => net().fetch(`http://${host}/a`, { proxy: url })];
    for (const way of ways) await expect(way(nameless.href)).rejects.toMatchObject({ code: "misconfigured", retryable: false, message: "the proxy asks for a name and password" });
    proxy.cut({ refuse: true });
    for (const way of ways) await expect(way(proxy.url)).rejects.toMatchObject({ code: "failed", retryable: true, message: expect.stringContaining("the proxy refused the connection") });
  });

  it("says who can act: refused upgrades by status, nobody there, nobody answering", async () => {
    await expect(net().webSocket(`ws://${host}/unpaid`, { signal: never })).rejects.toMatchObject({ code: "unpaid", retryable: false });
    expect((await net().fetch(`http://${host}/teapot`, {})).status).toBe(418);
    await expect(net().fetch(`http://${host}/slow`, { headersTimeoutMs: 50 })).rejects.toMatchObject({ code: "timeout", retryable: true });
    const closed = createTcpServer();
    await once(closed.listen(0, "127.0.0.1"), "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    await expect(net().fetch(`http://127.0.0.1:${port}/`, {})).rejects.toMatchObject({ code: "failed", retryable: true });
    await expect(net().webSocket(`ws://127.0.0.1:${port}/`, { signal: never })).rejects.toMatchObject({ code: "failed" });
  });

  it("ends at once when it is called off, and leaves no connection behind", async () => {
    const mute = createTcpServer(() => undefined);
    await once(mute.listen(0, "127.0.0.1"), "listening");
    closers.push(() => new Promise((done) => mute.close(done)));
    const { port } = mute.address() as AddressInfo;
    const controller = new AbortController();
    const opening = net().webSocket(`ws://127.0.0.1:${port}/`, { signal: controller.signal });
    const [peer] = await once(mute, "connection");
    controller.abort(new Error("hung up"));
    await expect(opening).rejects.toThrow("hung up");
    if (!peer.destroyed) await once(peer.resume(), "close");
  });
});
