/** Which tenant and bot a dialled number belongs to. */
import { languageSchema } from "@zvon/contract/call-link.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq, isNull, or } from "drizzle-orm";
import type { PublishedBot } from "../bots/published-bot.ts";
import { botColumns, languagesOf, publishedVersion } from "../bots/published-bot.ts";
import { botVersions, bots, mediaNodes, numbers, tenants } from "../db/schema.ts";
import type { Database } from "../services.ts";
import type { CallingTenant, TenantSpeech } from "../calls/start-call.ts";
import { parsePronunciations, pronunciationsOf } from "../vendors/pronunciations.ts";
import { parseSealedAccesses, sealedAccessesOf } from "../vendors/provider-keys.ts";
import { parseSealedSecrets, sealedSecretsOf } from "../vendors/tool-secrets.ts";

export type DialledNumber = { tenant: CallingTenant; /** null while no version of it is published. */ bot: PublishedBot | null; language: Language; fallback: string | null; speech: TenantSpeech };

/**
 * The tenant comes from the number, and the number must be one the node's credential is bound to: a tenant's own
 * node resolves that tenant's numbers only.
 */
export async function findDialledNumber(db: Database, nodeId: string, number: string): Promise<DialledNumber | null> {
  const [row] = await db
    .select({
      ...botColumns,
      language: numbers.language,
      fallback: numbers.fallback,
      tenantId: tenants.id,
      timeZone: tenants.timeZone,
      concurrent: tenants.maxConcurrentCalls,
      perMinute: tenants.maxCallsPerMinute,
      access: sealedAccessesOf(tenants.id),
      secrets: sealedSecretsOf(tenants.id),
      pronunciation: pronunciationsOf(tenants.id),
    })
    .from(numbers)
    .innerJoin(tenants, eq(tenants.id, numbers.tenantId))
    .innerJoin(bots, and(eq(bots.id, numbers.botId), eq(bots.tenantId, numbers.tenantId)))
    .leftJoin(botVersions, publishedVersion)
    .innerJoin(mediaNodes, and(eq(mediaNodes.id, nodeId), or(isNull(mediaNodes.tenantId), eq(mediaNodes.tenantId, numbers.tenantId))))
    .where(eq(numbers.number, number))
    .limit(1);
  if (row === undefined) return null;
  const tenantId: TenantId = tenantIdSchema.parse(row.tenantId);
  return {
    tenant: { id: tenantId, timeZone: row.timeZone, limits: { concurrent: row.concurrent, perMinute: row.perMinute } },
    bot: row.config === null ? null : { id: row.id, slug: row.slug, name: row.name, version: row.version, languages: languagesOf(row.languages), config: row.config },
    language: languageSchema.parse(row.language),
    fallback: row.fallback,
    speech: { access: parseSealedAccesses(row.access), secrets: parseSealedSecrets(row.secrets), pronunciation: parsePronunciations(row.pronunciation) },
  };
}
