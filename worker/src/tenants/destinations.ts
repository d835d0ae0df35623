/** Where an account may call (PRODUCT P10): one decision for calls that are started, transfers and forwards. Pure. */
import type { Sentence } from "@zvon/contract/bot-fault.ts";
import type { Country, DestinationPolicy } from "@zvon/contract/limits-api.ts";
import { normaliseNumber } from "@zvon/contract/telephone.ts";
import { dearPrefixes, emergencyNumbers, foreignUnderOne, isPaidExchange, premiumPrefixes } from "./premium-prefixes.ts";

/** By country: how its numbers begin, what begins so and is another's, and how long they are where all are alike. */
const home: Record<Country, { begins: readonly string[]; but: readonly string[]; digits?: number }> = {
  // 76 and 77 are Kazakhstan's. "7 810 44…" is longer: an exchange that writes 8 for 7 would dial abroad by it.
  RU: { begins: ["73", "74", "78", "79"], but: [], digits: 11 },
  KZ: { begins: ["76", "77"], but: [], digits: 11 },
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

export type DestinationFault = "not_a_number" | "emergency" | "short" | "denied" | "premium" | "not_allowed" | "no_trunk";
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
  // To an exchange in Russia both are dialled without "+": no country's number begins with 810 (Japan's area codes have no 0).
  if (begins("810")) return refuse("not_a_number", "Номера с таким началом нет ни в одной стране.", "No country has numbers that begin so.");
  // 101 is the exchange's own clock at home, and the fire brigade on a carrier's line.
  if (emergencyNumbers.has(to) || (!internal && to === "101")) return refuse("emergency", "В экстренные службы роботы не звонят.", "No machine calls emergency services.");
  if (policy.deny.some(begins)) return refuse("denied", "Звонки на такие номера запрещены в лимитах аккаунта.", "The account's limits forbid calls to such numbers.");
  const listed = policy.allow.filter(begins);
  // "1" in the list opens America, not 118: a short number is named itself.
  if (to.length < shortest) return internal || policy.allow.includes(to) ? { ok: true, to } : refuse("short", "Короткие номера закрыты. Если этот нужен, добавьте его в разрешённые в лимитах.", "Short numbers are closed. If this one is needed, allow it in the limits.");
  // A carrier in Russia takes 11 digits that begin with 8 for a call at home: "+880…", Bangladesh's, would be 8-80….
  const atHome = destinationDigits(to);
  const premium = isPaidExchange(to) ? to.slice(0, 7) : premiumPrefixes.find((prefix) => begins(prefix) || atHome.startsWith(prefix));
  if (premium !== undefined) {
    // "7" in the list does not open 7809: what is paid is named itself.
    const opened = policy.premium && listed.some((prefix) => prefix.startsWith(premium));
    return opened ? { ok: true, to } : refuse("premium", `Номера на ${premium} платные и закрыты. Если нужны именно они, включите платные номера в лимитах и добавьте ${premium} в разрешённые.`, `Numbers that begin with ${premium} are paid services, and closed. If they are needed, turn paid numbers on in the limits and allow ${premium}.`);
  }
  const own = home[policy.country];
  const dear = [...dearPrefixes, ...foreignUnderOne].find(begins);
  if (listed.some((prefix) => dear === undefined || prefix.startsWith(dear)) || (own.begins.some(begins) && !own.but.some(begins) && (own.digits === undefined || to.length === own.digits))) return { ok: true, to };
  if (dear !== undefined && listed.length > 0) return refuse("not_allowed", `Звонки на ${dear} дорогие и открываются отдельно: добавьте ${dear} в разрешённые в лимитах.`, `Calls to ${dear} are dear, and opened by themselves: allow ${dear} in the limits.`);
  return refuse("not_allowed", "Это направление не разрешено. Добавьте начало номера в разрешённые в лимитах.", "This destination is not allowed. Allow the beginning of the number in the limits.");
}

/** People of the account in their browsers (`operators`, `operators:GROUP`), or telephones of the exchange itself (`operator:ID`): no carrier is asked. */
const person = /^operators?(?::.*)?$/;
const sipUser = /^sips?:([^@]*)@/i;
/** Host and port, and nothing behind them but a transport: what the exchange would dial. */
const sipPlace = /^sips?:[^@]*@([\w.-]+)(?::(\d{1,5}))?(?:;transport=\w+)?$/i;
/** Where an address goes that names no port (RFC 3263 section 4.2). */
const usualPorts = [5060, 5061];

/** What is known of an account's trunk where a call is handed on. */
export type SipTrunk = { id: string; host: string; port: number };

/** @returns the account's own trunk at whose server the address lies; null: none, or no address of SIP. */
export function trunkOfAddress(trunks: readonly SipTrunk[], written: string): SipTrunk | null {
  const place = sipPlace.exec(written.trim());
  const host = place?.[1]?.toLowerCase();
  const ports = place?.[2] === undefined ? usualPorts : [Number(place[2])];
  return trunks.find((trunk) => trunk.host.toLowerCase() === host && ports.includes(trunk.port)) ?? null;
}
/** A person's or a room's name has letters. Whatever has none a carrier may take for a number, and leave out the signs it does not know ("~7809…", "%37809…" of an escape escaped). */
const hasLetters = /[a-z]/i;

/**
 * Where a bot hands callers on. An address of SIP goes out with a trunk's login, so it must lie at the server of one of the
 * account's own trunks: any other could ask for the password (RFC 8760), or be a machine inside the installation. One whose
 * user is a number ("sip:78095051234@carrier") is judged as that number; so is one behind a service code ("*67…").
 * @param written a number, an address of SIP, or a person.
 * @param trunks the account's own; null: the exchange of an installation that serves its owner alone knows where addresses lie.
 */
export function judgeHandingOn(policy: DestinationPolicy, written: string, { internal, trunks }: { internal: boolean; trunks: readonly SipTrunk[] | null }): DestinationVerdict {
  const to = written.trim();
  if (person.test(to)) return { ok: true, to };
  const user = sipUser.exec(to)?.[1];
  if (user !== undefined && trunks !== null && trunkOfAddress(trunks, to) === null) return noTrunk;
  const number = user === undefined ? to : unescaped(user);
  if (user !== undefined && hasLetters.test(number)) return { ok: true, to };
  const verdict = judgeDestination(policy, number.replaceAll(/[*#]/g, ""), { internal: internal || user !== undefined });
  return verdict.ok ? { ok: true, to } : verdict;
}

const noTrunk: DestinationVerdict = {
  ok: false, code: "no_trunk",
  words: { ru: "SIP-адрес должен быть на сервере одного из ваших транков. Добавьте транк для этой АТС: адрес и порт как в SIP-адресе.", en: "A SIP address must be at the server of one of your trunks. Add a trunk for that exchange, with the address's host and port." },
};

/** "%38" is 8 (RFC 3261 section 19.1.2); what is no such text is left as it is. */
const unescaped = (user: string): string => user.replaceAll(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
