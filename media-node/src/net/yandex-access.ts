/**
 * Signing in to Yandex Cloud (yandex.cloud/docs/iam/operations/iam-token, docs/speechkit/concepts/auth; read 2026-11).
 *
 *   API key                 Authorization: Api-Key …
 *   IAM token               Authorization: Bearer …
 *   OAuth token             → iam/v1/tokens {yandexPassportOauthToken} → IAM token. Taken until the end of 2026.
 *   authorised key (JSON)   → JWT, PS256 → iam/v1/tokens {jwt} → IAM token
 *
 * `x-folder-id` is for people alone: a service account has its own folder, and another one beside it is refused.
 */
import { yandexFolderForeign, yandexFolderMissing, yandexSetupProblem, readYandexKey, type YandexKey } from "@zvon/contract/yandex-setup.ts";
import { constants, createHash, createPrivateKey, sign } from "node:crypto";
import { z } from "zod";
import { ProviderError } from "../audio/provider-error.ts";
import { errorOfGrpcStatus, orAborted } from "./grpc.ts";
import type { Net } from "./net.ts";
import type { VendorLine } from "./vendor-line.ts";
import { errorOfStatus } from "./vendor-status.ts";

const iamHost = "https://iam.api.cloud.yandex.net";
/** Of the JWT, whatever address it is sent to. */
const audience = "https://iam.api.cloud.yandex.net/iam/v1/tokens";
/** The vendor's advice: a new token each hour, though one lives up to twelve. */
const renewAfterMs = 3_600_000;
/** Until then the old one serves while a new one is fetched. */
const usableMs = 10 * 3_600_000;
const exchangeTimeoutMs = 4_000;
/** Keys of so many tenants on one node; the oldest goes. */
const maxTokens = 500;
const jwtSeconds = 3600;

const tokenSchema = z.object({ iamToken: z.string().min(1) });

type Held = { token: string; atMs: number; renewing: boolean };
type Store = { held: Map<string, Held>; waiting: Map<string, Promise<string>> };
/** One store a node, as long as its way out lives: the calls of a tenant share one exchange. */
const stores = new WeakMap<Net, Store>();

export interface YandexAccess {
  /** Headers of HTTP, which are the metadata of gRPC. @throws ProviderError: `misconfigured`, `unauthorised`, …; the signal's reason */
  headers(signal: AbortSignal): Promise<Record<string, string>>;
  /** For requests that take the folder in their body; undefined where it must not be sent. */
  folder: string | undefined;
  errorOfGrpc(status: number, details: string): ProviderError;
  errorOfHttp(status: number, body: string): ProviderError;
}

