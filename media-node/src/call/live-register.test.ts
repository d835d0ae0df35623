import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { openLiveRegister, type HeldCall } from "./live-register.ts";

const log = createLog(() => undefined);
const held = (callId = "call_26110123456789bcdfghjkmn"): HeldCall => ({ grant: { callId, path: "/link", token: "t", epochBase: 0 }, channelId: "1700000000.1", direction: "inbound", ours: "100", theirs: "200", answeredAt: 5 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zvon-live-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the register of live calls", () => {
  it("tells the next run of the node what lived, and nothing of what had ended", async () => {
    const first = await openLiveRegister({ folder, log });
    expect(first.inherited).toEqual([]);
    const other = held("call_26110123456789bcdfghjkmp");
    await Promise.all([first.keep(held()), first.keep(other), first.keep({ ...held(), answeredAt: 7 }), first.forget(other.grant.callId)]);
    expect((await openLiveRegister({ folder, log })).inherited).toEqual([{ ...held(), answeredAt: 7 }]);
  });

  it("goes by whole entries alone", async () => {
    await writeFile(path.join(folder, "call_x.json"), '{"grant":');
    await writeFile(path.join(folder, "call_y.json.draft"), "");
    await writeFile(path.join(folder, "call_z.json.draft"), JSON.stringify(held()));
    expect((await openLiveRegister({ folder, log })).inherited).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("lets a call go on that a full disk can't take, and counts it", async () => {
    const register = await openLiveRegister({ folder, log });
    await rm(folder, { recursive: true });
    await register.keep(held());
    expect(register.failures()).toBe(1);
  });
});
