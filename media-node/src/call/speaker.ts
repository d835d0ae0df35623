/**
 * The bot's mouth: reply segments in, audio on the leg out, and the truth of what was heard back.
 * Segments are synthesised in order, the next while the former sounds. A reply ends once: heard to its end, or cut off.
 */
import type { ReplyText } from "@zvon/contract/call-link.ts";
import { ProviderError } from "../audio/provider-error.ts";
import type { Leg } from "../media/engine.ts";
import type { TtsWord } from "../tts/port.ts";
import { heardText } from "./heard.ts";
import type { Mouth } from "./speech-line.ts";

type Segment = { seq: number; text: string; voice: string; last: boolean; words: TtsWord[]; audioMs: number; totalMs: number | null; /** Monotonic, of its first sound. */ soundsSinceMs: number | null; playedMs: number; state: "waiting" | "sounding" | "done" };
type Reply = { reply: number; turn: number; interruptible: boolean; segments: Map<number, Segment>; startMs: number | null; textAtMs: number; cut: boolean };

export type Heard = { reply: number; turn: number; heard: string; interrupted: boolean; startMs: number; endMs: number; textAtMs: number };

export interface Speaker {
  say(segment: ReplyText): void;
  /** A filler or apology: outside the replies, never reported as heard. */
  sayAside(text: string, language: ReplyText["language"]): void;
  /** Silence now; the current reply is reported as interrupted. */
  stop(): void;
  onMark(event: { type: "mark-started" | "mark-finished" | "mark-stopped"; mark: string; atMs: number; playedMs?: number }): void;
  /** Where the words of the segment that sounds begin, as far as the voice tells: a paused bot goes on with a whole one. */
  wordStarts(): { mark: string; startsMs: number[] } | null;
  /** Nothing sounds and nothing is waiting to sound. */
  idle(): boolean;
  /** Nothing sounds, and the voice is at work on what will: an aside now would come after the words it was to bridge. */
  preparing(): boolean;
  close(): void;
  /** Characters given to the voice since the call began. */
  characters(): number;
}

