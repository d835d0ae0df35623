import { once } from "node:events";
import { createNet } from "@zvon/media-node/src/net/create-net.ts";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { startConnectProxy, type ConnectProxy } from "./connect-proxy.ts";
import { serve, type Server } from "./serve.ts";

let server: Server;
let proxy: ConnectProxy;
beforeEach(async () => {
  server = await serve({ request: () => undefined, upgrade: () => ({ accept: (socket) => socket.on("message", (data) => socket.send(data)) }) });
});
afterEach(async () => {
  await proxy.close();
  await server.close();
});
const net = createNet({ allows: () => true });
afterAll(() => net.close());
const through = (proxyUrl: string): Promise<WebSocket> => net.webSocket(server.url.replace("http", "ws"), { proxy: proxyUrl, signal: new AbortController().signal });

describe("the CONNECT proxy", () => {
  it("carries a WebSocket and says where to", async () => {
    proxy = await startConnectProxy();
    const client = await through(proxy.url);
    client.send("through");
    expect(String((await once(client, "message"))[0])).toBe("through");
    expect(proxy.targets()).toEqual([`127.0.0.1:${server.port}`]);
    expect([proxy.tunnels(), proxy.open()]).toEqual([1, 1]);
    client.close();
    await once(client, "close");
    await expect.poll(() => proxy.open()).toBe(0);
  });

  it("wants its name and password when it has one", async () => {
    proxy = await startConnectProxy({ user: "zvon", password: "p@ss word" });
    const client = await through(proxy.url);
    client.terminate();
    await expect(through(proxy.url.replace(/\/\/.*@/, "//"))).rejects.toMatchObject({ name: "ProviderError" });
    expect([proxy.tunnels(), proxy.refused()]).toEqual([1, 1]);
  });

  it("can be cut, stays down while it is to refuse, and is mended", async () => {
    proxy = await startConnectProxy();
    const client = await through(proxy.url);
    const closed = once(client, "close");
    proxy.cut({ refuse: true });
    await closed;
    await expect(through(proxy.url)).rejects.toMatchObject({ name: "ProviderError" });
    proxy.mend();
    const again = await through(proxy.url);
    again.terminate();
    expect(proxy.tunnels()).toBe(2);
  });

  it("answers 502 for a target that nobody serves", async () => {
    proxy = await startConnectProxy();
    await server.close();
    await expect(through(proxy.url)).rejects.toMatchObject({ name: "ProviderError" });
    expect(proxy.tunnels()).toBe(0);
  });
});
