/** What would be refused in the middle of a call is said when a key is kept or tried. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { Vendor, VendorAccess } from "@zvon/contract/speech.ts";
import { yandexFolderMissing, yandexSetupProblem } from "@zvon/contract/yandex-setup.ts";
import { traits } from "./catalogue.ts";

export type SetupFault = { field: "key" | "folder" | "baseUrl"; code: string; detail: Record<Language, string> };

/** Judged by the shape of the access alone; null: nothing is known to be missing. */
export function setupFault(vendor: Vendor, access: VendorAccess): SetupFault | null {
  if (vendor === "yandex") {
    const detail = yandexSetupProblem(access);
    if (detail === null) return null;
    return detail === yandexFolderMissing ? { field: "folder", code: "folder_missing", detail } : { field: "key", code: "key_unreadable", detail };
  }
  const { needs } = traits[vendor];
  if (vendor === "workers_ai" && access.folder === undefined && access.baseUrl === undefined) {
    return { field: "folder", code: "folder_missing", detail: { ru: "Workers AI нужен идентификатор учётной записи Cloudflare рядом с токеном: он указан на её главной странице.", en: "Workers AI wants the account's id beside the token: it stands on the account's home page." } };
  }
  if (needs.includes("baseUrl") && access.baseUrl === undefined) {
    return { field: "baseUrl", code: "address_missing", detail: { ru: "Своя модель вызывается по её адресу; обычно он заканчивается на /v1.", en: "A self-hosted model is reached by its address, which ends in /v1 as a rule." } };
  }
  return null;
}
