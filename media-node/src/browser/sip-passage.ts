/**
 * The way of operators' browsers to Asterisk: a WebSocket of subprotocol `sip` (RFC 7118) at the node's own address is
 * passed through to Asterisk's HTTP server on loopback. That server has ARI beside it, so nothing a browser wrote reaches
 * it before it has said "101": the request is written here, and bytes pass only when both sides speak WebSocket.
 * Who a browser is, Asterisk asks itself (digest); here is only how many there may be.
 */
import { request as ask, type ClientRequest, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { createSocketLimits } from "./socket-limits.ts";

export type SipPassageCount = "passed" | "malformed" | "origin" | "full" | "address_full" | "unreachable" | "silent" | "flood";

export interface SipPassage {
  /** Takes an upgrade over, whatever becomes of it: passed through, or answered and closed. */
  pass(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Connections now, those that are being asked for among them. */
  open(): number;
  /** Cuts all of them; browsers come back by themselves. */
  close(): void;
}

export type SipPassageOptions = {
  /** Asterisk's HTTP server; its WebSocket is at /ws. */
  exchange: { host: string; port: number };
  /** @param origin null: the client named none, and so is no page */
  allowsOrigin: (origin: string | null) => boolean;
  /** Whose connection it counts as; null: in all alone. */
  addressOf: (request: IncomingMessage) => string | null;
  count: (what: SipPassageCount) => void;
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  limits?: Partial<typeof usualLimits>;
};

const usualLimits = {
  /** As many telephones as an Asterisk is given (its settings), and some whose old tab is not gone yet. */
  connections: 1_200,
  /** An office behind one address. */
  byAddress: 100,
  /**
   * What a browser may say: an INVITE of WebRTC has some 5 kB, a registration 1 kB, and there are seconds between them. Who
   * says more floods Asterisk, which carries calls beside that: cut off, and counted.
   */
  burstBytes: 64_000,
  bytesASecond: 4_000,
  /** Asterisk asks a telephone that is registered every 30 s, and it answers: who says nothing for this long is none. */
  silenceMs: 95_000,
  answerMs: 5_000,
};

const statusOf = { malformed: "400 Bad Request", origin: "403 Forbidden", full: "503 Service Unavailable", address_full: "429 Too Many Requests", unreachable: "502 Bad Gateway" } as const;

export function createSipPassage({ exchange, allowsOrigin, addressOf, count, now, setTimer, limits: own = {} }: SipPassageOptions): SipPassage {
  const limits = { ...usualLimits, ...own };
  /** What ends each of them. */
  const passing = new Set<() => void>();
  const places = createSocketLimits({ most: limits.connections, mostByAddress: limits.byAddress });

  function refuse(socket: Duplex, why: keyof typeof statusOf): void {
    count(why);
    socket.end(`HTTP/1.1 ${statusOf[why]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
  }

  function pass(request: IncomingMessage, client: Duplex, head: Buffer): void {
    // A reset that nobody listens for would end the process with all its calls.
    client.on("error", () => client.destroy());
    const key = keyOf(request);
    if (key === null) return refuse(client, "malformed");
    if (!allowsOrigin(request.headers.origin ?? null)) return refuse(client, "origin");
    const place = places.take(addressOf(request));
    if (!place.ok) return refuse(client, place.why);
    const { release } = place;

    const upgrade = askExchange(exchange, key);
    let inner: Duplex | null = null;
    let over = false;
    let stopWaiting = setTimer(fail, limits.answerMs);

    function end(): void {
      if (over) return;
      over = true;
      stopWaiting();
      passing.delete(end);
      release();
      upgrade.destroy();
      inner?.destroy();
      if (!client.writableEnded) client.destroy();
    }
    /** Asterisk is away, late, or takes no browsers. */
    function fail(): void {
      if (over || inner !== null) return;
      refuse(client, "unreachable");
      end();
    }
    function cut(why: "silent" | "flood"): void {
      count(why);
      client.destroy();
      end();
    }
    function listenOn(): void {
      stopWaiting();
      stopWaiting = setTimer(() => cut("silent"), limits.silenceMs);
    }
    const mayYetSay = createAllowance(limits.burstBytes, limits.bytesASecond, now);

    passing.add(end);
    client.once("close", end);
    upgrade.once("error", fail);
    upgrade.once("response", fail);
    upgrade.once("upgrade", (response, socket, first) => {
      inner = socket;
      socket.once("error", end);
      if (over) return void socket.destroy();
      count("passed");
      client.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${response.headers["sec-websocket-accept"] ?? ""}\r\nsec-websocket-protocol: sip\r\n\r\n`);
      if (head.length > 0) socket.write(head);
      if (first.length > 0) client.write(first);
      listenOn();
      client.on("data", (data: Buffer) => {
        if (mayYetSay(data.length)) listenOn();
        else if (!over) cut("flood");
      });
      client.once("end", end);
      client.once("finish", () => {
        client.destroy();
        end();
      });
      // Each side is read as fast as the other takes: of either no more is kept than Node's own buffer of a socket.
      client.pipe(socket);
      socket.pipe(client);
      socket.once("close", () => client.end());
    });
    upgrade.end();
  }

  return {
    pass,
    open: () => passing.size,
    close() {
      for (const end of passing) end();
    },
  };
}

/** @returns whether so many bytes more are within `burst`, which fills up again at `aSecond` */
function createAllowance(burst: number, aSecond: number, now: () => number): (bytes: number) => boolean {
  let left = burst;
  let atMs = now();
  return (bytes) => {
    const nowMs = now();
    left = Math.min(burst, left + ((nowMs - atMs) * aSecond) / 1_000) - bytes;
    atMs = nowMs;
    return left >= 0;
  };
}

/** Of all that the browser sent, the key alone goes on: it is random and looked at. */
function askExchange({ host, port }: SipPassageOptions["exchange"], key: string): ClientRequest {
  return ask({
    host, port, path: "/ws", agent: false,
    headers: { connection: "upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": key, "sec-websocket-protocol": "sip" },
  });
}

/** Null: this is no opening of a WebSocket for SIP (RFC 6455 4.2.1, RFC 7118 5). */
function keyOf({ method, headers }: IncomingMessage): string | null {
  const key = headers["sec-websocket-key"] ?? "";
  const protocols = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  const sound = method === "GET" && headers.upgrade?.toLowerCase() === "websocket" && headers["sec-websocket-version"] === "13" && /^[A-Za-z0-9+/]{22}==$/.test(key);
  return sound && protocols.includes("sip") ? key : null;
}
