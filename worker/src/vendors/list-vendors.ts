/** The page of vendors: what each offers, whose key there is, what goes there and which bots send it. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { VendorList } from "@zvon/contract/api.ts";
import { vendors } from "@zvon/contract/speech.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { publishedVersion } from "../bots/published-bot.ts";
import { botVersions, bots, providerKeys, tenants } from "../db/schema.ts";
import type { Database } from "../services.ts";
import { catalogue, offersOf, traits } from "./catalogue.ts";

/** Only what names vendors is taken out of the configs: they are large. */
const rowsSchema = z.string().transform((text) => z.array(z.object({ slug: z.string(), voice: z.unknown(), llm: z.unknown() })).parse(JSON.parse(text)));
const keysSchema = z.string().transform((text) => z.array(z.object({ provider: z.string(), hint: z.string(), folder: z.string().nullable(), baseUrl: z.string().nullable(), proxy: z.string().nullable(), changedAt: z.number() })).parse(JSON.parse(text)));

/** One statement. @param platform the installation's own accesses. */
export async function listVendors(db: Database, tenantId: TenantId, platform: VendorAccesses): Promise<VendorList> {
  const { provider, hint, folder, baseUrl, proxy, updatedAt } = providerKeys;
  const [row] = await db
    .select({
      keys: sql<string>`(SELECT json_group_array(json_object('provider', ${provider}, 'hint', ${hint}, 'folder', ${folder}, 'baseUrl', ${baseUrl}, 'proxy', ${proxy}, 'changedAt', ${updatedAt})) FROM ${providerKeys} WHERE ${providerKeys.tenantId} = ${tenantId})`,
      bots: sql<string>`(SELECT json_group_array(json_object('slug', ${bots.slug}, 'voice', json_extract(${botVersions.config}, '$.voice'), 'llm', json_extract(${botVersions.config}, '$.llm')) ORDER BY ${bots.slug}) FROM ${bots} JOIN ${botVersions} ON ${publishedVersion} WHERE ${bots.tenantId} = ${tenantId})`,
    })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  const keys = keysSchema.parse(row?.keys ?? "[]");
  const used = rowsSchema.parse(row?.bots ?? "[]").map(({ slug, voice, llm }) => ({ slug, vendors: vendorsOf(voice, llm) }));
  return {
    catalogue,
    vendors: vendors.map((vendor) => {
      const key = keys.find((row) => row.provider === vendor);
      const { needs, inRussia, receives } = traits[vendor];
      return {
        vendor,
        offers: offersOf(vendor),
        key: key === undefined ? null : { hint: key.hint, folder: key.folder, baseUrl: key.baseUrl, proxy: key.proxy, changedAt: key.changedAt },
        platform: platform[vendor] !== undefined,
        needs,
        // Another address is another place.
        inRussia: key !== undefined && key.baseUrl !== null ? null : inRussia,
        receives,
        usedBy: used.flatMap((bot) => (bot.vendors.has(vendor) ? [bot.slug] : [])),
      };
    }),
  };
}

/** What does not parse uses nothing: its calls do not begin. */
function vendorsOf(voice: unknown, llm: unknown): Set<string> {
  const speaks = botConfigSchema.shape.voice.safeParse(voice).data;
  const thinks = botConfigSchema.shape.llm.safeParse(llm ?? null).data;
  const named = [
    ...Object.values(speaks?.speech ?? {}).flatMap((speech) => (speech === undefined ? [] : [speech.tts_provider, speech.stt_provider])),
    ...(speaks?.fallbacks ?? []).flatMap((fallback) => [fallback.tts_provider, fallback.stt_provider]),
    speaks?.agent?.provider,
    thinks?.provider,
    thinks?.fallback_provider ?? undefined,
  ];
  return new Set(named.filter((name) => name !== undefined));
}
