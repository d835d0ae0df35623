/**
 * The telephone exchange as the media node sees it, over ARI. This shell owns the socket, the timers and the
 * list of calls; what an event means is decided in leg.ts, who owns a channel in orphans.ts.
 *
 * Nothing may stay behind in Asterisk, whatever fails in whatever order: each call removes its own channel,
 * media channel and bridge; what that misses (a lost answer, a killed node) the sweep finds by its name.
 */
import type { HangupCause, SignalEvent } from "../call/signalling.ts";
import type { Log } from "../log.ts";
import { AriError, ariClient } from "./ari-client.ts";
import { type AriChannel, type AriEvent, applicationSchema, bridgeListSchema, channelListSchema, parseAriEvent } from "./ari-event.ts";
import { q850 } from "./cause.ts";
import { openEventSocket } from "./event-socket.ts";
import { type LegInput, newLeg, stepLeg } from "./leg.ts";
import { addToBridge, deleteIfThere, makeMediaLeg, type MediaLegIds, mediaLegIds, removeMediaLeg } from "./media-leg.ts";
import { findOrphans } from "./orphans.ts";
import type { InboundCall, MediaSignalling, MediaTarget, OriginateRequest, Telephony } from "./port.ts";

/** A channel enters the application within milliseconds; under full load a second was seen. */
const ENTER_TIMEOUT_MS = 5_000;
/** Nobody took or refused the call: the caller must not hear ringing for ever. */
const UNCLAIMED_MS = 15_000;
/** Asterisk confirms a hang-up at once. After this the call ends for us, and the sweep sees to the channel. */
const HANGUP_CONFIRM_MS = 5_000;
const SWEEP_MS = 30_000;
/** Between the two looks of the first sweep: far longer than an event takes to arrive. */
const SECOND_LOOK_MS = 2_000;
/** What happened before attach() is kept for it; a caller who plays with the keys cannot fill memory. */
const MAX_KEPT_EVENTS = 64;

type Call = {
  channelId: string;
  direction: "inbound" | "outbound";
  /** Feeds the leg and tells what comes of it; `gone` also cleans up. */
  feed(input: LegInput): void;
  /** The channel is up: an outbound call joins its media. */
  onUp(): void;
  hangup(by: "us" | "system", cause: HangupCause): Promise<void>;
  ids: MediaLegIds;
  ended: Promise<void>;
};

const causeOf = (event: { cause?: number; cause_txt?: string; tech_cause?: number }): HangupCause => ({
  // Asterisk's 0 is "not set".
  q850: event.cause === undefined || event.cause === 0 ? null : event.cause,
  sip: event.tech_cause !== undefined && event.tech_cause >= 300 && event.tech_cause < 700 ? event.tech_cause : null,
  text: event.cause_txt ?? "",
});

