/** What a border learns of this node's trunks: a file that its follower reads (sbc-config/follow.ts), where they are and how many calls they take. */
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import type { ExchangeTrunks } from "./exchange-trunks.ts";

/** Logins are none of the border's business. */
export const borderList = (trunks: readonly TrunkSettings[]): string => `${JSON.stringify(trunks.map((trunk) => ({ ...trunk, username: null, password: null })))}\n`;

/** @param write puts the text in one step; a failed one fails the list, which is then tried again */
export const tellingBorder = (exchange: ExchangeTrunks, write: (text: string) => Promise<void>): ExchangeTrunks => ({
  look: exchange.look,
  async apply(trunks) {
    const result = await exchange.apply(trunks);
    const refused = new Set(result.refused.map(({ id }) => id));
    await write(borderList(trunks.filter(({ id }) => !refused.has(id))));
    return result;
  },
});
