/** SIP on the wire (RFC 3261), as little of it as a test phone needs. Header names are kept in lower case. */

export type SipHeader = readonly [name: string, value: string];
export type SipRequest = { kind: "request"; method: string; uri: string; headers: readonly SipHeader[]; body: string };
export type SipResponse = { kind: "response"; status: number; reason: string; headers: readonly SipHeader[]; body: string };
export type SipMessage = SipRequest | SipResponse;

const COMPACT: Readonly<Record<string, string>> = { v: "via", f: "from", t: "to", i: "call-id", m: "contact", l: "content-length", c: "content-type" };

/** Null for what is not SIP (keep-alives, scanners). */
export const parseSip = (text: string): SipMessage | null => {
  const split = text.indexOf("\r\n\r\n");
  const head = split < 0 ? text : text.slice(0, split);
  const body = split < 0 ? "" : text.slice(split + 4);
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.flatMap((line): SipHeader[] => {
    const colon = line.indexOf(":");
    if (colon < 0) return [];
    const name = line.slice(0, colon).trim().toLowerCase();
    return [[COMPACT[name] ?? name, line.slice(colon + 1).trim()]];
  });
  const response = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(first);
  if (response !== null) return { kind: "response", status: Number(response[1]), reason: response[2] ?? "", headers, body };
  const request = /^([A-Z]+) (\S+) SIP\/2\.0$/.exec(first);
  if (request !== null) return { kind: "request", method: request[1] ?? "", uri: request[2] ?? "", headers, body };
  return null;
};

export const formatSip = (message: SipMessage): string => {
  const first = message.kind === "request" ? `${message.method} ${message.uri} SIP/2.0` : `SIP/2.0 ${message.status} ${message.reason}`;
  const lines = message.headers.map(([name, value]) => `${name}: ${value}`);
  return [first, ...lines, `content-length: ${Buffer.byteLength(message.body)}`, "", message.body].join("\r\n");
};

export const headerOf = (message: SipMessage, name: string): string => message.headers.find(([key]) => key === name)?.[1] ?? "";
export const headersOf = (message: SipMessage, name: string): readonly string[] =>
  message.headers.filter(([key]) => key === name).map(([, value]) => value);

/** `<sip:100@host:5060;x>;tag=1` → `sip:100@host:5060;x`. */
export const addressIn = (header: string): string => /<([^>]+)>/.exec(header)?.[1] ?? header.split(";")[0]?.trim() ?? "";
export const userIn = (uri: string): string => /^sips?:([^@;>]+)@/.exec(addressIn(uri))?.[1] ?? "";
export const branchOf = (message: SipMessage): string => /branch=([^;\s]+)/.exec(headerOf(message, "via"))?.[1] ?? "";
export const hostPortIn = (uri: string): { host: string; port: number } | null => {
  const found = /^sips?:(?:[^@]+@)?([^:;>]+)(?::(\d+))?/.exec(uri);
  return found === null ? null : { host: found[1] ?? "", port: Number(found[2] ?? 5060) };
};
