/** Every commit is an fsync that all calls of a resident cell wait for: they are counted over all objects, from outside. */
import path from "node:path";
import { WebSocket } from "ws";
import { liveEventSchema } from "@zvon/contract/live.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holdByBrowser } from "./call/hold.ts";
import { watchCommits } from "./storage-commits.ts";
import { speakScript, startProduct, type Product } from "./testing.ts";

/** The budgets: an ordinary turn (one that writes no booking), and a minute of a call. */
const commitsATurn = 2;
const rowsAMinute = 80;
/** The lease of a call is renewed every 30 s: the hub's row, the session's alarm, and an entry of each in the list of alarms. */
const commitsARenewal = 4;
/** The node's object looks at its node every 15 s, however many calls it carries: its alarm, and an entry in the list of alarms. */
const commitsALook = 2;
const lookEveryMs = 15_000;

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product?.close());

type Mark = { turn: number; atMs: number; commits: Map<string, number>; rows: Map<string, number> };

/** What was stored since the first turn, at each of the caller's turns: a turn is told when it is on disk. */
async function watchTurns(edgeFolder: string): Promise<{ marks: Mark[]; close(): void }> {
  const id = await liveCall();
  const { url, apiKey } = product.resident;
  const socket = new WebSocket(new URL(`/v1/calls/${id}/live`, url.replace("http", "ws")), { headers: { authorization: `Bearer ${apiKey}` } });
  const counter = watchCommits(edgeFolder);
  const marks: Mark[] = [];
  socket.on("message", (data) => {
    const event = liveEventSchema.parse(JSON.parse(String(data)));
    const commits = counter.counts();
    if (event.type !== "message" || event.message.who !== "caller" || marks.some((mark) => mark.turn === event.message.turn)) return;
    marks.push({ turn: event.message.turn, atMs: performance.now(), commits, rows: counter.rows() });
  });
  return { marks, close: () => socket.close() };
}

async function liveCall(): Promise<string> {
  for (const until = performance.now() + 20_000; performance.now() < until; ) {
    const live = (await product.api.calls()).find((call) => call.status === "live");
    if (live) return live.id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the call did not begin");
}

/** Of the databases whose path begins so, or does not. */
const sum = (of: Map<string, number>, which: (file: string) => boolean): number => [...of].reduce((total, [file, n]) => total + (which(file) ? n : 0), 0);
const isNode = (file: string): boolean => file.includes("zvon-MediaNode");
const isHub = (file: string): boolean => file.includes("zvon-TenantHub");
const isSession = (file: string): boolean => file.includes("zvon-CallSession");

describe("storage of a call", () => {
  it("takes at most two commits an ordinary turn over all objects, and eighty rows a minute", async () => {
    const steps = await speakScript([{ say: "Один, два, три, четыре" }, { say: "Да" }, { say: "Пять, шесть, семь, восемь" }, { say: "Да" }, { say: "Один, два, три, четыре" }, { say: "Нет" }], "ru");
    const held = holdByBrowser({ api: product.api, bot: "order-status", language: "ru", steps, signal: AbortSignal.timeout(120_000) });
    const { marks, close } = await watchTurns(path.join(product.resident.dataDir, "edge"));
    const { call } = await held;
    close();
    expect(call).toMatchObject({ endReason: "completed", outcome: "answered" });
    expect(marks.map((mark) => mark.turn)).toEqual([1, 2, 3, 4, 5, 6]);

    const turns = marks.slice(1).map((mark, n) => {
      const before = marks[n] ?? mark;
      const during = (which: (file: string) => boolean) => sum(mark.commits, which) - sum(before.commits, which);
      return { turn: mark.turn, session: during(isSession), hub: during(isHub), node: during(isNode), all: during(() => true) - during(isNode) };
    });
    const told = JSON.stringify(turns);
    const ordinary = turns.filter((turn) => turn.hub === 0);
    expect(ordinary.length, told).toBeGreaterThanOrEqual(3);
    for (const turn of ordinary) {
      // A count that sees nothing would hold any budget.
      expect(turn.session, told).toBeGreaterThanOrEqual(1);
      expect(turn.all, told).toBeLessThanOrEqual(commitsATurn);
    }
    for (const turn of turns) if (turn.hub > 0) expect(turn.all, told).toBeLessThanOrEqual(commitsATurn + commitsARenewal);
    expect(turns.length - ordinary.length, told).toBeLessThanOrEqual(2);

    const [first, last] = [marks[0], marks.at(-1)];
    if (!first || !last) throw new Error("no turn was seen");
    const elapsedMs = last.atMs - first.atMs;
    expect(turns.reduce((total, turn) => total + turn.node, 0), told).toBeLessThanOrEqual(commitsALook * Math.ceil(elapsedMs / lookEveryMs + 1));
    const rows = sum(last.rows, () => true) - sum(first.rows, () => true);
    expect(rows).toBeGreaterThan(turns.length);
    expect(rows / (elapsedMs / 60_000), `${rows} rows in ${Math.round(elapsedMs)} ms`).toBeLessThanOrEqual(rowsAMinute);
  }, 150_000);
});
