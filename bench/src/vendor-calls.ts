/** The whole product with vendors' stand-ins behind it, and scripted calls through it by RTP. */
import type { Call, ChangeBotVoice, Message } from "@zvon/contract/api.ts";
import { botVoiceSchema } from "@zvon/contract/api.ts";
import type { UsageLine, Vendor } from "@zvon/contract/speech.ts";
import type { KnownLine } from "@zvon/stand-ins/src/known-lines.ts";
import type { Fault, Latency } from "@zvon/stand-ins/src/stand-in.ts";
import { openPhoneAudio } from "../../e2e/src/sip/phone-audio.ts";
import { startCallerVoice, startProduct, type Product } from "../../e2e/src/testing.ts";
import { startVendors } from "./processes.ts";
import { timedTalk, type Talk } from "./timed-talk.ts";

export type VendorCall = Talk & { call: Call; messages: Message[] };
type BotVoiceChange = Omit<ChangeBotVoice, "version">;

export interface VendorCalls {
  product: Product;
  /** Publishes a bot with another voice, hearing or model. */
  change(bot: string, change: (published: BotVoiceChange) => BotVoiceChange): Promise<void>;
  /** Says the lines one after the other, each when the bot has finished; then hangs up, or listens until the bot has long been silent. */
  hold(bot: string, lines: KnownLine[], options?: { onLine?: (line: number) => void; listens?: boolean }): Promise<VendorCall>;
  fault(vendor: Vendor, fault: Fault | null): Promise<void>;
  /** Once all that a call opened is closed. */
  bill(): Promise<UsageLine[]>;
  close(): Promise<void>;
}

const settleMs = 20_000;
const learnMs = 90_000;

/** @param lines what callers will say, in the voice of the scripted caller */
export async function startVendorCalls(vendors: Partial<Record<Vendor, Partial<Latency>>>, lines: KnownLine[]): Promise<VendorCalls> {
  const standIns = startVendors();
  const voice = await startCallerVoice();
  const ends: (() => Promise<void>)[] = [() => voice.close(), () => standIns.close()];
  const close = async (): Promise<void> => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const started = standIns.next("started", learnMs);
    standIns.tell({ type: "start", vendors, lines });
    const { accesses } = await started;
    const product = await startProduct({ vendors: accesses as Record<string, { key: string }>, egressAllow: ["127.0.0.0/8"] });
    ends.push(() => product.close());
    const { api } = product;

    async function voiceOf(bot: string, method: "GET" | "PATCH", body?: ChangeBotVoice) {
      const answer = await fetch(`${api.url}/v1/bots/${bot}/voice`, { method, headers: { authorization: `Bearer ${api.apiKey}`, "content-type": "application/json" }, ...(body ? { body: JSON.stringify(body) } : {}), signal: AbortSignal.timeout(20_000) });
      if (!answer.ok) throw new Error(`${method} of the bot's voice: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
      return botVoiceSchema.parse(await answer.json());
    }

    const asked = async <T extends "planned" | "bill">(type: T, message: Parameters<typeof standIns.tell>[0]) => {
      const answer = standIns.next(type);
      standIns.tell(message);
      return answer;
    };
    return {
      product,
      close,
      async change(bot, change) {
        const { version, voice, llm } = await voiceOf(bot, "GET");
        await voiceOf(bot, "PATCH", { version, ...change({ voice, llm }) });
      },
      async hold(bot, spoken, { onLine, listens = false } = {}) {
        const language = spoken[0]?.language ?? "en";
        const steps = await voice.speak([...spoken.map(({ text }) => ({ say: text })), ...(listens ? [] : [{ hangup: true } as const])], language);
        const audio = await openPhoneAudio("127.0.0.1");
        try {
          const begun = await api.startCall({ bot, language, via: "rtp", from: "bench", rtp: { host: "127.0.0.1", port: audio.port, codec: "pcma" } });
          const remote = begun.media.rtp;
          if (!remote) throw new Error("the API gave no RTP address");
          audio.connect({ host: remote.host, port: remote.port, codec: "alaw", eventsType: remote.dtmfPayloadType });
          const over = watchEnd(product, begun.call.id);
          const talk = await timedTalk(audio, steps, over.ended, onLine);
          over.stop();
          if (talk.why !== "bot-hangup") await api.hangup(begun.call.id);
          const call = await api.ended(begun.call.id, { withinMs: settleMs, withRecording: false });
          return { ...talk, call, messages: await api.messages(begun.call.id) };
        } finally {
          audio.close();
        }
      },
      async fault(vendor, fault) {
        await asked("planned", { type: "fault", vendor, fault });
      },
      async bill() {
        for (const until = performance.now() + settleMs; ; ) {
          const { lines, connections } = await asked("bill", { type: "bill" });
          if (connections === 0) return lines;
          if (performance.now() > until) throw new Error(`${connections} connections to vendors are still open after all calls have ended`);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Bare RTP has no signalling to say that the bot hung up: the API is asked. */
function watchEnd({ api }: Product, id: string): { ended: Promise<void>; stop(): void } {
  let stopped = false;
  const ended = (async () => {
    while (!stopped) {
      const call = await api.call(id).catch(() => null);
      if (call?.status === "ended") return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await new Promise(() => undefined);
  })();
  return { ended, stop: () => void (stopped = true) };
}
