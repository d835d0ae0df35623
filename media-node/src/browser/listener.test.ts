import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { listenForBrowsers, mayLook, type Listener } from "./listener.ts";

let listener: Listener | null = null;
afterEach(async () => {
  await listener?.close();
});

async function listen(lines: EventEmitter): Promise<number> {
  const log = createLog((line) => lines.emit((JSON.parse(line) as { message: string }).message));
  listener = await listenForBrowsers({ host: "127.0.0.1", port: 0, tls: null, allowsOrigin: () => true, limits: { most: 100, mostByAddress: 100 }, isProxy: () => false, onRefused: () => undefined, now: () => 0, admit: { browser: () => null, listen: () => null }, telephones: null, health: () => ({ status: "ok", calls: 7 }), metrics: () => "zvon_calls 7", metricsToken: "long-enough-token", log });
  return listener.port;
}

const ask = async (port: number, request: string): Promise<string> => (await askWhole(port, request)).split("\r\n")[0] ?? "";

async function askWhole(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => (answer += data.toString()));
  socket.write(request);
  await once(socket, "close");
  return answer;
}

const upgrade = (path: string) => `GET ${path} HTTP/1.1\r\nhost: node\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;

describe("the node's listener", () => {
  it("answers 400 to a path that is no address, and lives on", async () => {
    const port = await listen(new EventEmitter());
    expect(await ask(port, "GET // HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n")).toBe("HTTP/1.1 400 Bad Request");
    expect(await ask(port, upgrade("//"))).toBe("HTTP/1.1 400 Bad Request");
    expect(await ask(port, "GET /health HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n")).toBe("HTTP/1.1 200 OK");
  });

  it("refuses a bad ticket and outlives the client's reset", async () => {
    const lines = new EventEmitter();
    const port = await listen(lines);
    expect(await ask(port, upgrade("/browser/call_1?ticket=no"))).toBe("HTTP/1.1 403 Forbidden");
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const broken = once(lines, "a browser's upgrade broke");
    // The reset meets the node's answer: an error on a socket that node:http no longer looks after.
    socket.write(upgrade("/browser/call_1"), () => socket.resetAndDestroy());
    await broken;
  });
});

describe("what a node tells of itself", () => {
  const look = (path: string, ...headers: string[]) => [`GET ${path} HTTP/1.1`, "host: node", "connection: close", ...headers, "", ""].join("\r\n");

  it("is whole for this machine and for who brings the token, and one word for who comes by a proxy", async () => {
    const port = await listen(new EventEmitter());
    const outside = "x-forwarded-for: 203.0.113.9";
    expect(await askWhole(port, look("/metrics"))).toContain("zvon_calls 7");
    expect(await askWhole(port, look("/metrics", outside, "authorization: Bearer long-enough-token"))).toContain("zvon_calls 7");
    expect(await askWhole(port, look("/metrics", outside))).toMatch(/^HTTP\/1\.1 401 /);
    expect(await askWhole(port, look("/metrics", outside, "authorization: Bearer another-token"))).not.toContain("zvon_calls");
    expect(await askWhole(port, look("/health"))).toContain('{"status":"ok","calls":7}');
    expect(await askWhole(port, look("/health", outside))).toMatch(/^HTTP\/1\.1 200 OK[^]*\{"status":"ok"\}/);
  });

  it.each([
    ["127.0.0.1", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["203.0.113.9", false],
    ["::ffff:203.0.113.9", false],
    ["10.0.0.5", false],
    ["fe80::1", false],
    [undefined, false],
  ])("is whole for a caller from %s: %s", (remoteAddress, whole) => {
    expect(mayLook({ headers: {}, socket: { remoteAddress } }, null)).toBe(whole);
    expect(mayLook({ headers: { authorization: "Bearer anything" }, socket: { remoteAddress } }, null)).toBe(whole);
  });
});
