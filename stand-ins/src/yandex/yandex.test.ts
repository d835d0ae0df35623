/** The vendor's own SDK talks to the stand-in: its generated clients, and its session's way of calling them. */
import { credentials, Metadata, status, type ServiceError } from "@grpc/grpc-js";
import * as stt from "@yandex-cloud/nodejs-sdk/ai-stt-v3/stt";
import { RecognizerClient } from "@yandex-cloud/nodejs-sdk/ai-stt-v3/stt_service";
import * as tts from "@yandex-cloud/nodejs-sdk/ai-tts-v3/tts";
import { SynthesizerClient } from "@yandex-cloud/nodejs-sdk/ai-tts-v3/tts_service";
import * as iam from "@yandex-cloud/nodejs-sdk/iam-v1/iam_token_service";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEars } from "../core/ears.ts";
import { createMouth, joined, type SpeakingMouth } from "../core/mouth.ts";
import { startYandex, type YandexStandIn } from "./yandex.ts";

const text = "расскажите про часы работы";
const ears = createEars();
let mouth: SpeakingMouth;
let spoken: Int16Array;
beforeAll(async () => {
  mouth = await createMouth();
  spoken = await mouth.speak(text, 8000);
  ears.learn({ text, pcm: spoken, rateHz: 8000 });
});
afterAll(() => mouth.close());

let standIn: YandexStandIn;
let open: { close(): void }[];
beforeEach(async () => {
  standIn = await startYandex({ ears, mouth });
  open = [];
});
afterEach(async () => {
  for (const client of open) client.close();
  await expect.poll(() => standIn.connections()).toBe(0);
  await standIn.close();
});
const client = <T extends { close(): void }>(Client: new (address: string, how: ReturnType<typeof credentials.createInsecure>) => T): T => {
  const made = new Client(new URL(standIn.url).host, credentials.createInsecure());
  open.push(made);
  return made;
};
const signedIn = (authorization = `Api-Key ${standIn.key}`, folder?: string): Metadata => {
  const metadata = new Metadata();
  metadata.set("authorization", authorization);
  if (folder !== undefined) metadata.set("x-folder-id", folder);
  return metadata;
};

const { LINEAR16_PCM } = stt.RawAudio_AudioEncoding;
const session = (over: Partial<stt.StreamingOptions> = {}): stt.StreamingOptions =>
  stt.StreamingOptions.fromPartial({ recognitionModel: { model: "general", audioFormat: { rawAudio: { audioEncoding: LINEAR16_PCM, sampleRateHertz: 8000, audioChannelCount: 1 } } }, ...over });
const audio = (pcm: Int16Array): stt.StreamingRequest => stt.StreamingRequest.fromPartial({ chunk: { data: Buffer.from(pcm.slice().buffer) } });

async function recognise(requests: stt.StreamingRequest[], metadata = signedIn()): Promise<stt.StreamingResponse[]> {
  const call = client(RecognizerClient).recognizeStreaming(metadata);
  for (const request of requests) call.write(request);
  call.end();
  const answers: stt.StreamingResponse[] = [];
  for await (const answer of call) answers.push(answer as stt.StreamingResponse);
  return answers;
}
const chunks = (pcm: Int16Array): stt.StreamingRequest[] => Array.from({ length: Math.ceil(pcm.length / 800) }, (_, n) => audio(pcm.subarray(n * 800, (n + 1) * 800)));
const options = (over?: Partial<stt.StreamingOptions>) => stt.StreamingRequest.fromPartial({ sessionOptions: session(over) });
const textOf = (answer: stt.AlternativeUpdate | undefined): string | undefined => answer?.alternatives[0]?.text;
const refusal = (work: Promise<unknown>): Promise<ServiceError> => work.then(() => Promise.reject(new Error("not refused")), (error: ServiceError) => error);

async function synthesise(request: Partial<tts.UtteranceSynthesisRequest>, metadata = signedIn()): Promise<Int16Array> {
  const raw = { rawAudio: { audioEncoding: tts.RawAudio_AudioEncoding.LINEAR16_PCM, sampleRateHertz: 8000 } };
  const call = client(SynthesizerClient).utteranceSynthesis(tts.UtteranceSynthesisRequest.fromPartial({ text, outputAudioSpec: raw, ...request }), metadata);
  const parts: Int16Array[] = [];
  for await (const answer of call) {
    const { audioChunk } = answer as tts.UtteranceSynthesisResponse;
    parts.push(new Int16Array(new Uint8Array(audioChunk?.data ?? []).buffer));
  }
  return joined(parts);
}

