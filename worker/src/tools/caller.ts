/** The number of the other side, for what must go nowhere else: the exchange's word, or that of the tenant's own server which began a chat. */

/**
 * An exchange writes a number with or without its plus, and a Russian one may begin with its trunk prefix 8, or be a mobile's ten digits alone: no country's whole number is so short and begins with 9.
 * @returns E.164, or nothing when it is no public number: an extension, a name in a chat, a hidden caller.
 */
export function callerNumber({ direction, from, to }: { direction: "inbound" | "outbound" | "test"; from: string; to: string }): string {
  const digits = (direction === "outbound" ? to : from).replace(/[\s()-]/g, "");
  if (/^8[3-9]\d{9}$/.test(digits)) return `+7${digits.slice(1)}`;
  if (/^9\d{9}$/.test(digits)) return `+7${digits}`;
  const number = /^(?:\+|00)?([1-9]\d{9,14})$/.exec(digits)?.[1];
  return number === undefined ? "" : `+${number}`;
}
