/**
 * The loopback server every stand-in stands on: HTTP requests to one handler, WebSocket upgrades to another, a count of
 * what is open, and an end that leaves nothing behind.
 */
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";

/** What becomes of an upgrade: a WebSocket; an answer as the vendor refuses; nothing at all (`hang`: the line stays open; `drop`: it is cut). */
export type Upgrade =
  | { accept: (socket: WebSocket) => void; /** Of those the client offered. */ protocol?: string; headers?: Record<string, string> }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | "hang"
  | "drop";

export interface Serving {
  port?: number | undefined;
  /** `url` is parsed, its host of no meaning. An error thrown ends the connection. */
  request(request: IncomingMessage, response: ServerResponse, url: URL): void | Promise<void>;
  /** Absent: upgrades get 404. */
  upgrade?(request: IncomingMessage, url: URL): Upgrade | Promise<Upgrade>;
}

export interface Server {
  /** http://127.0.0.1:port */
  url: string;
  port: number;
  /** WebSockets, upgrades that hang, and HTTP requests not yet answered; a kept-alive connection at rest is none. */
  connections(): number;
  /** TCP connections, at rest or not. */
  sockets(): number;
  close(): Promise<void>;
}

const maxMessageBytes = 16 * 1024 * 1024;
const maxBodyBytes = 32 * 1024 * 1024;

export async function serve({ port = 0, request, upgrade }: Serving): Promise<Server> {
  const sockets = new Set<Socket>();
  const busy = new Set<object>();
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxMessageBytes });
  const selected = new WeakMap<IncomingMessage, { protocol?: string | undefined; headers?: Record<string, string> | undefined }>();
  webSockets.options.handleProtocols = (offered, incoming) => selected.get(incoming)?.protocol ?? [...offered][0] ?? false;
  webSockets.on("headers", (lines, incoming) => {
    for (const [name, value] of Object.entries(selected.get(incoming)?.headers ?? {})) lines.push(`${name}: ${value}`);
  });

  const server = createServer((incoming, response) => {
    busy.add(response);
    response.once("close", () => busy.delete(response));
    // A client that goes away while it is answered is no error of ours.
    response.on("error", () => undefined);
    const url = new URL(incoming.url ?? "/", "http://stand-in");
    void Promise.resolve()
      .then(() => request(incoming, response, url))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    busy.add(socket);
    socket.once("close", () => busy.delete(socket));
    socket.on("error", () => socket.destroy());
    const url = new URL(incoming.url ?? "/", "http://stand-in");
    void Promise.resolve()
      .then(() => upgrade?.(incoming, url) ?? { status: 404 })
      .then((decided) => {
        if (socket.destroyed) return;
        // Read on, or its end would not be noticed.
        if (decided === "hang") return void socket.once("end", () => socket.destroy()).resume();
        if (decided === "drop") return socket.destroy();
        if ("status" in decided) return refuse(socket, decided);
        selected.set(incoming, { protocol: decided.protocol, headers: decided.headers });
        webSockets.handleUpgrade(incoming, socket, head, (webSocket) => {
          // An error of the socket is followed by its close, which its owner hears.
          webSocket.on("error", () => undefined);
          decided.accept(webSocket);
        });
      })
      .catch(() => socket.destroy());
  });

  await new Promise<void>((listening, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", fail);
      listening();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    connections: () => busy.size,
    sockets: () => sockets.size,
    close: () =>
      (closing ??= new Promise((closed) => {
        server.close(() => closed());
        for (const webSocket of webSockets.clients) webSocket.terminate();
        for (const socket of sockets) socket.destroy();
      })),
  };
}

function refuse(socket: Duplex, { status, body, headers = {} }: { status: number; body?: unknown; headers?: Record<string, string> }): void {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const all = { "content-type": typeof body === "string" ? "text/plain" : "application/json", ...headers, "content-length": String(Buffer.byteLength(text)), connection: "close" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${text}`);
}

/** @throws Error when it is larger than 32 MB, which no request to a vendor is */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBodyBytes) throw new Error("the body is larger than 32 MB");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export function answerJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** Waits, unless the other side has gone; 0 waits for nothing. Resolves false when it was given up. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  if (ms <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const stop = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** Aborted when the request's connection is gone or its answer is complete. */
export function goneWith(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort(new Error("the client is gone")));
  return gone.signal;
}
