/**
 * Addresses that a tenant gives for a vendor or a proxy. Refused here is what shows in the address itself; where a name
 * leads is looked at by whoever connects (the node's way out, workerd's network rules), at that moment.
 */
import type { Sentence } from "@zvon/contract/bot-fault.ts";
import type { VendorAccess } from "@zvon/contract/speech.ts";
import { isOpened, leadsInside } from "../egress/address.ts";
import type { FieldFault } from "../refusal.ts";

/**
 * @param allowed networks that are open all the same, CIDR by commas: an operator's own models, or tests.
 * @returns a sentence, or null when the address may be used.
 */
export function addressFault(address: string, use: "vendor" | "proxy", allowed: string): Sentence | null {
  if (!URL.canParse(address)) return { ru: "Это не адрес.", en: "This is not an address." };
  const url = new URL(address);
  const secure = url.protocol === "https:" || url.protocol === "wss:";
  if (use === "proxy" && !/^https?:$/.test(url.protocol)) return { ru: "Адрес прокси начинается с http:// или https://.", en: "A proxy's address begins with http:// or https://." };
  if (!secure && url.protocol !== "http:" && url.protocol !== "ws:") return { ru: "Адрес начинается с https://.", en: "The address begins with https://." };
  // What stands here is shown on the page and in the audit log.
  if (use === "vendor" && (url.search !== "" || url.hash !== "")) return { ru: "Адрес кончается путём: всё после ? или # потеряется, а ключу там не место.", en: "The address ends with its path: what follows ? or # would be lost, and a key does not belong there." };
  if (use === "vendor" && (url.username !== "" || url.password !== "")) return { ru: "Имени и паролю в адресе не место: для ключа есть своё поле.", en: "A name and password do not belong into the address: the key stands in its own field." };
  if (isOpened(url, allowed)) return null;
  if (leadsInside(url, allowed)) return { ru: "Адрес ведёт в частную сеть, а эта установка её не открывает.", en: "The address leads into a private network, which this installation does not open." };
  // A proxy is asked to CONNECT, and what goes through is encrypted from end to end; a vendor would be sent the key in the clear.
  if (!secure && use === "vendor") return { ru: "Адрес начинается с https://: иначе ключ пойдёт без защиты.", en: "The address begins with https://: the key would travel unprotected." };
  return null;
}

/** @returns faults with their pointers, none when all addresses may be used. */
export function accessFaults(access: VendorAccess, allowed: string, at = ""): FieldFault[] {
  const fields = [["baseUrl", access.baseUrl, "vendor"], ["proxy", access.proxy, "proxy"]] as const;
  return fields.flatMap(([field, address, use]) => {
    const detail = address === undefined ? null : addressFault(address, use, allowed);
    return detail === null ? [] : [{ pointer: `${at}/${field}`, detail }];
  });
}
