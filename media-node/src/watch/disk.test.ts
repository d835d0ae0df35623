import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { watchDisk } from "./disk.ts";

const mb = 1024 * 1024;

async function watch(sizes: (number | Error)[]) {
  let due: (() => void) | null = null;
  const disk = watchDisk({
    free: () => {
      const next = sizes.shift() ?? 0;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    setTimer: (run) => ((due = run), () => (due = null)),
    log: createLog(() => undefined),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  return { disk, due: () => due, async look() {
    due?.();
    await settle();
  } };
}

describe("a node's disk", () => {
  it("takes no recordings when it is nearly full, and takes them again once there is room to spare", async () => {
    const { disk, look } = await watch([2000 * mb, 150 * mb, 300 * mb, 500 * mb]);
    expect(disk.mayRecord()).toBe(true);
    await look();
    expect([disk.mayRecord(), disk.freeBytes()]).toEqual([false, 150 * mb]);
    await look();
    expect(disk.mayRecord()).toBe(false);
    await look();
    expect(disk.mayRecord()).toBe(true);
  });
  it("stops nothing when nobody can tell how full it is", async () => {
    const { disk } = await watch([new Error("no such call")]);
    expect([disk.mayRecord(), disk.freeBytes()]).toEqual([true, null]);
  });
  it("is looked at no more once it is closed", async () => {
    const { disk, due } = await watch([2000 * mb]);
    disk.close();
    expect(due()).toBeNull();
  });
});
