/** The edge is stopped and started, and the media node is killed, in the middle of calls: the books close as they should. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holdByBrowser } from "./call/hold.ts";
import { openPhoneAudio } from "./sip/phone-audio.ts";
import { speakScript, startProduct, type Product } from "./testing.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct({ env: { ZVON_DRAIN_MS: "60000" } });
}, 120_000);
afterAll(() => product?.close());

async function startSilentCall(): Promise<{ id: string; hearPrompt(): Promise<boolean>; close(): void }> {
  const audio = await openPhoneAudio("127.0.0.1");
  const started = await product.api.startCall({ bot: "salon", language: "ru", via: "rtp", rtp: { host: "127.0.0.1", port: audio.port, codec: "pcma" } });
  const remote = started.media.rtp;
  if (!remote) throw new Error("the API gave no RTP address");
  audio.connect({ host: remote.host, port: remote.port, codec: "alaw", eventsType: remote.dtmfPayloadType });
  const hearPrompt = () => audio.waitForTurn({ quietMs: 300, withinMs: 30_000 });
  expect(await hearPrompt()).toBe(true);
  return { id: started.call.id, hearPrompt, close: () => audio.close() };
}

describe("restarts in the middle of a call", () => {
  it("goes on with the talk after the edge was stopped and started", async () => {
    const steps = await speakScript([{ say: "На стрижку" }, { say: "Завтра в пять" }, { say: "Анна" }, { say: "Да" }], "ru");
    const held = holdByBrowser({ api: product.api, bot: "salon", language: "ru", steps, signal: AbortSignal.timeout(120_000) });
    // While the bot asks its second question: the first answer is in the books, the call is not.
    const id = await callWithTurns(1);
    await product.resident.edge.stop();
    await product.resident.edge.start();
    const { call, messages } = await held;
    expect(call).toMatchObject({ id, status: "ended", endReason: "completed", outcome: "booked" });
    expect(messages.filter((message) => message.who === "caller").map((message) => message.turn)).toEqual([1, 2, 3, 4]);
    expect(new Set(messages.map((message) => `${message.who} ${message.turn} ${message.text}`)).size).toBe(messages.length);
  }, 150_000);

  it("lets the calls of a node that is stopped come to their end, however long its owner allows", async () => {
    const silent = await startSilentCall();
    const stopped = product.resident.node.stop();
    // The bot asks whether anybody is there, and again: more time than an impatient supervisor gives.
    expect(await silent.hearPrompt()).toBe(true);
    expect(await silent.hearPrompt()).toBe(true);
    await product.api.hangup(silent.id);
    expect((await product.api.ended(silent.id, { withinMs: 20_000, withRecording: false })).endReason).toBe("api_hangup");
    await stopped;
    silent.close();
    await product.resident.node.start();
  }, 120_000);

  it("closes the calls of a killed node as node_lost, frees their leases, and takes calls again", async () => {
    const silent = await startSilentCall();
    await product.resident.node.kill();
    const call = await product.api.ended(silent.id, { withinMs: 75_000, withRecording: false });
    silent.close();
    expect(call.endReason).toBe("node_lost");
    expect(call.durationMs).toBeGreaterThan(0);
    // Live calls are listed from the hub's leases: none is left.
    expect((await product.api.calls()).filter((one) => one.status !== "ended")).toEqual([]);
    await product.resident.node.start();
    const again = await startSilentCall();
    await product.api.hangup(again.id);
    expect((await product.api.ended(again.id, { withinMs: 20_000, withRecording: false })).endReason).toBe("api_hangup");
    again.close();
  }, 150_000);
});

/** Asks the API until the one live call has so many turns of the caller. */
async function callWithTurns(turns: number): Promise<string> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; ) {
    const live = (await product.api.calls()).find((call) => call.status === "live");
    if (live && (await product.api.messages(live.id)).filter((message) => message.who === "caller").length >= turns) return live.id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the call did not get that far");
}
