import { Cartesia } from "@cartesia/cartesia-js";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createEars } from "../core/ears.ts";
import { createMouth, type SpeakingMouth } from "../core/mouth.ts";
import type { Ears, StandIn } from "../stand-in.ts";
import { startCartesia } from "./cartesia.ts";

const texts = ["Good morning, how may I help you today?", "Your order is ready and waiting for you."];
const voice = "a0e99841-438c-4a64-b679-ae501e7d6091";
const output_format = { container: "raw", encoding: "pcm_s16le", sample_rate: 8000 } as const;
let mouth: SpeakingMouth;
let ears: Ears;
beforeAll(async () => {
  mouth = await createMouth();
  ears = createEars();
  for (const text of texts) ears.learn({ text, pcm: await mouth.speak(text, 8000), rateHz: 8000 });
});
afterAll(() => mouth.close());

/** The SDK knows wss:// alone; this lets it speak to loopback without TLS. */
class PlainWebSocket extends WebSocket {
  constructor(url: string | URL) {
    super(String(url).replace(/^wss/, "ws"));
  }
}

let standIn: StandIn;
const begin = async () => {
  standIn = await startCartesia({ ears, mouth });
  const client = new Cartesia({ apiKey: standIn.key, baseURL: standIn.url });
  vi.stubGlobal("WebSocket", PlainWebSocket);
  return client.tts.websocket();
};
afterEach(async () => {
  vi.unstubAllGlobals();
  await expect.poll(() => standIn.connections()).toBe(0);
  await standIn.close();
});

const heard = (audio: readonly Uint8Array[]): string | undefined => ears.recognise(new Int16Array(new Uint8Array(Buffer.concat(audio)).buffer), 8000)?.text;

describe("Cartesia's own SDK", () => {
  it("generates a text with the times of its words", async () => {
    const socket = await begin();
    const audio: Uint8Array[] = [];
    const words: string[] = [];
    for await (const event of socket.generate({ model_id: "sonic-3", voice, output_format, transcript: texts[0] ?? "", add_timestamps: true })) {
      if (event.type === "chunk" && event.audio) audio.push(event.audio);
      if (event.type === "timestamps") words.push(...(event.word_timestamps?.words ?? []));
    }
    socket.close();
    expect(heard(audio)).toBe(texts[0]);
    expect(words).toEqual((texts[0] ?? "").split(" "));
    expect(standIn.bill()).toEqual([{ kind: "tts", provider: "cartesia", model: "sonic-3", unit: "chars", amount: (texts[0] ?? "").length }]);
  });

  it("pushes parts into one context and tells them apart by their flushes", async () => {
    const socket = await begin();
    const context = socket.context({ model_id: "sonic-3", voice, output_format, language: "en", max_buffer_delay_ms: 0 });
    await context.push({ transcript: texts[0] ?? "", flush: true });
    await context.push({ transcript: texts[1] ?? "", flush: true });
    await context.no_more_inputs();
    const audio = new Map<number, Uint8Array[]>();
    const order: string[] = [];
    for await (const event of context.receive()) {
      if (event.type === "chunk" && event.audio) audio.set(event.flush_id ?? 0, [...(audio.get(event.flush_id ?? 0) ?? []), event.audio]);
      else order.push(event.type === "flush_done" ? `flush ${event.flush_id}` : event.type);
    }
    socket.close();
    expect([...audio].map(([id, parts]) => [id, heard(parts)])).toEqual([[1, texts[0]], [2, texts[1]]]);
    expect(order).toEqual(["flush 1", "flush 2", "done"]);
  });

  it("is told of a voice that is not there, and bills nothing for it", async () => {
    const socket = await begin();
    socket.on("error", () => undefined);
    const generating = (async () => {
      for await (const event of socket.generate({ model_id: "sonic-3", voice: "alena", output_format, transcript: "Hello" })) expect(event.type).toBe("error");
    })();
    await expect(generating).rejects.toThrow("voice_not_found");
    socket.close();
    expect(standIn.bill()).toEqual([]);
  });
});
