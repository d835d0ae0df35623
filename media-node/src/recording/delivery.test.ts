import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { createRecordingDelivery, type RecordingDelivery } from "./delivery.ts";

let folder = "";
let delivery: RecordingDelivery | null = null;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "recordings-"));
});
afterEach(async () => {
  delivery?.close();
  await rm(folder, { recursive: true, force: true });
});

/** An edge by its status for each call; `asked(n)` resolves once so many requests have come. Its clock stands still. */
function deliverTo(status: (callId: string) => number) {
  const asked: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const fetchFake: typeof fetch = (input) => {
    const callId = /uploads\/(\w+)/.exec(input instanceof Request ? input.url : input.toString())?.[1] ?? "";
    asked.push(callId);
    for (const one of waiting) if (asked.length >= one.count) one.resolve();
    return Promise.resolve(new Response(null, { status: status(callId) }));
  };
  const told = new Map<string, PromiseWithResolvers<void>>();
  const line = (message: string) => {
    const known = told.get(message) ?? Promise.withResolvers<void>();
    told.set(message, known);
    return known;
  };
  const made = createRecordingDelivery({
    folder, edgeUrl: "http://edge", fetch: fetchFake, random: () => 1, now: () => 0, setTimer: () => () => undefined,
    log: createLog((text) => line((JSON.parse(text) as { message: string }).message).resolve()),
  });
  delivery = made;
  return { delivery: made, asked, until: (count: number) => new Promise<void>((resolve) => (asked.length >= count ? resolve() : waiting.push({ count, resolve }))), told: (message: string) => line(message).promise };
}

const note = (callId: string) => JSON.stringify({ callId, bytes: 4, durationMs: 1, upload: { path: `/uploads/${callId}`, token: "t" } });
async function leave(callId: string): Promise<void> {
  await writeFile(path.join(folder, `${callId}.wav`), "RIFF");
  await writeFile(path.join(folder, `${callId}.json`), note(callId));
}

describe("the delivery of recordings", () => {
  it("starts in spite of a half-written note, which it sets aside", async () => {
    await writeFile(path.join(folder, "a.json"), note("a").slice(0, 20));
    await leave("b");
    const { delivery: made, asked, until } = deliverTo(() => 200);
    await made.resume();
    await until(2);
    expect(asked).toEqual(["b", "b"]);
    expect(existsSync(path.join(folder, "a.json.damaged"))).toBe(true);
  });

  it("delivers the others while the edge cannot take one", async () => {
    await leave("a");
    await leave("b");
    const { delivery: made, asked, until } = deliverTo((callId) => (callId === "a" ? 500 : 200));
    await made.resume();
    await until(3);
    expect(asked).toEqual(["a", "b", "b"]);
  });

  it("asks no more for a recording whose file is gone", async () => {
    await writeFile(path.join(folder, "a.json"), note("a"));
    await leave("b");
    const { delivery: made, until } = deliverTo(() => 200);
    await made.resume();
    await until(2);
    expect(await readdir(folder)).toContain("a.json.refused");
  });

  it("writes a whole note that its owner alone can read", async () => {
    await writeFile(path.join(folder, "c.wav"), "RIFF");
    const { delivery: made, until } = deliverTo(() => 500);
    made.deliver("c", { path: made.pathOf("c"), bytes: 4, durationMs: 1 }, { path: "/uploads/c", token: "t" });
    await until(1);
    expect((await stat(path.join(folder, "c.json"))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).not.toContain("c.json.draft");
  });

  it("sets a recording aside whose node died in mid-call, once, and leaves those of a refused note alone", async () => {
    await writeFile(path.join(folder, "d.wav"), Buffer.concat([Buffer.from("RIFF"), Buffer.alloc(44)]));
    await writeFile(path.join(folder, "e.wav"), "RIFF");
    await writeFile(path.join(folder, "e.json.refused"), note("e"));
    const { delivery: made } = deliverTo(() => 200);
    await made.resume();
    await made.resume();
    expect((await readdir(folder)).toSorted()).toEqual(["d.wav.orphan", "e.json.refused", "e.wav"]);
  });
});
