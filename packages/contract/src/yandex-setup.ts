/**
 * How Yandex Cloud is signed in to, read from the shape of the key alone (yandex.cloud/docs/iam/concepts/authorization,
 * read 2026-11), so that a form can say what is missing before anything is asked of the vendor.
 */
import { z } from "zod";
import type { VendorAccess } from "./speech.ts";

/** The file that `yc iam key create` writes; its other fields are not needed. */
const authorisedKeySchema = z.object({ id: z.string().min(1), service_account_id: z.string().min(1), private_key: z.string().includes("-----BEGIN") });

export type YandexKey =
  /** Of a service account; sent as it is. */
  | { kind: "api-key"; key: string }
  /** Lives twelve hours at most; of a person or of a service account, which nobody can tell from its shape. */
  | { kind: "iam-token"; token: string }
  /** Of a person; exchanged for an IAM token. Yandex Cloud takes these until the end of 2026. */
  | { kind: "oauth-token"; token: string }
  /** Of a service account; signs a request for an IAM token. */
  | { kind: "authorised-key"; id: string; serviceAccountId: string; privateKey: string };

export interface YandexSetupProblem {
  ru: string;
  en: string;
}

/** null: the key can't be read. */
export function readYandexKey(written: string): YandexKey | null {
  const key = written.trim().replace(/^(api-key|bearer)\s+/i, "");
  if (key === "") return null;
  if (key.startsWith("{")) return readAuthorisedKey(key);
  if (/\s/.test(key)) return null;
  if (key.startsWith("t1.")) return { kind: "iam-token", token: key };
  if (/^(y[0-3]_|AQAAA|AgAAA)/.test(key)) return { kind: "oauth-token", token: key };
  return { kind: "api-key", key };
}

/** What the owner of the key must still fill in; null when nothing is known to be missing. */
export function yandexSetupProblem(access: Pick<VendorAccess, "key" | "folder">): YandexSetupProblem | null {
  const key = readYandexKey(access.key);
  if (key === null) {
    return access.key.trim() === ""
      ? { ru: "Укажите ключ Yandex Cloud: API-ключ, IAM-токен или JSON авторизованного ключа сервисного аккаунта.", en: "Enter a Yandex Cloud key: an API key, an IAM token, or the JSON of a service account's authorised key." }
      : { ru: "Ключ Yandex Cloud не читается: вставьте API-ключ, IAM-токен или JSON авторизованного ключа целиком, без изменений.", en: "The Yandex Cloud key can't be read: paste the API key, the IAM token, or the whole JSON of the authorised key, unchanged." };
  }
  if (key.kind === "oauth-token" && (access.folder ?? "").trim() === "") return yandexFolderMissing;
  return null;
}

/** Also what the vendor's «You have to specify folder ID for user account» means. */
export const yandexFolderMissing: YandexSetupProblem = {
  ru: "Укажите идентификатор каталога Yandex Cloud (начинается с b1g): вход от имени пользователя без него невозможен.",
  en: "Enter the Yandex Cloud folder ID (it begins with b1g): signing in as a user does not work without it.",
};
/** The vendor's refusal of a folder that is not the service account's own. */
export const yandexFolderForeign: YandexSetupProblem = {
  ru: "Идентификатор каталога не совпадает с каталогом сервисного аккаунта: оставьте поле пустым или укажите его каталог.",
  en: "The folder ID is not that of the service account: leave the field empty or enter the account's own folder.",
};

function readAuthorisedKey(json: string): YandexKey | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  const key = authorisedKeySchema.safeParse(parsed);
  if (!key.success) return null;
  const { id, service_account_id: serviceAccountId, private_key: privateKey } = key.data;
  // Yandex writes a warning line above the PEM block.
  return { kind: "authorised-key", id, serviceAccountId, privateKey: privateKey.slice(privateKey.indexOf("-----BEGIN")) };
}
