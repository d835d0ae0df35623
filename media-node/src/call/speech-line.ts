/**
 * What a call hears and speaks with now. In another language both are others: the new ones are made ready while the old
 * ones finish what they began, and what either cost is counted for the whole call.
 */
import type { Language, Voice, Welcome } from "@zvon/contract/call-link.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import { sumUsage } from "../audio/usage.ts";
import type { Log } from "../log.ts";
import type { Stt } from "../stt/port.ts";
import type { Tts } from "../tts/port.ts";
import type { CallPorts } from "./port.ts";

export type SpeechSettings = Pick<Welcome, "language" | "voice" | "voiceFallbacks" | "stt" | "access" | "prerender">;
export type Ears = { stt: Stt; language: Language };
export type Mouth = { tts: Tts; voice: Voice };

export interface SpeechLine {
  /** For the next utterance; null before there are any, and in a call that a vendor's agent hears. */
  ears(): Ears | null;
  /** For the next text. @throws Error before `open` */
  mouth(): Mouth;
  /** @param deaf a vendor's agent hears and speaks: the voice is for the apology alone. @throws ProviderError when the node knows none of a list */
  open(settings: SpeechSettings, deaf: boolean): void;
  /** The call goes on with these; with what there is when the node knows none of them. */
  change(settings: SpeechSettings): void;
  billed(): UsageLine[];
  failovers(): { stt: number; tts: number };
  close(): Promise<void>;
}

/** New ears that are not ready by then hear all the same: most only open their connection. The bot's first words in the new language take longer. */
const readyMs = 1_000;

type Part = { close(): Promise<void>; billed?(): UsageLine[]; failovers?(): number };

/** @param options.onEars others hear from now on */
export function createSpeechLine({ ports, onEars, log }: { ports: Pick<CallPorts, "stt" | "tts" | "setTimer">; onEars: (ears: Ears) => void; log: Log }): SpeechLine {
  let settings: SpeechSettings | null = null;
  let ears: (Ears & { work: Work<Stt> }) | null = null;
  let mouth: (Mouth & { work: Work<Tts> }) | null = null;
  const allEars: Part[] = [];
  const allVoices: Part[] = [];
  const closing: Promise<void>[] = [];
  let cancelReady = () => {};

  const shut = (part: Part) => void closing.push(part.close().catch((error: unknown) => log.warn("a vendor's line did not close", { error })));

  function openEars(from: SpeechSettings): Ears & { work: Work<Stt> } {
    const stt = ports.stt([from.stt, ...(from.stt.fallbacks ?? [])], { language: from.language, access: from.access ?? {}, hints: from.stt.hints ?? [] });
    allEars.push(stt);
    const work = countWork(stt, (one, begin) => ({ ...one, transcribe: (...asked) => begin(one.transcribe(...asked)) }), shut);
    return { stt: work.part, language: from.language, work };
  }

  function openMouth(from: SpeechSettings): Mouth & { work: Work<Tts> } {
    const tts = ports.tts([from.voice, ...(from.voiceFallbacks ?? [])], { language: from.language, access: from.access ?? {}, prerender: from.prerender ?? [] });
    allVoices.push(tts);
    const work = countWork(tts, (one, begin) => ({ ...one, synthesise: (...asked) => begin(one.synthesise(...asked)) }), shut);
    return { tts: work.part, voice: from.voice, work };
  }

  const prepareEars = ({ stt }: Ears, from: SpeechSettings) => stt.prepare(from.stt.listens, from.language).catch((error: unknown) => log.warn("the recogniser is not ready", { error }));
  const prepareMouth = ({ tts }: Mouth) => tts.prepare?.().catch((error: unknown) => log.warn("the voice is not ready", { error }));

  function replaceEars(next: SpeechSettings): void {
    const opened = openEars(next);
    const old = ears;
    cancelReady();
    let done = false;
    const swap = () => {
      if (done) return;
      done = true;
      cancelReady();
      ears = opened;
      old?.work.retire();
      onEars(opened);
    };
    const cancel = ports.setTimer(swap, readyMs);
    cancelReady = () => {
      cancel();
      // Overtaken by another change: these have never heard anything.
      if (!done) opened.work.retire();
      done = true;
    };
    void prepareEars(opened, next).then(() => {
      if (done) return;
      cancelReady = () => {};
      cancel();
      swap();
    });
  }

  return {
    ears: () => ears,
    mouth() {
      if (mouth === null) throw new Error("the call has no voice yet");
      return mouth;
    },
    open(first, deaf) {
      settings = first;
      // Known before anything rings: a node that lacks a provider of the bot can't serve the call.
      ears = deaf ? null : openEars(first);
      mouth = openMouth(first);
      // While it rings: connections, templates, the first words.
      if (ears !== null) {
        onEars(ears);
        void prepareEars(ears, first);
      }
      if (!deaf) void prepareMouth(mouth);
    },
    change(next) {
      if (settings === null || printOf(settings) === printOf(next)) return;
      try {
        const opened = openMouth(next);
        replaceEars(next);
        void prepareMouth(opened);
        mouth?.work.retire();
        mouth = opened;
        settings = next;
      } catch (error) {
        // A voice with an accent is better than none.
        log.error("this node cannot speak the call's new language", { language: next.language, error });
      }
    },
    billed: () => sumUsage(...[...allEars, ...allVoices].map((part) => part.billed?.())),
    failovers: () => ({ stt: sum(allEars), tts: sum(allVoices) }),
    async close() {
      cancelReady();
      cancelReady = () => {};
      ears?.work.end();
      mouth?.work.end();
      await Promise.all(closing);
    },
  };
}

const printOf = ({ language, voice, voiceFallbacks, stt }: SpeechSettings): string => JSON.stringify([language, voice, voiceFallbacks ?? [], stt.provider, stt.model ?? null, stt.fallbacks ?? []]);
const sum = (parts: readonly Part[]): number => parts.reduce((total, part) => total + (part.failovers?.() ?? 0), 0);

/** `retire`: closed once what is under way has ended. `end`: closed now. */
type Work<T> = { part: T; retire(): void; end(): void };

function countWork<T extends Part>(part: T, wrap: (part: T, begin: <E>(events: AsyncIterable<E>) => AsyncIterable<E>) => T, shut: (part: Part) => void): Work<T> {
  let busy = 0;
  let retired = false;
  let closed = false;
  const end = () => {
    if (!closed) shut(part);
    closed = true;
  };
  async function* counted<E>(events: AsyncIterable<E>): AsyncGenerator<E> {
    busy += 1;
    try {
      yield* events;
    } finally {
      busy -= 1;
      if (retired && busy === 0) end();
    }
  }
  return {
    part: wrap(part, counted),
    retire() {
      retired = true;
      if (busy === 0) end();
    },
    end,
  };
}
