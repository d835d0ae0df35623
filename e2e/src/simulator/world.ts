/** What the parts of a simulation share. */
import type { CallContext, CallEvent } from "@zvon/worker/src/call/events.ts";
import type { CallStep } from "@zvon/worker/src/call/machine.ts";
import type { CallState } from "@zvon/worker/src/call/state.ts";
import type { LinkEvent, LinkState, LinkStep } from "@zvon/media-node/src/link/state.ts";
import type { Chance } from "./chance.ts";
import type { ScriptState } from "./dialogue.ts";
import type { Network } from "./network.ts";
import type { Moment, Schedule } from "./schedule.ts";
import type { Truth } from "./truth.ts";
import type { VirtualTime } from "./virtual-time.ts";

export type NodeStep = (state: LinkState, event: LinkEvent, nowMs: number) => LinkStep;
export type EdgeStep = (context: CallContext<ScriptState>, state: CallState<ScriptState>, event: CallEvent, nowMs: number) => CallStep<ScriptState>;

/** The two machines under test, or either with a fault put into it. */
export type Machines = { node: NodeStep; edge: EdgeStep; /** The shell of the edge forgets this. */ forgets?: "release" };

export type World = {
  time: VirtualTime;
  chance: Chance;
  schedule: Schedule;
  network: Network;
  machines: Machines;
  truth: Truth;
  /** Mishaps wait for these moments. */
  passes(moment: Extract<Moment, { after: unknown }>["after"]): void;
  trace(who: string, what: unknown): void;
};

export const violated = (world: World, what: string): void => void world.truth.violations.push(`${world.time.now()} ms: ${what}`);
