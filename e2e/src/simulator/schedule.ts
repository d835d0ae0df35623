/** What befalls one simulated call, drawn from its seed. */
import type { TransferResult } from "@zvon/worker/src/dialogue/decision.ts";
import type { Chance } from "./chance.ts";
import { chanceOf } from "./chance.ts";

/** Strikes at a time, or right after a moment of the call ("in mid-turn"). */
export type Moment = { atMs: number } | { after: "turn-sent" | "tool-started" | "thought-started" | "thought-spoke" | "reply-started" | "frame" | "answered" | "ended"; count: number };
export type Mishap =
  | { type: "cut" }
  | { type: "half-open" }
  /** Nothing gets through and nobody can connect. */
  | { type: "outage"; forMs: number }
  | { type: "edge-crash"; backAfterMs: number }
  /** Sockets are closed with 1012, another version takes over at once. */
  | { type: "deploy"; backAfterMs: number }
  /** Memory goes, sockets stay. */
  | { type: "evict" }
  | { type: "node-crash"; backAfterMs: number | null }
  | { type: "both-crash"; edgeBackAfterMs: number; nodeBackAfterMs: number | null };

export type Schedule = {
  seed: number;
  mishaps: { when: Moment; what: Mishap }[];
  network: { delayMs: [number, number]; loss: number; twice: number; reordered: number };
  fsyncMs: [number, number];
  /** The dialogue says goodbye after so many turns; which of them runs a tool, and how. */
  turns: number;
  toolTurn: number | null;
  tool: { effect: "read" | "write"; takesMs: [number, number]; loses: number; says: boolean; fails: boolean };
  /** The turn at which the caller is handed on, and what comes of it; the turn from which the call is in English. */
  transfer: { turn: number; result: TransferResult; takesMs: [number, number] } | null;
  englishTurn: number | null;
  /** A model looks at the call when it is over; null: the rules alone. */
  analysis: { takesMs: [number, number]; fails: number; nonsense: number } | null;
  /** A model is asked what was meant by every turn that the flow answers; null: by none. */
  meaning: { takesMs: [number, number]; fails: number } | null;
  /** Which turns a model answers; how many segments it says and how fast; how often it fails, and how often the node tells of words before their end. */
  model: { turns: number; segments: [number, number]; firstMs: [number, number]; gapMs: [number, number]; fails: number; endsCall: number; ahead: number; misheard: number };
  caller: { thinkMs: [number, number]; bargeIn: number; noise: number; impatient: number; leavesAtMs: number | null; hungUpAtMs: number | null };
  /** One of the team comes to listen, takes the call, and gives it back or is lost; null: nobody does. */
  person: { comesAtMs: number; thinksMs: number; talksMs: number; breaks: boolean; comesAgainAfterMs: number | null; /** When words are whispered to the bot, after they came. */ whispersMs: number[] } | null;
  hubFails: number;
  hubRefuses: boolean;
  archiveFails: number;
};

const range = (from: number, to: number): [number, number] => [from, to];

