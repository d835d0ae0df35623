/**
 * Which addresses a tenant may send the node to. A name that a tenant wrote may resolve to anything, so what is asked
 * here is the address that is about to be connected to (create-net.ts): open to them is the public internet and what the
 * platform's admin has allowed.
 */
import { BlockList, isIP } from "node:net";

/** IANA's special-purpose registry (RFC 6890 and after) and multicast, RFC 5771. */
const reservedV4 = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"];
/** Public IPv6 is 2000::/3 (RFC 4291 2.4); within it: protocols (Teredo among them), documentation, 6to4, which carries an IPv4 address. */
const reservedV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];
const publicV6 = ["2000::/3"];
const mappedV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** @throws Error that names a range which is none. */
export function parseRanges(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address);
    const prefix = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits);
    if (family === 0 || !/^\d*$/.test(bits ?? "") || bits === "" || prefix > (family === 6 ? 128 : 32)) throw new Error(`"${range}" is no range of addresses; one looks like 10.0.0.0/8`);
    list.addSubnet(address, prefix, family === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/** @param allowed ranges that are open although they are private */
export function createPrivateCheck(allowed: readonly string[]): (address: string) => boolean {
  const [v4, v6, open, extra] = [reservedV4, reservedV6, publicV6, allowed].map(parseRanges) as [BlockList, BlockList, BlockList, BlockList];
  return (address) => {
    const plain = unmapped(address);
    const family = isIP(plain);
    if (family === 0) return false;
    if (extra.check(plain, family === 4 ? "ipv4" : "ipv6")) return true;
    return family === 4 ? !v4.check(plain) : open.check(plain, "ipv6") && !v6.check(plain, "ipv6");
  };
}

/** Whether an address lies in one of the ranges. @throws Error that names a range which is none */
export function createRangeCheck(ranges: readonly string[]): (address: string) => boolean {
  const list = parseRanges(ranges);
  return (address) => {
    const plain = unmapped(address);
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 4 ? "ipv4" : "ipv6");
  };
}

/** ::ffff:10.0.0.1, however it is spelt (::ffff:a00:1), is 10.0.0.1. */
function unmapped(address: string): string {
  if (isIP(address) !== 6) return address;
  const spelt = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(spelt) ?? [];
  if (high !== undefined && low !== undefined) {
    const bits = [parseInt(high, 16), parseInt(low, 16)];
    return bits.flatMap((word) => [word >> 8, word & 255]).join(".");
  }
  return mappedV4.exec(spelt)?.[1] ?? address;
}
