/** The lab that `npm run lab -- up` left running: where a later `status`, `down` or scripted caller finds it. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { attachLab, type Lab } from "./asterisk.ts";
import { cacheFolder } from "./install.ts";

export const recordFile = join(cacheFolder(process.env), "lab.json");

const recordSchema = z.object({
  ari: z.object({ url: z.string(), user: z.string(), password: z.string(), app: z.string() }),
  sip: z.object({ host: z.string(), port: z.number() }),
  trunk: z.object({ host: z.string(), port: z.number() }),
  pid: z.number(),
  folder: z.string(),
  /** The data folder of the product that was told of it. */
  data: z.string(),
});

export async function runningLab(): Promise<{ lab: Lab; data: string } | null> {
  if (!existsSync(recordFile)) return null;
  const { data, ...record } = recordSchema.parse(JSON.parse(await readFile(recordFile, "utf8")));
  const lab = attachLab(record);
  return lab === null ? null : { lab, data };
}
