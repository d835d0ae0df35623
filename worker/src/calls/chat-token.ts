/**
 * What a site's page may do for some minutes: write to one bot as one caller. Asked for by the site's own server, whose
 * key never reaches the page. HS256 by the link key, with an audience of its own.
 */
import { callerIdSchema, chatFieldsSchema, chatTokenMs } from "@zvon/contract/chat.ts";
import { botIdSchema, tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { SignJWT, errors, jwtVerify } from "jose";
import { z } from "zod";

/** `origin`: the only site that may use it; null: any. */
export type ChatClaims = { tenantId: TenantId; botId: string; callerId: string; origin: string | null; fields: Record<string, string> };

const claimsSchema = z.object({ tenant: tenantIdSchema, bot: botIdSchema, caller: callerIdSchema, origin: z.string().nullable(), fields: chatFieldsSchema.default({}) });

export async function grantChat(key: Uint8Array, claims: ChatClaims, nowMs: number): Promise<{ token: string; expiresAt: number }> {
  const expiresAt = Math.ceil((nowMs + chatTokenMs) / 1000);
  const token = await new SignJWT({ tenant: claims.tenantId, bot: claims.botId, caller: claims.callerId, origin: claims.origin, fields: claims.fields }).setProtectedHeader({ alg: "HS256" }).setAudience("chat").setExpirationTime(expiresAt).sign(key);
  return { token, expiresAt: expiresAt * 1000 };
}

/** @returns null when the token is forged, expired, or for another purpose. */
export async function verifyChat(key: Uint8Array, token: string, nowMs: number): Promise<ChatClaims | null> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"], audience: "chat", requiredClaims: ["exp"], currentDate: new Date(nowMs) });
    const claims = claimsSchema.safeParse(payload);
    return claims.success ? { tenantId: claims.data.tenant, botId: claims.data.bot, callerId: claims.data.caller, origin: claims.data.origin, fields: claims.data.fields } : null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
