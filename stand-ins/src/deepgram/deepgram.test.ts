import { DeepgramClient } from "@deepgram/sdk";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { createEars } from "../core/ears.ts";
import { createMouth, type SpeakingMouth } from "../core/mouth.ts";
import type { Ears, Fault, StandIn } from "../stand-in.ts";
import { startDeepgram } from "./deepgram.ts";

const text = "tell me the opening hours";
let mouth: SpeakingMouth;
let ears: Ears;
let speech: Int16Array;
beforeAll(async () => {
  mouth = await createMouth();
  ears = createEars();
  const pcm = await mouth.speak(text, 8000);
  ears.learn({ text, pcm, rateHz: 8000 });
  speech = new Int16Array(pcm.length + 8000);
  speech.set(pcm, 2400);
});
afterAll(() => mouth.close());

let standIn: StandIn;
const begin = async (fault?: Fault): Promise<DeepgramClient> => {
  standIn = await startDeepgram({ ears, mouth, ...(fault ? { fault } : {}) });
  const url = standIn.url.replace("http", "ws");
  return new DeepgramClient({ apiKey: standIn.key, environment: { base: standIn.url, production: url, agent: url, agentRest: standIn.url }, reconnect: false });
};
afterEach(async () => {
  await expect.poll(() => standIn.connections()).toBe(0);
  await standIn.close();
});

/** As Deepgram's SDK is used: a chunk of 100 ms a message. */
const chunks = (pcm: Int16Array): Uint8Array[] => Array.from({ length: Math.ceil(pcm.length / 800) }, (_, n) => new Uint8Array(pcm.slice(n * 800, n * 800 + 800).buffer));

describe("Deepgram's own SDK", () => {
  it("streams to Nova and gets interim results, a final one by Finalize, and the duration that is billed", async () => {
    const client = await begin();
    const connection = await client.listen.v1.connect({ model: "nova-3", language: "en", encoding: "linear16", sample_rate: 8000, interim_results: "true", punctuate: "true" });
    connection.connect();
    await connection.waitForOpen();
    for (const chunk of chunks(speech)) connection.sendMedia(chunk);
    connection.sendFinalize({ type: "Finalize" });
    const heard: { text: string; final: boolean; fromFinalize: boolean }[] = [];
    let duration = 0;
    for await (const message of connection) {
      if (message.type === "Results") {
        heard.push({ text: message.channel.alternatives[0]?.transcript ?? "", final: message.is_final ?? false, fromFinalize: message.from_finalize ?? false });
        if (message.from_finalize === true) connection.sendCloseStream({ type: "CloseStream" });
      } else if (message.type === "Metadata") {
        duration = message.duration;
        break;
      }
    }
    expect(heard.some((one) => !one.final && "Tell me the opening hours".startsWith(one.text) && one.text !== "")).toBe(true);
    expect(heard.filter((one) => one.final && one.text !== "").map((one) => one.text)).toEqual(["Tell me the opening hours."]);
    expect(duration * 1000).toBeCloseTo(speech.length / 8, 0);
    expect(standIn.bill()).toEqual([{ kind: "stt", provider: "deepgram", model: "nova-3", unit: "audio_ms", amount: Math.round(speech.length / 8) }]);
  });

  it("gets Flux's turns: begun, eagerly ended, ended", async () => {
    const client = await begin();
    const connection = await client.listen.v2.connect({ model: "flux-general-en", encoding: "linear16", sample_rate: 8000, eager_eot_threshold: 0.4 });
    connection.connect();
    await connection.waitForOpen();
    for (const chunk of chunks(speech)) connection.sendMedia(chunk);
    const events: string[] = [];
    for await (const message of connection) {
      if (message.type !== "TurnInfo") continue;
      if (message.event !== "Update") events.push(message.event);
      if (message.event === "EndOfTurn") {
        expect(message).toMatchObject({ transcript: "Tell me the opening hours.", trigger: "model", turn_index: 0 });
        break;
      }
    }
    expect(events).toEqual(["StartOfTurn", "EagerEndOfTurn", "EndOfTurn"]);
  });

  it("gets Aura's speech for a text that is flushed", async () => {
    const client = await begin();
    const connection = await client.speak.v1.connect({ model: "aura-2-thalia-en", encoding: "linear16", sample_rate: "8000" });
    connection.connect();
    await connection.waitForOpen();
    connection.sendText({ type: "Speak", text });
    connection.sendFlush({ type: "Flush" });
    const parts: Buffer[] = [];
    for await (const message of connection) {
      if (message instanceof Blob) parts.push(Buffer.from(await message.arrayBuffer()));
      else if (typeof message === "object" && "type" in message && message.type === "Flushed") break;
    }
    const bytes = new Uint8Array(Buffer.concat(parts));
    expect(ears.recognise(new Int16Array(bytes.buffer), 8000)?.text).toBe(text);
    expect(standIn.bill()).toEqual([{ kind: "tts", provider: "deepgram", model: "aura-2-thalia-en", unit: "chars", amount: text.length }]);
  });

});

describe("Deepgram's refusals of an upgrade", () => {
  it("have the vendor's statuses and bodies", async () => {
    await begin({ kind: "unpaid", times: 1 });
    const status = (key: string, query = "model=nova-3"): Promise<{ status: number; body: Record<string, unknown> }> =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${standIn.url.replace("http", "ws")}/v1/listen?${query}`, { headers: { authorization: `Token ${key}` } });
        socket.on("error", () => undefined);
        socket.on("open", () => reject(new Error("it was let in")));
        socket.on("unexpected-response", (_request, response) => {
          const body: Buffer[] = [];
          response.on("data", (part: Buffer) => body.push(part));
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(body).toString()) as Record<string, unknown> }));
        });
      });
    expect(await status(standIn.key)).toMatchObject({ status: 402, body: { err_code: "ASR_PAYMENT_REQUIRED" } });
    expect(await status("another")).toMatchObject({ status: 401, body: { err_code: "INVALID_AUTH", request_id: expect.any(String) } });
    expect(await status(standIn.key, "model=nova-9")).toMatchObject({ status: 400, body: { err_msg: expect.stringContaining("No such model") } });
    expect(await status(standIn.key, `model=nova-3&keyterm=${"x".repeat(1600)}`)).toMatchObject({ status: 400, body: { err_msg: expect.stringContaining("Keyterm limit") } });
  });
});

describe("a line of Deepgram without a word", () => {
  it("is closed after ten seconds, and lives on by KeepAlive", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await begin();
      const socket = new WebSocket(`${standIn.url.replace("http", "ws")}/v1/listen?model=nova-3`, ["token", standIn.key]);
      const closed = new Promise<string>((resolve) => socket.once("close", (code, reason) => resolve(`${code} ${reason.toString().slice(0, 8)}`)));
      await new Promise((resolve) => socket.once("open", resolve));
      vi.advanceTimersByTime(8_000);
      socket.send(JSON.stringify({ type: "KeepAlive" }));
      while (!standIn.asked().some((line) => line.what === "KeepAlive")) await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(8_000);
      expect(socket.readyState).toBe(WebSocket.OPEN);
      vi.advanceTimersByTime(2_000);
      expect(await closed).toBe("1011 NET-0001");
    } finally {
      vi.useRealTimers();
    }
  });
});