const numberPattern = /^\+?[0-9*#]{1,32}$/;

/**
 * Connects, and stays connected. Resolves when the exchange is there for the first time, rejects with
 * AriError when it cannot be reached or refuses the credentials.
 */
export const connectAsterisk = async (options: { url: string; user: string; password: string; app: string; log: Log }): Promise<Telephony> => {
  const { app, log } = options;
  const request = ariClient(options);
  await request("GET", "/asterisk/ping");

  const calls = new Map<string, Call>();
  /** Media channels that are being made, waiting to be seen inside the application. */
  const entering = new Map<string, () => void>();
  let onInbound: ((call: InboundCall) => void) | null = null;
  let status: "up" | "down" = "down";
  let closing = false;
  let suspects: ReadonlySet<string> = new Set();
  const timers = new Set<NodeJS.Timeout>();

  const after = (ms: number, run: () => void): (() => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
    return () => {
      clearTimeout(timer);
      timers.delete(timer);
    };
  };

  const entered = (channelId: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = after(ENTER_TIMEOUT_MS, () => {
        entering.delete(channelId);
        reject(new AriError("timeout", null, "the media channel did not enter the application"));
      });
      entering.set(channelId, () => {
        stop();
        entering.delete(channelId);
        resolve();
      });
    });

  /** A failure nobody waits for: the sweep puts right what it left behind. */
  const note = (what: string, channelId: string) => (error: unknown) => log.warn("the exchange refused", { what, channelId, error });

  const hangUpChannel = (channelId: string, cause: number): Promise<void> =>
    deleteIfThere(request, `/channels/${encodeURIComponent(channelId)}`, { reason_code: String(cause) });

  const addCall = (channelId: string, direction: Call["direction"]) => {
    let leg = newLeg();
    let listener: ((event: SignalEvent) => void) | null = null;
    let kept: SignalEvent[] = [];
    let media: Promise<{ host: string; port: number }> | null = null;
    let joined: Promise<void> | null = null;
    const ids = mediaLegIds(app, channelId);
    const over = Promise.withResolvers<void>();

    const tell = (event: SignalEvent): void => {
      if (listener !== null) listener(event);
      else if (kept.length < MAX_KEPT_EVENTS || event.type === "hangup") kept.push(event);
    };

    const cleanUp = async (): Promise<void> => {
      if (media === null) return;
      // What is still being made can only be removed once it is there.
      await Promise.allSettled([media, joined]);
      await removeMediaLeg(request, ids);
    };

    const feed = (input: LegInput): void => {
      const before = leg.phase;
      const result = stepLeg(leg, input);
      leg = result.leg;
      if (leg.phase === "ended" && before !== "ended") {
        // Off the list only when its leg is gone too, or the sweep would race with the clean-up.
        void cleanUp()
          .catch(note("removing the media leg", channelId))
          .finally(() => {
            calls.delete(channelId);
            over.resolve();
          });
      }
      for (const event of result.events) tell(event);
    };

    const hangup = async (by: "us" | "system", cause: HangupCause): Promise<void> => {
      if (leg.phase === "ended") return;
      feed({ type: "ask-hangup", by, cause });
      const stop = after(HANGUP_CONFIRM_MS, () => feed({ type: "gone", cause, lost: true }));
      void over.promise.then(stop);
      await hangUpChannel(channelId, cause.q850 ?? q850.normalClearing).catch(note("hanging up", channelId));
    };

    const join = (): Promise<void> =>
      (joined ??= (async () => {
        await media;
        await addToBridge(request, ids, channelId);
      })());

    const failed = (what: string, error: unknown): void => {
      if (leg.phase === "ended") return;
      note(what, channelId)(error);
      void hangup("system", { q850: q850.temporaryFailure, sip: null, text: what });
    };

    const onUp = (): void => {
      if (direction === "inbound" || joined !== null || leg.phase !== "waiting") return;
      join().then(
        () => feed({ type: "up" }),
        (error: unknown) => failed("joining the media leg", error),
      );
    };

    const signalling = (remote: { host: string; port: number }): MediaSignalling => ({
      remote,
      answer: async () => {
        if (direction === "outbound" || leg.phase !== "waiting") return;
        await request("POST", `/channels/${encodeURIComponent(channelId)}/answer`);
        try {
          await join();
        } catch (error) {
          failed("joining the media leg", error);
          throw error;
        }
        feed({ type: "up" });
      },
      hangup: (cause = q850.normalClearing) => hangup("us", { q850: cause, sip: null, text: "" }),
      sendDtmf: async (digits) => {
        await request("POST", `/channels/${encodeURIComponent(channelId)}/dtmf`, { dtmf: digits, between: "60", duration: "120" });
      },
      close: () => {
        listener = () => undefined;
        void hangup("us", { q850: q850.normalClearing, sip: null, text: "" });
      },
    });

    const listen = (onEvent: (event: SignalEvent) => void): void => {
      listener = onEvent;
      const early = kept;
      kept = [];
      for (const event of early) onEvent(event);
    };

    const call: Call = { channelId, direction, feed, onUp, hangup, ids, ended: over.promise };
    calls.set(channelId, call);
    return {
      call,
      listen,
      signalling,
      failed,
      startMedia: (target: MediaTarget) => (media = makeMediaLeg(request, app, ids, target, entered)),
    };
  };

  const acceptInbound = (channel: AriChannel, args: readonly string[]): void => {
    if (closing || onInbound === null) {
      void hangUpChannel(channel.id, q850.switchCongestion).catch(note("refusing a call", channel.id));
      return;
    }
    const { call, listen, signalling, failed, startMedia } = addCall(channel.id, "inbound");
    request("POST", `/channels/${encodeURIComponent(channel.id)}/ring`).catch(note("ringing", channel.id));
    const stopWaiting = after(UNCLAIMED_MS, () => {
      log.error("nobody took the call", { channelId: channel.id });
      void call.hangup("system", { q850: q850.switchCongestion, sip: null, text: "nobody took the call" });
    });
    onInbound({
      channelId: channel.id,
      number: args[0] ?? "",
      from: channel.caller?.number ?? "",
      diversion: args[1] === undefined || args[1] === "" ? null : args[1],
      attach: async (target, onEvent) => {
        stopWaiting();
        listen(onEvent);
        try {
          return signalling(await startMedia(target));
        } catch (error) {
          failed("making the media leg", error);
          throw error;
        }
      },
      reject: async (cause) => {
        stopWaiting();
        await call.hangup("us", { q850: cause, sip: null, text: "" });
      },
    });
  };

  const originate: Telephony["originate"] = async (dial: OriginateRequest, onEvent, signal) => {
    if (!numberPattern.test(dial.to) || !/^\w[\w.-]*$/.test(dial.trunk)) throw new AriError("refused", null, "not a number or trunk that can be dialled");
    if (status === "down" || closing) throw new AriError("unreachable", null, "the exchange is not connected");
    signal.throwIfAborted();
    const channelId = `${app}.out.${dial.callId}`;
    if (calls.has(channelId)) throw new AriError("conflict", null, "this call has been placed already");
    const { call, listen, signalling, startMedia } = addCall(channelId, "outbound");
    listen(onEvent);
    try {
      const [remote] = await Promise.all([
        startMedia(dial.media),
        request("POST", "/channels", {
          endpoint: `PJSIP/${dial.to}@${dial.trunk}`,
          app,
          appArgs: "out",
          channelId,
          callerId: dial.from,
          // Our own timer ends the ringing; Asterisk's is there for the day we are not.
          timeout: String(Math.ceil(dial.ringTimeoutMs / 1000) + 5),
        }),
      ]);
      const stopRinging = after(dial.ringTimeoutMs, () => {
        void call.hangup("system", { q850: q850.noAnswer, sip: null, text: "rang until the time-out" });
      });
      const abort = (): void => void call.hangup("us", { q850: q850.normalClearing, sip: null, text: "" });
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      answeredOrOver.set(channelId, stopRinging);
      void call.ended.then(() => {
        stopRinging();
        answeredOrOver.delete(channelId);
        signal.removeEventListener("abort", abort);
      });
      return signalling(remote);
    } catch (error) {
      // A request that timed out may have been carried out: hang up by name, tell nobody.
      listen(() => undefined);
      void call.hangup("system", { q850: q850.temporaryFailure, sip: null, text: "could not be placed" });
      call.feed({ type: "gone", cause: { q850: null, sip: null, text: "could not be placed" }, lost: true });
      throw error;
    }
  };
  const answeredOrOver = new Map<string, () => void>();

  const ownerOfMedia = (mediaId: string): Call | undefined => calls.get(mediaId.slice(`${app}.media.`.length));

  const onEvent = (event: AriEvent): void => {
    switch (event.type) {
      case "StasisStart": {
        const { id } = event.channel;
        if (id.startsWith(`${app}.media.`)) return entering.get(id)?.();
        if (id.startsWith(`${app}.out.`)) {
          answeredOrOver.get(id)?.();
          return calls.get(id)?.onUp();
        }
        if (!calls.has(id)) acceptInbound(event.channel, event.args);
        return;
      }
      case "StasisEnd": {
        if (!event.channel.id.startsWith(`${app}.media.`)) return;
        const owner = ownerOfMedia(event.channel.id);
        void owner?.hangup("system", { q850: q850.temporaryFailure, sip: null, text: "the media leg ended" });
        return;
      }
      case "ChannelStateChange":
        return event.channel.state === "Ringing" ? calls.get(event.channel.id)?.feed({ type: "ringing" }) : undefined;
      case "Dial":
        if (event.dialstatus === "RINGING") calls.get(event.peer.id)?.feed({ type: "ringing" });
        else if (event.dialstatus === "PROGRESS") calls.get(event.peer.id)?.feed({ type: "progress" });
        return;
      case "ChannelDtmfReceived":
        return calls.get(event.channel.id)?.feed({ type: "digit", digit: event.digit });
      case "ChannelHangupRequest":
        return;
      case "ChannelDestroyed":
        return calls.get(event.channel.id)?.feed({ type: "gone", cause: causeOf(event), lost: false });
      case "ApplicationReplaced":
        return log.error("another program took the application", { app });
    }
  };

  const look = async (): Promise<{ all: AriChannel[]; ours: string[]; bridges: string[] }> => {
    const [channels, bridges, application] = await Promise.all([request("GET", "/channels"), request("GET", "/bridges"), request("GET", `/applications/${encodeURIComponent(app)}`)]);
    const all = channelListSchema.parse(channels);
    const inApp = new Set(applicationSchema.parse(application).channel_ids);
    return {
      all,
      ours: all.map((channel) => channel.id).filter((id) => id.startsWith(`${app}.`) || inApp.has(id)),
      bridges: bridgeListSchema.parse(bridges).flatMap((bridge) => (bridge.id.startsWith(`${app}.bridge.`) ? [bridge.id] : [])),
    };
  };

  const sweep = async (): Promise<void> => {
    const seen = await look();
    const owned = { channels: new Set<string>(), bridges: new Set<string>() };
    for (const call of calls.values()) {
      owned.channels.add(call.channelId).add(call.ids.media);
      owned.bridges.add(call.ids.bridge);
    }
    const found = findOrphans({ channels: seen.ours, bridges: seen.bridges }, owned, suspects);
    suspects = found.suspects;
    if (found.hangUp.length + found.destroy.length > 0) log.warn("hanging up what nobody owns", { channels: found.hangUp.length, bridges: found.destroy.length });
    await Promise.allSettled([
      ...found.hangUp.map((id) => hangUpChannel(id, q850.normalClearing)),
      ...found.destroy.map((id) => deleteIfThere(request, `/bridges/${encodeURIComponent(id)}`)),
    ]);
  };

  /** What happened while nothing could be heard: calls that vanished, calls that were answered. */
  const readopt = async (known: readonly Call[]): Promise<void> => {
    const live = new Map((await look()).all.map((channel) => [channel.id, channel]));
    for (const call of known) {
      const channel = live.get(call.channelId);
      if (channel === undefined) call.feed({ type: "gone", cause: { q850: null, sip: null, text: "ended while the exchange could not be heard" }, lost: true });
      else if (channel.state === "Up") call.onUp();
      else if (channel.state === "Ringing") call.feed({ type: "ringing" });
    }
    log.info("calls taken up again", { calls: known.length, live: known.filter((call) => live.has(call.channelId)).length });
  };

  const sweepSoon = (): void => {
    const attempt = (): void => void sweep().catch((error: unknown) => log.warn("the sweep failed", { error }));
    attempt();
    after(SECOND_LOOK_MS, attempt);
  };

  const firstUp = Promise.withResolvers<void>();
  const eventsUrl = `${options.url.replace(/^http/, "ws")}/events?${new URLSearchParams({ app, api_key: `${options.user}:${options.password}` })}`;
  const socket = openEventSocket({
    url: eventsUrl,
    onUp: () => {
      status = "up";
      firstUp.resolve();
      log.info("exchange connected", { app, calls: calls.size });
      readopt([...calls.values()]).catch((error: unknown) => log.warn("taking up calls again failed", { error }));
      sweepSoon();
    },
    onDown: (why) => {
      status = "down";
      log.warn("exchange lost", { app, why, calls: calls.size });
    },
    onText: (text) => {
      const event = parseAriEvent(text);
      if (event !== null) onEvent(event);
    },
  });
  const sweeper = setInterval(() => {
    if (status === "up") void sweep().catch((error: unknown) => log.warn("the sweep failed", { error }));
  }, SWEEP_MS);
  await firstUp.promise;

  return {
    onInbound: (handler) => {
      onInbound = handler;
    },
    originate,
    status: () => status,
    close: async () => {
      closing = true;
      clearInterval(sweeper);
      const live = [...calls.values()];
      await Promise.all(live.map((call) => call.hangup("us", { q850: q850.normalClearing, sip: null, text: "the node shuts down" })));
      await Promise.all(live.map((call) => call.ended));
      for (const timer of timers) clearTimeout(timer);
      socket.close();
    },
  };
};
