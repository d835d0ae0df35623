/** Networks in CIDR form: those an installation opens, for RTP or for the addresses of its tenants, and those that are closed to all. */

/** Addresses as bits, so that one comparison serves both families. */
export type Networks = readonly { bits: string; family: 4 | 6 }[];

/** @param text networks in CIDR form, separated by commas: "127.0.0.0/8, fd00::/8". @throws Error naming the one that is none. */
export function parseNetworks(text: string): Networks {
  return text.split(",").flatMap((part) => {
    const network = part.trim();
    if (network === "") return [];
    const [host = "", prefix = "", ...rest] = network.split("/");
    const address = addressBits(host);
    if (address === null || rest.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > address.bits.length) throw new Error(`"${network}" is no network in CIDR form`);
    return [{ bits: address.bits.slice(0, Number(prefix)), family: address.family }];
  });
}

/** @param host an IPv4 or IPv6 address; a name is in no network. */
export function isInNetworks(networks: Networks, host: string): boolean {
  const address = addressBits(host);
  return address !== null && networks.some((network) => network.family === address.family && address.bits.startsWith(network.bits));
}

/** Do they share an address? */
export const networksTouch = (some: Networks, others: Networks): boolean => some.some((one) => others.some((other) => one.family === other.family && (one.bits.startsWith(other.bits) || other.bits.startsWith(one.bits))));
/** Does each lie in one of the others? */
export const networksLieIn = (some: Networks, others: Networks): boolean => some.every((one) => others.some((other) => one.family === other.family && one.bits.startsWith(other.bits)));

function addressBits(host: string): { bits: string; family: 4 | 6 } | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) {
    const parts = host.split(".").map(Number);
    return parts.every((part) => part <= 255) ? { bits: parts.map((part) => part.toString(2).padStart(8, "0")).join(""), family: 4 } : null;
  }
  // URL knows every way to write one, and writes it as eight groups with at most one gap.
  if (!host.includes(":") || !URL.canParse(`http://[${host}]`)) return null;
  const [head = "", tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const all = [...first, ...Array<string>(8 - first.length - last.length).fill("0"), ...last];
  const bits = all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
  // The same host in IPv4: it must not slip by as another family.
  if (bits.startsWith(`${"0".repeat(80)}${"1".repeat(16)}`)) return { bits: bits.slice(96), family: 4 };
  return { bits, family: 6 };
}
