/** Where an account may call (PRODUCT P10): one decision for calls that are started, transfers and forwards. Pure. */
import type { Sentence } from "@zvon/contract/bot-fault.ts";
import type { Country, DestinationPolicy } from "@zvon/contract/limits-api.ts";
import { normaliseNumber } from "@zvon/contract/telephone.ts";
import { emergencyNumbers, foreignUnderOne, premiumPrefixes } from "./premium-prefixes.ts";

/** By country: how its numbers begin, and what begins so and is another's. */
const home: Record<Country, { begins: readonly string[]; but: readonly string[] }> = {
  // 76 and 77 are Kazakhstan's.
  RU: { begins: ["73", "74", "78", "79"], but: [] },
  KZ: { begins: ["76", "77"], but: [] },
  BY: { begins: ["375"], but: [] },
  UA: { begins: ["380"], but: [] },
  UZ: { begins: ["998"], but: [] },
  AM: { begins: ["374"], but: [] },
  GE: { begins: ["995"], but: [] },
  US: { begins: ["1"], but: foreignUnderOne },
  CA: { begins: ["1"], but: foreignUnderOne },
  GB: { begins: ["44"], but: [] },
  DE: { begins: ["49"], but: [] },
  FR: { begins: ["33"], but: [] },
  IL: { begins: ["972"], but: [] },
  AE: { begins: ["971"], but: [] },
  TR: { begins: ["90"], but: [] },
};

export type DestinationFault = "not_a_number" | "emergency" | "short" | "denied" | "premium" | "not_allowed";
export type DestinationVerdict = { ok: true; /** As it is dialled: digits of E.164, or an extension. */ to: string } | { ok: false; code: DestinationFault; words: Sentence };

/** Fewer digits are no number of E.164: an extension of the exchange, or a short number of a carrier. */
const shortest = 7;

/** "810…" (from Russia) and "00…" before a number abroad are ways to dial it, not parts of it. */
export function destinationDigits(written: string): string {
  const digits = normaliseNumber(written);
  if (written.trim().startsWith("+")) return digits;
  if (digits.startsWith("00") && digits.length >= shortest + 2) return digits.slice(2);
  return digits.startsWith("810") && digits.length >= 13 ? digits.slice(3) : digits;
}

/**
 * @param written digits as people or configs write them; anything else but a telephone number is refused.
 * @param internal the call stays with an exchange of the account's own: its extensions may be dialled.
 */
export function judgeDestination(policy: DestinationPolicy, written: string, { internal }: { internal: boolean }): DestinationVerdict {
  const refuse = (code: DestinationFault, ru: string, en: string): DestinationVerdict => ({ ok: false, code, words: { ru, en } });
  if (!/^\+?[\d\s().-]+$/.test(written.trim())) return refuse("not_a_number", "Это не телефонный номер.", "This is not a telephone number.");
  const to = destinationDigits(written);
  const begins = (prefix: string) => to.startsWith(prefix);
  if (to.length < 2 || to.length > 15) return refuse("not_a_number", "В телефонном номере от 2 до 15 цифр.", "A telephone number has 2 to 15 digits.");
  if (emergencyNumbers.has(to)) return refuse("emergency", "В экстренные службы роботы не звонят.", "No machine calls emergency services.");
  if (policy.deny.some(begins)) return refuse("denied", "Звонки на такие номера запрещены в лимитах аккаунта.", "The account's limits forbid calls to such numbers.");
  const listed = policy.allow.filter(begins);
  if (to.length < shortest) return internal || listed.length > 0 ? { ok: true, to } : refuse("short", "Короткие номера закрыты. Если этот нужен, добавьте его в разрешённые в лимитах.", "Short numbers are closed. If this one is needed, allow it in the limits.");
  const premium = premiumPrefixes.find(begins);
  if (premium !== undefined) {
    // "7" in the list does not open 7809: what is paid is named itself.
    const opened = policy.premium && listed.some((prefix) => prefix.startsWith(premium));
    return opened ? { ok: true, to } : refuse("premium", `Номера на ${premium} платные и закрыты. Если нужны именно они, включите платные номера в лимитах и добавьте ${premium} в разрешённые.`, `Numbers that begin with ${premium} are paid services, and closed. If they are needed, turn paid numbers on in the limits and allow ${premium}.`);
  }
  const own = home[policy.country];
  if (listed.length > 0 || (own.begins.some(begins) && !own.but.some(begins))) return { ok: true, to };
  return refuse("not_allowed", "Это направление не разрешено. Добавьте начало номера в разрешённые в лимитах.", "This destination is not allowed. Allow the beginning of the number in the limits.");
}
