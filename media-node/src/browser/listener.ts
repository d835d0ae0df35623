/**
 * The node's own HTTP listener, with TLS or without: media sockets of browsers and of those who listen in, the passage of
 * browsers' telephones, GET /health, GET /metrics.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Log } from "../log.ts";
import type { Certificate } from "./certificate.ts";
import { clientOf, createSocketLimits } from "./socket-limits.ts";
import type { SipPassage } from "./sip-passage.ts";
import type { BrowserSocket } from "./way.ts";

export interface Listener {
  readonly port: number;
  /** Whoever connects from now on is shown this certificate. Nothing without TLS. */
  renew(certificate: Certificate): void;
  close(): Promise<void>;
}

/** Audio that a slow browser has not taken: half a second at 48 kHz stereo, then frames are dropped. */
const maxBufferedBytes = 96_000;
const maxMessageBytes = 64 * 1024;
/** A microphone at 48 kHz is 96 kB and 50 to 400 messages a second; what comes beyond twice that is dropped. */
const maxBytesASecond = 200_000;
const maxMessagesASecond = 800;
/** Who has connected and asks for nothing. */
const askTimeoutMs = 10_000;
/** A browser answers a ping by itself; one that has not by the next is gone, though nobody closed its connection (a lid was shut, a network changed). */
const pingMs = 7_500;

type Admit = (callId: string, ticket: string) => ((socket: BrowserSocket) => void) | null;
export type RefusedSocket = "full" | "address_full" | "origin" | "ticket";

