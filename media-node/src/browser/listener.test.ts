import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLog } from "../log.ts";
import { one, two } from "../testing/certificates.ts";
import { listenForBrowsers, mayLook, type Listener } from "./listener.ts";
import type { BrowserSocket } from "./way.ts";

let listener: Listener | null = null;
afterEach(async () => {
  await listener?.close();
});

type Options = Parameters<typeof listenForBrowsers>[0];

async function listen(lines: EventEmitter, more: Partial<Options> = {}): Promise<number> {
  const log = createLog((line) => lines.emit((JSON.parse(line) as { message: string }).message));
  listener = await listenForBrowsers({ host: "127.0.0.1", port: 0, tls: null, allowsOrigin: () => true, limits: { most: 100, mostByAddress: 100 }, isProxy: () => false, onRefused: () => undefined, now: () => 0, setTimer: () => () => undefined, admit: { browser: () => null, listen: () => null }, telephones: null, health: () => ({ status: "ok", calls: 7 }), metrics: () => "zvon_calls 7", metricsToken: "long-enough-token", log, ...more });
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

describe("who may connect to the node's listener", () => {
  const open = (url: string, more: ConstructorParameters<typeof WebSocket>[2] = {}) => {
    const socket = new WebSocket(url, more);
    return new Promise<WebSocket | number>((resolve) => {
      socket.once("open", () => resolve(socket));
      socket.once("unexpected-response", (_request, response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      socket.once("error", () => resolve(0));
    });
  };

  it("is who brings a ticket of the right door, from a page of the dashboard or from no page at all", async () => {
    const joined: string[] = [];
    const refused: string[] = [];
    const admit = (door: string) => (callId: string, ticket: string) => (ticket === `${door}-${callId}` ? () => void joined.push(door) : null);
    const port = await listen(new EventEmitter(), {
      admit: { browser: admit("browser"), listen: admit("listen") }, allowsOrigin: (origin) => origin === null || origin === "https://voice.example.com", onRefused: (why) => refused.push(why),
    });
    const at = (path: string, origin?: string) => open(`ws://127.0.0.1:${port}${path}`, origin === undefined ? {} : { origin });
    expect(await at("/listen/call_1?ticket=listen-call_1")).toBeInstanceOf(WebSocket);
    expect(await at("/browser/call_1?ticket=browser-call_1", "https://voice.example.com")).toBeInstanceOf(WebSocket);
    expect(await at("/listen/call_1?ticket=browser-call_1")).toBe(403);
    expect(await at("/other/call_1?ticket=other-call_1")).toBe(403);
    expect(await at("/listen/call_1?ticket=listen-call_1", "https://evil.example.com")).toBe(403);
    expect(joined).toEqual(["listen", "browser"]);
    expect(refused).toEqual(["ticket", "ticket", "origin"]);
  });

  it("is no more of one address than it may be: those a proxy brings are told apart, and who goes makes room", async () => {
    const refused: string[] = [];
    const port = await listen(new EventEmitter(), {
      limits: { most: 3, mostByAddress: 1 }, isProxy: (address) => address === "127.0.0.1", onRefused: (why) => refused.push(why), admit: { browser: () => null, listen: () => () => undefined },
    });
    const from = (address: string) => open(`ws://127.0.0.1:${port}/listen/call_1?ticket=t`, { headers: { "x-forwarded-for": address } });
    const first = await from("203.0.113.1");
    expect(await from("203.0.113.1")).toBe(429);
    expect(await from("203.0.113.2")).toBeInstanceOf(WebSocket);
    if (typeof first === "number") expect.fail("the first was refused");
    first.close();
    await once(first, "close");
    await expect.poll(async () => typeof (await from("203.0.113.1"))).toBe("object");
    expect(refused).toContain("address_full");
    await expect.poll(async () => typeof (await from("203.0.113.3"))).toBe("object");
    expect(await from("203.0.113.4")).toBe(0);
    expect(refused.at(-1)).toBe("full");
  });

  it("passes telephones on to where they go", async () => {
    const passed: (string | undefined)[] = [];
    const port = await listen(new EventEmitter(), { telephones: { pass: (request, socket) => (passed.push(request.url), socket.destroy()), close: () => undefined } });
    expect(await open(`ws://127.0.0.1:${port}/sip`)).toBe(0);
    expect(passed).toEqual(["/sip"]);
  });

  it("speaks TLS with a renewed certificate to who comes next, while who is there stays", async () => {
    const sockets: BrowserSocket[] = [];
    const port = await listen(new EventEmitter(), { tls: { ...one, validUntilMs: 0 }, admit: { browser: () => null, listen: () => (socket) => void sockets.push(socket) } });
    const address = `wss://127.0.0.1:${port}/listen/call_1?ticket=t`;
    const before = await open(address, { ca: one.cert });
    if (typeof before === "number") expect.fail("the certificate was refused");
    listener?.renew({ ...two, validUntilMs: 0 });
    expect(await open(address, { ca: one.cert })).toBe(0);
    expect(await open(address, { ca: two.cert })).toBeInstanceOf(WebSocket);
    sockets[0]?.sendText("still here");
    expect(String((await once(before, "message"))[0])).toBe("still here");
    // Who speaks no TLS is no error of the node's.
    expect(await open(`ws://127.0.0.1:${port}/listen/call_1?ticket=t`)).toBe(0);
  });

  it("gives up who answers no ping, which half-open connections do not, and keeps who does", async () => {
    let ping: () => void = () => expect.fail("no timer was set");
    const gone: string[] = [];
    const heard = Promise.withResolvers<void>();
    const port = await listen(new EventEmitter(), {
      setTimer(run) {
        ping = run;
        return () => undefined;
      },
      admit: { browser: () => null, listen: (callId) => (socket) => {
        socket.onClose = () => gone.push(callId);
        socket.onMessage = () => heard.resolve();
      } },
    });
    const alive = await open(`ws://127.0.0.1:${port}/listen/alive?ticket=t`);
    const dead = await open(`ws://127.0.0.1:${port}/listen/dead?ticket=t`, { autoPong: false });
    if (typeof alive === "number" || typeof dead === "number") expect.fail("one was refused");
    const closed = once(dead, "close");
    const asked = once(alive, "ping");
    ping();
    await asked;
    // The answer to the ping is read before this is: one connection, in order.
    alive.send("{}");
    await heard.promise;
    ping();
    await closed;
    expect(gone).toEqual(["dead"]);
    expect(alive.readyState).toBe(WebSocket.OPEN);
  });

  it("takes from nobody more than sound goes by", async () => {
    const heard: number[] = [];
    const lines = new EventEmitter();
    const told = once(lines, "browser sent faster than sound goes");
    const port = await listen(lines, { admit: { browser: () => null, listen: () => (socket) => {
      socket.onMessage = (data) => {
        if ("audio" in data) heard.push(data.audio.length);
        else socket.sendText("got it");
      };
    } } });
    const socket = await open(`ws://127.0.0.1:${port}/listen/call_1?ticket=t`);
    if (typeof socket === "number") expect.fail("it was refused");
    socket.send("{}");
    await once(socket, "message");
    for (let n = 0; n < 40; n++) socket.send(new Uint8Array(20_000));
    socket.close();
    await told;
    expect(heard.reduce((sum, samples) => sum + 2 * samples, 0)).toBeLessThanOrEqual(200_000);
  });
});
