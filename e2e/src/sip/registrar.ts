/** A carrier's registrar: challenges, checks that a password was used, keeps the contact, answers OPTIONS. */
import { createSocket } from "node:dgram";
import { addressIn, formatSip, headerOf, headersOf, parseSip, type SipHeader, type SipRequest } from "./message.ts";

export type Registrar = {
  host: string;
  port: number;
  /** The address that calls shall come to, e.g. sip:trk_1@127.0.0.1:5060;line=abc; null: nobody is registered. */
  contact(): string | null;
  /** From now on each REGISTER gets this. */
  refuse(status: number): void;
  close(): Promise<void>;
};

const nonce = "5f1d7c";

export const startRegistrar = async (host: string, username: string): Promise<Registrar> => {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, host, resolve));
  const { port } = socket.address();
  let contact: string | null = null;
  let refusal: number | null = null;
  const answerTo = (request: SipRequest): { status: number; reason: string; extra: SipHeader[] } => {
    if (request.method !== "REGISTER") return { status: 200, reason: "OK", extra: [] };
    if (refusal !== null) return { status: refusal, reason: "No", extra: [] };
    if (!headerOf(request, "authorization").includes(`username="${username}"`)) return { status: 401, reason: "Unauthorized", extra: [["www-authenticate", `Digest realm="carrier", nonce="${nonce}", algorithm=MD5`]] };
    const given = headerOf(request, "contact");
    const expires = /expires=(\d+)/.exec(given)?.[1] ?? headerOf(request, "expires");
    if (given !== "") contact = expires === "0" ? null : addressIn(given);
    return { status: 200, reason: "OK", extra: given === "" ? [] : [["contact", `<${addressIn(given)}>;expires=${expires === "0" ? 0 : 300}`]] };
  };
  socket.on("message", (datagram, from) => {
    const request = parseSip(datagram.toString("utf8"));
    if (request?.kind !== "request" || request.method === "ACK") return;
    const { status, reason, extra } = answerTo(request);
    const headers: SipHeader[] = [
      ...headersOf(request, "via").map((via): SipHeader => ["via", via]),
      ...["from", "call-id", "cseq"].map((name): SipHeader => [name, headerOf(request, name)]),
      ["to", `${headerOf(request, "to")};tag=registrar`],
      ...extra,
    ];
    socket.send(formatSip({ kind: "response", status, reason, headers, body: "" }), from.port, from.address);
  });
  return {
    host,
    port,
    contact: () => contact,
    refuse: (status) => {
      refusal = status;
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
};
