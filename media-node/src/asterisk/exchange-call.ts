/**
 * One call inside the exchange: its channel, its media leg, and the promise that nothing of either stays
 * behind. It carries out what leg.ts decides and what the call code asks for.
 */
import type { HangupCause, SignalEvent } from "../call/signalling.ts";
import type { Log } from "../log.ts";
import { AriError, type AriRequest } from "./ari-client.ts";
import { q850 } from "./cause.ts";
import { type LegInput, newLeg, stepLeg } from "./leg.ts";
import { addToBridge, deleteIfThere, makeMediaLeg, type MediaLegIds, mediaLegIds, removeMediaLeg } from "./media-leg.ts";
import type { MediaRemote, MediaSignalling, MediaTarget } from "./port.ts";

/** Asterisk confirms a hang-up at once. After this the call ends for us, and the sweep sees to the channel. */
const HANGUP_CONFIRM_MS = 5_000;
/** The report of a channel's end follows its leaving the application within a few milliseconds. */
const DESTROY_REPORT_MS = 1_000;
/** What happened before attach() is kept for it; a caller who plays with the keys cannot fill memory. */
const MAX_KEPT_EVENTS = 64;

export type ExchangeCall = {
  channelId: string;
  direction: "inbound" | "outbound";
  ids: MediaLegIds;
  /** Resolves when the call has ended and its media leg is removed. */
  over: Promise<void>;
  /** Feeds the leg and tells what comes of it. */
  feed(input: LegInput): void;
  /** The channel is up: an outbound call joins its media. */
  onUp(): void;
  /** Something told of the end's cause, ahead of the end. */
  noteCause(cause: HangupCause): void;
  /** It left the application: the report of its end follows, or is made up for from what was heard before. */
  onLeft(): void;
  onDestroyed(cause: HangupCause): void;
  hangup(by: "us" | "system", cause: HangupCause): Promise<void>;
  /** Its channel has gone its own way: tells nothing more, and removes the media leg alone. */
  letGo(): void;
  /** Back on its media leg, out of whatever bridge it was put into. */
  rejoin(): Promise<void>;
  /** From here on events go to `onEvent`, at first those kept so far. */
  listen(onEvent: (event: SignalEvent) => void): void;
  startMedia(target: MediaTarget): Promise<MediaRemote | null>;
  /** Of a channel that is up already: makes the media leg and joins it. */
  takeUp(target: MediaTarget): Promise<MediaRemote | null>;
  /** Ends the call because of a fault of ours, unless it has ended by itself meanwhile. */
  fail(what: string, error: unknown): Promise<void>;
  signalling(remote: MediaRemote | null): MediaSignalling;
};

export type ExchangeContext = {
  app: string;
  request: AriRequest;
  log: Log;
  /** A timer that dies with the connection; returns how to stop it. */
  after(ms: number, run: () => void): () => void;
  /** Resolves when the channel is seen inside the application. */
  entered(channelId: string): Promise<void>;
  /** Where a media channel of this exchange is met by WebSocket. */
  socketUrl(connectionId: string): string;
  onOver(channelId: string): void;
};

export const channelPath = (channelId: string, rest = ""): string => `/channels/${encodeURIComponent(channelId)}${rest}`;

export const hangUpChannel = (request: AriRequest, channelId: string, cause: number): Promise<void> =>
  deleteIfThere(request, channelPath(channelId), { reason_code: String(cause) });

