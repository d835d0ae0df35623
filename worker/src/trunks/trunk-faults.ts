/** What is wrong with a trunk as a whole, each with a pointer; a shape that does not fit was refused before. */
import type { Sentence } from "@zvon/contract/bot-fault.ts";
import { leadsInside, takesInside } from "../egress/address.ts";
import type { FieldFault } from "../refusal.ts";
import type { StoredTrunk } from "./trunk-row.ts";

/** @param allowed networks that the installation opens, CIDR by commas. */
export function trunkFaults(trunk: StoredTrunk, hasPassword: boolean, allowed: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const fault = (pointer: string, detail: Sentence) => void faults.push({ pointer, detail });
  if (trunk.access !== "ip" && trunk.username === null) fault("/username", { ru: "Нужен логин: оператор узнаёт нас по нему.", en: "A user is needed: the carrier knows us by it." });
  if (trunk.access !== "ip" && !hasPassword) fault("/password", { ru: "Нужен пароль от оператора.", en: "The carrier's password is needed." });
  if (isInside(trunk.host, allowed)) fault("/host", inside);
  if (trunk.outboundProxy !== null && isInside(trunk.outboundProxy.host, allowed)) fault("/outboundProxy/host", inside);
  trunk.inboundNetworks.forEach((network, index) => {
    if (takesInside(network, allowed)) fault(`/inboundNetworks/${index}`, { ru: "В этой сети есть частные адреса, а эта установка их не открывает.", en: "This network takes in private addresses, which this installation does not open." });
  });
  return faults;
}

const inside: Sentence = { ru: "Адрес ведёт в частную сеть, а эта установка её не открывает.", en: "The address leads into a private network, which this installation does not open." };
const isInside = (host: string, allowed: string): boolean => !URL.canParse(`https://${host}/`) || leadsInside(new URL(`https://${host}/`), allowed);
