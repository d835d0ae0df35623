/** A call the product places is answered by SIPp, a SIP stack that is not ours, which speaks from a recording. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLab, type Lab } from "./lab/asterisk.ts";
import { freeUdpPort } from "./lab/ports.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { sippAnswer } from "./sip/sipp.ts";
import { speakScript, startProduct, type Product } from "./testing.ts";

const reason = await whyNoLab();
const callee = { host: "127.0.0.2", port: 0 };

describe.skipIf(reason !== null)(`an outbound call that SIPp answers${reason === null ? "" : ` (${reason})`}`, () => {
  let lab: Lab;
  let product: Product;
  beforeAll(async () => {
    callee.port = await freeUdpPort(callee.host);
    lab = await startLab({ ariApp: "zvon", trunkHost: callee.host, trunkPort: callee.port });
    product = await startProduct({ env: { ZVON_ARI_URL: lab.ari.url, ZVON_ARI_USER: lab.ari.user, ZVON_ARI_PASSWORD: lab.ari.password, ZVON_ARI_APP: lab.ari.app } });
  }, 600_000);
  afterAll(async () => {
    await product?.close();
    await lab?.stop();
  });

  it("talks with the person to the end, hangs up, and keeps nothing", async () => {
    const [digits, no] = await speakScript([{ say: "Один, два, три, четыре" }, { say: "Нет" }], "ru");
    // The greeting lasts 5 s and the order's state 6 s; a recording can't wait, so its gaps are wide, below the silence prompt's 6 s.
    const audio = new Int16Array(8000 * 40);
    if (digits?.type === "speak") audio.set(digits.pcm, 8 * 8000);
    if (no?.type === "speak") audio.set(no.pcm, 21 * 8000);
    const answered = sippAnswer({ ...callee, codec: "alaw", audio, timeoutMs: 90_000 });
    const { call } = await product.api.startCall({ bot: "order-status", language: "ru", via: "sip", to: "79005550001", from: "74950001122" });
    expect(await answered).toEqual({ ok: true, log: "" });
    const after = await product.api.ended(call.id, { withinMs: 20_000, withRecording: true });
    expect(after).toMatchObject({ direction: "outbound", endReason: "completed", outcome: "answered", fields: { number: "1234" } });
    expect(after.answeredAt).toBeGreaterThan(after.createdAt);
    await expect.poll(() => lab.channels(), { timeout: 5_000 }).toBe(0);
    expect((await product.api.calls()).filter((one) => one.status !== "ended")).toEqual([]);
  }, 150_000);
});
