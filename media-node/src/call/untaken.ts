/**
 * A caller whom no bot takes (closed, full, over its limits): connected to where the number's owner forwards such calls, or
 * told in the owner's words why, or a busy tone. The line is answered only for one of the first two. Nothing of it is
 * stored: no session has begun.
 *
 * | step       | event                    | next                                     |
 * | ---------- | ------------------------ | ---------------------------------------- |
 * | forwarding | answered                 | the caller is answered, both talk; done  |
 * | forwarding | hung up, cannot be dialled | telling                                |
 * | telling    | spoken, 30 s, voice out  | hung up                                  |
 * | any        | the caller hangs up      | who is being dialled is hung up; done    |
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { q850 } from "../asterisk/cause.ts";
import { dialString } from "../asterisk/dial-string.ts";
import type { InboundCall, Telephony } from "../asterisk/port.ts";
import type { Log } from "../log.ts";
import type { Leg, LegEvent, MediaEngine } from "../media/engine.ts";
import type { Tts } from "../tts/port.ts";
import { createAnnouncement } from "./announcement.ts";
import type { ExchangeMedia, OpenExchangeMedia } from "./exchange-media.ts";
import type { SignalEvent } from "./signalling.ts";

export type Untaken = {
  ringing: InboundCall;
  telephony: Telephony;
  engine: Pick<MediaEngine, "open">;
  /** Unique among the legs of this node. */
  id: string;
  forward: { to: string; from: string; trunk: string; ringTimeoutMs: number; /** How the edge knows the talk, and how long its money lasts. */ talk?: { id: string; maxMs: number } | undefined } | null;
  told: { text: string; language: Language } | null;
  /** Q.850, when the line was never answered. */
  cause: number;
  voice: (language: Language) => { tts: Tts; voice: string };
  openMedia: OpenExchangeMedia;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
};

type OpenLeg = (name: string, onEvent: (event: LegEvent) => void) => Promise<{ leg: Leg; media: ExchangeMedia }>;

/** An owner's word; who has more to say has a bot. */
const tellTimeoutMs = 30_000;
/** Two people without a bot, where the edge could not be asked how long. */
const talkMs = 2 * 3_600_000;

/** Resolves when nothing of it is left to do; rejects never. @returns what became of the caller */
export async function serveUntaken(options: Untaken): Promise<"forwarded" | "told" | "refused" | "gone"> {
  const { ringing, log, forward, told } = options;
  if (forward === null && told === null) {
    await ringing.reject(options.cause);
    return "refused";
  }
  const gone = new AbortController();
  const announcement = createAnnouncement();
  const legs: Leg[] = [];
  const openLeg: OpenLeg = async (name, onEvent) => {
    const media = options.openMedia();
    const leg = await options.engine.open({ id: `${options.id}.${name}`, transport: media.transport, recordingPath: null }, (event) => {
      media.onLegEvent(event);
      onEvent(event);
    });
    legs.push(leg);
    return { leg, media };
  };
  try {
    const { leg, media } = await openLeg("u", announcement.onLeg);
    const caller = await ringing.attach(media.target(leg), (event) => {
      if (event.type === "hangup") gone.abort();
    });
    media.join(leg, caller.remote);
    if (forward !== null && dialString(forward) !== null && !gone.signal.aborted) {
      const other = await dialForward(options, openLeg, forward, gone.signal).catch((error: unknown) => {
        log.warn("a caller could not be forwarded", { error });
        return null;
      });
      if (other !== null) {
        await caller.answer();
        await options.telephony.handOver(caller.channelId, other, forward.talk?.maxMs ?? talkMs, forward.talk?.id);
        return "forwarded";
      }
    }
    if (gone.signal.aborted) return "gone";
    if (told === null) {
      await caller.hangup(options.cause);
      return "refused";
    }
    await caller.answer();
    const stop = new AbortController();
    const cancel = options.setTimer(() => stop.abort(), tellTimeoutMs);
    gone.signal.addEventListener("abort", () => stop.abort(), { once: true });
    const { tts, voice } = options.voice(told.language);
    await announcement.say(leg, tts, { text: told.text, language: told.language, voice, speed: 1 }, stop.signal).catch((error: unknown) => log.error("a caller could not be told why nobody takes the call", { error }));
    cancel();
    await caller.hangup();
    return "told";
  } catch (error) {
    if (gone.signal.aborted) return "gone";
    log.warn("a caller whom no bot takes was lost", { error });
    await ringing.reject(options.cause).catch((again: unknown) => log.warn("and could not be refused", { error: again }));
    return "refused";
  } finally {
    for (const leg of legs) leg.close();
  }
}

/** @returns the channel that answered; null when nobody did */
async function dialForward({ telephony, id }: Untaken, openLeg: OpenLeg, forward: NonNullable<Untaken["forward"]>, gone: AbortSignal): Promise<string | null> {
  const ended = Promise.withResolvers<null>();
  const answered = Promise.withResolvers<true>();
  const { leg, media } = await openLeg("f", () => undefined);
  const onEvent = (event: SignalEvent) => {
    if (event.type === "answered") answered.resolve(true);
    if (event.type === "hangup") ended.resolve(null);
  };
  const signalling = await telephony.originate({ callId: `${id}.f`, ...forward, media: media.target(leg) }, onEvent, gone);
  media.join(leg, signalling.remote);
  return (await Promise.race([answered.promise, ended.promise])) === null ? null : signalling.channelId;
}

/** The busy tone that says the same as the reason. */
export const causeOfRefusal = (reason: string): number => (reason === "limit" ? q850.busy : reason === "invalid_number" ? q850.noSuchNumber : q850.temporaryFailure);
