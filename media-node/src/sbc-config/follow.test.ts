import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { describe, expect, it } from "vitest";
import { borderList, tellingBorder } from "../trunks/border-list.ts";
import { createFollower } from "./follow.ts";

const trunk = (n: number, more: Partial<TrunkSettings> = {}): TrunkSettings => ({
  id: `trk_${String(n).padStart(24, "0")}`, kind: "exolve", access: "credentials", host: "sip.example.com", port: 5060, transport: "udp", username: "zvon", password: "secret", outboundProxy: null,
  inboundNetworks: [], codecs: ["pcma"], callerIdFormat: "e164", maxChannels: 10, dailyCalls: null, ...more,
});

function border() {
  const world = { files: {} as Record<string, string>, put: [] as string[][], lines: [] as string[], nowMs: 0, fails: false };
  const follower = createFollower({
    read: () => Promise.resolve(world.files),
    put(trunks) {
      if (world.fails) return Promise.reject(new Error("no answer"));
      world.put.push(trunks.map(({ id, maxChannels }) => `${Number(id.slice(4))}:${maxChannels}`));
      return Promise.resolve({ changed: true, refused: [] });
    },
    now: () => world.nowMs,
    tell: (line) => world.lines.push(line),
  });
  return { world, step: () => follower.step() };
}

describe("a border that follows its nodes", () => {
  it("has the trunks of all of them, each once, and is told when they change and not else", async () => {
    const { world, step } = border();
    world.files = { "a.json": borderList([trunk(1), trunk(2)]), "b.json": borderList([trunk(2), trunk(3)]) };
    expect([await step(), await step()]).toEqual(["put", "same"]);
    world.files = { ...world.files, "b.json": borderList([trunk(3, { maxChannels: 4 })]) };
    expect(await step()).toBe("put");
    expect(world.put).toEqual([["1:10", "2:10", "3:10"], ["1:10", "2:10", "3:4"]]);
  });

  it("stays as it is where no node has written anything yet, and says so once", async () => {
    const { world, step } = border();
    expect([await step(), await step()]).toEqual(["nothing", "nothing"]);
    expect(world.put).toEqual([]);
    expect(world.lines).toHaveLength(1);
  });

  it("keeps what a file said before it was broken, and the trunks of the others", async () => {
    const { world, step } = border();
    world.files = { "a.json": borderList([trunk(1)]), "b.json": borderList([trunk(2)]) };
    await step();
    world.files = { "a.json": "[{", "b.json": borderList([trunk(2, { maxChannels: 5 })]) };
    await step();
    expect(world.put.at(-1)).toEqual(["1:10", "2:5"]);
    expect(world.lines).toContain("a.json is no list of trunks: what it said before counts");
  });

  it("is told again after it could not be told, and looks carriers' names up again now and then", async () => {
    const { world, step } = border();
    world.files = { "a.json": borderList([trunk(1)]) };
    world.fails = true;
    expect([await step(), await step()]).toEqual(["failed", "failed"]);
    expect(world.lines).toEqual(["the border could not be told: no answer"]);
    world.fails = false;
    expect([await step(), await step()]).toEqual(["put", "same"]);
    world.nowMs = 60_000;
    await step();
    expect(world.put).toHaveLength(2);
  });
});

describe("a node that tells a border of its trunks", () => {
  const telling = (refused: string[], write: (text: string) => Promise<void>) =>
    tellingBorder({ apply: () => Promise.resolve({ refused: refused.map((id) => ({ id, why: "wrong" })) }), look: () => Promise.resolve([]) }, write);

  it("names those that work at its exchange, and no login of theirs", async () => {
    const written: string[] = [];
    await telling([trunk(2).id], (text) => Promise.resolve(void written.push(text))).apply([trunk(1), trunk(2)]);
    expect((JSON.parse(written[0] ?? "") as TrunkSettings[]).map(({ id }) => id)).toEqual([trunk(1).id]);
    expect(written[0]).not.toMatch(/secret|"zvon"/);
  });

  it("has not put its list to work when it could not be written", async () => {
    await expect(telling([], () => Promise.reject(new Error("disk"))).apply([trunk(1)])).rejects.toThrow("disk");
  });
});
