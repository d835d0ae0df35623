/**
 * Where the node learns of an Asterisk that came up beside it (`npm run lab -- up`): a small file in the node's data
 * folder, there for as long as that Asterisk is.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";

export const exchangeAddressSchema = z.object({
  url: z.url(),
  user: z.string().min(1),
  password: z.string(),
  app: z.string().min(1),
  /** Of an Asterisk on this machine: with the process gone the file means nothing. */
  pid: z.number().int().positive().optional(),
});
export type ExchangeAddress = Omit<z.infer<typeof exchangeAddressSchema>, "pid">;

export const addressFileName = "asterisk.json";

/** Null when there is no such file, it is not whole, or its Asterisk runs no more. */
export async function readAddressFile(path: string): Promise<ExchangeAddress | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  const parsed = exchangeAddressSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { pid, ...address } = parsed.data;
  return pid === undefined || isAlive(pid) ? address : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: another user's process, alive nevertheless.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Half of a file while it is being written is as good as none: the next look finds the whole. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
