/** Two who talk without a bot: what the node tells of them is counted at the hub, which gives them longer, and in the books. */
import { callMonth } from "@zvon/contract/ids.ts";
import type { TalkSight } from "@zvon/contract/node-link.ts";
import type { Services } from "../services.ts";
import { within } from "../services.ts";
import type { ControlSocket } from "./control-socket.ts";
import { dropTalk, judgeTalk, noteGranted, noteTold, talkRows, talksDueMs } from "./talks.ts";
import type { TalkRow } from "./talks.ts";

/** Hubs and archives answer in ms. */
const rpcTimeoutMs = 10_000;

export interface TalkCounter {
  /** @param told in the beat that has just come; undefined: none has, or by a node that tells none. */
  look(told: readonly TalkSight[] | undefined): Promise<void>;
  /** When to look though no beat comes; null: nobody talks. */
  dueMs(): number | null;
}

export function countTalks({ sql, services, control }: { sql: SqlStorage; services: Services; control: ControlSocket }): TalkCounter {
  async function extend(row: TalkRow, talkedMs: number, nowMs: number): Promise<void> {
    const more = await within(services.hub(row.tenantId).extendTalk({ id: row.id, talkedMs, nowMs }), rpcTimeoutMs);
    noteTold(sql, row.id, talkedMs, nowMs);
    const current = control.current();
    if (more === null || more.maxMs <= row.grantedMs || current === null) return;
    noteGranted(sql, row.id, more.maxMs);
    control.send(current.socket, { type: "talk.limit", talk: row.id, leftMs: more.maxMs - talkedMs });
  }

  async function end(row: TalkRow, ms: number): Promise<void> {
    await within(services.hub(row.tenantId).endTalk({ id: row.id, ms }), rpcTimeoutMs);
    const month = callMonth(row.id);
    if (month !== null) await within(services.archive(row.tenantId, month).talked({ callId: row.id, ms: Math.min(ms, row.grantedMs) }), rpcTimeoutMs);
    dropTalk(sql, row.id);
  }

  return {
    async look(told) {
      const now = services.now();
      await Promise.all(
        talkRows(sql).map(async (row) => {
          const verdict = judgeTalk(row, told === undefined ? undefined : (told.find(({ talk }) => talk === row.id) ?? null), now);
          try {
            if (verdict?.type === "told") noteTold(sql, row.id, verdict.ms, now);
            if (verdict?.type === "extend") await extend(row, verdict.talkedMs, now);
            if (verdict?.type === "end") await end(row, verdict.ms);
          } catch (error) {
            // The row stays: the next beat, or look, tries again.
            console.error(JSON.stringify({ event: "talk not counted yet", talk: row.id, error: String(error) }));
          }
        }),
      );
    },
    dueMs: () => talksDueMs(talkRows(sql)),
  };
}
