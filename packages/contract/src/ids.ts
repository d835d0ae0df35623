/**
 * Ids are random and carry their kind as a prefix (`call_…`, `org_…`), so that a log line or a support
 * ticket says what it names and one kind can never be passed for another.
 *
 * A call's id also carries the month it began in (`call_2611…` = November 2026): the archive that keeps a call
 * is one Durable Object a tenant and month, so the id alone says where to look.
 */
import { z } from "zod";

const prefixes = {
  tenant: "org",
  bot: "bot",
  botVersion: "bver",
  evalRun: "evr",
  call: "call",
  node: "node",
  number: "num",
  trunk: "trk",
  listener: "lsn",
  apiKey: "key",
  request: "req",
} as const;

export type IdKind = keyof typeof prefixes;

/** Crockford-like alphabet without vowels and look-alikes: 31 signs, so no word appears by chance. */
const alphabet = "0123456789bcdfghjkmnpqrstvwxyzl";

/** 20 random signs, about 99 bits. `random` fills a byte array (crypto.getRandomValues in both programs). */
function randomPart(length: number, random: (bytes: Uint8Array) => Uint8Array): string {
  let text = "";
  while (text.length < length) {
    for (const byte of random(new Uint8Array(length))) {
      // 248 = 8 × 31: bytes above would make the first signs likelier than the others.
      if (byte < 248 && text.length < length) text += alphabet[byte % 31];
    }
  }
  return text;
}

const systemRandom = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);

export function newId(kind: Exclude<IdKind, "call">, random = systemRandom): string {
  return `${prefixes[kind]}_${randomPart(20, random)}`;
}

/** @param nowMs wall time, ms since 1970; its UTC month becomes the first four digits of the id. */
export function newCallId(nowMs: number, random = systemRandom): string {
  return `call_${monthOf(nowMs)}${randomPart(20, random)}`;
}

/** `2611` for November 2026 (UTC). */
export function monthOf(nowMs: number): string {
  const date = new Date(nowMs);
  return `${String(date.getUTCFullYear() % 100).padStart(2, "0")}${String(date.getUTCMonth() + 1).padStart(2, "0")}`;
}

/** The month a call id names, or null when the text is not a call id. */
export function callMonth(callId: string): string | null {
  return callIdSchema.safeParse(callId).success ? callId.slice(5, 9) : null;
}

const idSchema = (kind: IdKind) => z.string().regex(new RegExp(`^${prefixes[kind]}_[0-9a-z]{8,40}$`));

export const callIdSchema = z.string().regex(/^call_\d{2}(0[1-9]|1[0-2])[0-9a-z]{20}$/);
export const tenantIdSchema = idSchema("tenant").brand<"TenantId">();
export type TenantId = z.infer<typeof tenantIdSchema>;
export const botIdSchema = idSchema("bot");
export const nodeIdSchema = idSchema("node");
export const numberIdSchema = idSchema("number");
export const trunkIdSchema = idSchema("trunk");
export const listenerIdSchema = idSchema("listener");
