/**
 * Addresses that a tenant gives for a vendor or a proxy. Refused here is what shows in the address itself; where a name
 * leads is looked at by whoever connects (the node's way out, workerd's network rules), at that moment.
 */
import type { VendorAccess } from "@zvon/contract/speech.ts";
import { isRtpTarget as isIn, parseRtpTargets as parseNetworks } from "../calls/rtp-targets.ts";
import type { FieldFault } from "../refusal.ts";

/** This machine, private and link-local networks, shared and reserved ranges (RFC 6890), and IPv6 that wraps an IPv4 address. */
const closed = parseNetworks(
  "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,192.0.2.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,224.0.0.0/3," +
    "::/96,64:ff9b::/96,64:ff9b:1::/48,100::/64,2001:db8::/32,2001::/32,2002::/16,fc00::/7,fe80::/10,ff00::/8",
);
/** Names that lead into a private network by agreement. */
const innerName = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/;

/**
 * @param allowed networks that are open all the same, CIDR by commas: an operator's own models, or tests.
 * @returns a sentence, or null when the address may be used.
 */
export function addressFault(address: string, use: "vendor" | "proxy", allowed: string): string | null {
  if (!URL.canParse(address)) return "This is not an address.";
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "").toLowerCase();
  const secure = url.protocol === "https:" || url.protocol === "wss:";
  if (use === "proxy" && !/^https?:$/.test(url.protocol)) return "A proxy's address begins with http:// or https://.";
  if (!secure && url.protocol !== "http:" && url.protocol !== "ws:") return "The address begins with https://.";
  // What stands here is shown on the page and in the audit log.
  if (use === "vendor" && (url.search !== "" || url.hash !== "")) return "The address ends with its path: what follows ? or # would be lost, and a key does not belong there.";
  if (use === "vendor" && (url.username !== "" || url.password !== "")) return "A name and password do not belong into the address: the key stands in its own field.";
  if (isIn(parseNetworks(allowed), host === "localhost" ? "127.0.0.1" : host)) return null;
  if (isIn(closed, host) || innerName.test(host) || (!host.includes(".") && !host.includes(":"))) return "The address leads into a private network, which this installation does not open.";
  // A proxy is asked to CONNECT, and what goes through is encrypted from end to end; a vendor would be sent the key in the clear.
  if (!secure && use === "vendor") return "The address begins with https://: the key would travel unprotected.";
  return null;
}

/** @returns faults with their pointers, none when all addresses may be used. */
export function accessFaults(access: VendorAccess, allowed: string, at = ""): FieldFault[] {
  const fields = [["baseUrl", access.baseUrl, "vendor"], ["proxy", access.proxy, "proxy"]] as const;
  return fields.flatMap(([field, address, use]) => {
    const detail = address === undefined ? null : addressFault(address, use, allowed);
    return detail === null ? [] : [{ pointer: `${at}/${field}`, detail }];
  });
}
