import { startOpenaiSpeech } from "@zvon/stand-ins/src/openai/openai.ts";
import { describe, expect, it } from "vitest";
import { createLab } from "../net/testing/vendor-lab.ts";
import { frames, sttAdapterSuite } from "./adapter-suite.ts";
import { openOpenaiStt } from "./openai.ts";

sttAdapterSuite("OpenAI, a session a call", { open: openOpenaiStt, start: startOpenaiSpeech, partials: false });
sttAdapterSuite("OpenAI, a request an utterance", { open: openOpenaiStt, start: startOpenaiSpeech, model: "gpt-transcribe", partials: false, warmConnections: 0 });
sttAdapterSuite("OpenAI, a whole answer", { open: openOpenaiStt, start: startOpenaiSpeech, model: "whisper-1", partials: false, warmConnections: 0 });

describe("the words of the trade that OpenAI is told", () => {
  const ears = { recognise: () => null, learn: () => undefined };
  const mouth = { speak: () => Promise.resolve(new Int16Array(0)) };
  const hints = ["балаяж", "Аврора", "балаяж"];
  const many = Array.from({ length: 300 }, (_, n) => `слово${n}`);

  async function told(model: string, words: string[], what: string): Promise<Record<string, unknown>> {
    const standIn = await startOpenaiSpeech({ ears, mouth });
    const lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url }, model, language: "ru" });
    const stt = openOpenaiStt(lab.line({ hints: words }));
    for await (const _ of stt.transcribe(frames(new Int16Array(8_000)), { language: "ru", listen: { phrases: ["оператор"], digits: null } }, new AbortController().signal)) continue;
    const detail = standIn.asked().find((one) => one.what === what)?.detail ?? expect.fail(`no ${what}`);
    await stt.close();
    await lab.close();
    await standIn.close();
    return detail;
  }

  it("stand in a session's keywords, each once, a hundred at most", async () => {
    expect(JSON.stringify(await told("gpt-live-transcribe", hints, "session"))).toContain('"keywords":["балаяж","Аврора"]');
    expect(JSON.stringify(await told("gpt-live-transcribe", many, "session")).match(/слово\d+/g)).toHaveLength(100);
  });

  it("stand in a request's keywords with what this moment listens for", async () => {
    expect(await told("gpt-transcribe", hints, "transcription")).toMatchObject({ keywords: ["балаяж", "Аврора", "оператор"] });
    expect((await told("gpt-transcribe", many, "transcription"))["keywords"]).toHaveLength(100);
  });

  it("are the prompt of a model without keywords, whole words of at most 800 characters", async () => {
    expect(await told("whisper-1", hints, "transcription")).toMatchObject({ prompt: "балаяж, Аврора, оператор" });
    const prompt = String((await told("whisper-1", many, "transcription"))["prompt"]);
    expect(prompt.length).toBeLessThanOrEqual(800);
    expect(many).toContain(prompt.split(", ").at(-1));
  });
});
