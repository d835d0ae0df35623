/** Stands between the node and the edge, passes everything, and cuts call links where a test says so. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebSocket, WebSocketServer } from "ws";

export type LinkMessage = { callId: string; /** 0 is the first message of the call, over all its connections. */ index: number; from: "node" | "edge"; type: string };

export type EdgeProxy = {
  url: string;
  /** Asked for each message of a call link before it is passed on; "cut" loses it and breaks both sides. */
  onMessage: (message: LinkMessage) => "pass" | "cut";
  /** While true, call links are refused and those that stand are broken. */
  block(blocked: boolean): void;
  close(): Promise<void>;
};

export async function startEdgeProxy(targetPort: number): Promise<EdgeProxy> {
  const target = `http://127.0.0.1:${targetPort}`;
  const counts = new Map<string, number>();
  const links = new Set<() => void>();
  let blocked = false;

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.entries(request.headers).filter((entry): entry is [string, string] => typeof entry[1] === "string" && !["host", "connection", "content-length", "transfer-encoding"].includes(entry[0]));
    const answer = await fetch(new URL(request.url ?? "/", target), { method: request.method ?? "GET", headers, ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}) });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" }).end(Buffer.from(await answer.arrayBuffer()));
  }

  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.writeHead(502).end());
  });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  server.on("upgrade", (request, socket, head) => {
    const callId = /^\/link\/v1\/calls\/(\w+)/.exec(request.url ?? "")?.[1] ?? null;
    if (callId !== null && blocked) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (near) => {
      const url = new URL(request.url ?? "/", target);
      url.protocol = "ws:";
      const far = new WebSocket(url, { headers: { authorization: request.headers.authorization ?? "" }, perMessageDeflate: false });
      const early: string[] = [];
      let cut = false;
      const breakBoth = () => {
        cut = true;
        links.delete(breakBoth);
        near.terminate();
        far.terminate();
      };
      if (callId !== null) links.add(breakBoth);
      const pass = (from: "node" | "edge", text: string, to: WebSocket) => {
        if (cut) return;
        if (callId !== null && text !== "ping" && text !== "pong") {
          const index = counts.get(callId) ?? 0;
          counts.set(callId, index + 1);
          const type: unknown = JSON.parse(text).type;
          if (proxy.onMessage({ callId, index, from, type: String(type) }) === "cut") return breakBoth();
        }
        if (to.readyState === WebSocket.OPEN) to.send(text);
        else if (to.readyState === WebSocket.CONNECTING) early.push(text);
      };
      near.on("message", (data) => pass("node", data.toString(), far));
      far.on("message", (data) => pass("edge", data.toString(), near));
      far.on("open", () => {
        for (const text of early.splice(0)) far.send(text);
      });
      near.on("error", breakBoth);
      far.on("error", breakBoth);
      const closeWith = (other: WebSocket) => (code: number) => other.close(code === 1005 || code === 1006 ? 1011 : code);
      near.on("close", closeWith(far));
      far.on("close", closeWith(near));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const proxy: EdgeProxy = {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    onMessage: () => "pass",
    block(now) {
      blocked = now;
      if (now) for (const breakBoth of links) breakBoth();
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
