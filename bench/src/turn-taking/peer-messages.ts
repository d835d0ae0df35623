/** What the bench and a peer that plays the set say to each other. */
import type { ScriptedCall } from "./set.ts";

export type ToTurnPeer = { type: "play"; calls: ScriptedCall[] };
export type FromTurnPeer = { type: "ready" } | { type: "played"; played: { commits: { atMs: number; text: string }[]; soundedMs: number[]; interrupted: boolean; /** How late the caller's frames came, 95 of 100: much on a machine too busy to play the set in time. */ lateMs: number }[] };