export function createYandexAccess(vendorLine: Pick<VendorLine, "access" | "net" | "now">, who: string, wallClock: () => number = Date.now): YandexAccess {
  const { access, net, now } = vendorLine;
  const key = readYandexKey(access.key);
  const folder = (access.folder ?? "").trim();
  const problem = yandexSetupProblem(access);
  // Of an IAM token nobody knows whose it is, so it goes with the folder if there is one.
  const ofPerson = key?.kind === "oauth-token" || key?.kind === "iam-token";
  const sentFolder = ofPerson && folder !== "" ? folder : undefined;
  const store = storeOf(net);
  const id = createHash("sha256").update(`${access.baseUrl ?? ""} ${access.key}`).digest("base64");

  async function exchange(exchanged: YandexKey): Promise<string> {
    const body = exchanged.kind === "oauth-token" ? { yandexPassportOauthToken: exchanged.token } : exchanged.kind === "authorised-key" ? { jwt: jwtOf(exchanged, wallClock()) } : {};
    const url = new URL("/iam/v1/tokens", access.baseUrl ?? iamHost);
    const deadline = AbortSignal.timeout(exchangeTimeoutMs);
    let answer: Response;
    let text: string;
    try {
      answer = await net.fetch(url.href, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), proxy: access.proxy, signal: deadline });
      text = await answer.text();
    } catch (cause) {
      if (cause instanceof ProviderError) throw cause;
      throw new ProviderError("Yandex Cloud's sign-in did not answer", { code: deadline.aborted ? "timeout" : "failed", retryable: true, cause });
    }
    if (!answer.ok) {
      // A key that was revoked, mistyped or of a deleted account is answered with 400 or 404 as well.
      const refused = [400, 401, 403, 404].includes(answer.status);
      throw refused ? new ProviderError(`Yandex Cloud does not sign in with this ${exchanged.kind === "oauth-token" ? "OAuth token" : "authorised key"} (${answer.status}); check it under vendor keys`, { code: "unauthorised", retryable: false, cause: new Error(`${answer.status} ${text.slice(0, 1000)}`) }) : errorOfStatus(answer.status, text, "Yandex Cloud sign-in");
    }
    const parsed = tokenSchema.safeParse(jsonOf(text));
    if (!parsed.success) throw new ProviderError("Yandex Cloud answered the sign-in with something that can't be read", { code: "bad_answer", retryable: true });
    store.held.delete(id);
    const oldest = store.held.keys().next();
    if (store.held.size >= maxTokens && oldest.done !== true) store.held.delete(oldest.value);
    store.held.set(id, { token: parsed.data.iamToken, atMs: now(), renewing: false });
    return parsed.data.iamToken;
  }

  async function tokenOf(exchanged: YandexKey, signal: AbortSignal): Promise<string> {
    const held = store.held.get(id);
    const ageMs = held === undefined ? usableMs : now() - held.atMs;
    if (held !== undefined && ageMs < renewAfterMs) return held.token;
    if (held !== undefined && ageMs < usableMs) {
      if (!held.renewing) {
        held.renewing = true;
        // The old one serves on; when it too is at its end the failure is told.
        exchange(exchanged).catch(() => {
          held.renewing = false;
        });
      }
      return held.token;
    }
    let waiting = store.waiting.get(id);
    if (waiting === undefined) {
      waiting = exchange(exchanged).finally(() => store.waiting.delete(id));
      store.waiting.set(id, waiting);
    }
    return orAborted(waiting, signal);
  }

  const setup = (sentence: { en: string }, cause?: unknown) => new ProviderError(sentence.en, { code: "misconfigured", retryable: false, cause });
  /** The vendor tells the folder's faults as failed sign-ins. */
  const ofSetup = (details: string): ProviderError | null => {
    const cause = new Error(details.slice(0, 1000));
    if (/specify folder id/i.test(details)) return setup(yandexFolderMissing, cause);
    if (/folder id .*(does not|doesn't) match|folder .*not found/i.test(details)) return setup(yandexFolderForeign, cause);
    if (/billing account|payment required|is (blocked|suspended)/i.test(details)) return new ProviderError("Yandex Cloud wants payment; check the billing account there", { code: "unpaid", retryable: false, cause });
    return null;
  };

  return {
    folder: sentFolder,
    async headers(signal) {
      signal.throwIfAborted();
      if (problem !== null || key === null) throw setup(problem ?? yandexFolderMissing);
      const authorization = key.kind === "api-key" ? `Api-Key ${key.key}` : `Bearer ${key.kind === "iam-token" ? key.token : await tokenOf(key, signal)}`;
      return { authorization, ...(sentFolder === undefined ? {} : { "x-folder-id": sentFolder }) };
    },
    errorOfGrpc(status, details) {
      if (status === 16) store.held.delete(id);
      return ofSetup(details) ?? errorOfGrpcStatus(status, details, who);
    },
    errorOfHttp(status, body) {
      if (status === 401) store.held.delete(id);
      return ofSetup(body) ?? errorOfStatus(status, body, who);
    },
  };
}

function storeOf(net: Net): Store {
  const known = stores.get(net);
  if (known !== undefined) return known;
  const made: Store = { held: new Map(), waiting: new Map() };
  stores.set(net, made);
  return made;
}

/** RFC 7519, signed as RFC 7518 3.5 says (PS256: the salt is as long as the digest). */
function jwtOf(key: Extract<YandexKey, { kind: "authorised-key" }>, nowMs: number): string {
  const at = Math.floor(nowMs / 1000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unsigned = `${part({ typ: "JWT", alg: "PS256", kid: key.id })}.${part({ iss: key.serviceAccountId, aud: audience, iat: at, exp: at + jwtSeconds })}`;
  try {
    const signature = sign("sha256", Buffer.from(unsigned), { key: createPrivateKey(key.privateKey), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
    return `${unsigned}.${signature.toString("base64url")}`;
  } catch (cause) {
    throw new ProviderError("the private key in the authorised key's JSON can't be read", { code: "misconfigured", retryable: false, cause });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
