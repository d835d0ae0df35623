/** A vendor's speech-to-speech agent: it hears, thinks and speaks for itself; the node carries sound both ways. */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { ProviderError } from "../audio/provider-error.ts";
import type { VendorLine } from "../net/vendor-line.ts";

export interface AgentEvents {
  /** Speech of the agent, 8 kHz mono, faster than it is to sound. */
  onAudio(pcm: Int16Array): void;
  /** The caller cut in: what has not sounded yet must not. */
  onInterruption(): void;
  /** What the agent says with the audio that comes now, whole. */
  onAgentText(text: string): void;
  /** How much of it was said before it was cut off, as the agent believes. */
  onAgentCorrection(text: string): void;
  /** One turn of the caller. */
  onUserText(text: string): void;
  /** The last event, once; null: the agent ended the talk. Not told after `close`. */
  onEnd(error: ProviderError | null): void;
}

export interface Agent {
  /** Caller's audio, 8 kHz mono, silence too: the agent finds the ends of turns by it. What comes before the agent listens waits, 2 s of it at most. */
  send(pcm: Int16Array): void;
  /** As if the caller had said it. */
  text(text: string): void;
  billed(): UsageLine[];
  close(): Promise<void>;
}

/** Begins the talk: the agent greets as soon as it is reached. Throws nothing: errors come by `onEnd`. */
export type OpenAgent = (line: VendorLine, agentId: string, events: AgentEvents) => Agent;
