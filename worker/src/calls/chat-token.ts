/**
 * What a site's page may do for some minutes: write to one bot as one caller. Asked for by the site's own server, whose
 * key never reaches the page. Sealed as a whole (JWE, AES-256-GCM by a key drawn from the link key): it holds what the
 * site knows of its visitor, and goes in an address, which stands in logs and histories.
 */
import { callerIdSchema, chatFieldsSchema, chatTokenMs } from "@zvon/contract/chat.ts";
import { botIdSchema, tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { EncryptJWT, errors, jwtDecrypt } from "jose";
import { z } from "zod";

/** `origin`: the only site that may use it; null: any. */
export type ChatClaims = { tenantId: TenantId; botId: string; callerId: string; origin: string | null; fields: Record<string, string> };

const claimsSchema = z.object({ tenant: tenantIdSchema, bot: botIdSchema, caller: callerIdSchema, origin: z.string().nullable(), fields: chatFieldsSchema.default({}) });

/** Of this purpose alone: grants of the link are signed by the key itself. */
async function sealingKey(key: Uint8Array): Promise<Uint8Array> {
  const source = await crypto.subtle.importKey("raw", new Uint8Array(key), "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode("zvon chat token") }, source, 256));
}

export async function grantChat(key: Uint8Array, claims: ChatClaims, nowMs: number): Promise<{ token: string; expiresAt: number }> {
  const expiresAt = Math.ceil((nowMs + chatTokenMs) / 1000);
  const token = await new EncryptJWT({ tenant: claims.tenantId, bot: claims.botId, caller: claims.callerId, origin: claims.origin, fields: claims.fields })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setAudience("chat")
    .setExpirationTime(expiresAt)
    .encrypt(await sealingKey(key));
  return { token, expiresAt: expiresAt * 1000 };
}

/** @returns null when the token is forged, expired, or for another purpose. */
export async function verifyChat(key: Uint8Array, token: string, nowMs: number): Promise<ChatClaims | null> {
  try {
    const { payload } = await jwtDecrypt(token, await sealingKey(key), { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"], audience: "chat", requiredClaims: ["exp"], currentDate: new Date(nowMs) });
    const claims = claimsSchema.safeParse(payload);
    return claims.success ? { tenantId: claims.data.tenant, botId: claims.data.bot, callerId: claims.data.caller, origin: claims.data.origin, fields: claims.data.fields } : null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
