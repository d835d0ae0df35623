import { ElevenLabsClient, RealtimeEvents, AudioFormat, CommitStrategy, type RealtimeConnection } from "@elevenlabs/elevenlabs-js";
import { AudioInterface, Conversation } from "@elevenlabs/elevenlabs-js/api/resources/conversationalAi/conversation/index.js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEars } from "../core/ears.ts";
import { createMouth, type SpeakingMouth } from "../core/mouth.ts";
import type { Ears, StandIn } from "../stand-in.ts";
import { agentWords } from "./agent.ts";
import { startElevenlabs } from "./elevenlabs.ts";

const text = "please call me back tomorrow morning";
const second = "thank you very much goodbye";
let mouth: SpeakingMouth;
let ears: Ears;
const spoken = new Map<string, Int16Array>();
beforeAll(async () => {
  mouth = await createMouth();
  ears = createEars();
  for (const each of [text, second]) {
    const pcm = await mouth.speak(each, 16_000);
    ears.learn({ text: each, pcm, rateHz: 16_000 });
    spoken.set(each, pcm);
  }
});
afterAll(() => mouth.close());

let standIn: StandIn;
beforeEach(async () => {
  standIn = await startElevenlabs({ ears, mouth });
});
afterEach(async () => {
  await expect.poll(() => standIn.connections()).toBe(0);
  await standIn.close();
});

describe("ElevenLabs' own SDK hears with Scribe", () => {
  const connect = (apiKey: string, over: { commitStrategy?: CommitStrategy } = {}): Promise<RealtimeConnection> =>
    new ElevenLabsClient({ apiKey, baseUrl: standIn.url }).speechToText.realtime.connect({ modelId: "scribe_v2_realtime", audioFormat: AudioFormat.PCM_16000, sampleRate: 16_000, languageCode: "en", keyterms: ["Zvon"], ...over });
  const send = (connection: RealtimeConnection, pcm: Int16Array): void => {
    for (let at = 0; at < pcm.length; at += 1_600) {
      const part = pcm.slice(at, at + 1_600);
      connection.send({ audioBase64: Buffer.from(part.buffer).toString("base64") });
    }
  };
  const opened = (connection: RealtimeConnection) => new Promise<unknown>((resolve) => connection.on(RealtimeEvents.SESSION_STARTED, resolve));
  const committed = (connection: RealtimeConnection): Promise<string> => new Promise((resolve) => connection.on(RealtimeEvents.COMMITTED_TRANSCRIPT, (message) => resolve(message.text)));

  it("word by word, and for good when it commits", async () => {
    const connection = await connect(standIn.key);
    const partials: string[] = [];
    connection.on(RealtimeEvents.PARTIAL_TRANSCRIPT, (message) => partials.push(message.text));
    expect(await opened(connection)).toMatchObject({ config: { model_id: "scribe_v2_realtime", sample_rate: 16_000, language_code: "en", keyterms: ["Zvon"], commit_strategy: "manual" } });
    const pcm = spoken.get(text) ?? new Int16Array();
    send(connection, pcm);
    const heard = committed(connection);
    connection.commit();
    expect(await heard).toBe(text);
    expect(partials.length).toBeGreaterThan(0);
    for (const partial of partials) expect(text.startsWith(partial)).toBe(true);
    connection.close();
    expect(standIn.bill()).toEqual([{ kind: "stt", provider: "elevenlabs", model: "scribe_v2_realtime", unit: "audio_ms", amount: pcm.length / 16 }]);
  });

  it("by silence, when the vendor is to find the end", async () => {
    const connection = await connect(standIn.key, { commitStrategy: CommitStrategy.VAD });
    await opened(connection);
    const heard = committed(connection);
    send(connection, spoken.get(second) ?? new Int16Array());
    send(connection, new Int16Array(16_000 * 2));
    expect(await heard).toBe(second);
    connection.close();
  });

  it("and is told that too little was said to commit", async () => {
    const connection = await connect(standIn.key);
    await opened(connection);
    const told = new Promise((resolve) => connection.on(RealtimeEvents.COMMIT_THROTTLED, resolve));
    connection.on(RealtimeEvents.ERROR, () => undefined);
    connection.commit();
    expect(await told).toMatchObject({ message_type: "commit_throttled", error: expect.stringContaining("0.3s") });
    connection.close();
  });

  it("and is told of a wrong key", async () => {
    const connection = await connect("another key");
    connection.on(RealtimeEvents.ERROR, () => undefined);
    expect(await new Promise((resolve) => connection.on(RealtimeEvents.AUTH_ERROR, resolve))).toMatchObject({ message_type: "auth_error" });
  });
});

/** A telephone without a wire: what the agent says is kept, what the caller says is given. */
class Handset extends AudioInterface {
  readonly parts: Buffer[] = [];
  interrupted = 0;
  speak: (pcm: Int16Array) => void = () => undefined;
  start(input: (audio: Buffer) => void): void {
    this.speak = (pcm) => {
      for (let at = 0; at < pcm.length; at += 4_000) input(Buffer.from(pcm.slice(at, at + 4_000).buffer));
    };
  }
  stop(): void {
    this.speak = () => undefined;
  }
  output(audio: Buffer): void {
    this.parts.push(audio);
  }
  interrupt(): void {
    this.interrupted += 1;
  }
}

describe("ElevenLabs' own SDK talks with an agent", () => {
  const agentId = "agent_standin0pcm16000";

  it("that greets it, hears it, answers, and is cut off", async () => {
    const { greeting, said } = agentWords.en;
    for (const each of [greeting, said(text)]) ears.learn({ text: each, pcm: await mouth.speak(each, 16_000), rateHz: 16_000 });
    const handset = new Handset();
    const heard: string[] = [];
    const answers: string[] = [];
    const corrections: string[] = [];
    const conversation = new Conversation({
      conversationClient: new ElevenLabsClient({ apiKey: standIn.key, baseUrl: standIn.url }), agentId, requiresAuth: true, audioInterface: handset,
      callbackUserTranscript: (each) => heard.push(each), callbackAgentResponse: (each) => answers.push(each), callbackAgentResponseCorrection: (_original, each) => corrections.push(each),
    });
    const sound = () => ears.recognise(new Int16Array(new Uint8Array(Buffer.concat(handset.parts)).buffer), 16_000)?.text ?? "";
    await conversation.startSession();
    await expect.poll(sound).toContain(greeting);
    handset.speak(new Int16Array(16_000 * 4));
    handset.speak(spoken.get(text) ?? new Int16Array());
    handset.speak(new Int16Array(16_000));
    await expect.poll(() => heard).toEqual([text]);
    await expect.poll(sound).toContain(said(text));
    handset.speak(spoken.get(second) ?? new Int16Array());
    await expect.poll(() => handset.interrupted).toBe(1);
    await expect.poll(() => corrections.length).toBe(1);
    expect(said(text).startsWith(corrections[0] ?? "?")).toBe(true);
    expect(answers.slice(0, 2)).toEqual([greeting, said(text)]);
    expect(standIn.asked().filter(({ what }) => what === "pong")).toHaveLength(1);
    conversation.endSession();
  });

  it("only with the key", async () => {
    const client = new ElevenLabsClient({ apiKey: "another key", baseUrl: standIn.url, maxRetries: 0 });
    await expect(client.conversationalAi.conversations.getSignedUrl({ agentId })).rejects.toMatchObject({ statusCode: 401 });
  });
});