export function createSpeaker(options: {
  leg: Leg;
  /** The voice of the call as it is when a text comes. */
  mouth: () => Mouth;
  /** Monotonic clock, ms. */
  now: () => number;
  onStarted: (reply: number, turn: number, atMs: number) => void;
  onHeard: (heard: Heard) => void;
  onSound: (state: "silent" | "speaking" | "speaking-firmly", atMs: number) => void;
  onError: (error: unknown) => void;
}): Speaker {
  const { leg } = options;
  /** Replies that have not been reported yet; the newest is the one that may still grow. */
  const replies = new Map<number, Reply>();
  let newest = -1;
  let asides = 0;
  let characters = 0;
  /** Marks given to the leg that have neither finished nor been stopped. */
  const outstanding = new Set<string>();
  let synthesis = new AbortController();
  /** The tail of the chain of synthesis: one at a time, in order. */
  let tail: Promise<void> = Promise.resolve();
  let queued = 0;

  const markOf = (reply: Reply, segment: Segment) => `r${reply.reply}.${segment.seq}`;

  function synthesise(mark: string, text: string, language: ReplyText["language"], reply: Reply | null, segment: Segment | null): void {
    const { signal } = synthesis;
    const mouth = options.mouth();
    characters += text.length;
    queued += 1;
    tail = tail.then(async () => {
      try {
        if (signal.aborted) return;
        await speak(mouth, mark, text, language, reply, segment, signal).catch((error: unknown) => {
          // Once more, if the caller has heard nothing of it yet: a voice's process that died is there again in a second.
          if (signal.aborted || outstanding.has(mark) || !(error instanceof ProviderError && error.retryable)) throw error;
          return speak(mouth, mark, text, language, reply, segment, signal);
        });
      } catch (error) {
        if (signal.aborted) return;
        options.onError(error);
        // The flow must go on: what could not be spoken counts as said and not heard.
        if (segment) segment.state = "done";
        if (outstanding.has(mark)) leg.play(mark, new Int16Array(0), true);
      } finally {
        queued -= 1;
        if (reply) settle(reply, 0);
      }
    });
  }

  /** Of speech that was given to the leg, what has still to sound; a pause of the bot makes it more. */
  function aheadMs(): number {
    const waiting = [...replies.values()].flatMap((reply) => [...reply.segments.values()].filter((segment) => outstanding.has(markOf(reply, segment))));
    return Math.round(waiting.reduce((sum, segment) => sum + Math.max(0, segment.audioMs - (segment.soundsSinceMs === null ? 0 : options.now() - segment.soundsSinceMs)), 0));
  }

  async function speak({ tts, voice }: Mouth, mark: string, text: string, language: ReplyText["language"], reply: Reply | null, segment: Segment | null, signal: AbortSignal): Promise<void> {
    const part = reply && segment ? { reply: { id: String(reply.reply), last: segment.last } } : {};
    for await (const chunk of tts.synthesise({ text, language, voice: voice.voice, speed: voice.speed, aheadMs: aheadMs(), ...part }, signal)) {
      if (signal.aborted) return;
      if (segment) {
        segment.words.push(...chunk.words);
        segment.audioMs += chunk.pcm.length / 8;
        if (chunk.last) segment.totalMs = segment.audioMs;
      }
      outstanding.add(mark);
      leg.play(mark, chunk.pcm, chunk.last);
    }
  }

  /** Reports a reply once all of it has sounded, or, after a cut, once the leg has told how much did. */
  function settle(reply: Reply, atMs: number): void {
    if (!replies.has(reply.reply)) return;
    const segments = [...reply.segments.values()].toSorted((a, b) => a.seq - b.seq);
    const complete = segments.at(-1)?.last === true && segments.every((segment) => segment.state === "done");
    const sounding = segments.some((segment) => outstanding.has(markOf(reply, segment)));
    if (sounding || !(reply.cut || complete)) return;
    replies.delete(reply.reply);
    const endMs = atMs || (reply.startMs ?? 0) + segments.reduce((sum, segment) => sum + segment.playedMs, 0);
    const heard = segments.map((segment) => heardText(segment, segment.playedMs)).filter((text) => text !== "").join(" ");
    const interrupted = reply.cut && !(complete && segments.every((segment) => segment.totalMs !== null && segment.playedMs >= segment.totalMs));
    if (outstanding.size === 0) options.onSound("silent", endMs);
    options.onHeard({ reply: reply.reply, turn: reply.turn, heard, interrupted, startMs: reply.startMs ?? endMs, endMs, textAtMs: reply.textAtMs });
  }

  function stop(): void {
    synthesis.abort();
    synthesis = new AbortController();
    const cut = [...replies.values()];
    for (const reply of cut) reply.cut = true;
    if (outstanding.size > 0) leg.stop();
    for (const reply of cut) settle(reply, 0);
  }

  function placeOf(mark: string): { reply: Reply; segment: Segment } | null {
    const [, replyText, seqText] = /^r(\d+)\.(\d+)$/.exec(mark) ?? [];
    const reply = replies.get(Number(replyText));
    const segment = reply?.segments.get(Number(seqText));
    return reply && segment ? { reply, segment } : null;
  }

  return {
    say(message) {
      let reply = replies.get(message.reply);
      if (!reply) {
        if (replies.size > 0) stop();
        newest = message.reply;
        reply = { reply: message.reply, turn: message.turn, interruptible: message.interruptible, segments: new Map(), startMs: null, textAtMs: options.now(), cut: false };
        replies.set(message.reply, reply);
      }
      if (reply.cut) return;
      const segment: Segment = { seq: message.seq, text: message.text, voice: message.voice, last: message.last, words: [], audioMs: 0, totalMs: null, soundsSinceMs: null, playedMs: 0, state: "waiting" };
      reply.segments.set(message.seq, segment);
      if (message.voice.trim() === "") segment.state = "done";
      else synthesise(markOf(reply, segment), message.voice, message.language, reply, segment);
      settle(reply, 0);
    },
    sayAside(text, language) {
      asides += 1;
      synthesise(`a${asides}`, text, language, null, null);
    },
    stop,
    onMark(event) {
      const place = placeOf(event.mark);
      if (event.type === "mark-started") {
        options.onSound(replies.get(newest)?.interruptible === false ? "speaking-firmly" : "speaking", event.atMs);
        if (!place) return;
        place.segment.state = "sounding";
        place.segment.soundsSinceMs = options.now();
        if (place.reply.startMs === null) {
          place.reply.startMs = event.atMs;
          options.onStarted(place.reply.reply, place.reply.turn, event.atMs);
        }
        return;
      }
      outstanding.delete(event.mark);
      if (place) {
        place.segment.playedMs = event.playedMs ?? 0;
        place.segment.state = "done";
        settle(place.reply, event.atMs);
      } else if (outstanding.size === 0) {
        options.onSound("silent", event.atMs);
      }
    },
    wordStarts() {
      for (const reply of replies.values()) {
        const segment = [...reply.segments.values()].find(({ state }) => state === "sounding");
        if (segment) return { mark: markOf(reply, segment), startsMs: segment.words.map(({ startMs }) => startMs) };
      }
      return null;
    },
    preparing: () => queued > 0 && outstanding.size === 0,
    idle: () => replies.size === 0 && outstanding.size === 0 && queued === 0,
    close() {
      synthesis.abort();
    },
    characters: () => characters,
  };
}
