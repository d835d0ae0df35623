/** What the bench, the process of the callers and a process under test (ours or a peer's) say to each other. */
import type { LinkGrant } from "@zvon/contract/node-link.ts";

/** µ-law over RTP at loopback; all callers do the same, at times of their own. */
export type ToCallers =
  | { type: "bind"; calls: number }
  /** `speech`: 8 kHz, said at every turn. Callers speak once the bot has been quiet, at first after `firstAfterMs`. */
  | { type: "start"; ports: number[]; speech: Int16Array; firstAfterMs: number }
  | { type: "report" };

/** Of one turn of one call, on the machine's clock: last packet of speech sent, and first packet with sound received after it. */
export type HeardTurn = { call: number; spokenMs: number; heardMs: number };

export type FromCallers =
  | { type: "bound"; ports: number[] }
  | { type: "report"; turns: HeardTurn[]; begun: number };

export type ToSubject =
  /** Opens calls beside those that are open; `callers` are the ports that will send and receive. `grants` for ours alone. */
  | { type: "open"; callers: number[]; grants: LinkGrant[] }
  | { type: "report" };

/** When the endpoint of a turn was decided, that is, when the recogniser was told that no more audio comes. */
export type Endpoint = { call: number; atMs: number };

export type FromSubject =
  | { type: "ready" }
  | { type: "opened"; ports: number[] }
  | { type: "report"; endpoints: Endpoint[]; rssBytes: number; /** Calls that are over, though nobody hung up; of ours alone. */ ended?: number };
