/**
 * The lab beside a running product: the media node watches its data folder for the address of an Asterisk, so the lab
 * leaves it there while it is up. A product that is started later over the same folder finds it too.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { addressFileName } from "@zvon/media-node/src/asterisk/address-file.ts";
import { z } from "zod";
import type { LabRecord } from "./asterisk.ts";

const runSchema = z.object({ url: z.string() });
const healthSchema = z.object({ nodes: z.array(z.object({ telephony: z.string() })) });
/** The node looks each second and tells the edge at once. */
const noticeWithinMs = 5_000;

const addressFile = (dataFolder: string): string => join(dataFolder, "node", addressFileName);

/** @returns a sentence for the user: who takes the calls now */
export async function announceLab(dataFolder: string, lab: LabRecord): Promise<string> {
  // A folder that is no data folder yet must stay as it is, or `npm start` would take it for somebody else's.
  if (!existsSync(join(dataFolder, "version.json"))) return `none has run over ${dataFolder} yet: npm start, then this once more`;
  await mkdir(join(dataFolder, "node"), { recursive: true, mode: 0o700 });
  const file = addressFile(dataFolder);
  const draft = `${file}.${process.pid}.draft`;
  await writeFile(draft, JSON.stringify({ ...lab.ari, pid: lab.pid }), { mode: 0o600 });
  await rename(draft, file);
  const url = await productUrl(dataFolder);
  if (url === null) return "not running: it takes the calls as soon as it is started (npm start)";
  for (const until = performance.now() + noticeWithinMs; performance.now() < until; await delay(100)) {
    if (await hasTelephony(url)) return `${url} takes the calls: 1001 and 1002 the salon (ru, en), 1003 and 1004 the order status`;
  }
  return `${url} has not taken the exchange up within ${noticeWithinMs / 1000} s: see its log`;
}

export async function withdrawLab(dataFolder: string): Promise<void> {
  if (!existsSync(addressFile(dataFolder))) return;
  await rm(addressFile(dataFolder), { force: true });
  const url = await productUrl(dataFolder);
  if (url === null) return;
  for (const until = performance.now() + noticeWithinMs; performance.now() < until && (await hasTelephony(url)); ) await delay(100);
}

async function productUrl(dataFolder: string): Promise<string | null> {
  const text = await readFile(join(dataFolder, "run.json"), "utf8").catch(() => null);
  const run = text === null ? null : runSchema.safeParse(JSON.parse(text));
  if (!run?.success) return null;
  const alive = await fetch(new URL("/health", run.data.url), { signal: AbortSignal.timeout(3_000) }).then(() => true, () => false);
  return alive ? run.data.url : null;
}

async function hasTelephony(url: string): Promise<boolean> {
  const answer = await fetch(new URL("/health/telephony", url), { signal: AbortSignal.timeout(3_000) }).then((response) => response.json(), () => null);
  const health = healthSchema.safeParse(answer);
  return health.success && health.data.nodes.some((node) => node.telephony === "up");
}
