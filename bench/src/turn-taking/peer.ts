/** The turn-taking set played to LiveKit's agents-js, in real time, in a process of its own. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installPeer } from "../peer.ts";
import type { Held } from "./figures.ts";
import type { FromTurnPeer, ToTurnPeer } from "./peer-messages.ts";
import type { ScriptedCall } from "./set.ts";

const startTimeoutMs = 30_000;
/** As the peer plays them. */
const callsAtOnce = 40;
/** Of a batch, beyond its longest call. */
const playTimeoutMs = 30_000;
/** A twentieth of the frames later than this, and the figures are the machine's. */
const mostLateMs = 100;

/** @throws Error where it can't be installed, does not start, or this machine is too slow to play the set in time. */
export async function playToPeer(calls: readonly ScriptedCall[], say: (text: string) => void): Promise<{ version: string; held: Held[]; lateMs: number }> {
  const version = installPeer(say);
  const child = fork(fileURLToPath(new URL("../../peers/agents-js-turns.mjs", import.meta.url)), [], { serialization: "advanced", stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] });
  const next = <T extends FromTurnPeer["type"]>(type: T, withinMs: number) =>
    new Promise<Extract<FromTurnPeer, { type: T }>>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`agents-js did not say "${type}" in ${withinMs / 1000} s`)), withinMs);
      child.once("exit", () => reject(new Error("agents-js ended")));
      child.on("message", (message: FromTurnPeer) => {
        if (message.type !== type) return;
        clearTimeout(timer);
        resolve(message as Extract<FromTurnPeer, { type: T }>);
      });
    });
  try {
    await next("ready", startTimeoutMs);
    const order: ToTurnPeer = { type: "play", calls: [...calls] };
    child.send(order);
    const longestMs = Math.max(...calls.map((call) => call.pcm.length / 8));
    const { played } = await next("played", Math.ceil(calls.length / callsAtOnce) * (longestMs + playTimeoutMs));
    const lateMs = Math.max(...played.map((one) => one.lateMs));
    if (lateMs > mostLateMs) throw new Error(`this machine was ${Math.round(lateMs)} ms late with the caller's audio`);
    const held = calls.flatMap((call, n): Held[] => {
      const one = played[n];
      return one ? [{ call, commits: one.commits, soundedMs: new Set(one.soundedMs), interrupted: one.interrupted }] : [];
    });
    return { version, held, lateMs };
  } finally {
    child.kill("SIGKILL");
  }
}
