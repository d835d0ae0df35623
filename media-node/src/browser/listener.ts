/** The node's own HTTP listener: media sockets of browsers, GET /health, GET /metrics. */
import { createServer, type Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import type { Log } from "../log.ts";
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
  health: () => { status: "ok" | "degraded" | "down"; [key: string]: unknown };
  metrics: () => string;
  log: Log;
}): Promise<Listener> {
  const server: Server = createServer((request, response) => {
    const path = readUrl(request.url)?.pathname;
    if (path === undefined) {
      response.writeHead(400).end();
    } else if (path === "/health") {
      const health = options.health();
      // Degraded still carries calls: a balancer must not take it out for a vendor's bad day.
      response.writeHead(health.status === "down" ? 503 : 200, { "content-type": "application/json" }).end(JSON.stringify(health));
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
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

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
