/**
 * Is the node there, and what of its calls, its trunks and the talks it carries? Looked at when it comes, goes, and by the
 * object's one alarm. What follows is decided in liveness.ts.
 */
import type { TenantId } from "@zvon/contract/ids.ts";
import type { Services } from "../services.ts";
import { within } from "../services.ts";
import { awayAfterMs, markAway, tellSiblings } from "./away.ts";
import { carriedCalls, carriedCount, letGo, noteMissing } from "./carried.ts";
import type { CallRow } from "./carried.ts";
import type { ControlSocket } from "./control-socket.ts";
import type { TalkCounter } from "./count-talks.ts";
import { judgeNode, missingGraceMs } from "./liveness.ts";
import type { NodeSettings } from "./node-settings.ts";

/** Hubs and sessions answer in ms; one that hangs must not keep the others' calls waiting. */
const rpcTimeoutMs = 10_000;
/** After a look that threw, or left calls to tell of. */
const lookAgainMs = 15_000;
/** Rows of calls that ended are swept by asking the hubs; younger ones may not be in a hub's list yet. */
const sweepAfterMs = 60_000;

export const absenceMigration = "CREATE TABLE IF NOT EXISTS absence (id INTEGER PRIMARY KEY CHECK (id = 1), since_ms INTEGER NOT NULL);";

export interface NodeLife {
  /** Draws the conclusions of now, and sets the alarm for the next look. */
  look(): Promise<void>;
  onAlarm(): Promise<void>;
  /** Also for a connection whose end nobody saw: when the edge restarts, its sockets are gone without a close. */
  absentFrom(sinceMs: number): number;
  absentSince(): number | null;
  /** It said hello, and which calls it carries. */
  isHere(carries: ReadonlySet<string>, seenMs: number): void;
  /** It takes its trunks back; behind it, for the node waits for its own lines. */
  isBack(nodeId: string): Promise<void>;
}

type Ports = { ctx: DurableObjectState; services: Services; control: ControlSocket; settings: NodeSettings; talks: TalkCounter; /** A call that is just being placed is missed by nobody. */ isPlacing: (callId: string) => boolean };

export function createNodeLife({ ctx, services, control, settings, talks, isPlacing }: Ports): NodeLife {
  const { sql } = ctx.storage;

  /** Others register its trunks once it is gone for minutes. @returns when to look at that again, null: there is nothing to. */
  async function handOver(now: number): Promise<number | null> {
    const nodeId = settings.get("node");
    if (control.current() !== null || nodeId === null || settings.get("away") === "yes") return null;
    const atMs = (life.absentSince() ?? now) + awayAfterMs;
    if (now < atMs) return atMs;
    try {
      await tellSiblings(services, await markAway(services, nodeId, true));
      settings.set("away", "yes");
      return null;
    } catch (error) {
      console.error(JSON.stringify({ event: "trunks not handed over", nodeId, error: String(error) }));
      return now + lookAgainMs;
    }
  }

  /** Tells sessions that their node is gone; those already settled find nothing to do. */
  async function lose(isLost: (row: CallRow) => boolean): Promise<void> {
    await sweep(0);
    const rows = carriedCalls(sql).filter(isLost);
    await Promise.all(
      rows.map(async ({ callId, tenantId }) => {
        try {
          await within(services.session(tenantId, callId).nodeLost(), rpcTimeoutMs);
          letGo(sql, callId);
        } catch (error) {
          // The row stays: the next look tries again.
          console.error(JSON.stringify({ event: "nodeLost not delivered", callId, error: String(error) }));
        }
      }),
    );
  }

  /** Forgets calls that hold no lease any more: they ended. */
  async function sweep(olderThanMs: number): Promise<void> {
    const before = services.now() - olderThanMs;
    const rows = carriedCalls(sql).filter((row) => row.sinceMs <= before && !isPlacing(row.callId));
    await Promise.all([...new Set(rows.map((row) => row.tenantId))].map(async (tenantId) => sweepTenant(tenantId, rows.filter((row) => row.tenantId === tenantId))));
  }

  async function sweepTenant(tenantId: TenantId, rows: CallRow[]): Promise<void> {
    try {
      const leases = await within(services.hub(tenantId).liveCalls({ limit: 10_000, before: null }), rpcTimeoutMs);
      const live = new Set(leases.map((call) => call.callId));
      for (const row of rows) if (!live.has(row.callId)) letGo(sql, row.callId);
    } catch (error) {
      // One tenant's hub that is away must not keep the calls of the others.
      console.error(JSON.stringify({ event: "calls not swept", tenantId, error: String(error) }));
    }
  }

  const life: NodeLife = {
    async look() {
      const now = services.now();
      const current = control.current();
      const rows = carriedCalls(sql);
      const missingSinceMs = Math.min(...rows.map((row) => row.missingMs ?? Infinity));
      const verdict = judgeNode({ connected: current !== null, lastSeenMs: current?.sight.lastSeenMs ?? life.absentSince() ?? life.absentFrom(now), calls: rows.length, missingSinceMs }, now);
      if (verdict.silent && current !== null) {
        life.absentFrom(current.sight.lastSeenMs);
        control.close(current.socket, 4000, "silent for too long");
      }
      if (verdict.lost) await lose(() => true);
      else if (verdict.missingLost) await lose(({ missingMs }) => missingMs !== null && now - missingMs >= missingGraceMs);
      // Sessions that could not be told of the loss are told by the next look.
      const lookAtMs = verdict.nextLookAtMs ?? (verdict.lost && carriedCount(sql) > 0 ? now + lookAgainMs : null);
      const handOverAtMs = await handOver(now);
      await talks.look(undefined);
      const talksAtMs = talks.dueMs();
      const nextLookAtMs = Math.min(...[lookAtMs, handOverAtMs, talksAtMs === null ? null : Math.max(talksAtMs, now + lookAgainMs)].map((atMs) => atMs ?? Infinity));
      if (nextLookAtMs === Infinity) await ctx.storage.deleteAlarm();
      else await ctx.storage.setAlarm(nextLookAtMs);
    },
    async onAlarm() {
      // First of all: a look that throws must not be the last one.
      await ctx.storage.setAlarm(services.now() + lookAgainMs);
      await sweep(sweepAfterMs);
      await life.look();
    },
    absentFrom(sinceMs) {
      sql.exec("INSERT OR REPLACE INTO absence (id, since_ms) VALUES (1, ?)", sinceMs);
      return sinceMs;
    },
    absentSince: () => sql.exec<{ since_ms: number }>("SELECT since_ms FROM absence").toArray()[0]?.since_ms ?? null,
    isHere(carries, seenMs) {
      sql.exec("DELETE FROM absence");
      // The node's own list is the truth, but what it no longer carries may have ended while nobody listened: its last
      // facts are on their way through the call's own link, and say more than that it was lost.
      for (const { callId, missingMs } of carriedCalls(sql)) {
        const missing = !carries.has(callId) && !isPlacing(callId);
        if (missing !== (missingMs !== null)) noteMissing(sql, callId, missing ? seenMs : null);
      }
    },
    async isBack(nodeId) {
      settings.set("node", nodeId);
      settings.set("away", "no");
      try {
        ctx.waitUntil(tellSiblings(services, await markAway(services, nodeId, false)));
      } catch (error) {
        // Another goes on registering them; the next hello takes them back.
        console.error(JSON.stringify({ event: "trunks not taken back", nodeId, error: String(error) }));
      }
    },
  };
  return life;
}
