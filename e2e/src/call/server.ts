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

export type Server = { api: Api; /** Of the running product, null for one of the tool's own. */ dataFolder: string | null; close(): Promise<void> };

const defaultDataFolder = path.join(repositoryRoot, "data");

/**
 * @param ownEnvironment of the media node of a product that has to be started for the call
 * @param dataFolder where the product was started with `--data`: then none is started. @throws Error when none runs over it.
 */
export async function joinOrStart(ownEnvironment: Record<string, string>, say: (text: string) => void, dataFolder?: string): Promise<Server> {
  const folder = dataFolder === undefined ? defaultDataFolder : path.resolve(process.env["INIT_CWD"] ?? process.cwd(), dataFolder);
  const running = await findRunning(folder);
  if (running) return { api: running, dataFolder: folder, close: () => Promise.resolve() };
  if (dataFolder !== undefined) throw new Error(`No Zvon runs over ${folder}.`);
  say("No Zvon runs over the default data folder: starting one for this call. What it keeps goes with it.");
  const dataDir = await mkdtemp(path.join(tmpdir(), "zvon-call-"));
  const resident = await startResident({ port: 0, dataDir, env: ownEnvironment });
  return {
    api: connectApi(resident.url, resident.apiKey),
    dataFolder: null,
    async close() {
      await resident.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** @param dataFolder where the product was started with `--data`. */
export async function findRunning(dataFolder = defaultDataFolder): Promise<Api | null> {
  const text = await readFile(path.join(dataFolder, "run.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const run = runSchema.safeParse(JSON.parse(text));
  if (!run.success) return null;
  // Any answer will do: a product without telephony calls itself degraded and holds RTP and browser calls all the same.
  const alive = await fetch(new URL("/health", run.data.url), { signal: AbortSignal.timeout(3_000) }).then(() => true, () => false);
  return alive ? connectApi(run.data.url, run.data.demo.apiKey) : null;
}
