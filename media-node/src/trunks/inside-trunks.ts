/**
 * Keeps trunks out of Asterisk whose server's name leads into a private network. The edge refuses such addresses as they
 * are written; what a name means is known where it is looked up, and may change: it is asked again while the trunk works.
 */
import { lookup } from "node:dns/promises";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import type { ExchangeTrunks } from "./exchange-trunks.ts";

/** @returns every IPv4 address of the name; none when it is not known, or not in time */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** How often names are asked again; owners of a name may answer us this, and Asterisk that. */
const againMs = 60_000;
const lookupTimeoutMs = 3_000;

/** A name that nobody knows is let through: Asterisk knows no way there either, and DNS that is down must not cost the lines that work. */
export const resolveNames: Resolve = async (host) => {
  const late = new Promise<readonly string[]>((resolve) => setTimeout(() => resolve([]), lookupTimeoutMs).unref());
  const found = lookup(host, { family: 4, all: true }).then((list) => list.map(({ address }) => address), () => []);
  return Promise.race([found, late]);
};

/** @returns whether the trunk's server or proxy lies where no tenant may send us */
export async function leadsInside(trunk: Pick<TrunkSettings, "host" | "outboundProxy">, allows: (address: string) => boolean, resolve: Resolve): Promise<boolean> {
  const hosts = [trunk.host, ...(trunk.outboundProxy === null ? [] : [trunk.outboundProxy.host])];
  const addresses = await Promise.all(hosts.map(resolve));
  return addresses.flat().some((address) => !allows(address));
}

/** @param now monotonic, ms */
export function withoutInside(exchange: ExchangeTrunks, { allows, resolve, now }: { allows: (address: string) => boolean; resolve: Resolve; now: () => number }): ExchangeTrunks {
  let wanted: readonly TrunkSettings[] = [];
  let inside = new Set<string>();
  let askedMs = 0;

  async function apply(trunks: readonly TrunkSettings[], found: Set<string>): Promise<{ refused: { id: string; why: string }[] }> {
    const { refused } = await exchange.apply(trunks.filter(({ id }) => !found.has(id)));
    wanted = trunks;
    inside = found;
    return { refused: [...refused, ...[...found].map((id) => ({ id, why: "its server's address lies in a private network; ZVON_EGRESS_ALLOW opens one" }))] };
  }
  async function findInside(trunks: readonly TrunkSettings[]): Promise<Set<string>> {
    askedMs = now();
    const judged = await Promise.all(trunks.map(async (trunk) => ((await leadsInside(trunk, allows, resolve)) ? [trunk.id] : [])));
    return new Set(judged.flat());
  }
  return {
    apply: async (trunks) => apply(trunks, await findInside(trunks)),
    async look(trunks) {
      if (now() - askedMs >= againMs) {
        const found = await findInside(wanted);
        if (found.size !== inside.size || [...found].some((id) => !inside.has(id))) await apply(wanted, found);
      }
      const seen = await exchange.look(trunks.filter(({ id }) => !inside.has(id)));
      return [...seen, ...trunks.flatMap(({ id }) => (inside.has(id) ? [{ id, state: "refused" as const }] : []))];
    },
  };
}
