/** What really happened at the telephone, beside what the books say of it; and every broken promise found on the way. */
import type { Fact } from "@zvon/contract/call-link.ts";
import type { EndReason } from "@zvon/contract/end-reason.ts";

export type Truth = {
  /** `excused`: the node died with it before the edge had stored it, so nobody can know. */
  turns: { turn: number; text: string; excused: boolean }[];
  heard: Map<number, { text: string; interrupted: boolean; excused: boolean }>;
  /** Totals of each life of the node: as last told, and as far as surely stored. */
  usage: { told: { mediaMs: number; ttsChars: number }; stored: { mediaMs: number; ttsChars: number } }[];
  ended: { reason: EndReason; atMs: number; excused: boolean } | null;
  answeredAtMs: number | null;
  goodbyeHeardAtMs: number | null;
  nodeCrashes: number;
  /** Requests to models that told their cost to a living object. */
  thoughtsTold: number;
  /** What the node told of the transfers it was asked for, by key and life of the node. */
  transfers: { key: string; result: string }[];
  /** Turns that were given words, by the bot, to the voice. */
  answered: Set<number>;
  /** How often a person of the team had the floor, as the node saw it. */
  takeOvers: number;
  /** How long the edge or the way to it was away because of mishaps, ms. */
  awayMs: number;
  /** Facts sent more than once, and calls whose facts went to disk. */
  resent: number;
  spooled: number;
  violations: string[];
};

export const noTruth = (): Truth => ({ turns: [], heard: new Map(), usage: [], ended: null, answeredAtMs: null, goodbyeHeardAtMs: null, nodeCrashes: 0, thoughtsTold: 0, transfers: [], answered: new Set(), takeOvers: 0, awayMs: 0, resent: 0, spooled: 0, violations: [] });

/** The node died: of what it had not seen stored, nothing can be demanded. */
export function excuse(truth: Truth, outbox: readonly Fact[]): void {
  for (const fact of outbox) {
    if (fact.type === "turn.final") for (const turn of truth.turns) if (turn.text === fact.text) turn.excused = true;
    if (fact.type === "reply.heard") {
      const heard = truth.heard.get(fact.reply);
      if (heard !== undefined) heard.excused = true;
    }
    if (fact.type === "call.ended" && truth.ended !== null) truth.ended.excused = true;
  }
}
