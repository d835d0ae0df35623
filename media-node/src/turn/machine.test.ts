import { describe, expect, it } from "vitest";
import { countsAsTurn, defaultTurnSettings, newTurnState, stepTurn, type TurnEffect, type TurnEvent, type TurnSettings, type TurnState } from "./machine.ts";

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

  it("does not take the pauses of a dictated number for the caller's pace: the answer after it ends as soon as any", () => {
    const dictated = [[0.9, 300], [0, 800], [0.9, 300], [0, 800], [0.9, 300], [0, 1200]] as [number, number][];
    const { effects } = play([...dictated, { type: "listen", digits: false }, [0.9, 400], [0, 1000]], [{ type: "listen", digits: true }]);
    expect(effects.filter((one) => one.type === "endpoint").at(-1)).toMatchObject({ endMs: 4100, atMs: 4600 });
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

const ears: TurnEvent = { type: "ears", partials: true, model: false };
const bot: TurnEvent = { type: "bot", speaking: "speaking", atMs: 0 };
const words = (text: string, atMs: number, stable = false): TurnEvent => ({ type: "partial", text, stable, atMs });
const endOf = (effects: TurnEffect[]) => effects.findLast((effect) => effect.type === "endpoint");
const settings = (more: Partial<TurnSettings>): TurnEvent => ({ type: "settings", settings: { ...defaultTurnSettings, ...more } });

describe("the end of a turn by its words", () => {
  it.each<[string, TurnEvent[], string, number]>([
    ["a whole answer waits 300 ms", [], "да", 300],
    ["a sentence that goes on waits 1,400 ms", [], "запишите меня на", 1400],
    ["what may go on as well as not waits as configured", [], "завтра", 500],
    ["words are not looked at where the bot says so", [settings({ semantic: false })], "да", 500],
    ["too few digits wait for the others", [{ type: "listen", digits: true, expected: { phrases: [], digits: { min: 4, max: 4 } } }], "сорок", 1100],
    ["all digits wait for none", [{ type: "listen", digits: true, expected: { phrases: [], digits: { min: 4, max: 4 } } }], "сорок семьдесят один", 300],
    ["an address waits longest", [{ type: "listen", digits: false, expected: { phrases: [], digits: null, expects: "address" } }], "улица Ленина", 1800],
    ["timers of the state hold over the bot's", [{ type: "listen", digits: false, timing: { endpointMs: 700 } }], "завтра", 700],
  ])("%s", (_, before, text, waitMs) => {
    const { effects } = play([[0.9, 600], [0, 100], words(text, 700), [0, 2000]], [ears, ...before]);
    expect(endOf(effects)).toMatchObject({ endMs: 600, atMs: 600 + waitMs });
  });

  it("does not take words for whole that were told before the speech had ended", () => {
    const { effects } = play([[0.9, 300], words("да", 300), [0.9, 300], [0, 2000]], [ears]);
    expect(endOf(effects)).toMatchObject({ atMs: 1100 });
  });

  it("takes no notice of words that come only with the end, from ears that have no others", () => {
    const { effects } = play([[0.9, 600], [0, 100], words("да", 700), [0, 2000]]);
    expect(endOf(effects)).toMatchObject({ atMs: 1100 });
  });

  it("believes the vendor once the caller is silent, and no more when the caller speaks on", () => {
    const end = (atMs: number): TurnEvent => ({ type: "turn-end", text: "завтра", eager: false, atMs });
    expect(endOf(play([[0.9, 600], end(600), [0, 2000]], [ears]).effects)).toMatchObject({ atMs: 720 });
    expect(endOf(play([[0.9, 600], [0, 300], end(900), [0, 2000]], [ears]).effects)).toMatchObject({ atMs: 920 });
    expect(endOf(play([[0.9, 600], end(600), [0.9, 400], [0, 2000]], [ears]).effects)).toMatchObject({ endMs: 1000, atMs: 1500 });
    expect(endOf(play([[0.9, 600], end(600), [0, 2000]], [ears, settings({ vendorEndpoint: false })]).effects)).toMatchObject({ atMs: 1100 });
  });

  it("does not let the vendor end a number before its last digit", () => {
    const four: TurnEvent = { type: "listen", digits: true, expected: { phrases: [], digits: { min: 4, max: 4 } } };
    expect(endOf(play([[0.9, 600], { type: "turn-end", text: "40", eager: false, atMs: 600 }, [0, 2000]], [ears, four]).effects)).toMatchObject({ atMs: 1700 });
  });

  it.each([
    ["a number", "мой номер восемь девятьсот двенадцать", 1700],
    ["an address", "улица Ленина дом пять", 2400],
  ])("lets neither the vendor nor half a second of silence cut off %s that nobody asked for", (_, text, atMs) => {
    const told: TurnEvent = { type: "turn-end", text, eager: false, atMs: 600 };
    expect(endOf(play([[0.9, 600], told, [0, 3000]], [ears]).effects)).toMatchObject({ atMs });
    expect(types(play([[0.9, 600], words(text, 600), [0, 900]], [ears, settings({ speculate: true })]).effects)).toEqual(["open"]);
  });

  it("asks a turn model once a pause and follows it where the words say nothing", () => {
    const able: TurnEvent = { type: "ears", partials: true, model: true };
    const asked = play([[0.9, 600], [0, 1500]], [able]);
    expect(types(asked.effects)).toEqual(["open", "ask-model", "endpoint"]);
    const sure = play([[0.9, 600], [0, 180], { type: "turn-model", probability: 0.9 }, [0, 1500]], [able]);
    expect(endOf(sure.effects)).toMatchObject({ atMs: 900 });
    const goesOn = play([[0.9, 600], [0, 180], { type: "turn-model", probability: 0.1 }, [0, 1500]], [able]);
    expect(endOf(goesOn.effects)).toMatchObject({ atMs: 2000 });
  });

  it("waits longer for a caller who pauses long, and learns from one it cut off", () => {
    const slow = play([[0.9, 400], [0, 440], [0.9, 400], [0, 460], [0.9, 400], [0, 1000]], [ears]);
    expect(types(slow.effects)).toEqual(["open", "endpoint"]);
    expect(endOf(slow.effects)).toMatchObject({ endMs: 2100, atMs: 2640 });
    const cut = play([[0.9, 400], [0, 600], [0.9, 400], [0, 620], [0.9, 400], [0, 1200]], [ears]);
    expect(cut.effects.filter((effect) => effect.type === "endpoint")).toHaveLength(3);
    expect(endOf(cut.effects)).toMatchObject({ endMs: 2420, atMs: 2420 + 720 });
    expect(endOf(play([[0.9, 400], [0, 440], [0.9, 400], [0, 460], [0.9, 400], [0, 1000]], [ears, settings({ adaptive: false })]).effects)).toMatchObject({ atMs: 2600 });
  });

  it("speculates once on words that stand, not on such as go on, and not unasked", () => {
    const think = settings({ speculate: true });
    const stand = play([[0.9, 600], words("завтра в пять", 600), [0, 160], words("завтра в пять", 760), [0, 1000]], [ears, think]);
    expect(stand.effects.filter((effect) => effect.type === "speculate")).toEqual([{ type: "speculate", text: "завтра в пять" }]);
    expect(types(play([[0.9, 600], words("завтра в", 600), [0, 2000]], [ears, think]).effects)).toEqual(["open", "endpoint"]);
    expect(types(play([[0.9, 600], words("завтра в пять", 600), [0, 2000]], [ears]).effects)).toEqual(["open", "endpoint"]);
    const eager = play([[0.9, 600], { type: "turn-end", text: "завтра в пять", eager: true, atMs: 600 }, [0.9, 400], [0, 1000]], [ears, think]);
    expect(types(eager.effects)).toEqual(["open", "speculate", "endpoint"]);
  });
});

describe("speech over the bot, with words", () => {
  const sounds = [ears, bot];

  it("pauses at once, and stops at the first word that is none of a listener", () => {
    const { effects } = play([[0.9, 400], words("нет", 400), [0.9, 300], [0, 1500]], sounds);
    expect(types(effects)).toEqual(["open", "pause", "barge-in", "endpoint"]);
    expect(effects.find((effect) => effect.type === "pause")).toMatchObject({ atMs: 240 });
    expect(effects.find((effect) => effect.type === "barge-in")).toMatchObject({ atMs: 400 });
    expect(endOf(effects)).toMatchObject({ interrupts: true, undecided: false });
  });

  it("stops without a pause when the word is there already", () => {
    expect(types(play([[0.9, 200], words("стоп", 200), [0.9, 200], [0, 1500]], sounds).effects)).toEqual(["open", "barge-in", "endpoint"]);
  });

  it("goes on after a cough", () => {
    const { state, effects } = play([[0.9, 300], [0, 2000]], sounds);
    expect(types(effects)).toEqual(["open", "pause", "endpoint", "resume"]);
    expect(effects.find((effect) => effect.type === "resume")).toMatchObject({ atMs: 1000 });
    expect(endOf(effects)).toMatchObject({ undecided: true, interrupts: false });
    expect(state.held).toBe(false);
  });

  it("goes on sooner when it was «угу», and does not even pause when that was known", () => {
    const late = play([[0.9, 300], [0, 100], words("угу", 400), [0, 2000]], sounds);
    expect(types(late.effects)).toEqual(["open", "pause", "resume", "endpoint"]);
    expect(late.effects.find((effect) => effect.type === "resume")).toMatchObject({ atMs: 540 });
    expect(types(play([[0.9, 200], words("угу", 200), [0.9, 200], [0, 2000]], sounds).effects)).toEqual(["open", "endpoint"]);
    expect(types(play([[0.9, 200], words("угу", 200), [0.9, 300], words("угу а сколько стоит", 500), [0.9, 300], [0, 2000]], sounds).effects)).toEqual(["open", "barge-in", "endpoint"]);
  });

  it("stops for long speech without a word, and for any where a pause is not wanted", () => {
    expect(types(play([[0.9, 2000], [0, 1000]], sounds).effects)).toEqual(["open", "pause", "barge-in", "endpoint"]);
    expect(types(play([[0.9, 300], [0, 1000]], [...sounds, settings({ resumeAfterMs: 0 })]).effects)).toEqual(["open", "barge-in", "endpoint"]);
  });

  it("lets the final text decide when no partial came: a short «нет» stops the bot, even one that has gone on", () => {
    const final = (text: string, atMs: number): TurnEvent => ({ type: "final", text, rejected: text === "", atMs });
    expect(types(play([[0.9, 300], [0, 500], final("нет", 900), [0, 1000]], sounds).effects)).toEqual(["open", "pause", "endpoint", "barge-in"]);
    expect(types(play([[0.9, 300], [0, 900], final("нет", 1200), [0, 1000]], sounds).effects)).toEqual(["open", "pause", "endpoint", "resume", "barge-in"]);
    expect(play([[0.9, 300], [0, 520], final("", 820), [0, 1000]], sounds).effects.find((effect) => effect.type === "resume")).toMatchObject({ atMs: 820 });
  });

  it("counts «угу» as an answer only once the bot is silent", () => {
    const over = play([], sounds).state;
    const after = play([], [ears]).state;
    expect([countsAsTurn(over, { text: "угу", rejected: false }), countsAsTurn(after, { text: "угу", rejected: false })]).toEqual([false, true]);
    expect([countsAsTurn(over, { text: "нет", rejected: false }), countsAsTurn(after, { text: "", rejected: true })]).toEqual([true, false]);
  });

  it("never leaves a bot paused: what it says after it was stopped another way sounds", () => {
    const { state, effects } = play([[0.9, 300], { type: "bot", speaking: "silent", atMs: 300 }, [0.9, 200], [0, 1500]], sounds);
    expect(types(effects)).toEqual(["open", "pause", "resume", "endpoint"]);
    expect(state.held).toBe(false);
    expect(endOf(effects)).toMatchObject({ undecided: false });
  });

  it("ends a pause whatever the line does: noise in bursts for a minute, at every length", () => {
    for (let burst = 20; burst <= 1200; burst += 20) {
      const noise = Array.from({ length: 20 }, (): [number, number][] => [[0.9, burst], [0, 320]]).flat();
      const { state } = play([...noise, [0, 800]], sounds);
      expect(state.held, `bursts of ${burst} ms`).toBe(false);
    }
  });
});

describe("the beginning of an interruption", () => {
  /** Frames of `[probability, level, ms]`. */
  function pausedAt(stretches: [number, number, number][]): number | undefined {
    let state = play([], [ears, bot]).state;
    let atMs = 0;
    for (const [speech, levelDb, ms] of stretches) {
      for (const end = atMs + ms; atMs < end; atMs += 20) {
        const step = stepTurn(state, { type: "frame", atMs, speech, levelDb });
        state = step.state;
        const pause = step.effects.find((effect) => effect.type === "pause");
        if (pause?.type === "pause") return pause.atMs;
      }
    }
    return undefined;
  }

  it("counts a loud first syllable that the detector missed, and the stop after it", () => {
    expect(pausedAt([[0, -60, 2000], [0, -14, 40], [0, -60, 100], [0.9, -15, 400]])).toBe(2240);
    expect(pausedAt([[0, -60, 2000], [0.3, -20, 80], [0.9, -15, 400]])).toBe(2240);
  });

  it("makes nothing of a bang alone, of one long before, of noise, and of more than 240 ms", () => {
    expect(pausedAt([[0, -60, 2000], [0, -10, 400], [0, -60, 1000]])).toBeUndefined();
    expect(pausedAt([[0, -60, 2000], [0, -14, 40], [0, -60, 300], [0.9, -15, 400]])).toBe(2580);
    expect(pausedAt([[0, -25, 2000], [0.9, -15, 400]])).toBe(2240);
    expect(pausedAt([[0, -96, 500], [0, -25, 2500], [0.9, -15, 400]])).toBe(3240);
    expect(pausedAt([[0, -60, 2000], [0, -14, 800], [0.9, -15, 400]])).toBe(2840);
  });
});
