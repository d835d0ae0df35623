/**
 * Envelope encryption of what a tenant entrusts to us (T5): every row has a data key of its own, wrapped by a master
 * key that stands in no database. AES-256-GCM twice; the name of the row is authenticated with both, so a sealed text
 * that is copied to another tenant's or vendor's row does not open.
 *
 * A sealed text is `1.` and four parts in Base64url: nonce and wrapped data key, nonce and ciphertext.
 */
import { z } from "zod";

/** Master keys by version. New rows are sealed under `current`; older versions only open. */
export type Keyring = { current: string; keys: ReadonlyMap<string, Uint8Array> };
export type Sealed = { text: string; keyVersion: string };

const keyBytes = 32;
const nonceBytes = 12;

const version = z.string().regex(/^[0-9a-z]{1,20}$/);
const keyringSchema = z.object({ current: version, keys: z.record(version, z.base64()) }).refine(({ current, keys }) => keys[current] !== undefined, "`current` names none of the keys");

/** @param json `{"current": "1", "keys": {"1": "32 bytes in Base64"}}`. @throws Error naming what is wrong, never a key. */
export function parseKeyring(json: string): Keyring {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The parser's own message quotes the text, which is secret.
    throw new Error("ZVON_KEYRING is not JSON");
  }
  const parsed = keyringSchema.safeParse(value);
  if (!parsed.success) throw new Error(`ZVON_KEYRING does not fit: ${parsed.error.issues.map((issue) => `${issue.path.map(String).join("/")} ${issue.code}`).join(", ")}`);
  const keys = new Map(Object.entries(parsed.data.keys).map(([name, key]) => [name, fromBase64(key)]));
  for (const [name, key] of keys) if (key.length !== keyBytes) throw new Error(`ZVON_KEYRING: the key "${name}" has ${key.length} bytes in place of ${keyBytes}`);
  return { current: parsed.data.current, keys };
}

/** @param name what the text belongs to, e.g. tenant and vendor; opening needs the same. */
export async function seal(keyring: Keyring, name: readonly string[], text: string): Promise<Sealed> {
  const dataKey = crypto.getRandomValues(new Uint8Array(keyBytes));
  const sealed = await encrypt(dataKey, name, new TextEncoder().encode(text));
  return { keyVersion: keyring.current, text: ["1", await wrap(keyring, name, dataKey), sealed].join(".") };
}

/** @throws SealError when the key version is gone, the text was changed, or it belongs elsewhere. */
export async function unseal(keyring: Keyring, name: readonly string[], sealed: Sealed): Promise<string> {
  const [wrapped, text] = partsOf(sealed);
  return new TextDecoder().decode(await decrypt(await unwrap(keyring, name, sealed.keyVersion, wrapped), name, text));
}

/** The same text under the newest master key: only the data key is wrapped anew. @throws SealError as `unseal` does. */
export async function rewrap(keyring: Keyring, name: readonly string[], sealed: Sealed): Promise<Sealed> {
  const [wrapped, text] = partsOf(sealed);
  const dataKey = await unwrap(keyring, name, sealed.keyVersion, wrapped);
  return { keyVersion: keyring.current, text: ["1", await wrap(keyring, name, dataKey), text].join(".") };
}

/** Says which version, never what was inside. */
export class SealError extends Error {}

function partsOf({ text }: Sealed): [string, string] {
  const [format, key, keyText, nonce, ciphertext, ...rest] = text.split(".");
  if (format !== "1" || key === undefined || keyText === undefined || nonce === undefined || ciphertext === undefined || rest.length > 0) throw new SealError("the sealed text has an unknown form");
  return [`${key}.${keyText}`, `${nonce}.${ciphertext}`];
}

function masterKey(keyring: Keyring, name: string): Uint8Array {
  const key = keyring.keys.get(name);
  if (key === undefined) throw new SealError(`the master key of version "${name}" is not in the keyring`);
  return key;
}

const wrap = (keyring: Keyring, name: readonly string[], dataKey: Uint8Array) => encrypt(masterKey(keyring, keyring.current), ["data key", keyring.current, ...name], dataKey);
const unwrap = (keyring: Keyring, name: readonly string[], keyVersion: string, wrapped: string) => decrypt(masterKey(keyring, keyVersion), ["data key", keyVersion, ...name], wrapped);

const algorithm = (nonce: Uint8Array, name: readonly string[]) => ({ name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(JSON.stringify(["zvon", ...name])) });
const importKey = (key: Uint8Array, use: "encrypt" | "decrypt") => crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);

async function encrypt(key: Uint8Array, name: readonly string[], bytes: Uint8Array): Promise<string> {
  // Random nonces: a data key is used once, a master key far fewer than the 2^32 times that 96 random bits allow.
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const ciphertext = await crypto.subtle.encrypt(algorithm(nonce, name), await importKey(key, "encrypt"), bytes);
  return `${toBase64Url(nonce)}.${toBase64Url(new Uint8Array(ciphertext))}`;
}

async function decrypt(key: Uint8Array, name: readonly string[], sealed: string): Promise<Uint8Array> {
  const [nonce = "", ciphertext = ""] = sealed.split(".");
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(fromBase64(nonce), name), await importKey(key, "decrypt"), fromBase64(ciphertext)));
  } catch (error) {
    throw new SealError("the sealed text was changed, belongs to another row, or was sealed under another key", { cause: error });
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
