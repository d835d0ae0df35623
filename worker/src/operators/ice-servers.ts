/** STUN and TURN for browsers of operators behind strict networks, from the installation's settings. */
import type { Phone } from "@zvon/contract/operators-api.ts";

export type IceSettings = { /** stun:… and turn(s):… */ urls: readonly string[]; /** Shared with the TURN server (coturn: static-auth-secret). */ turnSecret: string | null };

/**
 * Credentials of draft-uberti-behave-turn-rest: the user is the second at which they end and a name, the password
 * HMAC-SHA1 of that user. Without the secret TURN servers are left out: they would refuse.
 * @param untilMs wall time
 */
export async function iceServers({ urls, turnSecret }: IceSettings, name: string, untilMs: number): Promise<Phone["iceServers"]> {
  const turns = urls.filter((url) => /^turns?:/.test(url));
  const others = urls.filter((url) => !turns.includes(url));
  const servers: Phone["iceServers"] = others.length === 0 ? [] : [{ urls: others }];
  if (turns.length === 0 || turnSecret === null) return servers;
  const username = `${Math.floor(untilMs / 1000)}:${name}`;
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(turnSecret), { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(username)));
  return [...servers, { urls: turns, username, credential: btoa(String.fromCharCode(...mac)) }];
}
