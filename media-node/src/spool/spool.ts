/**
 * Facts the edge had not stored when their call was over: one file a call on the node's disk, delivered once the edge
 * is back, also by a later run of the node. Numbers make it once only: what the edge has already is not taken twice.
 */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { factSchema } from "@zvon/contract/call-link.ts";
import { linkGrantSchema } from "@zvon/contract/node-link.ts";
import { z } from "zod";
import { runLink } from "../link/connection.ts";
import type { FactStore } from "../link/link.ts";
import { newLink } from "../link/state.ts";
import type { Log } from "../log.ts";

const recordSchema = z.object({ grant: linkGrantSchema, attempt: z.number().int().nonnegative(), fresh: z.boolean(), facts: z.array(factSchema).min(1) });
export type SpoolRecord = z.infer<typeof recordSchema>;

/** About 20 MB of talk; a node that has lost its edge gets no calls that could fill more. */
const maxRecords = 10_000;
const retryMs = 10_000;
/** A day-long outage ends with one call after another, not with ten thousand sockets. */
const inFlight = 4;

export interface Spool extends FactStore {
  /** Calls that wait for the edge. */
  pending(): number;
  close(): Promise<void>;
}

/** Opens the folder and begins to deliver what lies in it. @param options.retryMs between two tries of one call. */
export async function openSpool(options: { folder: string; edgeUrl: string; log: Log; clock?: () => number; retryMs?: number }): Promise<Spool> {
  const { folder, log } = options;
  const clock = options.clock ?? (() => performance.now());
  await mkdir(folder, { recursive: true });
  const waiting = new Map<string, SpoolRecord>();
  const busy = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const fileOf = (callId: string) => path.join(folder, `${callId}.json`);

  for (const name of await readdir(folder)) {
    if (!name.endsWith(".json")) continue;
    const record = recordSchema.safeParse(parseJson(await readFile(path.join(folder, name), "utf8")));
    if (record.success) waiting.set(record.data.grant.callId, record.data);
    else {
      log.error("a damaged file of the spool was set aside", { name });
      await rename(path.join(folder, name), path.join(folder, `${name}.damaged`));
    }
  }

  async function keep(record: SpoolRecord): Promise<void> {
    if (waiting.size >= maxRecords) throw new Error(`the spool holds ${maxRecords} calls already`);
    await writeAtomically(fileOf(record.grant.callId), JSON.stringify(record));
    waiting.set(record.grant.callId, record);
    log.warn("facts of a call wait on disk for the edge", { callId: record.grant.callId, facts: record.facts.length });
    work(options.retryMs ?? retryMs);
  }

  function work(afterMs: number): void {
    if (closed || timer !== null || waiting.size === 0) return;
    timer = setTimeout(() => {
      timer = null;
      for (const [callId, record] of waiting) {
        if (busy.size >= inFlight) break;
        if (busy.has(callId)) continue;
        const delivery = deliver(record)
          .catch((error: unknown) => log.error("the spool failed", { callId, error }))
          .finally(() => busy.delete(callId));
        busy.set(callId, delivery);
      }
      work(options.retryMs ?? retryMs);
    }, afterMs);
  }

  /** One life of a link that has nothing to do but to drain. */
  async function deliver(record: SpoolRecord): Promise<void> {
    const { callId, epochBase } = record.grant;
    const left = await new Promise<{ facts: SpoolRecord["facts"]; attempt: number; fresh: boolean; refused: boolean }>((resolve) => {
      let rest: SpoolRecord["facts"] = [];
      let { attempt, fresh } = record;
      const link = runLink({
        initial: newLink({ callId, epochBase, fresh: false, seed: 1, kept: record }, clock()),
        edgeUrl: options.edgeUrl, grant: record.grant, clock, log: log.with({ callId, spool: true }),
        onEffect(effect) {
          if (effect.type === "spool") ({ facts: rest, attempt, fresh } = effect);
          if (effect.type === "drained") resolve({ facts: rest, attempt, fresh, refused: link.state().refused });
        },
      });
      link.step({ type: "drain" });
    });
    if (left.facts.length === 0) {
      waiting.delete(callId);
      await rm(fileOf(callId), { force: true });
      log.info("facts from the spool are with the edge", { callId, facts: record.facts.length });
    } else if (left.refused) {
      // Kept for the operator: asking again would be refused again.
      waiting.delete(callId);
      await rename(fileOf(callId), `${fileOf(callId)}.refused`);
      log.error("the edge refused facts from the spool", { callId, facts: left.facts.length });
    } else {
      // To the end: a few that fail for ever would otherwise keep every place in flight.
      waiting.delete(callId);
      waiting.set(callId, { ...record, ...left });
    }
  }

  work(0);
  return {
    keep,
    pending: () => waiting.size,
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      // What is under way is on disk still: another run takes it up.
      await Promise.race([Promise.all(busy.values()), new Promise((resolve) => setTimeout(resolve, 500).unref())]);
    },
  };
}

/** A crash leaves the old file or the new one, never a half. */
async function writeAtomically(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
