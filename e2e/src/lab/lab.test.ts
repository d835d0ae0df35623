import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startUserAgent, type UserAgent } from "../sip/user-agent.ts";
import { sippCall } from "../sip/sipp.ts";
import { type Lab, startLab } from "./asterisk.ts";
import { mirrorIn } from "./install.ts";
import { whyNoLab } from "./readiness.ts";

const reason = await whyNoLab();
const tone = Int16Array.from({ length: 8_000 }, (_, at) => Math.round(8_000 * Math.sin((at * 2 * Math.PI * 440) / 8_000)));

describe("mirrorIn", () => {
  it("reads both styles of apt sources and passes over other people's archives", () => {
    expect(mirrorIn(["Types: deb\nURIs: http://security.debian.org/debian-security\n", "Types: deb\nURIs: http://mirror.example/debian\n"])).toBe("http://mirror.example/debian");
    expect(mirrorIn(["deb [arch=amd64] https://mirror.example/debian/ bookworm main\n"])).toBe("https://mirror.example/debian/");
    expect(mirrorIn(["deb https://packages.example/apt stable main\n", ""])).toBeNull();
  });
});

describe.skipIf(reason !== null)(`the lab${reason === null ? "" : ` (${reason})`}`, () => {
  let carrier: UserAgent;
  let lab: Lab;

  beforeAll(async () => {
    carrier = await startUserAgent({ host: "127.0.0.2" });
    lab = await startLab({ ariApp: "nobody", trunkHost: carrier.host, trunkPort: carrier.port });
  }, 600_000);
  afterAll(async () => {
    await lab.stop();
    await carrier.close();
  });

  it.each(["alaw", "ulaw"] as const)("echoes speech and keys at number 100 in %s", async (codec) => {
    const phone = await carrier.call({ ...lab.sip, number: "100", from: "79001112233", codecs: [codec] });
    expect(await phone.answered).toBe(200);
    expect(phone.codec()).toBe(codec);
    const spoken = phone.audio.waitForTurn({ quietMs: 300, withinMs: 10_000 });
    await phone.audio.say(tone);
    await phone.audio.press("0*#");
    expect(await spoken).toBe(true);
    // The echo of the last key is still on its way when the key has been sent.
    await expect.poll(() => phone.audio.digitsHeard(), { timeout: 5_000 }).toBe("0*#");
    expect(await phone.hangup()).toMatchObject({ by: "us" });
    await expect.poll(() => lab.channels(), { timeout: 5_000 }).toBe(0);
  }, 20_000);

  it("takes a call from SIPp", async () => {
    const result = await sippCall({ to: lab.sip, number: "100", from: "79001112233", host: carrier.host, codec: "alaw", audio: tone, keys: [{ atMs: 400, key: "5" }], hangupAfterMs: 1_200 });
    expect(result).toEqual({ ok: true, log: "" });
    await expect.poll(() => lab.channels(), { timeout: 5_000 }).toBe(0);
  }, 60_000);

  it("gives a stranger no call: only the trunk's address is known", async () => {
    const stranger = await startUserAgent({ host: "127.0.0.3" });
    const phone = await stranger.call({ ...lab.sip, number: "100", from: "79001112233" });
    expect(await phone.answered).toBe(401);
    await expect.poll(() => lab.channels(), { timeout: 5_000 }).toBe(0);
    await stranger.close();
  });

  it("stands beside another lab, each with ports, passwords and calls of its own", async () => {
    const other = await startLab({ ariApp: "other", trunkHost: carrier.host, trunkPort: carrier.port });
    expect(other.sip.port).not.toBe(lab.sip.port);
    expect(other.ari.password).not.toBe(lab.ari.password);
    const phone = await carrier.call({ ...other.sip, number: "100", from: "79001112233" });
    await phone.answered;
    expect([await lab.channels(), await other.channels()]).toEqual([0, 1]);
    await phone.hangup();
    await other.stop();
    await expect.poll(() => lab.channels(), { timeout: 5_000 }).toBe(0);
  }, 30_000);
});
