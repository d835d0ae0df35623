/** Which line a call goes out by, and from which number: the account's own alone. Pure but for the column that brings them. */
import type { TenantId } from "@zvon/contract/ids.ts";
import { normaliseNumber } from "@zvon/contract/telephone.ts";
import type { CallerIdFormat } from "@zvon/contract/trunk-settings.ts";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { mediaNodes, numbers, trunks } from "../db/schema.ts";
import { Refusal } from "../refusal.ts";
import { storedTrunkSchema } from "../trunks/trunk-row.ts";
import type { StoredTrunk } from "../trunks/trunk-row.ts";

/** The exchange's name for its own way out, of an installation that serves its owner alone. */
export const exchangeTrunk = "trunk";
/** Fewer digits are an extension of the exchange, which nobody outside can be called from. */
export const publicDigits = 7;

const ownedTrunkSchema = z.object({ id: z.string(), nodeId: z.string().nullable(), settings: storedTrunkSchema });
const ownedSchema = z.object({ trunks: z.array(z.unknown()), numbers: z.array(z.object({ number: z.string(), trunkId: z.string().nullable() })), ownNodes: z.array(z.string()) });
export type OwnedLines = { trunks: { id: string; nodeId: string | null; settings: StoredTrunk }[]; numbers: { number: string; trunkId: string | null }[]; /** Media nodes of the account's own: they go before the platform's. */ ownNodes: string[] };

/** A column for any statement: the account's enabled trunks, and its numbers (a thousand of them; who has more names `from` among these). */
export const ownedLinesOf = (tenantId: TenantId) =>
  sql<string>`json_object('trunks', (SELECT json_group_array(json_object('id', t.id, 'nodeId', t.node_id, 'settings', json(t.settings))) FROM (SELECT * FROM ${trunks} WHERE tenant_id = ${tenantId} AND enabled = 1 ORDER BY created_at, id LIMIT 50) t), 'numbers', (SELECT json_group_array(json_object('number', n.number, 'trunkId', n.trunk_id)) FROM (SELECT number, trunk_id FROM ${numbers} WHERE tenant_id = ${tenantId} ORDER BY created_at, id LIMIT 1000) n), 'ownNodes', (SELECT json_group_array(id) FROM ${mediaNodes} WHERE tenant_id = ${tenantId}))`;

export function parseOwnedLines(column: string): OwnedLines {
  const owned = ownedSchema.parse(JSON.parse(column));
  return { numbers: owned.numbers, ownNodes: owned.ownNodes, trunks: owned.trunks.flatMap((row) => ownedTrunkSchema.safeParse(row).data ?? []) };
}

/** `trunk` null: the exchange's own way out. `from`: digits, or what was asked for where nothing of the account's own stands against it. */
export type OutboundLine = { trunk: OwnedLines["trunks"][number] | null; from: string };

/**
 * @param from as it was asked for; undefined: the first number that a call can come from.
 * @param exchange may the exchange's own way out be used by accounts without a trunk? @throws Refusal 422.
 */
export function chooseLine({ trunks: own, numbers: mine }: Pick<OwnedLines, "trunks" | "numbers">, from: string | undefined, exchange: boolean): OutboundLine {
  const trunkOf = (id: string | null) => own.find((trunk) => trunk.id === id) ?? null;
  const outside = mine.filter(({ number }) => number.length >= publicDigits);
  if (from !== undefined && outside.length > 0) {
    const asked = normaliseNumber(from);
    const number = outside.find((one) => one.number === asked);
    if (number === undefined) throw new Refusal(422, "from_not_yours", { ru: "Звонить можно только со своих номеров.", en: "Calls are made from the account's own numbers alone." }, [{ pointer: "/from", detail: { ru: "Такого номера в аккаунте нет: добавьте его или выберите другой.", en: "The account has no such number: add it, or choose another." } }]);
    return lineOf(number, trunkOf(number.trunkId));
  }
  // One without a trunk is nobody's word for whose it is: a trunk shows what its carrier has for it.
  const number = outside.find(({ trunkId }) => trunkOf(trunkId) !== null) ?? (own.length === 0 ? outside[0] : undefined);
  if (number !== undefined) return lineOf(number, trunkOf(number.trunkId));
  const [trunk] = own;
  if (trunk === undefined && !exchange) throw noLine();
  // A trunk without a number: the carrier shows what it has for the account.
  if (trunk !== undefined) return { trunk, from: trunk.settings.username ?? "" };
  return { trunk: null, from: from ?? "" };

  function lineOf(one: OwnedLines["numbers"][number], by: OwnedLines["trunks"][number] | null): OutboundLine {
    // Another carrier would refuse a number that is not its own, or show another.
    if (by === null && one.trunkId !== null) throw new Refusal(422, "trunk_off", { ru: "Транк этого номера выключен: включите его или дайте номеру другой.", en: "The number's trunk is switched off: switch it on, or give the number another." });
    if (by === null && own.length > 0) throw new Refusal(422, "from_without_trunk", { ru: "У этого номера нет транка: выберите в его настройках, по какому он приходит.", en: "This number has no trunk: choose in its settings which one it comes by." }, [{ pointer: "/from", detail: { ru: "Чужим номером звонить нельзя: номер подтверждает его транк.", en: "Nobody calls by another's number: its trunk vouches for it." } }]);
    if (by === null && !exchange) throw noLine();
    return { trunk: by, from: one.number };
  }
}

const noLine = () => new Refusal(422, "no_trunk", { ru: "Звонить не через что: добавьте транк и номер.", en: "There is no line to call by: add a trunk and a number." });

/** Our number as the carrier wants it written. */
export function callerIdAs(format: CallerIdFormat, number: string): string {
  if (!/^\d{7,15}$/.test(number)) return number;
  if (format === "plus") return `+${number}`;
  return format === "national" && number.length === 11 && number.startsWith("7") ? `8${number.slice(1)}` : number;
}
