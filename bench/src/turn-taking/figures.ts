/** What was observed of the set's calls, as figures. Pure. */
import type { ScriptedCall } from "./set.ts";

/** Of one call, by whoever held it: when turns were committed, and in which frames of 20 ms the bot sounded. */
export type Held = { call: ScriptedCall; commits: readonly { atMs: number; text: string }[]; soundedMs: ReadonlySet<number>; interrupted: boolean };

/** The last sound of a word dies away before its recording ends. */
const edgeMs = 60;

export type TurnFigure = { cutOff: boolean; lost: boolean; deadAirMs: number | null };

/** A turn is cut off when something is committed while the caller has not finished; its dead air ends with the last commit that belongs to it. */
export function turnFigures({ call, commits }: Held): TurnFigure[] {
  return call.turns.map((turn, n) => {
    const own = commits.filter(({ atMs }) => atMs >= turn.startMs && atMs < (call.turns[n + 1]?.startMs ?? Infinity));
    const cutOff = own.some(({ atMs }) => atMs < turn.endMs - edgeMs);
    const after = own.findLast(({ atMs }) => atMs >= turn.endMs - edgeMs);
    return { cutOff, lost: after === undefined, deadAirMs: after ? Math.max(0, after.atMs - turn.endMs) : null };
  });
}

/** What came over the bot and what the bot did: `silentMs` from the beginning of both until it fell silent, null if it did not within `withinMs`. */
export type OverFigure = { kind: NonNullable<ScriptedCall["over"]>["kind"]; noisy: boolean; stopped: boolean; /** It speaks right after the caller has finished. */ speaksOn: boolean; silentMs: number | null };

const frameMs = 20;
const withinMs = 2_000;

export function overFigure({ call, soundedMs, interrupted }: Held): OverFigure | null {
  if (!call.over || call.botFromMs === null) return null;
  const fromMs = Math.ceil(Math.max(call.over.startMs, call.botFromMs + 3 * frameMs) / frameMs) * frameMs;
  const { endMs } = call.over;
  const speaksOn = [...soundedMs].some((atMs) => atMs >= endMs + 200 && atMs < endMs + 1000);
  const silent = Array.from({ length: withinMs / frameMs }, (_, n) => fromMs + n * frameMs).find((atMs) => !soundedMs.has(atMs));
  return { kind: call.over.kind, noisy: call.condition !== "clean", stopped: interrupted, speaksOn, silentMs: silent === undefined ? null : silent - Math.max(call.over.startMs, call.botFromMs) };
}

export const mean = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length);
export const shareOf = <T>(list: readonly T[], holds: (one: T) => boolean): number => (list.length === 0 ? Number.NaN : (100 * list.filter(holds).length) / list.length);
