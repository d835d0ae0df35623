/**
 * Asks a carrier whether a trunk would work, beside what Asterisk is configured with: one small SIP client, which knows
 * REGISTER and OPTIONS, a challenge, and nothing else. Messages are pure; `probe.ts` sends them.
 */
import { createHash } from "node:crypto";
import type { TrunkSettings, TrunkState } from "@zvon/contract/trunk-settings.ts";

/** Which call it is, and from where: the socket's own address. */
export type ProbeIdentity = { callId: string; tag: string; branch: string; sequence: number; host: string; port: number; /** An SBC that sends it on, and by which trunk. */ route: string | null };
export type ProbeMethod = "REGISTER" | "OPTIONS";
export type ProbeAnswer = { status: number; reason: string; challenge: { proxy: boolean; header: string } | null };

/**
 * A trunk with a password asks for its bindings: REGISTER without Contact (RFC 3261, 10.2.3) is authenticated like any
 * other and changes nothing, so a registration that lives goes on.
 */
export function probeMethod({ access }: Pick<TrunkSettings, "access">): ProbeMethod {
  return access === "ip" ? "OPTIONS" : "REGISTER";
}

export function probeRequest(trunk: TrunkSettings, method: ProbeMethod, id: ProbeIdentity, authorization: string | null): string {
  const target = targetOf(trunk);
  const self = `<sip:${trunk.username ?? "probe"}@${trunk.host}>`;
  return [
    `${method} ${target} SIP/2.0`,
    `Via: SIP/2.0/${trunk.transport.toUpperCase()} ${id.host}:${id.port};rport;branch=${id.branch}`,
    ...(id.route === null ? [] : [`Route: ${id.route}`]),
    "Max-Forwards: 70",
    `From: ${self};tag=${id.tag}`,
    `To: ${method === "REGISTER" ? self : `<${target}>`}`,
    `Call-ID: ${id.callId}`,
    `CSeq: ${id.sequence} ${method}`,
    ...(method === "OPTIONS" ? [`Contact: <sip:probe@${id.host}:${id.port}>`, "Accept: application/sdp"] : []),
    ...(authorization === null ? [] : [authorization]),
    "User-Agent: Zvon",
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
}

function targetOf(trunk: TrunkSettings): string {
  return `sip:${trunk.host}:${trunk.port}${trunk.transport === "udp" ? "" : `;transport=${trunk.transport}`}`;
}

/** @returns null for what is no final answer to this probe */
export function readAnswer(text: string, callId: string, sequence: number): ProbeAnswer | null {
  const [first = "", ...lines] = (text.split("\r\n\r\n")[0] ?? "").split("\r\n");
  const status = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(first);
  if (status === null || Number(status[1]) < 200) return null;
  const header = (name: RegExp): string | null => lines.map((line) => name.exec(line)?.[1] ?? null).find((value) => value !== null) ?? null;
  if (header(/^(?:call-id|i)\s*:\s*(.*)$/i) !== callId || !(header(/^cseq\s*:\s*(.*)$/i) ?? "").startsWith(`${sequence} `)) return null;
  const own = header(/^www-authenticate\s*:\s*digest\s+(.*)$/i);
  const proxy = header(/^proxy-authenticate\s*:\s*digest\s+(.*)$/i);
  return { status: Number(status[1]), reason: status[2] ?? "", challenge: own === null && proxy === null ? null : { proxy: own === null, header: own ?? proxy ?? "" } };
}

/** Digest (RFC 8760: MD5 and SHA-256, with and without qop). Null for a challenge that asks for what we cannot. */
export function authorize(trunk: TrunkSettings, method: ProbeMethod, challenge: NonNullable<ProbeAnswer["challenge"]>, cnonce: string): string | null {
  const value = (name: string): string | null => {
    const found = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,]+))`, "i").exec(challenge.header);
    return found?.[1] ?? found?.[2] ?? null;
  };
  const [realm, nonce] = [value("realm"), value("nonce")];
  const algorithm = value("algorithm") ?? "MD5";
  const hashName = ({ MD5: "md5", "SHA-256": "sha256" } as Record<string, string>)[algorithm.toUpperCase()];
  if (realm === null || nonce === null || hashName === undefined || trunk.username === null || trunk.password === null) return null;
  const hash = (text: string): string => createHash(hashName).update(text).digest("hex");
  const uri = targetOf(trunk);
  const withQop = (value("qop") ?? "").split(",").some((one) => one.trim() === "auth");
  const secret = hash(`${trunk.username}:${realm}:${trunk.password}`);
  const request = hash(`${method}:${uri}`);
  const response = withQop ? hash([secret, nonce, "00000001", cnonce, "auth", request].join(":")) : hash([secret, nonce, request].join(":"));
  const opaque = value("opaque");
  const parts = [`username="${trunk.username}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${uri}"`, `response="${response}"`, `algorithm=${algorithm}`, ...(opaque === null ? [] : [`opaque="${opaque}"`]), ...(withQop ? ["qop=auth", "nc=00000001", `cnonce="${cnonce}"`] : [])];
  return `${challenge.proxy ? "Proxy-Authorization" : "Authorization"}: Digest ${parts.join(", ")}`;
}

/** What an answer says of the trunk. `status` null: none came. */
export function judge(trunk: Pick<TrunkSettings, "access">, method: ProbeMethod, status: number | null): { ok: boolean; state: TrunkState; detail: string } {
  if (status === null) return { ok: false, state: "unreachable", detail: "The server did not answer: check its address, port and transport, and whether it takes requests from this node's address." };
  if (status < 300) {
    return trunk.access === "register"
      ? { ok: true, state: "registered", detail: "The server takes the user name and password." }
      : { ok: true, state: "reachable", detail: method === "REGISTER" ? "The server takes the user name and password." : "The server answers." };
  }
  if (status === 401 || status === 407) return { ok: false, state: "refused", detail: "The server does not take the user name and password." };
  if (status === 403) return { ok: false, state: "refused", detail: "The server forbids it: a wrong password, an address that it does not know, or an account that is closed." };
  // OPTIONS is a courtesy: "no such user" and "not allowed" come from a server that is there.
  if (method === "OPTIONS" && status < 500) return { ok: true, state: "reachable", detail: `The server answers (${status}).` };
  return { ok: false, state: "refused", detail: `The server refuses with ${status}.` };
}
