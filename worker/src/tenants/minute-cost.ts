/** What a minute counts as, in nano-units of the account's currency. Pure. */
import { usualMinutePrice } from "@zvon/contract/limits-api.ts";
import type { SpendLimits } from "@zvon/contract/limits-api.ts";

/**
 * A line whose price nobody knows counts as the account says, else as such minutes usually cost: a limit of money must never
 * stand there and limit nothing. @param price of the line; 0: its minutes are free.
 */
export const minuteCost = (price: number | null, { unknownMinutePrice, currency }: Pick<SpendLimits, "unknownMinutePrice" | "currency">): number => price ?? unknownMinutePrice ?? usualMinutePrice[currency];
