/**
 * Which addresses a tenant may choose, by what shows in the address itself. Where a name leads is looked at by whoever
 * connects, at that moment: the guarded network of the resident edition (scripts/edge.ts), Cloudflare's own at the edge,
 * the node's way out.
 */
import { isInNetworks, networksLieIn, networksTouch, parseNetworks } from "./networks.ts";

/**
 * This machine, private and link-local networks, shared and reserved ranges (RFC 6890), and Azure's host (168.63.129.16).
 * Of IPv6 all but 2000::/3, the only public part, and of that what wraps an IPv4 address or is for protocols and books.
 */
const closed = parseNetworks(
  "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,168.63.129.16/32,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,192.0.2.0/24,192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,224.0.0.0/3," +
    "::/3,4000::/2,8000::/1,2001::/23,2001:db8::/32,2002::/16,3fff::/20",
);
/** Names that lead into a private network by agreement. */
const innerName = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa)$/;

/** Without the brackets of IPv6 and the dot at the end; URL has brought every notation of an address into one form. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "").toLowerCase();

/** @param allowed networks that are open all the same, CIDR by commas: an operator's own services, or tests. */
export function leadsInside(url: URL, allowed: string): boolean {
  const host = hostOf(url);
  if (isOpened(url, allowed)) return false;
  return isInNetworks(closed, host) || innerName.test(host) || (!host.includes(".") && !host.includes(":"));
}

export function isOpened(url: URL, allowed: string): boolean {
  const host = hostOf(url);
  return isInNetworks(parseNetworks(allowed), host === "localhost" ? "127.0.0.1" : host);
}

/** @param network in CIDR form: does it take in an address that is closed, and that the installation has not opened? */
export function takesInside(network: string, allowed: string): boolean {
  const asked = parseNetworks(network);
  return networksTouch(asked, closed) && !networksLieIn(asked, parseNetworks(allowed));
}

/** Below 1024 live mail, shells and databases of old: nobody's web service. */
function isWebPort(url: URL): boolean {
  const port = url.port === "" ? 443 : Number(url.port);
  return port === 80 || port === 443 || port >= 1024;
}

/** @returns a sentence without the address, or null when it may be asked. */
export function egressFault(address: string, allowed: string): string | null {
  if (!URL.canParse(address)) return "this is not an address";
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "the address begins with https://";
  if (url.username !== "" || url.password !== "") return "a name and password do not belong into an address";
  if (leadsInside(url, allowed)) return "the address leads into a private network";
  return isWebPort(url) ? null : "the address names a port that is no web service's";
}
