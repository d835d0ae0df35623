/** LiveKit's agents-js, headless, as a process under test. It is installed the first time a bench asks for it. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { startSubject, type Subject } from "./processes.ts";

export type Peer = { name: string; version: string; subject: Subject };

const folder = fileURLToPath(new URL("../peers", import.meta.url));
const installTimeoutMs = 240_000;

/** @returns the version. Throws where it can't be installed. */
export function installPeer(say: (text: string) => void): string {
  const manifest = `${folder}/node_modules/@livekit/agents/package.json`;
  if (!existsSync(manifest)) {
    say("installing the peer (about 290 MB)");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--workspaces=false"], { cwd: folder, stdio: "pipe", timeout: installTimeoutMs });
  }
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, "utf8"))).version;
}

/** Throws where it can't be installed or does not start. */
export async function startPeer(say: (text: string) => void): Promise<Peer> {
  const version = installPeer(say);
  return { name: "agents-js", version, subject: await startSubject("agents-js", `${folder}/agents-js.mjs`, {}) };
}
