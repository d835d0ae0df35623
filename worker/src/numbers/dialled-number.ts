/** Which tenant and number a call is for, and the bots that may answer it: one statement. */
import { languageSchema } from "@zvon/contract/call-link.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import { normaliseNumber } from "@zvon/contract/telephone.ts";
import { and, desc, eq, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { PublishedBot } from "../bots/published-bot.ts";
import { botColumns, languagesOf, publishedVersion } from "../bots/published-bot.ts";
import type { CallingTenant, TenantSpeech } from "../calls/start-call.ts";
import { botVersions, bots, mediaNodes, numbers, tenants, trunks } from "../db/schema.ts";
import type { Database } from "../services.ts";
import { parseOwnLimits } from "../tenants/own-limits.ts";
import { storedTrunkSchema } from "../trunks/trunk-row.ts";
import type { StoredTrunk } from "../trunks/trunk-row.ts";
import { parsePronunciations, pronunciationsOf } from "../vendors/pronunciations.ts";
import { parseSealedAccesses, sealedAccessesOf } from "../vendors/provider-keys.ts";
import { parseSealedSecrets, sealedSecretsOf } from "../vendors/tool-secrets.ts";
import { parseRules } from "./number-rules.ts";
import type { NumberRules } from "./number-rules.ts";

export type DialledNumber = {
  id: string;
  number: string;
  tenant: CallingTenant;
  rules: NumberRules;
  /** null: none is set, or no version of it is published. */
  bots: { day: PublishedBot | null; after: PublishedBot | null };
  language: Language;
  /** The number's own trunk. */
  trunk: ({ id: string } & Pick<StoredTrunk, "maxChannels" | "dailyCalls" | "minutePrice">) | null;
  hasCallerLists: boolean;
  speech: TenantSpeech;
};

/** As the exchange tells it. `diversion`: who forwarded the call. `trunk`: the exchange's endpoint that it came by; `registered`: by what it had registered, so that it is this one and no other of the carrier. */
export type Dialled = { number: string; diversion: string | null; trunk: string | null; registered?: boolean };

const ownTrunk = alias(trunks, "own_trunk");
const hostOf = (settings: typeof trunks.settings | typeof ownTrunk.settings) => sql`lower(json_extract(${settings}, '$.host'))`;

/** "<sip:+74951234567@carrier>;reason=unconditional" and the like: the digits of the first address. */
export function divertedFrom(diversion: string | null): string | null {
  const user = /(?:sips?|tel):([^@;>\s]+)/i.exec(diversion ?? "")?.[1] ?? diversion ?? "";
  const digits = /^[\s"<]*\+?[\d\s().-]+/.exec(user)?.[0] ?? "";
  const number = normaliseNumber(digits.replaceAll(/["<]/g, ""));
  return number.length >= 3 ? number : null;
}

/**
 * The tenant comes from the trunk and the number, and the number must be one the node's credential is bound to: a tenant's own
 * node resolves that tenant's numbers only. A call to a trunk's registration is for its tenant's numbers. One that is known by
 * address is for them, too, or for those of another whose trunk leads to the same carrier's server (the exchange tells carriers
 * apart, not their customers). A call to a trunk's pilot number is looked up by who forwarded it. Where several accounts
 * have the number (claims.ts), the nearest of these has the call; what nobody can tell is nobody's.
 */
export async function findDialledNumber(db: Database, nodeId: string, dialled: Dialled): Promise<DialledNumber | null> {
  const number = normaliseNumber(dialled.number);
  const diverted = divertedFrom(dialled.diversion);
  const viaTrunk = dialled.trunk !== null && dialled.trunk.startsWith("trk_") ? dialled.trunk : null;
  const byPilot = diverted === null ? sql`0` : and(eq(numbers.number, diverted), eq(ownTrunk.pilot, number), eq(ownTrunk.tenantId, numbers.tenantId));
  const via = (condition: ReturnType<typeof sql>) => sql`EXISTS (SELECT 1 FROM ${trunks} WHERE ${trunks.id} = ${viaTrunk} AND ${trunks.enabled} = 1 AND ${condition})`;
  const sameHost = sql`${hostOf(trunks.settings)} = ${hostOf(ownTrunk.settings)}`;
  const byRegistration = sql`json_extract(${ownTrunk.settings}, '$.access') = 'register'`;
  // 0: not for this number. Of several trunks with one address the exchange names any: then a claim by that carrier counts
  // before whose trunk was named, and one by registration after it, for the call did not come by one.
  const nearness =
    viaTrunk === null
      ? sql<number>`CASE WHEN ${numbers.trunkId} IS NULL THEN 2 ELSE 1 END`
      : dialled.registered === true
        ? sql<number>`CASE WHEN ${via(sql`${trunks.id} = ${numbers.trunkId}`)} THEN 2 WHEN ${via(sql`${trunks.tenantId} = ${numbers.tenantId} AND (${numbers.trunkId} IS NULL OR ${sameHost})`)} THEN 1 ELSE 0 END`
        : sql<number>`CASE WHEN ${via(sameHost)} AND NOT ${byRegistration} THEN 4 WHEN ${via(sql`${trunks.id} = ${numbers.trunkId}`)} THEN 3 WHEN ${numbers.trunkId} IS NULL AND ${via(sql`${trunks.tenantId} = ${numbers.tenantId}`)} THEN 2 WHEN ${via(sameHost)} THEN 1 ELSE 0 END`;
  const rows = await db
    .select({
      ...botColumns,
      botId: bots.id,
      nearness,
      numberId: numbers.id,
      number: numbers.number,
      dayId: numbers.botId,
      afterId: numbers.afterBotId,
      rules: numbers.rules,
      hasCallerLists: numbers.hasCallerLists,
      trunkId: ownTrunk.id,
      trunkSettings: ownTrunk.settings,
      language: numbers.language,
      fallback: numbers.fallback,
      tenantId: tenants.id,
      timeZone: tenants.timeZone,
      concurrent: tenants.maxConcurrentCalls,
      perMinute: tenants.maxCallsPerMinute,
      ownLimits: tenants.limits,
      access: sealedAccessesOf(tenants.id),
      secrets: sealedSecretsOf(tenants.id),
      pronunciation: pronunciationsOf(tenants.id),
    })
    .from(numbers)
    .innerJoin(tenants, eq(tenants.id, numbers.tenantId))
    .innerJoin(mediaNodes, and(eq(mediaNodes.id, nodeId), or(isNull(mediaNodes.tenantId), eq(mediaNodes.tenantId, numbers.tenantId))))
    .leftJoin(ownTrunk, eq(ownTrunk.id, numbers.trunkId))
    .leftJoin(bots, and(or(eq(bots.id, numbers.botId), eq(bots.id, numbers.afterBotId)), eq(bots.tenantId, numbers.tenantId)))
    .leftJoin(botVersions, publishedVersion)
    .where(and(or(eq(numbers.number, number), byPilot), sql`${nearness} > 0`))
    // Two bots at most of either number; one that forwarded goes before the pilot's own.
    .orderBy(desc(sql`${numbers.number} = ${diverted ?? number}`), desc(nearness))
    .limit(8);
  const [first] = rows;
  if (first === undefined) return null;
  if (rows.some((row) => row.number === first.number && row.nearness === first.nearness && row.tenantId !== first.tenantId)) {
    console.error(JSON.stringify({ event: "a number of several accounts, and nobody can tell whose the call is", nodeId, trunk: viaTrunk, numbers: [...new Set(rows.map((row) => row.numberId))] }));
    return null;
  }
  const botOf = (id: string | null): PublishedBot | null => {
    const row = id === null ? undefined : rows.find((one) => one.numberId === first.numberId && one.botId === id);
    if (row === undefined || row.config === null || row.id === null || row.slug === null || row.name === null || row.version === null) return null;
    return { id: row.id, slug: row.slug, name: row.name, version: row.version, languages: languagesOf(row.languages ?? []), config: row.config };
  };
  const trunk = storedTrunkSchema.safeParse(first.trunkSettings);
  return {
    id: first.numberId,
    number: first.number,
    tenant: { id: tenantIdSchema.parse(first.tenantId), timeZone: first.timeZone, limits: { concurrent: first.concurrent, perMinute: first.perMinute }, own: parseOwnLimits(first.ownLimits) },
    rules: parseRules(first.rules, first.fallback),
    bots: { day: botOf(first.dayId), after: botOf(first.afterId) },
    language: languageSchema.parse(first.language),
    trunk: first.trunkId === null || !trunk.success ? null : { id: first.trunkId, maxChannels: trunk.data.maxChannels, dailyCalls: trunk.data.dailyCalls, minutePrice: trunk.data.minutePrice },
    hasCallerLists: first.hasCallerLists,
    speech: { access: parseSealedAccesses(first.access), secrets: parseSealedSecrets(first.secrets), pronunciation: parsePronunciations(first.pronunciation) },
  };
}
