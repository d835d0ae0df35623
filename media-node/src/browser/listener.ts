/** The node's own HTTP listener: media sockets of browsers, GET /health, GET /metrics. */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import type { Log } from "../log.ts";
import type { SipPassage } from "./sip-passage.ts";
import type { BrowserSocket } from "./way.ts";

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Audio that a slow browser has not taken: half a second at 48 kHz stereo, then frames are dropped. */
const maxBufferedBytes = 96_000;
const maxMessageBytes = 64 * 1024;

export async function listenForBrowsers(options: {
  host: string;
  port: number;
  /** The call's socket, or null: unknown call or ticket. */
  admit: (callId: string, ticket: string) => ((socket: BrowserSocket) => void) | null;
  /** Telephones in browsers, at /sip; null: this node has none. */
  telephones: Pick<SipPassage, "pass" | "close"> | null;
  health: () => { status: "ok" | "degraded" | "down"; [key: string]: unknown };
  metrics: () => string;
  /** Whoever brings it as a bearer sees what this machine sees; null: nobody from elsewhere does. */
  metricsToken: string | null;
  log: Log;
}): Promise<Listener> {
  const server: Server = createServer((request, response) => {
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
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  server.on("upgrade", (request, socket, head) => {
    // First of all: a client that resets an upgrade under way would otherwise end the process with all its calls.
    const broken = (error: Error) => options.log.warn("a browser's upgrade broke", { error });
    socket.on("error", broken);
    const url = readUrl(request.url);
    if (url?.pathname === "/sip" && options.telephones) return options.telephones.pass(request, socket, head);
    const callId = /^\/browser\/([\w]+)$/.exec(url?.pathname ?? "")?.[1];
    const join = url && callId ? options.admit(callId, url.searchParams.get("ticket") ?? "") : null;
    if (!join) {
      socket.end(`HTTP/1.1 ${url ? "403 Forbidden" : "400 Bad Request"}\r\nconnection: close\r\n\r\n`, () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => join(wrap(webSocket, options.log)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    async close() {
      for (const client of sockets.clients) client.close(1012);
      options.telephones?.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Browsers reach the same port: capacity, vendors and trunks are for who runs the node. */
export function mayLook({ headers, socket }: Pick<IncomingMessage, "headers"> & { socket: { remoteAddress?: string | undefined } }, token: string | null): boolean {
  const brought = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (token !== null && brought !== undefined && timingSafeEqual(digest(brought), digest(token))) return true;
  // A proxy on this machine brings strangers from loopback, and says so.
  const proxied = ["x-forwarded-for", "x-real-ip", "forwarded", "via"].some((name) => headers[name] !== undefined);
  return !proxied && /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? "");
}

/** Of one length, whatever was brought. */
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Null for what is no address, such as `//`: the path comes from the network. */
function readUrl(path: string | undefined): URL | null {
  const address = path ?? "/";
  return URL.canParse(address, "http://node") ? new URL(address, "http://node") : null;
}

function wrap(webSocket: WebSocket, log: Log): BrowserSocket {
  let dropped = 0;
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
    if (!binary) return socket.onMessage({ text: bytes.toString("utf8") });
    // Copied: the buffer of ws need not be aligned to samples.
    const samples = new Int16Array(bytes.byteLength >> 1);
    for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(2 * i);
    socket.onMessage({ audio: samples });
  });
  webSocket.on("error", (error) => log.warn("browser socket failed", { error }));
  webSocket.on("close", () => {
    if (dropped > 0) log.warn("browser took audio too slowly", { dropped });
    socket.onClose();
  });
  return socket;
}
