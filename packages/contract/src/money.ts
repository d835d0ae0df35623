/** Money is whole nano-units (10⁻⁹) of a currency, with the currency beside it; rounded only where an invoice is made. */
import { z } from "zod";

/** Up to nine million roubles, or whatever the currency is: the whole numbers that JSON carries exactly. */
export const nanoSchema = z.number().int().min(0).max(9_000_000_000_000_000);
export const currencySchema = z.enum(["RUB", "USD", "EUR", "KZT", "BYN"]);
export type Currency = z.infer<typeof currencySchema>;
export const nanoPerUnit = 1_000_000_000;
