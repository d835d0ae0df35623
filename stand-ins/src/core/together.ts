/**
 * Stand-ins of one vendor's several services at one address and with one key, as a tenant has them: requests go by their
 * path, HTTP/2 (gRPC) goes to the first.
 */
import { createServer, request as forward, type IncomingMessage } from "node:http";
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { StandIn } from "../stand-in.ts";

export interface Member {
  standIn: StandIn;
  /** Of the paths; the first member takes what no other does. */
  serves: RegExp;
}

const http2Preface = "PRI ";

/** The key is the first member's. Closing ends the members too. */
export async function together(members: [Member, ...Member[]], port = 0): Promise<StandIn> {
  const [{ standIn: first }, ...others] = members;
  const sockets = new Set<Duplex>();
  const memberOf = (request: IncomingMessage): StandIn => others.find(({ serves }) => serves.test(new URL(request.url ?? "/", "http://stand-in").pathname))?.standIn ?? first;
  const headersFor = (request: IncomingMessage, member: StandIn): Record<string, string | string[] | undefined> => {
    const { authorization } = request.headers;
    return { ...request.headers, ...(authorization === undefined ? {} : { authorization: authorization.replace(first.key, member.key) }) };
  };
  const keep = (socket: Duplex): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  /** Each end takes the other with it. */
  const tied = (a: Duplex, b: Duplex): void => {
    for (const [one, other] of [[a, b], [b, a]] as const) {
      one.on("error", () => other.destroy());
      one.once("close", () => other.destroy());
    }
    a.pipe(b).pipe(a);
  };

  const http = createServer((incoming, response) => {
    const member = memberOf(incoming);
    const onward = forward(new URL(incoming.url ?? "/", member.url), { method: incoming.method ?? "GET", headers: headersFor(incoming, member), agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      answer.once("close", () => {
        if (!answer.complete) response.destroy();
      });
    });
    onward.on("socket", keep);
    onward.once("error", () => response.destroy());
    response.on("error", () => undefined);
    response.once("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  http.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const member = memberOf(incoming);
    const onward = connect(Number(new URL(member.url).port), "127.0.0.1");
    keep(onward);
    const lines = Object.entries(headersFor(incoming, member)).flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((each) => `${name}: ${each}\r\n`)));
    onward.write(`${incoming.method ?? "GET"} ${incoming.url ?? "/"} HTTP/1.1\r\n${lines.join("")}\r\n`);
    if (head.length > 0) onward.write(head);
    tied(socket, onward);
  });
  const front = createTcpServer((socket: Socket) => {
    keep(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", (begin: Buffer) => {
      socket.pause();
      socket.unshift(begin);
      if (begin.toString("latin1", 0, http2Preface.length) !== http2Preface) {
        http.emit("connection", socket);
        return void socket.resume();
      }
      const onward = connect(Number(new URL(first.url).port), "127.0.0.1");
      keep(onward);
      tied(socket, onward);
    });
  });
  await new Promise<void>((listening, fail) => {
    front.once("error", fail);
    front.listen(port, "127.0.0.1", () => {
      front.removeListener("error", fail);
      listening();
    });
  });

  const all = members.map(({ standIn }) => standIn);
  return {
    name: first.name,
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    key: first.key,
    fault: (fault) => all.forEach((standIn) => standIn.fault(fault)),
    bill: () => all.flatMap((standIn) => standIn.bill()),
    asked: () => all.flatMap((standIn) => standIn.asked()).sort((a, b) => a.at - b.at),
    connections: () => all.reduce((sum, standIn) => sum + standIn.connections(), 0),
    async close() {
      const closed = new Promise<void>((done) => front.close(() => done()));
      for (const socket of sockets) socket.destroy();
      http.close();
      await Promise.all([closed, ...all.map((standIn) => standIn.close())]);
    },
  };
}
