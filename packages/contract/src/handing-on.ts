/** Where a bot hands callers on, as its owner writes it and as it is dialled. */
import { operatorsIn } from "./operators-api.ts";
import { normaliseNumber } from "./telephone.ts";

/** Digits, the signs that people write between them, and the keys of service codes. */
const dialled = /^\+?[\d\s().*#-]+$/;
/** Fewer digits are an extension of the exchange. */
const leastOfNumber = 7;
const mostDigits = 15;
/** As the exchange dials it (media-node, dial-string.ts). */
const sipAddress = /^sips?:[\w.+%~*-]{1,64}@(?:[\w.-]{1,253}|\[[0-9a-f:]{2,45}\])(?::\d{1,5})?(?:;transport=(?:udp|tcp|tls|ws|wss))?$/i;
const operatorPhone = /^operator:[\w-]{1,64}$/;

const digitsIn = (written: string): number => written.replaceAll(/\D/g, "").length;

/**
 * "+7 (843) 200-11-22", "8 843 200-11-22" and "7843 2001122" are kept as "+78432001122"; an extension, a service code, an
 * address and a person as they are written.
 */
export function normalisedHandingOn(written: string): string {
  const to = written.trim();
  if (!dialled.test(to) || /[*#]/.test(to)) return to;
  const digits = normaliseNumber(to);
  if (digits.length < leastOfNumber || digits.length > mostDigits) return digits.length === 0 || to.startsWith("+") ? to : digits;
  // How abroad is dialled from Russia and elsewhere (worker, destinations.ts): the exchange reads these as they are.
  if (!to.startsWith("+") && (digits.startsWith("0") || digits.startsWith("810"))) return digits;
  // A town's number without its code is the exchange's to complete.
  return digits.length >= 11 || to.startsWith("+") ? `+${digits}` : digits;
}

/** Why nobody could be reached there: words, an extension behind a number, an address that is none. Null where it can be dialled. */
export function handingOnFault(written: string): "extension" | "group" | "address" | "words" | "length" | null {
  const to = written.trim();
  if (operatorsIn(to) !== null || operatorPhone.test(to) || sipAddress.test(to)) return null;
  if (/^operators?(?:$|:)/.test(to)) return "group";
  if (/^sips?:/i.test(to)) return "address";
  if (dialled.test(to)) return digitsIn(to) >= 2 && digitsIn(to) <= mostDigits ? null : "length";
  return /^[+\d][\d\s().-]{5,}\s*(?:,|;|доб|ext|вн|x|#)/i.test(to) ? "extension" : "words";
}
