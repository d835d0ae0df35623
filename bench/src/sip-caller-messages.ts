/** What `whole-product` and the process of its SIP callers say to each other. */
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";

export type ToSipCallers = {
  type: "call";
  to: { host: string; port: number };
  /** One call each, `apartMs` after the former. */
  calls: { number: string; from: string; steps: CallerStep[] }[];
  apartMs: number;
};

export type SipCall = {
  from: string;
  /** SIP status of the answer. */
  status: number;
  /** `script`: the caller said all; `bot-hangup`: the bot ended the call; `bot-silent`: it left the caller without sound. */
  why: "script" | "bot-hangup" | "bot-silent" | "not-answered";
  /** Last packet of the caller's words → first 20 ms with sound at the caller's socket, turn by turn. */
  firstAudioMs: number[];
  /** Longest silence between two sounds of the bot's answer, turn by turn. */
  gapMs: number[];
};

export type FromSipCallers = { type: "agent"; port: number } | { type: "called"; calls: SipCall[] };
