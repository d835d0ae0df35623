import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import type { MediaEngine } from "../media/engine.ts";
import { createFakeEngine } from "../testing/fake-engine.ts";
import { openRecordedLeg } from "./recorded-leg.ts";

async function open(options: { recorded: boolean; room?: boolean; refuses?: (path: string | null) => boolean }) {
  const fake = createFakeEngine();
  const paths: (string | null)[] = [];
  const engine: MediaEngine = {
    ...fake.engine,
    open(leg, onEvent) {
      paths.push(leg.recordingPath);
      return options.refuses?.(leg.recordingPath) ? Promise.reject(new Error("ENOSPC")) : fake.engine.open(leg, onEvent);
    },
  };
  const counted: string[] = [];
  const opened = openRecordedLeg(
    { engine, recordings: { mayRecord: () => options.room ?? true, pathOf: (id) => `${id}.wav`, deliver: () => undefined }, count: (what, which) => counted.push(`${what} ${which}`), log: createLog(() => undefined) },
    { id: "one", transport: { kind: "frames" }, recorded: options.recorded },
    () => undefined,
  );
  return { opened, paths, counted };
}

describe("the leg of a call", () => {
  it("is recorded where that is wanted, and else not", async () => {
    const wanted = await open({ recorded: true });
    await wanted.opened;
    expect([wanted.paths, wanted.counted]).toEqual([["one.wav"], []]);
    const unwanted = await open({ recorded: false, room: false });
    await unwanted.opened;
    expect([unwanted.paths, unwanted.counted]).toEqual([[null], []]);
  });

  it("is opened without a recording when the disk is full, or its file can't be made", async () => {
    const full = await open({ recorded: true, room: false });
    await full.opened;
    expect([full.paths, full.counted]).toEqual([[null], ["unrecorded disk_full"]]);
    const broken = await open({ recorded: true, refuses: (path) => path !== null });
    await broken.opened;
    expect([broken.paths, broken.counted]).toEqual([["one.wav", null], ["unrecorded file"]]);
  });

  it("is not there when no port is free either, whatever the disk says", async () => {
    const none = await open({ recorded: true, refuses: () => true });
    await expect(none.opened).rejects.toThrow("ENOSPC");
    expect(none.counted).toEqual([]);
  });
});
