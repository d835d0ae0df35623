/** The product a tool talks to: the one that runs over the default data folder, or one of its own for the call. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { startResident } from "../../../scripts/resident.ts";
import { connectApi, type Api } from "./api.ts";

export const repositoryRoot = fileURLToPath(new URL("../../../", import.meta.url));
const runSchema = z.object({ url: z.string(), demo: z.object({ apiKey: z.string() }) });

export type Server = { api: Api; close(): Promise<void> };

/** @param needs environment of the media node that a running product may lack (telephony): then always a product of its own */
export async function joinOrStart(needs: Record<string, string> | null, say: (text: string) => void): Promise<Server> {
  const running = needs === null ? await findRunning() : null;
  if (running) return { api: running, close: () => Promise.resolve() };
  say("No running Zvon was found: starting one for this call.");
  const dataDir = await mkdtemp(path.join(tmpdir(), "zvon-call-"));
  const resident = await startResident({ port: 0, dataDir, ...(needs ? { env: needs } : {}) });
  return {
    api: connectApi(resident.url, resident.apiKey),
    async close() {
      await resident.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function findRunning(): Promise<Api | null> {
  const text = await readFile(path.join(repositoryRoot, "data/run.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const run = runSchema.safeParse(JSON.parse(text));
  if (!run.success) return null;
  const healthy = await fetch(new URL("/health", run.data.url), { signal: AbortSignal.timeout(3_000) }).then((response) => response.ok, () => false);
  return healthy ? connectApi(run.data.url, run.data.demo.apiKey) : null;
}
