/**
 * Who may ask: keys, tokens and folders as Yandex Cloud checks them (docs/iam/operations/iam-token, docs/speechkit/concepts/auth,
 * the refusals from the vendor's issue trackers).
 */
import { constants, generateKeyPairSync, randomUUID, verify, type KeyObject } from "node:crypto";
import { z } from "zod";

const audience = "https://iam.api.cloud.yandex.net/iam/v1/tokens";
/** Twelve hours. */
const tokenLifeMs = 12 * 3_600_000;

export type Refusal = { status: number; details: string };

export interface Accounts {
  /** API key of a service account. */
  apiKey: string;
  /** OAuth token of a person, whose folder must be named. */
  oauthToken: string;
  /** Of both. */
  folder: string;
  /** The file that `yc iam key create` writes. */
  authorisedKey(): string;
  /** null: come in. gRPC statuses. */
  refusalOf(authorization: string, folder: string | undefined): Refusal | null;
  /** POST iam/v1/tokens. */
  exchange(body: unknown): { status: number; body: Record<string, unknown> };
  /** All IAM tokens that were given out are refused from now on. */
  expireTokens(): void;
}

const exchangeSchema = z.union([z.object({ yandexPassportOauthToken: z.string() }), z.object({ jwt: z.string() })]);

export function createAccounts(): Accounts {
  const apiKey = `AQVN${randomUUID().replaceAll("-", "")}`;
  const oauthToken = `y0_${randomUUID().replaceAll("-", "")}`;
  // The same that the stand-in of its language models has.
  const folder = "b1gstandin";
  const keyId = `aje${randomUUID().slice(0, 8)}`;
  const serviceAccountId = `aje${randomUUID().slice(0, 8)}`;
  let publicKey: KeyObject | null = null;
  const tokens = new Map<string, { person: boolean }>();

  const issue = (person: boolean) => {
    const token = `t1.${randomUUID()}`;
    tokens.set(token, { person });
    return { status: 200, body: { iamToken: token, expiresAt: new Date(Date.now() + tokenLifeMs).toISOString() } };
  };
  const refuse = (status: number, code: number, message: string) => ({ status, body: { code, message, details: [] } });

  return {
    apiKey,
    oauthToken,
    folder,
    authorisedKey() {
      const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
      publicKey = pair.publicKey;
      const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" });
      return JSON.stringify({ id: keyId, service_account_id: serviceAccountId, created_at: new Date().toISOString(), key_algorithm: "RSA_2048", public_key: pair.publicKey.export({ type: "spki", format: "pem" }), private_key: `PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <${keyId}>\n${String(pem)}` });
    },
    refusalOf(authorization, asked) {
      const [scheme = "", credential = ""] = authorization.split(" ");
      const account = scheme === "Api-Key" && credential === apiKey ? { person: false } : scheme === "Bearer" ? tokens.get(credential) : undefined;
      if (account === undefined) return { status: 16, details: scheme === "Api-Key" ? `Unknown api key '${credential.slice(0, 4)}...'` : "The token is invalid" };
      if (account.person && asked === undefined) return { status: 16, details: "You have to specify folder ID for user account" };
      if (account.person && asked !== folder) return { status: 7, details: "Permission denied" };
      if (!account.person && asked !== undefined && asked !== folder) return { status: 16, details: `Specified folder ID '${asked}' does not match with service account folder ID '${folder}'` };
      return null;
    },
    exchange(body) {
      const asked = exchangeSchema.safeParse(body);
      if (!asked.success) return refuse(400, 3, "Request body is invalid");
      if ("yandexPassportOauthToken" in asked.data) return asked.data.yandexPassportOauthToken === oauthToken ? issue(true) : refuse(401, 16, "OAuth token is invalid or expired");
      const [head = "", claims = "", signature = ""] = asked.data.jwt.split(".");
      const { kid, alg } = partOf(head, z.object({ kid: z.string(), alg: z.string() })) ?? { kid: "", alg: "" };
      const claimed = partOf(claims, z.object({ iss: z.string(), aud: z.string(), iat: z.number(), exp: z.number() }));
      if (publicKey === null || kid !== keyId) return refuse(404, 5, `Key '${kid}' was not found`);
      const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
      const signed = alg === "PS256" && verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"));
      const nowS = Date.now() / 1000;
      const fits = claimed !== null && claimed.iss === serviceAccountId && claimed.aud === audience && claimed.iat <= nowS + 60 && claimed.exp > nowS && claimed.exp - claimed.iat <= 3600;
      return signed && fits ? issue(false) : refuse(401, 16, "JWT is invalid");
    },
    expireTokens: () => tokens.clear(),
  };
}

function partOf<T>(part: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(part, "base64url").toString("utf8"))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
