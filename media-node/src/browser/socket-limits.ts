/** How many may be connected at once, in all and by address, so that one who opens thousands shuts out nobody else. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { networkOf } from "./sip-passage.ts";

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

/** Who really asks: of a proxy that is ours, the address that it wrote last. Null: it wrote none. */
export function clientOf({ headers, socket }: Pick<IncomingMessage, "headers"> & { socket: { remoteAddress?: string | undefined } }, isProxy: (address: string) => boolean): string | null {
  const peer = socket.remoteAddress ?? "";
  if (!isProxy(peer)) return peer;
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",").at(-1)?.trim() ?? "";
  return isIP(forwarded) === 0 ? null : forwarded;
}
