/**
 * Which calls of the exchange this node holds, on its disk: one small file a call, there for as long as the call is. A
 * node that was killed finds there what it needs to take its calls up again, for Asterisk keeps them talking meanwhile;
 * what is in no file and has no owner is hung up.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { linkGrantSchema } from "@zvon/contract/node-link.ts";
import { z } from "zod";
import type { Log } from "../log.ts";

const entrySchema = z.object({
  /** Of this life of the node: the next one counts its epochs from one base higher. */
  grant: linkGrantSchema,
  channelId: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  /** Our number and the far side's. */
  ours: z.string(),
  theirs: z.string(),
  /** Wall clock: no other is common to two processes. Null while it is not answered. */
  answeredAt: z.number().nullable(),
  /** An operator dialled: two people talk there, without media of ours. */
  line: z.boolean().optional(),
});
export type HeldCall = z.infer<typeof entrySchema>;

export interface LiveRegister {
  /** Calls that an earlier run held when it ended, each told once. */
  inherited: readonly HeldCall[];
  keep(call: HeldCall): Promise<void>;
  forget(callId: string): Promise<void>;
  /** Calls that could not be written down: they end with the node. */
  failures(): number;
}

/** Opens the folder; a file that is no entry is removed. */
export async function openLiveRegister({ folder, log }: { folder: string; log: Log }): Promise<LiveRegister> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (callId: string) => path.join(folder, `${callId}.json`);
  let failures = 0;
  /** Of one call in order: an entry that is written must not outlive its removal. */
  const tails = new Map<string, Promise<void>>();
  const inherited: HeldCall[] = [];
  for (const name of await readdir(folder)) {
    // A draft whose writer was killed is whole mostly, and older than the entry or of the same call: two would be taken up.
    const entry = name.endsWith(".json") ? entrySchema.safeParse(parseJson(await readFile(path.join(folder, name), "utf8"))) : null;
    if (entry?.success) inherited.push(entry.data);
    else await rm(path.join(folder, name), { force: true });
  }

  function afterwards(callId: string, work: () => Promise<void>): Promise<void> {
    const tail = (tails.get(callId) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      failures += 1;
      if (failures === 1) log.warn("a live call can't be written down: it would not outlive this process", { error });
    });
    tails.set(callId, tail);
    void tail.then(() => {
      if (tails.get(callId) === tail) tails.delete(callId);
    });
    return tail;
  }

  return {
    inherited,
    failures: () => failures,
    keep(call) {
      const { callId } = call.grant;
      return afterwards(callId, async () => {
        // No fsync: what the machine loses, Asterisk on it loses too.
        await writeFile(`${fileOf(callId)}.draft`, JSON.stringify(call), { mode: 0o600 });
        await rename(`${fileOf(callId)}.draft`, fileOf(callId));
      });
    },
    forget: (callId) => afterwards(callId, () => rm(fileOf(callId), { force: true })),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
