/** A telephone in the browser: which node's exchange it registers at, and what the page needs for it. */
import { operatorBeatMs } from "@zvon/contract/operators-api.ts";
import type { Phone } from "@zvon/contract/operators-api.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { asc, eq, isNull, or, sql } from "drizzle-orm";
import { mediaNodes } from "../db/schema.ts";
import { Refusal } from "../refusal.ts";
import { within } from "../services.ts";
import type { Services } from "../services.ts";
import { lookAtNodes } from "../trunks/show-trunks.ts";
import { iceServers } from "./ice-servers.ts";

const nodesLookedAt = 8;
const deskTimeoutMs = 8_000;

/** The node whose exchange takes the account's browsers now; null: none does. One statement. */
export async function phoneNode(services: Services, tenantId: TenantId): Promise<{ id: string; url: string } | null> {
  const nodes = await services.db
    .select({ id: mediaNodes.id, name: mediaNodes.name })
    .from(mediaNodes)
    .where(or(isNull(mediaNodes.tenantId), eq(mediaNodes.tenantId, tenantId)))
    // Always the same one first: colleagues are then registered where each other's callers are.
    .orderBy(asc(sql`${mediaNodes.tenantId} IS NULL`), asc(mediaNodes.id))
    .limit(nodesLookedAt);
  for (const { id, status } of await lookAtNodes(services, nodes)) {
    if (status.connected && !status.clockOff && status.drainBy === null && status.telephony === "up" && status.phoneUrl !== null) return { id, url: status.phoneUrl };
  }
  return null;
}

/** @throws Refusal 409 when no exchange takes browsers, 429 when too many operators are there. */
export async function openPhone(services: Services, tenantId: TenantId, operator: { id: string; name: string }): Promise<Phone> {
  const node = await phoneNode(services, tenantId);
  if (node === null) throw new Refusal(409, "no_phone_server", { ru: "Телефон в браузере сейчас недоступен: ни один медиаузел с Asterisk не принимает браузеры («browsers» в его настройках).", en: "The browser phone is not available now: no media node with an Asterisk takes browsers («browsers» in its settings)." });
  const phone = await within(services.operators(tenantId).openPhone({ operator, nodeId: node.id }), deskTimeoutMs);
  if (phone === null) throw new Refusal(429, "operators_full", { ru: "Слишком много операторов на линии.", en: "Too many operators are on the line." });
  const { id, password, expiresAt } = phone;
  const user = `operator-${id}`;
  return { id, user, password, url: node.url, iceServers: await iceServers(services.secrets.ice, user, expiresAt), beatMs: operatorBeatMs, expiresAt };
}
