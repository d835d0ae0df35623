/** A forward proxy that is asked to CONNECT (RFC 9110 9.3.6), for tests of vendors behind one. Loopback only. */
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface ConnectProxy {
  /** http://[user:password@]127.0.0.1:port: what a vendor's access takes as `proxy`. */
  url: string;
  /** Tunnels that were made since the start. */
  tunnels(): number;
  open(): number;
  /** Requests without or with a wrong name and password. */
  refused(): number;
  /** host:port of each tunnel, in order. */
  targets(): readonly string[];
  /** Ends all tunnels without a word. `refuse`: and answers 503 until `mend`. */
  cut(options?: { refuse?: boolean }): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startConnectProxy(options: { user?: string; password?: string } = {}): Promise<ConnectProxy> {
  const targets: string[] = [];
  const sockets = new Set<Duplex>();
  const open = new Set<Duplex>();
  let refused = 0;
  let down = false;
  const expected = options.user === undefined ? null : `Basic ${Buffer.from(`${options.user}:${options.password ?? ""}`).toString("base64")}`;

  const server = createServer((_request, response) => {
    response.writeHead(405, { "content-type": "text/plain" }).end("This proxy takes CONNECT alone.\n");
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("connect", (request, client: Duplex, head: Buffer) => {
    client.on("error", () => client.destroy());
    if (expected !== null && request.headers["proxy-authorization"] !== expected) {
      refused += 1;
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n');
    }
    if (down) return void client.end("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    const target = new URL(`http://${request.url ?? ""}`);
    const upstream: Socket = connect({ host: target.hostname.replace(/^\[|\]$/g, ""), port: Number(target.port || 80), noDelay: true });
    sockets.add(upstream);
    let made = false;
    const end = (): void => {
      sockets.delete(upstream);
      open.delete(client);
      client.destroy();
      upstream.destroy();
    };
    upstream.once("connect", () => {
      made = true;
      targets.push(request.url ?? "");
      open.add(client);
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      if (head.length > 0) upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => {
      if (!made && !client.destroyed) client.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
      else end();
    });
    upstream.once("close", end);
    client.once("close", end);
  });

  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const port = (server.address() as AddressInfo).port;
  const credentials = options.user === undefined ? "" : `${encodeURIComponent(options.user)}:${encodeURIComponent(options.password ?? "")}@`;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://${credentials}127.0.0.1:${port}`,
    tunnels: () => targets.length,
    open: () => open.size,
    refused: () => refused,
    targets: () => targets,
    cut: ({ refuse = false } = {}) => {
      down = refuse;
      cut();
    },
    mend: () => void (down = false),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        cut();
      }),
  };
}