export function scheduleOf(seed: number): Schedule {
  const chance = chanceOf(seed);
  const rough = chance.hits(0.5);
  const turns = chance.int(1, 5);
  const long = chance.hits(0.15);
  return {
    seed,
    mishaps: Array.from({ length: chance.pick([0, 1, 1, 1, 2, 2, 3, 5]) }, () => ({ when: momentOf(chance, long), what: mishapOf(chance) })),
    network: {
      delayMs: chance.pick([range(1, 2), range(1, 40), range(20, 60), range(5, 400)]),
      loss: rough ? chance.next() * 0.12 : 0,
      twice: rough ? chance.next() * 0.1 : 0,
      reordered: rough ? chance.next() * 0.2 : 0,
    },
    fsyncMs: chance.pick([range(0, 0), range(1, 5), range(5, 40)]),
    turns,
    toolTurn: chance.hits(0.5) ? chance.int(1, turns) : null,
    tool: { effect: chance.pick(["write", "write", "read"]), takesMs: chance.pick([range(5, 50), range(200, 2_500), range(2_000, 8_000)]), loses: chance.hits(0.3) ? 0.5 : 0, says: chance.hits(0.6), fails: chance.hits(0.1) },
    caller: {
      thinkMs: long ? [8_000, 25_000] : chance.pick([range(200, 800), range(300, 3_000)]),
      bargeIn: chance.pick([0, 0, 0.3, 0.7]),
      noise: chance.hits(0.1) ? 0.3 : 0,
      impatient: chance.pick([0, 0.3, 0.8]),
      leavesAtMs: chance.hits(0.2) ? chance.int(500, 40_000) : null,
      hungUpAtMs: chance.hits(0.08) ? chance.int(500, 40_000) : null,
    },
    model: {
      turns: chance.pick([0, 0.5, 1]), segments: chance.pick([range(1, 1), range(0, 3), range(2, 6)]), firstMs: chance.pick([range(100, 600), range(300, 2_500), range(1_500, 6_000)]), gapMs: chance.pick([range(0, 50), range(50, 400), range(500, 4_000)]),
      fails: chance.hits(0.15) ? 0.4 : 0, endsCall: chance.hits(0.1) ? 0.3 : 0, ahead: chance.pick([0, 0.5, 1]), misheard: 0.3,
    },
    hubFails: chance.hits(0.1) ? 0.5 : 0,
    hubRefuses: chance.hits(0.03),
    archiveFails: chance.hits(0.15) ? 0.6 : 0,
    transfer: chance.hits(0.3) ? { turn: chance.int(1, turns), result: chance.pick(["answered", "answered", "busy", "refused", "no_answer", "failed"]), takesMs: chance.pick([range(0, 0), range(500, 8_000), range(10_000, 40_000)]) } : null,
    analysis: chance.hits(0.4) ? { takesMs: chance.pick([range(300, 3_000), range(2_000, 15_000)]), fails: chance.hits(0.3) ? 0.6 : 0, nonsense: chance.hits(0.3) ? 0.6 : 0 } : null,
    englishTurn: chance.hits(0.3) ? chance.int(1, turns) : null,
    person: personOf(chanceOf(seed + 2_000_003)),
    meaning: chance.hits(0.6) ? { takesMs: chance.pick([range(20, 200), range(500, 4_000)]), fails: chance.hits(0.3) ? 0.5 : 0 } : null,
  };
}

/** Of chances of its own: a schedule without anybody is as it was before there were such people. */
function personOf(chance: Chance): Schedule["person"] {
  if (chance.hits(0.7)) return null;
  return {
    comesAtMs: chance.int(0, 25_000), thinksMs: chance.pick([chance.int(0, 300), chance.int(300, 6_000)]), talksMs: chance.pick([chance.int(0, 1_000), chance.int(1_000, 12_000), chance.int(12_000, 40_000)]),
    breaks: chance.hits(0.4), comesAgainAfterMs: chance.hits(0.5) ? chance.int(500, 16_000) : null,
    whispersMs: Array.from({ length: chance.int(0, 3) }, () => chance.int(0, 25_000)),
  };
}

function momentOf(chance: Chance, long: boolean): Moment {
  if (chance.hits(0.25)) return { atMs: chance.int(0, long ? 120_000 : 30_000) };
  const after = chance.pick(["turn-sent", "turn-sent", "tool-started", "thought-started", "thought-spoke", "reply-started", "frame", "frame", "answered", "ended"]);
  return { after, count: after === "frame" ? chance.int(1, 60) : chance.int(1, 3) };
}

function mishapOf(chance: Chance): Mishap {
  const edgeBack = () => chance.pick([chance.int(20, 500), chance.int(500, 3_000), chance.int(3_000, 20_000), chance.int(20_000, 70_000)]);
  const nodeBack = () => (chance.hits(0.6) ? chance.int(500, 6_000) : null);
  const type = chance.pick(["cut", "cut", "cut", "half-open", "outage", "edge-crash", "edge-crash", "deploy", "evict", "evict", "node-crash", "both-crash"]);
  switch (type) {
    case "outage":
      return { type, forMs: chance.pick([chance.int(100, 3_000), chance.int(3_000, 25_000), chance.int(25_000, 70_000)]) };
    case "edge-crash":
      return { type, backAfterMs: edgeBack() };
    case "deploy":
      return { type, backAfterMs: chance.int(100, 2_000) };
    case "node-crash":
      return { type, backAfterMs: nodeBack() };
    case "both-crash":
      return { type, edgeBackAfterMs: edgeBack(), nodeBackAfterMs: nodeBack() };
    default:
      return { type };
  }
}