describe("the vendor's recogniser client", () => {
  it("gets partials that grow, a final with the times of its words, and the end of the utterance", async () => {
    const answers = await recognise([options(), ...chunks(spoken)]);
    const partials = answers.flatMap((answer) => textOf(answer.partial) ?? []);
    expect(partials.length).toBeGreaterThan(0);
    expect(partials.every((partial, n) => text.startsWith(partial) && partial.length >= (partials[n - 1]?.length ?? 0))).toBe(true);
    const finals = answers.filter((answer) => answer.final !== undefined);
    expect(finals.map((answer) => textOf(answer.final))).toEqual([text]);
    expect(finals[0]?.final?.alternatives[0]?.words.map((word) => word.text)).toEqual(text.split(" "));
    expect(finals[0]?.audioCursors?.receivedDataMs).toBe(Math.floor(spoken.length / 8));
    expect(answers.at(-1)?.eouUpdate).toBeDefined();
  });

  it("ends an utterance by its own mark with the external classifier, and by that alone", async () => {
    const external = options({ eouClassifier: { externalClassifier: {}, defaultClassifier: undefined } });
    const quiet = stt.StreamingRequest.fromPartial({ silenceChunk: { durationMs: 3000 } });
    const eou = stt.StreamingRequest.fromPartial({ eou: {} });
    const answers = await recognise([external, ...chunks(spoken), quiet, quiet, eou, ...chunks(spoken), eou]);
    expect(answers.filter((answer) => textOf(answer.final) !== undefined).map((answer) => textOf(answer.final))).toEqual([text, text]);
    const refused = await refusal(recognise([options(), ...chunks(spoken), eou]));
    expect(refused.code).toBe(status.INVALID_ARGUMENT);
  });

  it("is refused without options first, with an unknown model or language, two channels, or too much audio", async () => {
    const model = session().recognitionModel;
    const bad = [
      [audio(spoken)],
      [options({ recognitionModel: stt.RecognitionModelOptions.fromPartial({ ...model, model: "none" }) })],
      [options({ recognitionModel: stt.RecognitionModelOptions.fromPartial({ ...model, languageRestriction: { restrictionType: 1, languageCode: ["xx-XX"] } }) })],
      [options({ recognitionModel: stt.RecognitionModelOptions.fromPartial({ audioFormat: { rawAudio: { audioEncoding: LINEAR16_PCM, sampleRateHertz: 8000, audioChannelCount: 2 } } }) })],
      [options(), ...Array.from({ length: 61 }, () => stt.StreamingRequest.fromPartial({ silenceChunk: { durationMs: 5000 } }))],
    ];
    for (const requests of bad) expect((await refusal(recognise(requests))).code).toBe(status.INVALID_ARGUMENT);
  });

  it("is billed by 15 s begun, from its options on", async () => {
    await recognise([options()]);
    await recognise([options(), stt.StreamingRequest.fromPartial({ silenceChunk: { durationMs: 37_000 } })]);
    expect(standIn.bill()).toEqual([{ kind: "stt", provider: "yandex", model: "general", unit: "audio_ms", amount: 60_000 }]);
  });

  it("says who may come in, in the vendor's words", async () => {
    expect(await refusal(recognise([options()], signedIn("Api-Key AQVNwrong")))).toMatchObject({ code: status.UNAUTHENTICATED });
    expect(await refusal(recognise([options()], signedIn(`Api-Key ${standIn.key}`, "b1gother")))).toMatchObject({ code: status.UNAUTHENTICATED, details: expect.stringContaining("does not match with service account folder ID") });
    const { iamToken } = await tokenOf({ yandexPassportOauthToken: standIn.accounts.oauthToken });
    expect(await refusal(recognise([options()], signedIn(`Bearer ${iamToken}`)))).toMatchObject({ code: status.UNAUTHENTICATED, details: "You have to specify folder ID for user account" });
    expect(await recognise([options(), ...chunks(spoken)], signedIn(`Bearer ${iamToken}`, standIn.accounts.folder))).not.toEqual([]);
  });
});

function tokenOf(request: Partial<iam.CreateIamTokenRequest>): Promise<iam.CreateIamTokenResponse> {
  return new Promise((done, fail) => {
    client(iam.IamTokenServiceClient).create(iam.CreateIamTokenRequest.fromPartial(request), (error, answer) => (error ? fail(error) : done(answer)));
  });
}

describe("the vendor's synthesiser client", () => {
  it("gets audio of the text, and not a sound of its markup", async () => {
    expect(ears.recognise(await synthesise({ text: text.replace("расскаж", "расск+аж") }), 8000)?.text).toBe(text);
  });

  it("is refused a text over the limit unless it says that it may be cut, a voice that is not there, a role of another voice", async () => {
    const long = "а ".repeat(130);
    expect((await refusal(synthesise({ text: long }))).code).toBe(status.INVALID_ARGUMENT);
    expect((await synthesise({ text: long, unsafeMode: true })).length).toBeGreaterThan(0);
    expect(await refusal(synthesise({ hints: [tts.Hints.fromPartial({ voice: "nobody" })] }))).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringContaining("nobody") });
    expect((await refusal(synthesise({ hints: [tts.Hints.fromPartial({ voice: "filipp" }), tts.Hints.fromPartial({ role: "evil" })] }))).code).toBe(status.INVALID_ARGUMENT);
    expect(standIn.bill()).toEqual([{ kind: "tts", provider: "yandex", model: "v3", unit: "requests", amount: 2 }]);
  });

  it("hears zeros where the vendor fails without saying so, as long as the speech would be", async () => {
    standIn.fault({ kind: "zeros", times: 1 });
    const pcm = await synthesise({});
    expect(pcm.length).toBe(spoken.length);
    expect(pcm.every((sample) => sample === 0)).toBe(true);
    expect((await synthesise({})).some((sample) => sample !== 0)).toBe(true);
  });
});
