/** How many may be connected at once, in all and by address, so that one who opens thousands shuts out nobody else. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export interface SocketLimits {
  /** Takes a place; what is returned gives it back, once. @param address null: counts in all alone */
  take(address: string | null): { ok: true; release: () => void } | { ok: false; why: "full" | "address_full" };
}

export function createSocketLimits(limits: { most: number; mostByAddress: number }): SocketLimits {
  let all = 0;
  const byAddress = new Map<string, number>();
  return {
    take(address) {
      const network = address === null ? null : networkOf(address);
      const ofAddress = network === null ? 0 : (byAddress.get(network) ?? 0);
      if (all >= limits.most) return { ok: false, why: "full" };
      if (ofAddress >= limits.mostByAddress) return { ok: false, why: "address_full" };
      all += 1;
      if (network !== null) byAddress.set(network, ofAddress + 1);
      let held = true;
      function release(): void {
        if (!held) return;
        held = false;
        all -= 1;
        if (network === null) return;
        const left = (byAddress.get(network) ?? 1) - 1;
        if (left > 0) byAddress.set(network, left);
        else byAddress.delete(network);
      }
      return { ok: true, release };
    },
  };
}

/** What counts as one address: of IPv6 the network a subscriber gets, the first 64 bits. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (v4 !== undefined || !address.includes(":")) return v4 ?? address;
  const [left = [], right = []] = (address.split("%")[0] ?? "").split("::").map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const whole = address.includes("::") ? [...left, ...zeros, ...right] : left;
  return whole.length > 7 && whole.slice(0, 7).every((group) => group === "0") ? address : `${whole.slice(0, 4).join(":")}::/64`;
}

/** Whose place a connection takes: this machine's own are nobody's, for a proxy here brings everybody. */
export function placeOf(request: Parameters<typeof clientOf>[0], isProxy: (address: string) => boolean): string | null {
  const peer = request.socket.remoteAddress ?? "";
  if (isProxy(peer)) return clientOf(request, isProxy);
  return /^(?:::ffff:)?127\.|^::1$/.test(peer) ? null : peer;
}

/** Who really asks: of a proxy that is ours, the address that it wrote last. Null: it wrote none. */
export function clientOf({ headers, socket }: Pick<IncomingMessage, "headers"> & { socket: { remoteAddress?: string | undefined } }, isProxy: (address: string) => boolean): string | null {
  const peer = socket.remoteAddress ?? "";
  if (!isProxy(peer)) return peer;
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",").at(-1)?.trim() ?? "";
  return isIP(forwarded) === 0 ? null : forwarded;
}
