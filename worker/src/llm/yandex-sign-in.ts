/**
 * What Yandex takes as the key of its OpenAI-compatible API: an API key and an IAM token as they are, an OAuth token and an
 * authorised key after an exchange (yandex.cloud/docs/iam/operations/iam-token, read 2026-11-21).
 */
import type { VendorAccess } from "@zvon/contract/speech.ts";
import { readYandexKey, yandexSetupProblem } from "@zvon/contract/yandex-setup.ts";
import { SignJWT, importPKCS8 } from "jose";
import { z } from "zod";
import { LlmError } from "./port.ts";
import { refusalOf } from "./refusal.ts";
import type { Token, TokenStore } from "./token-store.ts";

const iamHost = "https://iam.api.cloud.yandex.net";
/** Of the JWT, whatever address it is sent to. */
const audience = "https://iam.api.cloud.yandex.net/iam/v1/tokens";
/** The vendor's advice, though a token lives up to twelve hours. */
const renewAfterMs = 3_600_000;
const timeoutMs = 4_000;

const tokenSchema = z.object({ iamToken: z.string().min(1) });

/** `forget` is set where the credential is a token out of the store, which may be over before its time. */
export type Credential = { value: string; forget: (() => void) | null };

/** @throws LlmError `misconfigured` when the key can't be read or the folder is missing, `unauthorised` when Yandex refuses it. */
export async function yandexCredential(access: VendorAccess, fetch: typeof globalThis.fetch, tokens: TokenStore, signal: AbortSignal, now: () => number = Date.now): Promise<Credential> {
  const problem = yandexSetupProblem(access);
  const key = readYandexKey(access.key);
  if (problem !== null || key === null) throw new LlmError(problem?.en ?? "the Yandex Cloud key can't be read", { code: "misconfigured", retryable: false });
  if (key.kind === "api-key") return { value: key.key, forget: null };
  if (key.kind === "iam-token") return { value: key.token, forget: null };
  const id = `yandex ${access.key}`;
  const token = await tokens.take(id, async () => {
    const body: Record<string, string> = key.kind === "oauth-token" ? { yandexPassportOauthToken: key.token } : { jwt: await jwtOf(key, now()) };
    return exchange(body, access, fetch, signal, now);
  });
  return { value: token.value, forget: token.fresh ? null : () => tokens.forget(id) };
}

async function jwtOf(key: { id: string; serviceAccountId: string; privateKey: string }, nowMs: number): Promise<string> {
  const seconds = Math.floor(nowMs / 1000);
  try {
    const signer = await importPKCS8(key.privateKey, "PS256");
    return await new SignJWT({}).setProtectedHeader({ alg: "PS256", typ: "JWT", kid: key.id }).setIssuer(key.serviceAccountId).setAudience(audience).setIssuedAt(seconds).setExpirationTime(seconds + 3600).sign(signer);
  } catch {
    // What the library says may quote the key.
    throw new LlmError("the private key in Yandex Cloud's authorised key can't be read", { code: "misconfigured", retryable: false });
  }
}

async function exchange(body: Record<string, string>, access: VendorAccess, fetch: typeof globalThis.fetch, signal: AbortSignal, now: () => number): Promise<Token> {
  const url = new URL("/iam/v1/tokens", access.baseUrl ?? iamHost);
  const response = await fetch(url.href, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
  // A key that was revoked, mistyped or of a deleted account is answered with 400 or 404 as well.
  if (!response.ok) throw refusalOf({ status: [400, 404].includes(response.status) ? 401 : response.status }, { streaming: false });
  const parsed = tokenSchema.safeParse(await response.json());
  if (!parsed.success) throw new LlmError("Yandex Cloud answered the sign-in with something that can't be read", { code: "bad_answer", retryable: true });
  return { value: parsed.data.iamToken, expiresAtMs: now() + renewAfterMs };
}
