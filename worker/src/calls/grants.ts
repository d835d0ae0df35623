/**
 * Tokens a media node gets for one call: one opens the call link, one takes the recording. HS256 by the link key;
 * each names its purpose, so neither passes for the other.
 */
import { callIdSchema, nodeIdSchema, tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { SignJWT, errors, jwtVerify } from "jose";
import { z } from "zod";

export type CallClaims = { callId: string; nodeId: string; tenantId: TenantId };

/** After a call's longest duration the node may still have facts to deliver: an edge that was down for a day is caught up. */
const linkGraceMs = 24 * 3_600_000;
/** A node's disk spools a recording for as long. */
export const maxRecordingGraceMs = 7 * 24 * 3_600_000;

const claimsSchema = z.object({ call: callIdSchema, node: nodeIdSchema, tenant: tenantIdSchema, epochBase: z.number().int().nonnegative() });

async function sign(key: Uint8Array, audience: "link" | "recording", claims: CallClaims, expiresAtMs: number): Promise<string> {
  return new SignJWT({ call: claims.callId, node: claims.nodeId, tenant: claims.tenantId, epochBase: 0 })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setExpirationTime(Math.ceil(expiresAtMs / 1000))
    .sign(key);
}

/** @returns null when the token is forged, expired, or for another purpose or call. */
async function verify(key: Uint8Array, audience: "link" | "recording", token: string, callId: string, nowMs: number): Promise<(CallClaims & { epochBase: number }) | null> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"], audience, requiredClaims: ["exp"], currentDate: new Date(nowMs) });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success || claims.data.call !== callId) return null;
    return { callId, nodeId: claims.data.node, tenantId: claims.data.tenant, epochBase: claims.data.epochBase };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

export async function grantLink(key: Uint8Array, claims: CallClaims, nowMs: number, maxDurationMs: number): Promise<LinkGrant> {
  return { callId: claims.callId, path: `/link/v1/calls/${claims.callId}`, token: await sign(key, "link", claims, nowMs + maxDurationMs + linkGraceMs), epochBase: 0 };
}

/** Parts go to `{path}/parts/{n}`, then POST `{path}/complete`. */
export async function grantRecording(key: Uint8Array, claims: CallClaims, nowMs: number, maxDurationMs: number): Promise<{ path: string; token: string }> {
  return { path: `/media/v1/calls/${claims.callId}/recording`, token: await sign(key, "recording", claims, nowMs + maxDurationMs + maxRecordingGraceMs) };
}

export const verifyLink = (key: Uint8Array, token: string, callId: string, nowMs: number) => verify(key, "link", token, callId, nowMs);
export const verifyRecording = (key: Uint8Array, token: string, callId: string, nowMs: number) => verify(key, "recording", token, callId, nowMs);

/** What a browser shows the node's own listener; the same for a repeated start of the same call. */
export async function browserTicket(key: Uint8Array, callId: string): Promise<string> {
  const hmac = await crypto.subtle.importKey("raw", key as Uint8Array<ArrayBuffer>, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, new TextEncoder().encode(`browser/${callId}`)));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
