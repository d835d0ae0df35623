import { SonioxNodeClient } from "@soniox/node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createEars } from "../core/ears.ts";
import { createMouth } from "../core/mouth.ts";
import type { StandIn } from "../stand-in.ts";
import { startSoniox } from "./soniox.ts";

describe("the official SDK with the stand-in of Soniox", () => {
  const text = "please call me back tomorrow morning";
  let standIn: StandIn;
  let pcm: Int16Array;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const mouth = await createMouth();
    const ears = createEars();
    pcm = await mouth.speak(text, 16_000);
    ears.learn({ text, pcm, rateHz: 16_000 });
    standIn = await startSoniox({ ears, mouth });
    close = async () => {
      await standIn.close();
      await mouth.close();
    };
  });
  afterAll(() => close());

  const session = (apiKey: string) =>
    new SonioxNodeClient({ api_key: apiKey, realtime: { ws_base_url: `${standIn.url.replace("http", "ws")}/transcribe-websocket` } })
      .realtime.stt({ model: "stt-rt-v5", audio_format: "pcm_s16le", sample_rate: 16_000, num_channels: 1, language_hints: ["en"] });

  it("hears an utterance, word by word and then for good", async () => {
    const stt = session(standIn.key);
    let final = "";
    const open: string[] = [];
    stt.on("result", (result) => {
      for (const token of result.tokens) if (token.is_final) final += token.text;
      open.push(result.tokens.filter((token) => !token.is_final).map((token) => token.text).join(""));
    });
    await stt.connect();
    const bytes = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    for (let at = 0; at < bytes.length; at += 6_400) stt.sendAudio(bytes.slice(at, at + 6_400));
    await stt.finish();
    expect(final.replace("<fin>", "").trim()).toBe(text);
    expect(open.some((words) => words !== "" && text.startsWith(words.trim()))).toBe(true);
    await vi.waitFor(() => expect(standIn.connections()).toBe(0));
    expect(standIn.bill()).toMatchObject([{ kind: "stt", provider: "soniox", unit: "connection_ms" }]);
  });

  it("is told of a wrong key as the vendor tells it", async () => {
    const stt = session("another key");
    const failed = new Promise((resolve) => stt.on("error", resolve));
    await stt.connect();
    expect(await failed).toMatchObject({ name: "AuthError" });
  });
});