export const createExchangeCall = (context: ExchangeContext, channelId: string, direction: "inbound" | "outbound", life = ""): ExchangeCall => {
  const { app, request, after } = context;
  const ids = mediaLegIds(app, channelId, life);
  const ended = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  let leg = newLeg();
  let listener: ((event: SignalEvent) => void) | null = null;
  let kept: SignalEvent[] = [];
  let media: Promise<MediaRemote | null> | null = null;
  let joined: Promise<void> | null = null;
  let lastCause: HangupCause = { q850: null, sip: null, text: "" };

  /** A failure nobody waits for: the sweep puts right what it left behind. */
  const note = (what: string) => (error: unknown) => context.log.warn("the exchange refused", { what, channelId, error });

  const removeMedia = async (): Promise<void> => {
    if (media === null) return;
    // What is still being made can only be removed once it is there.
    await Promise.allSettled([media, joined]);
    await removeMediaLeg(request, ids);
  };

  const onEnded = (): void => {
    ended.resolve();
    // Off the list only when its leg is gone too, or the sweep would race with the removal.
    void removeMedia()
      .catch(note("removing the media leg"))
      .finally(() => {
        context.onOver(channelId);
        over.resolve();
      });
  };

  const tell = (event: SignalEvent): void => {
    if (listener !== null) listener(event);
    else if (kept.length < MAX_KEPT_EVENTS || event.type === "hangup") kept.push(event);
  };

  const feed = (input: LegInput): void => {
    const before = leg.phase;
    const result = stepLeg(leg, input);
    leg = result.leg;
    if (leg.phase === "ended" && before !== "ended") onEnded();
    for (const event of result.events) tell(event);
  };

  const noteCause = (cause: HangupCause): void => {
    lastCause = { q850: cause.q850 ?? lastCause.q850, sip: cause.sip ?? lastCause.sip, text: cause.text === "" ? lastCause.text : cause.text };
  };

  const hangup = async (by: "us" | "system", cause: HangupCause): Promise<void> => {
    if (leg.phase === "ended") return;
    feed({ type: "ask-hangup", by, cause });
    const stop = after(HANGUP_CONFIRM_MS, () => feed({ type: "gone", cause, lost: true }));
    void ended.promise.then(stop);
    try {
      await hangUpChannel(request, channelId, cause.q850 ?? q850.normalClearing);
    } catch (error) {
      // Out of reach: nobody waits for it, the sweep ends the channel once it can be reached again.
      note("hanging up")(error);
      feed({ type: "gone", cause, lost: true });
    }
  };

  /**
   * Asterisk refuses to touch a channel that is just going away before it reports its end, so what looks like
   * a fault is mostly a caller who hung up: his reason gets a moment to arrive.
   */
  const fail = async (what: string, error: unknown): Promise<void> => {
    const moment = Promise.withResolvers<void>();
    const stop = after(2 * DESTROY_REPORT_MS, moment.resolve);
    await Promise.race([ended.promise, moment.promise]);
    stop();
    if (leg.phase === "ended") return;
    note(what)(error);
    await hangup("system", { q850: q850.temporaryFailure, sip: null, text: what });
  };

  const startMedia = (target: MediaTarget): Promise<MediaRemote | null> => {
    if (leg.phase === "ended") return Promise.reject(new AriError("not_found", null, "the call has ended"));
    media = makeMediaLeg(request, app, ids, target, context.entered, context.socketUrl);
    return media;
  };

  const join = (): Promise<void> =>
    (joined ??= (async () => {
      await media;
      await addToBridge(request, ids, channelId);
    })());

  const answer = async (): Promise<void> => {
    if (direction === "outbound" || leg.phase === "answered") return;
    try {
      await request("POST", channelPath(channelId, "/answer"));
      await join();
    } catch (error) {
      await fail("answering", error);
      throw error;
    }
    feed({ type: "up" });
  };

  const normalClearing: HangupCause = { q850: q850.normalClearing, sip: null, text: "" };
  return {
    channelId,
    direction,
    ids,
    over: over.promise,
    feed,
    noteCause,
    onUp: () => {
      if (direction === "inbound" || joined !== null || leg.phase !== "waiting") return;
      join().then(
        () => feed({ type: "up" }),
        (error: unknown) => void fail("joining the media leg", error),
      );
    },
    onLeft: () => {
      const stop = after(DESTROY_REPORT_MS, () => feed({ type: "gone", cause: lastCause, lost: false }));
      void ended.promise.then(stop);
    },
    onDestroyed: (cause) => {
      noteCause(cause);
      feed({ type: "gone", cause: lastCause, lost: false });
    },
    hangup,
    letGo: () => {
      if (leg.phase === "ended") return;
      leg = { ...leg, phase: "ended" };
      onEnded();
    },
    rejoin: async () => {
      if (leg.phase === "answered") await addToBridge(request, ids, channelId);
    },
    listen: (onEvent) => {
      listener = onEvent;
      const early = kept;
      kept = [];
      for (const event of early) onEvent(event);
    },
    startMedia,
    takeUp: async (target) => {
      const remote = await startMedia(target);
      await join();
      feed({ type: "up" });
      return remote;
    },
    fail,
    signalling: (remote) => ({
      channelId,
      remote,
      answer,
      hangup: (cause = q850.normalClearing) => hangup("us", { ...normalClearing, q850: cause }),
      sendDtmf: async (digits) => {
        await request("POST", channelPath(channelId, "/dtmf"), { dtmf: digits, between: "60", duration: "120" });
      },
      close: () => {
        listener = () => undefined;
        void hangup("us", normalClearing);
      },
    }),
  };
};
