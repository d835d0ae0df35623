/** Whom Asterisk is to dial, in its own words. What may stand there is checked: anything else could name another technology or trunk. */

/** `trunk`: a pjsip endpoint. Only an operator is reached without one. */
export type DialTarget = { to: string; trunk: string | null };

const endpoint = /^\w[\w.-]{0,79}$/;
const number = /^\+?[0-9*#]{1,32}$/;
/** RFC 3261 section 19.1, the part of it that addresses of people use: no password, no headers, a transport at most. */
const sipAddress = /^sips?:[\w.+%~*-]{1,64}@(?:[\w.-]{1,253}|\[[0-9a-fA-F:]{2,45}\])(?::\d{1,5})?(?:;transport=(?:udp|tcp|tls|ws|wss))?$/;
const operatorPrefix = "operator:";

/**
 * A number (spaces, brackets and dashes are how people write it), a SIP address, both by `trunk`; or
 * `operator:ID`, a person's telephone that is registered here (endpoint `operator-ID`). Null for everything else.
 */
export const dialString = ({ to, trunk }: DialTarget): string | null => {
  if (to.startsWith(operatorPrefix)) {
    const name = to.slice(operatorPrefix.length);
    return endpoint.test(name) ? `PJSIP/operator-${name}` : null;
  }
  if (trunk === null || !endpoint.test(trunk)) return null;
  if (sipAddress.test(to)) return `PJSIP/${trunk}/${to}`;
  const digits = to.replaceAll(/[\s().-]/g, "");
  return number.test(digits) ? `PJSIP/${digits}@${trunk}` : null;
};

/** The trunk that a channel came by: `PJSIP/novofon-0000001a` → `novofon`. Null for a channel of another technology. */
export const trunkOf = (channelName: string): string | null => /^PJSIP\/(\w[\w.-]*)-[0-9a-f]{8,}$/.exec(channelName)?.[1] ?? null;
