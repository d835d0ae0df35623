/** The books of the bot's replies: which have come, which was heard last, and how long each took. */
import type { FactBody, ReplyText } from "@zvon/contract/call-link.ts";
import type { Heard } from "./speaker.ts";

export interface ReplyBooks {
  /** What the edge knows as the call begins. */
  begin(known: { turn: number; reply: number }): void;
  came(reply: Pick<ReplyText, "reply" | "turn">): void;
  /** The caller's turn is over; `endMs` on the audio clock. */
  committed(turn: number, endMs: number): void;
  /** The first sound of a reply leaves now. */
  sounded(reply: number): void;
  heard(heard: Heard): Extract<FactBody, { type: "reply.heard" }>;
  /** -1: none. */
  newest(): number;
  newestHeard(): number;
  /** Words for this turn of the caller are still to come. */
  owes(turn: number): boolean;
}

/** @param now monotonic, ms */
export function createReplyBooks(now: () => number): ReplyBooks {
  let newest = -1;
  let newestHeard = -1;
  /** The newest turn of which words of the bot have come. */
  let repliedTurn = -1;
  let committed = { turn: 0, endMs: 0, atMs: now() };
  let firstSound = { reply: -1, atMs: 0 };
  const since = (laterMs: number, earlierMs: number) => Math.max(0, Math.round(laterMs - earlierMs));

  return {
    begin({ turn, reply }) {
      newest = reply;
      newestHeard = reply;
      if (reply >= 0) repliedTurn = turn;
    },
    came({ reply, turn }) {
      newest = Math.max(newest, reply);
      repliedTurn = Math.max(repliedTurn, turn);
    },
    committed(turn, endMs) {
      committed = { turn, endMs, atMs: now() };
    },
    sounded(reply) {
      firstSound = { reply, atMs: now() };
    },
    heard({ reply, turn, heard, interrupted, startMs, endMs, textAtMs }) {
      newestHeard = Math.max(newestHeard, reply);
      const sounded = firstSound.reply === reply;
      const answers = sounded && turn === committed.turn;
      return {
        type: "reply.heard", reply, turn, heard, interrupted, startMs: Math.round(startMs), endMs: Math.round(endMs),
        decisionMs: answers ? since(textAtMs, committed.atMs) : 0,
        ttsMs: sounded ? since(firstSound.atMs, textAtMs) : 0,
        firstAudioMs: answers && turn > 0 ? since(startMs, committed.endMs) : 0,
      };
    },
    newest: () => newest,
    newestHeard: () => newestHeard,
    owes: (turn) => turn > repliedTurn,
  };
}
