/**
 * The media node as a bench sees it: the product's engine, call code, link and RTP, with a voice and a recogniser that
 * answer at once in the place of vendors. Calls are ordered over the process's channel instead of the control socket.
 *
 * argv: {edgeUrl, recordings: folder, phraseCache: folder | null, texts: what is recognised turn by turn, or null for text never said before}
 */
import path from "node:path";
import { z } from "zod";
import { startCall } from "../../media-node/src/call/call.ts";
import type { CallPorts } from "../../media-node/src/call/port.ts";
import { createRtpWay } from "../../media-node/src/call/rtp-way.ts";
import { openLink } from "../../media-node/src/link/link.ts";
import { createLog } from "../../media-node/src/log.ts";
import { startMediaEngine } from "../../media-node/src/media/engine.ts";
import type { Stt } from "../../media-node/src/stt/port.ts";
import { cachedTts } from "../../media-node/src/tts/cache.ts";
import { openPhraseStore } from "../../media-node/src/tts/phrase-store.ts";
import type { Tts } from "../../media-node/src/tts/port.ts";
import type { Endpoint, FromSubject, ToSubject } from "./caller-messages.ts";
import { machineMs } from "./clock.ts";

const settings = z.object({ edgeUrl: z.string(), recordings: z.string(), phraseCache: z.string().nullable(), texts: z.array(z.string()).nullable() }).parse(JSON.parse(process.argv[2] ?? "{}"));
/** What the bot's every segment lasts. */
const segmentMs = 400;

/** Phrases are the node's, not a call's, and no text comes twice here: kept few, so that memory is that of calls. */
const phrasesInMemoryBytes = 1 << 20;

const tell = (message: FromSubject) => process.send?.(message);
const endpoints: Endpoint[] = [];
const log = createLog((line) => process.stderr.write(`${line}\n`));

const tone = Int16Array.from({ length: segmentMs * 8 }, (_, n) => Math.round(6000 * Math.sin((2 * Math.PI * 300 * n) / 8000)) || 600);
const voice: Tts = {
  async *synthesise(request) {
    const words = [...request.text.matchAll(/\S+/g)].map((match, n) => ({ charStart: match.index, charEnd: match.index + match[0].length, startMs: n }));
    yield { pcm: tone, words, last: true };
  },
  close: () => Promise.resolve(),
};

function recogniserOf(call: number): Stt {
  let turn = 0;
  return {
    async *transcribe(audio, _options, signal) {
      let samples = 0;
      for await (const frame of audio) samples += frame.length;
      if (signal.aborted) return;
      endpoints.push({ call, atMs: machineMs() });
      const text = settings.texts ? (settings.texts[turn % settings.texts.length] ?? "") : `turn ${turn} of call ${call}`;
      turn += 1;
      yield { type: "final", text, confidence: 0.99, verdict: "sure", alternatives: [], audioMs: samples / 8 };
    },
    prepare: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

const engine = await startMediaEngine({ vad: "neural" });
const tts = settings.phraseCache === null ? voice : cachedTts(voice, { version: "bench", lasting: () => true, store: openPhraseStore({ folder: settings.phraseCache, maxMemoryBytes: phrasesInMemoryBytes, onFault: (fault) => log.warn("phrase cache", { ...fault }) }) });
const now = () => performance.now();
const parts: Omit<CallPorts, "stt"> = {
  engine, now, log,
  tts: () => tts,
  setTimer(run, ms) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  openLink: (grant, fresh, onEvent) => openLink({ edgeUrl: settings.edgeUrl, grant, fresh, onEvent, clock: now, random: Math.random, spool: { keep: () => Promise.resolve() }, log }),
  recordings: { pathOf: (callId) => path.join(settings.recordings, `${callId}.wav`), deliver: () => undefined },
};
let calls = 0;
let ended = 0;

async function open({ callers, grants }: Extract<ToSubject, { type: "open" }>): Promise<void> {
  const ports = callers.map(async (port, n) => {
    const grant = grants[n];
    if (!grant) throw new Error("a call without a grant");
    const recogniser = recogniserOf(calls++);
    const way = createRtpWay({ host: "127.0.0.1", port, codec: "pcmu", dtmfPayloadType: 101 }, "127.0.0.1");
    const call = startCall({ grant, fresh: false, way, ports: { ...parts, stt: () => recogniser } });
    void call.done.then(() => (ended += 1));
    const placed = await call.placed;
    if (!placed.ok) throw new Error(placed.detail);
    return placed.leg.local?.port ?? 0;
  });
  tell({ type: "opened", ports: await Promise.all(ports) });
}

process.on("message", (message: ToSubject) => {
  if (message.type === "open") return void open(message);
  tell({ type: "report", endpoints: endpoints.splice(0), rssBytes: process.memoryUsage().rss, ended });
});
process.on("disconnect", () => process.exit(0));
tell({ type: "ready" });
