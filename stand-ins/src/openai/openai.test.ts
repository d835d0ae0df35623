import { connect } from "node:net";
import OpenAI, { toFile } from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { wavHeader } from "@zvon/media-node/src/audio/wav-header.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEars } from "../core/ears.ts";
import { createMouth } from "../core/mouth.ts";
import type { StandIn } from "../stand-in.ts";
import { startOpenaiSpeech } from "./openai.ts";

describe("the official SDK with the stand-in of OpenAI's speech", () => {
  const text = "please call me back tomorrow morning";
  const ears = createEars();
  let standIn: StandIn;
  let pcm: Int16Array;
  let client: OpenAI;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const mouth = await createMouth();
    pcm = await mouth.speak(text, 24_000);
    ears.learn({ text, pcm, rateHz: 24_000 });
    standIn = await startOpenaiSpeech({ ears, mouth });
    client = new OpenAI({ apiKey: standIn.key, baseURL: `${standIn.url}/v1`, maxRetries: 0 });
    close = async () => {
      await standIn.close();
      await mouth.close();
    };
  });
  afterAll(() => close());

  const wav = () => toFile(Buffer.concat([wavHeader({ rateHz: 24_000, channels: 1, dataBytes: pcm.byteLength }), new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength)]), "utterance.wav");

  it("transcribes a file, whole and word by word", async () => {
    expect(await client.audio.transcriptions.create({ file: await wav(), model: "whisper-1" })).toMatchObject({ text, usage: { type: "duration" } });
    const words: string[] = [];
    let done = "";
    for await (const event of await client.audio.transcriptions.create({ file: await wav(), model: "gpt-transcribe", stream: true })) {
      if (event.type === "transcript.text.delta") words.push(event.delta);
      if (event.type === "transcript.text.done") done = event.text;
    }
    expect(words.join("").trim()).toBe(text);
    expect(done).toBe(text);
  });

  it("reads a text aloud", async () => {
    const response = await client.audio.speech.create({ model: "gpt-4o-mini-tts", voice: "coral", input: text, response_format: "pcm" });
    const spoken = new Int16Array(await response.arrayBuffer());
    expect(ears.recognise(spoken, 24_000)?.text).toBe(text);
  });

  it("says what is wrong with a key in the vendor's words", async () => {
    const other = new OpenAI({ apiKey: "sk-other", baseURL: `${standIn.url}/v1`, maxRetries: 0 });
    await expect(other.audio.speech.create({ model: "tts-1", voice: "coral", input: text })).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
  });

  /** The SDK speaks TLS alone; its requests are carried over a plain connection. */
  const plain = () => ({ createConnection: () => connect(Number(new URL(standIn.url).port), "127.0.0.1") });

  it("transcribes what a Realtime session commits", async () => {
    const session = new OpenAIRealtimeWS({ intent: "transcription", options: plain() }, client);
    const heard = new Promise<string>((resolve, reject) => {
      session.on("error", reject);
      session.on("session.created", () => session.send({ type: "session.update", session: { type: "transcription", audio: { input: { format: { type: "audio/pcm", rate: 24_000 }, turn_detection: null, transcription: { model: "gpt-live-transcribe", languages: ["en"] } } } } }));
      session.on("session.updated", () => {
        session.send({ type: "input_audio_buffer.append", audio: Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString("base64") });
        session.send({ type: "input_audio_buffer.commit" });
      });
      session.on("conversation.item.input_audio_transcription.completed", (event) => resolve(event.transcript));
    });
    expect(await heard).toBe(text);
    session.close();
  });

  it("reads aloud in a Realtime session, outside its conversation", async () => {
    const session = new OpenAIRealtimeWS({ model: "gpt-realtime-2.1-mini", options: plain() }, client);
    const parts: Buffer[] = [];
    const done = new Promise<string | undefined>((resolve, reject) => {
      session.on("error", reject);
      session.on("session.created", () => session.send({ type: "session.update", session: { type: "realtime", output_modalities: ["audio"], audio: { output: { format: { type: "audio/pcm", rate: 24_000 }, voice: "marin" } } } }));
      session.on("session.updated", () => session.send({ type: "response.create", response: { conversation: "none", output_modalities: ["audio"], instructions: "Read it word for word.", input: [{ type: "message", role: "user", content: [{ type: "input_text", text }] }] } }));
      session.on("response.output_audio.delta", (event) => parts.push(Buffer.from(event.delta, "base64")));
      session.on("response.done", (event) => resolve(event.response.status));
    });
    expect(await done).toBe("completed");
    session.close();
    const bytes = Buffer.concat(parts);
    expect(ears.recognise(new Int16Array(Uint8Array.from(bytes).buffer), 24_000)?.text).toBe(text);
  });
});
