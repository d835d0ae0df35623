/**
 * A node that is gone for minutes hands the trunks that it registers over to another: carriers send calls to where one
 * registered last. The directory keeps who is away; those that may serve the same accounts are told their lines anew.
 */
import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import { mediaNodes } from "../db/schema.ts";
import { within } from "../services.ts";
import type { Services } from "../services.ts";

/** A restart takes seconds, a deploy a minute; registrations live for five. */
export const awayAfterMs = 120_000;
const siblingsTold = 20;
const tellTimeoutMs = 10_000;

/** @returns the nodes to be told: none when nothing changed. One batch of two statements. */
export async function markAway({ db }: Pick<Services, "db">, nodeId: string, away: boolean): Promise<string[]> {
  const owner = sql`(SELECT own.tenant_id FROM media_nodes own WHERE own.id = ${nodeId})`;
  const [changed, siblings] = await db.batch([
    db.update(mediaNodes).set({ away }).where(and(eq(mediaNodes.id, nodeId), ne(mediaNodes.away, away))).returning({ id: mediaNodes.id }),
    // Of a platform's node, the platform's others: a tenant's own go before it anyway.
    db.select({ id: mediaNodes.id }).from(mediaNodes).where(and(ne(mediaNodes.id, nodeId), or(isNull(mediaNodes.tenantId), eq(mediaNodes.tenantId, owner)))).limit(siblingsTold),
  ]);
  return changed.length === 0 ? [] : siblings.map(({ id }) => id);
}

/** Who does not hear it now hears it at its next hello. */
export async function tellSiblings(services: Services, nodeIds: readonly string[]): Promise<void> {
  await Promise.all(
    nodeIds.map(async (id) => {
      try {
        await within(services.node(id).linesChanged(), tellTimeoutMs);
      } catch (error) {
        console.error(JSON.stringify({ event: "node not told of another's trunks", nodeId: id, error: String(error) }));
      }
    }),
  );
}
