import { describe, expect, it } from "vitest";
import { defaultTurnSettings, newTurnState, stepTurn, type TurnEffect, type TurnEvent, type TurnState } from "./machine.ts";

/** Plays `[probability, ms]` stretches of audio, and events between them, into the machine. */
function play(stretches: ([number, number] | TurnEvent)[], before: TurnEvent[] = []): { state: TurnState; effects: TurnEffect[] } {
  let state = newTurnState(defaultTurnSettings, 0);
  const effects: TurnEffect[] = [];
  const feed = (event: TurnEvent) => {
    const result = stepTurn(state, event);
    state = result.state;
    effects.push(...result.effects);
  };
  before.forEach(feed);
  let atMs = 0;
  for (const stretch of stretches) {
    if (!Array.isArray(stretch)) feed(stretch);
    else for (const end = atMs + stretch[1]; atMs < end; atMs += 20) feed({ type: "frame", atMs, speech: stretch[0] });
  }
  return { state, effects };
}
const types = (effects: TurnEffect[]) => effects.filter((e) => e.type !== "silence").map((e) => e.type);

describe("turn machine", () => {
  it("ends a turn after the configured silence and says when speech really ended", () => {
    const { effects } = play([[0, 200], [0.9, 600], [0, 600]]);
    expect(types(effects)).toEqual(["open", "endpoint"]);
    expect(effects.at(-1)).toMatchObject({ type: "endpoint", startMs: 200, endMs: 800, atMs: 1300, interrupts: false });
  });

  it("keeps one turn over a pause shorter than the endpoint", () => {
    expect(types(play([[0.9, 400], [0, 400], [0.9, 400], [0, 600]]).effects)).toEqual(["open", "endpoint"]);
  });

  it("waits longer when digits are expected", () => {
    expect(types(play([[0.9, 300], [0, 800], [0.9, 300], [0, 1200]], [{ type: "listen", digits: true }]).effects)).toEqual(["open", "endpoint"]);
  });

  it("forgets a click", () => {
    expect(types(play([[0.9, 40], [0, 400]]).effects)).toEqual(["open", "discard"]);
  });

  it("interrupts the bot only after enough speech", () => {
    const speaking: TurnEvent[] = [{ type: "bot", speaking: "speaking", atMs: 0 }];
    expect(types(play([[0.9, 160], [0, 400]], speaking).effects)).toEqual(["open", "discard"]);
    const { effects } = play([[0.9, 500], [0, 600]], speaking);
    expect(types(effects)).toEqual(["open", "barge-in", "endpoint"]);
    expect(effects.find((e) => e.type === "barge-in")).toMatchObject({ atMs: 240 });
    expect(effects.at(-1)).toMatchObject({ interrupts: true });
  });

  it("stops the bot for a caller who began before it, and speaks on over it", () => {
    const { effects } = play([[0.9, 200], { type: "bot", speaking: "speaking", atMs: 200 }, [0.9, 800], [0, 600]]);
    expect(types(effects)).toEqual(["open", "barge-in", "endpoint"]);
    expect(effects.find((e) => e.type === "barge-in")).toMatchObject({ atMs: 440 });
    expect(effects.at(-1)).toMatchObject({ startMs: 0, interrupts: true });
  });

  it("lets the bot speak when who began before it soon falls silent, may not interrupt, or is asked to listen", () => {
    const bot = (speaking: "speaking" | "speaking-firmly"): TurnEvent => ({ type: "bot", speaking, atMs: 400 });
    const off: TurnEvent = { type: "settings", settings: { ...defaultTurnSettings, bargeIn: false } };
    expect(types(play([[0.9, 400], bot("speaking"), [0.9, 200], [0, 600]]).effects)).toEqual(["open", "endpoint"]);
    expect(types(play([[0.9, 400], bot("speaking"), [0.9, 800], [0, 600]], [off]).effects)).toEqual(["open", "endpoint"]);
    expect(types(play([[0.9, 400], bot("speaking-firmly"), [0.9, 800], [0, 600]]).effects)).toEqual(["open", "endpoint"]);
  });

  it("does not hear the caller over a reply that may not be interrupted", () => {
    expect(types(play([[0.9, 900], [0, 600]], [{ type: "bot", speaking: "speaking-firmly", atMs: 0 }]).effects)).toEqual([]);
  });

  it("never interrupts when barge-in is off, yet loses nothing said after the bot", () => {
    const settings = { ...defaultTurnSettings, bargeIn: false };
    expect(types(play([[0.9, 900], [0, 600]], [{ type: "settings", settings }, { type: "bot", speaking: "speaking", atMs: 0 }]).effects)).toEqual(["open", "discard"]);
  });

  it("ends a turn that never ends", () => {
    expect(types(play([[0.9, 15_100]]).effects).slice(0, 2)).toEqual(["open", "endpoint"]);
  });

  it("tells each second of silence once, and none while the bot speaks", () => {
    expect(play([[0, 3100]]).effects).toEqual([{ type: "silence", forMs: 1000 }, { type: "silence", forMs: 2000 }, { type: "silence", forMs: 3000 }]);
    expect(play([[0, 3100]], [{ type: "bot", speaking: "speaking", atMs: 0 }]).effects).toEqual([]);
  });
});
