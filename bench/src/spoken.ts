/** What the benches' callers say: a short sentence of the embedded voice, speech to any detector. */
import { startEmbeddedVoice } from "../../media-node/src/tts/embedded/embedded-voice.ts";

export async function callerSpeech(text = "Good evening to you all"): Promise<Int16Array> {
  const voice = await startEmbeddedVoice();
  try {
    const parts: Int16Array[] = [];
    for await (const chunk of voice.synthesise({ text, language: "en", voice: "caller-en", speed: 1.1 }, AbortSignal.timeout(10_000))) parts.push(chunk.pcm);
    return Int16Array.from(parts.flatMap((pcm) => [...pcm]));
  } finally {
    await voice.close();
  }
}