export async function listenForBrowsers(options: {
  host: string;
  port: number;
  tls: Certificate | null;
  /** Pages of others get nothing. @param origin null: the client named none, and so is no page */
  allowsOrigin: (origin: string | null) => boolean;
  /** Connections at once. This machine's own count in all alone: a proxy brings everybody from one address. */
  limits: { most: number; mostByAddress: number };
  /** Who writes clients' addresses into X-Forwarded-For. */
  isProxy: (address: string) => boolean;
  /** The call's socket, or null: unknown call or ticket. By the first part of the path. */
  admit: Record<"browser" | "listen", Admit>;
  /** Telephones in browsers, at /sip; null: this node has none. */
  telephones: Pick<SipPassage, "pass" | "close"> | null;
  health: () => { status: "ok" | "degraded" | "down"; [key: string]: unknown };
  metrics: () => string;
  /** Whoever brings it as a bearer sees what this machine sees; null: nobody from elsewhere does. */
  metricsToken: string | null;
  onRefused: (why: RefusedSocket) => void;
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
}): Promise<Listener> {
  const { isProxy, onRefused, log } = options;
  const answer: RequestListener = (request, response) => {
    const path = readUrl(request.url)?.pathname;
    if (path === undefined) {
      response.writeHead(400).end();
    } else if (path === "/health") {
      const health = options.health();
      // Degraded still carries calls: a balancer must not take it out for a vendor's bad day.
      response.writeHead(health.status === "down" ? 503 : 200, { "content-type": "application/json" }).end(JSON.stringify(mayLook(request, options.metricsToken) ? health : { status: health.status }));
    } else if (path === "/metrics" && !mayLook(request, options.metricsToken)) {
      response.writeHead(401, { "www-authenticate": "Bearer" }).end();
    } else if (path === "/metrics") {
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(options.metrics());
    } else {
      response.writeHead(404).end();
    }
  };
  const timeouts = { headersTimeout: askTimeoutMs, requestTimeout: askTimeoutMs, connectionsCheckingInterval: askTimeoutMs / 2 };
  const secure = options.tls && createTlsServer({ ...timeouts, handshakeTimeout: askTimeoutMs, minVersion: "TLSv1.2", cert: options.tls.cert, key: options.tls.key }, answer);
  const server = secure ?? createServer(timeouts, answer);
  const connections = createSocketLimits(options.limits);
  const forwarded = createSocketLimits(options.limits);
  // The TCP connection, with TLS too: who never speaks has a place all the same.
  server.on("connection", (socket: Socket) => {
    const peer = socket.remoteAddress ?? "";
    const place = connections.take(isLoopback(peer) || isProxy(peer) ? null : peer);
    if (place.ok) return void socket.once("close", place.release);
    onRefused(place.why);
    socket.destroy();
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  const answering = new WeakSet<WebSocket>();
  let cancelPing = options.setTimer(ping, pingMs);
  function ping(): void {
    cancelPing = options.setTimer(ping, pingMs);
    // Behind the sockets: after a pause of this process (of its machine) answers are there that nobody has read yet.
    setImmediate(() => {
      for (const socket of sockets.clients) {
        if (!answering.has(socket)) socket.terminate();
        else {
          answering.delete(socket);
          socket.ping();
        }
      }
    });
  }
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // First of all: a client that resets an upgrade under way would otherwise end the process with all its calls.
    const broken = (error: Error) => log.warn("a browser's upgrade broke", { error });
    socket.on("error", broken);
    const url = readUrl(request.url);
    // It has an answer for everything itself.
    if (url?.pathname === "/sip" && options.telephones) return options.telephones.pass(request, socket, head);
    const refuse = (why: RefusedSocket | null, status: string) => {
      if (why) onRefused(why);
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`, () => socket.destroy());
    };
    if (!url) return refuse(null, "400 Bad Request");
    if (!options.allowsOrigin(request.headers.origin ?? null)) return refuse("origin", "403 Forbidden");
    const [, door, callId] = /^\/(browser|listen)\/(\w+)$/.exec(url.pathname) ?? [];
    const client = isProxy(request.socket.remoteAddress ?? "") ? clientOf(request, isProxy) : null;
    const place = forwarded.take(client);
    if (!place.ok) return refuse(place.why, "429 Too Many Requests");
    socket.once("close", place.release);
    const join = callId && (door === "browser" || door === "listen") ? options.admit[door](callId, url.searchParams.get("ticket") ?? "") : null;
    if (!join) return refuse("ticket", "403 Forbidden");
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      answering.add(webSocket);
      webSocket.on("pong", () => answering.add(webSocket));
      join(wrap(webSocket, options.now, log));
    });
  });
  server.on("tlsClientError", (_error: Error, socket: Duplex) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    renew: ({ cert, key }) => secure?.setSecureContext({ cert, key, minVersion: "TLSv1.2" }),
    async close() {
      cancelPing();
      for (const client of sockets.clients) client.close(1012);
      options.telephones?.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address);

/** Browsers reach the same port: capacity, vendors and trunks are for who runs the node. */
export function mayLook({ headers, socket }: Pick<IncomingMessage, "headers"> & { socket: { remoteAddress?: string | undefined } }, token: string | null): boolean {
  const brought = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (token !== null && brought !== undefined && timingSafeEqual(digest(brought), digest(token))) return true;
  // A proxy on this machine brings strangers from loopback, and says so.
  const proxied = ["x-forwarded-for", "x-real-ip", "forwarded", "via"].some((name) => headers[name] !== undefined);
  return !proxied && isLoopback(socket.remoteAddress ?? "");
}

/** Of one length, whatever was brought. */
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Null for what is no address, such as `//`: the path comes from the network. */
function readUrl(path: string | undefined): URL | null {
  const address = path ?? "/";
  return URL.canParse(address, "http://node") ? new URL(address, "http://node") : null;
}

function wrap(webSocket: WebSocket, now: () => number, log: Log): BrowserSocket {
  let dropped = 0;
  let flooded = 0;
  let second = { at: 0, bytes: 0, messages: 0 };
  const socket: BrowserSocket = {
    onMessage: () => undefined,
    onClose: () => undefined,
    sendText: (text) => webSocket.send(text),
    sendAudio(pcm) {
      if (webSocket.bufferedAmount > maxBufferedBytes) dropped += 1;
      else webSocket.send(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
    },
    close: (code) => webSocket.close(code ?? 1000),
  };
  webSocket.on("message", (data, binary) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
    const at = Math.floor(now() / 1000);
    if (second.at !== at) second = { at, bytes: 0, messages: 0 };
    second.bytes += bytes.byteLength;
    second.messages += 1;
    if (second.bytes > maxBytesASecond || second.messages > maxMessagesASecond) {
      flooded += 1;
      return;
    }
    if (!binary) return socket.onMessage({ text: bytes.toString("utf8") });
    // Copied: the buffer of ws need not be aligned to samples.
    const samples = new Int16Array(bytes.byteLength >> 1);
    for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(2 * i);
    socket.onMessage({ audio: samples });
  });
  webSocket.on("error", (error) => log.warn("browser socket failed", { error }));
  webSocket.on("close", () => {
    if (dropped > 0) log.warn("browser took audio too slowly", { dropped });
    if (flooded > 0) log.warn("browser sent faster than sound goes", { flooded });
    socket.onClose();
  });
  return socket;
}
