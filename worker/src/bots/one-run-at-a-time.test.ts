import { newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { longestRunMs, oneRunAtATime } from "./one-run-at-a-time.ts";

const tenant = () => tenantIdSchema.parse(newId("tenant"));
/** A runner whose runs end when they are told to. */
function held() {
  const ends: PromiseWithResolvers<string>[] = [];
  let nowMs = 0;
  const run = oneRunAtATime((_what: string) => {
    const end = Promise.withResolvers<string>();
    ends.push(end);
    return end.promise;
  }, () => nowMs);
  return { run, ends, later: (ms: number) => (nowMs += ms) };
}
const running = { status: 429, code: "evals_running" };

describe("runs of evals", () => {
  it("go one by one for a tenant, and beside those of others", async () => {
    const { run, ends } = held();
    const [mine, theirs] = [tenant(), tenant()];
    const first = run(mine, "a");
    await expect(run(mine, "b")).rejects.toMatchObject(running);
    const other = run(theirs, "c");
    ends[0]?.resolve("done");
    ends[1]?.resolve("done too");
    expect([await first, await other]).toEqual(["done", "done too"]);
    const next = run(mine, "d");
    ends[2]?.resolve("again");
    expect(await next).toBe("again");
  });

  it("leave the way free when they fail", async () => {
    const { run, ends } = held();
    const mine = tenant();
    const failing = run(mine, "a");
    ends[0]?.reject(new Error("no"));
    await expect(failing).rejects.toThrow("no");
    void run(mine, "b");
    expect(ends).toHaveLength(2);
  });

  it("are few at once for all together", async () => {
    const { run, ends } = held();
    for (let n = 0; n < 4; n += 1) void run(tenant(), "x");
    await expect(run(tenant(), "y")).rejects.toMatchObject(running);
    expect(ends).toHaveLength(4);
  });

  it("whose client has gone hold nobody up for ever, and free nobody else's place when they end after all", async () => {
    const { run, ends, later } = held();
    const mine = tenant();
    const lost = run(mine, "a");
    later(longestRunMs - 1);
    await expect(run(mine, "b")).rejects.toMatchObject(running);
    later(1);
    void run(mine, "c");
    ends[0]?.resolve("late");
    expect(await lost).toBe("late");
    await expect(run(mine, "d")).rejects.toMatchObject(running);
  });
});
