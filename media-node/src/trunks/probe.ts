/** Sends a probe over UDP, TCP or TLS and waits for what comes of it. */
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { TrunkSettings, TrunkState } from "@zvon/contract/trunk-settings.ts";
import { leadsInside, resolveNames } from "./inside-trunks.ts";
import { authorize, judge, probeMethod, probeRequest, readAnswer, type ProbeAnswer, type ProbeIdentity, type ProbeMethod } from "./sip-probe.ts";

export type ProbeResult = { ok: boolean; state: TrunkState; code: number | null; detail: string; tookMs: number };
export type ProbeOptions = {
  now: () => number;
  /** A tenant chose the host: not every address may be asked. */
  allows: (address: string) => boolean;
  /** The border that trunks go through, when there is one: it knows by which trunk from the route. */
  sbc?: { host: string; port: number } | null;
  /** The edge waits for 10 s. */
  timeoutMs?: number;
};

/** T1 of RFC 3261, doubled after each: over UDP a datagram may be lost. */
const firstResendMs = 500;
const maxAnswerBytes = 64_000;
const token = (): string => randomBytes(8).toString("hex");

/** Never rejects: that nothing could be sent is a result too. */
export async function probeTrunk(trunk: TrunkSettings, { now, allows, sbc = null, timeoutMs = 8_000 }: ProbeOptions): Promise<ProbeResult> {
  const began = now();
  const signal = AbortSignal.timeout(timeoutMs);
  const result = (method: ProbeMethod, status: number | null): ProbeResult => ({ ...judge(trunk, method, status), code: status, tookMs: Math.round(now() - began) });
  let method = probeMethod(trunk);
  try {
    // The SBC is reached in UDP whatever the trunk speaks.
    const wire = sbc === null ? { ...(trunk.outboundProxy ?? trunk), transport: trunk.transport } : { ...sbc, transport: "udp" as const };
    const { address } = await lookup(wire.host, { family: 4 });
    // The border looks the trunk's name up for itself.
    if (sbc === null ? !allows(address) : await leadsInside(trunk, allows, resolveNames)) return { ...result(method, null), state: "refused", detail: "The server's address lies in a private network." };
    const line = await openLine({ ...wire, address }, signal);
    // Node 22 knows no `using` yet.
    try {
      const route = sbc === null ? null : `<sip:${sbc.host}:${sbc.port};lr;trunk=${trunk.id}>`;
      const callId = `${token()}@${line.local.host}`;
      const tag = token();
      let sequence = 0;
      const ask = async (authorization: string | null): Promise<ProbeAnswer> => {
        sequence += 1;
        const id: ProbeIdentity = { callId, tag, branch: `z9hG4bK${token()}`, sequence, ...line.local, route };
        const spoken = sbc === null ? trunk : { ...trunk, transport: "udp" as const };
        return line.exchange(probeRequest(spoken, method, id, authorization), (text) => readAnswer(text, callId, id.sequence));
      };
      let answer = await ask(null);
      // A carrier that knows us by address for incoming calls may take no registrations at all.
      if (trunk.access === "credentials" && answer.challenge === null && [404, 405, 501].includes(answer.status)) {
        method = "OPTIONS";
        answer = await ask(null);
      }
      const authorization = answer.challenge === null ? null : authorize(trunk, method, answer.challenge, token());
      if (authorization !== null) answer = await ask(authorization);
      return result(method, answer.status);
    } finally {
      await line[Symbol.asyncDispose]();
    }
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (signal.aborted || (typeof code === "string" && /^(E|CERT|DEPTH|SELF|UNABLE|ERR_)/.test(code))) return withReason(result(method, null), typeof code === "string" ? code : null);
    throw error;
  }
}

function withReason(result: ProbeResult, code: string | null): ProbeResult {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return { ...result, detail: "The server's name is not known to DNS." };
  if (code !== null && /CERT|SELF|UNABLE|DEPTH|ERR_TLS/.test(code)) return { ...result, detail: "The server's certificate is not trusted." };
  if (code === "ECONNREFUSED") return { ...result, detail: "Nothing listens at that address and port." };
  return result;
}

type Line = AsyncDisposable & { local: { host: string; port: number }; exchange<T>(text: string, read: (text: string) => T | null): Promise<T> };

function openLine({ host, address, port, transport }: { host: string; address: string; port: number; transport: TrunkSettings["transport"] }, signal: AbortSignal): Promise<Line> {
  // A certificate is of a name; where the host is an address there is none to ask for.
  const name = host === address ? {} : { servername: host };
  return transport === "udp" ? openUdp(address, port, signal) : openStream(transport === "tls" ? connectTls({ host: address, port, ...name }) : connectTcp({ host: address, port }), transport === "tls" ? "secureConnect" : "connect", signal);
}

async function openUdp(host: string, port: number, signal: AbortSignal): Promise<Line> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.connect(port, host, () => resolve());
  });
  const { address, port: own } = socket.address();
  return {
    local: { host: address, port: own },
    exchange: (text, read) =>
      new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout;
        const send = (againMs: number): void => {
          socket.send(text);
          timer = setTimeout(() => send(Math.min(againMs * 2, 4_000)), againMs);
        };
        const stop = (): void => {
          clearTimeout(timer);
          socket.removeAllListeners("message").removeAllListeners("error");
          signal.removeEventListener("abort", late);
        };
        const late = (): void => {
          stop();
          reject(signal.reason);
        };
        socket.on("message", (datagram) => {
          const answer = read(datagram.toString("utf8"));
          if (answer === null) return;
          stop();
          resolve(answer);
        });
        // ECONNREFUSED of a closed port comes as an error of the connected socket.
        socket.on("error", (error) => {
          stop();
          reject(error);
        });
        signal.addEventListener("abort", late);
        send(firstResendMs);
      }),
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

async function openStream(socket: Socket, ready: "connect" | "secureConnect", signal: AbortSignal): Promise<Line> {
  await new Promise<void>((resolve, reject) => {
    socket.once(ready, () => resolve());
    socket.once("error", reject);
    signal.addEventListener("abort", () => {
      socket.destroy();
      reject(signal.reason);
    }, { once: true });
  });
  return {
    local: { host: socket.localAddress ?? "0.0.0.0", port: socket.localPort ?? 0 },
    exchange: (text, read) =>
      new Promise((resolve, reject) => {
        let heard = "";
        const stop = (): void => {
          socket.removeAllListeners("data").removeAllListeners("error").removeAllListeners("close");
          socket.on("error", () => socket.destroy());
        };
        socket.setEncoding("utf8").on("data", (piece: string) => {
          heard += piece;
          if (heard.length > maxAnswerBytes) socket.destroy();
          // Answers to probes have no body: an empty line ends each.
          for (let end = heard.indexOf("\r\n\r\n"); end >= 0; end = heard.indexOf("\r\n\r\n")) {
            const answer = read(heard.slice(0, end + 4));
            heard = heard.slice(end + 4);
            if (answer === null) continue;
            stop();
            return resolve(answer);
          }
        });
        socket.on("error", (error) => {
          stop();
          reject(error);
        });
        socket.on("close", () => {
          stop();
          reject(signal.aborted ? signal.reason : Object.assign(new Error("the server hung up"), { code: "ECONNRESET" }));
        });
        socket.write(text);
      }),
    [Symbol.asyncDispose]: () => {
      socket.destroy();
      return Promise.resolve();
    },
  };
}
