/**
 * The telephone exchange as the media node sees it, over ARI. This shell owns the socket, the timers and the
 * list of calls; what an event means is decided in leg.ts, who owns a channel in orphans.ts.
 *
 * Nothing may stay behind in Asterisk, whatever fails in whatever order: each call removes its own channel,
 * media channel and bridge; what that misses (a lost answer, a killed node) the sweep finds by its name.
 */
import { randomUUID } from "node:crypto";
import type { HangupCause } from "../call/signalling.ts";
import type { Log } from "../log.ts";
import { AriError, ariClient } from "./ari-client.ts";
import { type AriChannel, type AriEvent, applicationSchema, bridgeListSchema, channelListSchema, parseAriEvent, type ParsedEvent } from "./ari-event.ts";
import { createBoard } from "./board.ts";
import { q850 } from "./cause.ts";
import { dialString, trunkOf } from "./dial-string.ts";
import { openEventSocket } from "./event-socket.ts";
import { channelPath, createExchangeCall, type ExchangeCall, hangUpChannel } from "./exchange-call.ts";
import { createHandovers } from "./handovers.ts";
import { deleteIfThere } from "./media-leg.ts";
import { mediaSocketUrl } from "./media-socket.ts";
import { findOrphans } from "./orphans.ts";
import type { InboundCall, Telephony } from "./port.ts";

/** A channel enters the application within milliseconds; under full load a second was seen. */
const ENTER_TIMEOUT_MS = 5_000;
/** Nobody took or refused the call: the caller must not hear ringing for ever. */
const UNCLAIMED_MS = 15_000;
const SWEEP_MS = 30_000;
const MAX_UNKNOWN = 50;
/** Between the two looks of the first sweep: far longer than an event takes to arrive. */
const SECOND_LOOK_MS = 2_000;

/** Asterisk's cause 0 is "not set"; `tech_cause` is the SIP status where the channel is a SIP one. */
const causeOf = (event: { cause?: number | undefined; cause_txt?: string; tech_cause?: number | undefined }): HangupCause => ({
  q850: event.cause === undefined || event.cause === 0 ? null : event.cause,
  sip: event.tech_cause !== undefined && event.tech_cause >= 300 && event.tech_cause < 700 ? event.tech_cause : null,
  text: event.cause_txt ?? "",
});

/**
 * Connects, and stays connected. Resolves when the exchange is there for the first time, rejects with
 * AriError when it cannot be reached or refuses the credentials, or when `signal` aborts before that.
 */
export const connectAsterisk = async (options: { url: string; user: string; password: string; app: string; log: Log; signal?: AbortSignal; /** For the node's counters. */ onParsed?: (kind: ParsedEvent["kind"]) => void }): Promise<Telephony> => {
  const { app, log } = options;
  const request = ariClient(options);
  await request("GET", "/asterisk/ping");

  const handovers = createHandovers({ app, request, log, now: () => performance.now(), wallClock: Date.now });
  const calls = new Map<string, ExchangeCall>();
  /** Media channels that are being made, waiting to be seen inside the application. */
  const entering = new Map<string, () => void>();
  /** Stops the ring time-out of an outbound call. */
  const ringing = new Map<string, () => void>();
  const timers = new Set<NodeJS.Timeout>();
  /** Told in the log once each. */
  const unknown = new Set<string>();
  let onInbound: ((call: InboundCall) => void) | null = null;
  let status: "up" | "down" = "down";
  let closing = false;
  let suspects: ReadonlySet<string> = new Set();

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

  const board = createBoard({ app, request, handovers, after, log });
  const parted = (channelId: string): void => {
    const left = handovers.onGone(channelId);
    if (left !== null) board.onParted(left);
  };

  const addCall = (channelId: string, direction: "inbound" | "outbound", life = ""): ExchangeCall => {
    const call = createExchangeCall({ app, request, log, after, entered, socketUrl: (id) => mediaSocketUrl(options.url, id), onOver: (id) => calls.delete(id) }, channelId, direction, life);
    calls.set(channelId, call);
    return call;
  };

  /** Asterisk stops telling of a channel when it leaves the application, before the cause of its end is known. */
  const subscribe = (channelId: string): Promise<unknown> => request("POST", `/applications/${encodeURIComponent(app)}/subscription`, { eventSource: `channel:${channelId}` });

  const acceptInbound = (channel: AriChannel, args: readonly string[]): void => {
    const refused = (error: unknown): void => {
      // The caller gave up in the same moment (422: there is nothing left to subscribe to).
      if (!(error instanceof AriError && (error.code === "not_found" || error.status === 422))) log.warn("the exchange refused", { what: "ringing", channelId: channel.id, error });
    };
    if (closing || onInbound === null) {
      void hangUpChannel(request, channel.id, q850.switchCongestion).catch(refused);
      return;
    }
    const call = addCall(channel.id, "inbound");
    const rung = Promise.all([request("POST", channelPath(channel.id, "/ring")), subscribe(channel.id)]).catch(refused);
    const claimed = after(UNCLAIMED_MS, () => {
      log.error("nobody took the call", { channelId: channel.id });
      void call.hangup("system", { q850: q850.switchCongestion, sip: null, text: "nobody took the call" });
    });
    onInbound({
      channelId: channel.id,
      number: args[0] ?? "",
      from: channel.caller?.number ?? "",
      diversion: args[1] === undefined || args[1] === "" ? null : args[1],
      trunk: trunkOf(channel.name),
      // Who calls from another's address may write any name there.
      registered: args[3] !== undefined && args[3] === trunkOf(channel.name),
      attach: async (target, onEvent) => {
        claimed();
        call.listen(onEvent);
        try {
          // Under load requests overtake each other: without the wait some callers got their 200 before the 180.
          const [remote] = await Promise.all([call.startMedia(target), rung]);
          return call.signalling(remote);
        } catch (error) {
          await call.fail("making the media leg", error);
          throw error;
        }
      },
      reject: async (cause) => {
        claimed();
        await call.hangup("us", { q850: cause, sip: null, text: "" });
      },
    });
  };

  const originate: Telephony["originate"] = async (dial, onEvent, signal) => {
    const endpoint = dialString(dial);
    if (endpoint === null) throw new AriError("refused", null, "not a number or trunk that can be dialled");
    if (status === "down" || closing) throw new AriError("unreachable", null, "the exchange is not connected");
    signal.throwIfAborted();
    const channelId = `${app}.out.${dial.callId}`;
    if (calls.has(channelId)) throw new AriError("conflict", null, "this call has been placed already");
    const call = addCall(channelId, "outbound");
    call.listen(onEvent);
    const abort = (): void => void call.hangup("us", { q850: q850.normalClearing, sip: null, text: "" });
    // Set before the request: a far side that answers at once is in the application before the request is answered.
    const stopRinging = after(dial.ringTimeoutMs, () => void call.hangup("system", { q850: q850.noAnswer, sip: null, text: "rang until the time-out" }));
    ringing.set(channelId, stopRinging);
    void call.over.then(() => {
      stopRinging();
      ringing.delete(channelId);
      signal.removeEventListener("abort", abort);
    });
    try {
      const [remote] = await Promise.all([
        call.startMedia(dial.media),
        request("POST", "/channels", {
          endpoint,
          app,
          appArgs: "out",
          channelId,
          callerId: dial.from,
          // Our own timer ends the ringing; Asterisk's is there for the day we are not.
          timeout: String(Math.ceil(dial.ringTimeoutMs / 1000) + 5),
        }),
      ]);
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      return call.signalling(remote);
    } catch (error) {
      // A request that got no answer may have been carried out: hang up by name, tell nobody.
      call.listen(() => undefined);
      const cause = { q850: q850.temporaryFailure, sip: null, text: "could not be placed" };
      await call.hangup("system", cause);
      call.feed({ type: "gone", cause, lost: true });
      await call.over;
      throw error;
    }
  };

  const handOver: Telephony["handOver"] = async (first, second, maxMs, talk) => {
    const [one, other] = [calls.get(first), calls.get(second)];
    if (one === undefined || other === undefined) throw new AriError("not_found", null, "one of the two is no call of this exchange");
    try {
      await handovers.join(first, second, maxMs, talk);
    } catch (error) {
      await Promise.all([one, other].map((call) => call.rejoin().catch((again: unknown) => call.fail("going back to the media leg", again))));
      throw error;
    }
    one.letGo();
    other.letGo();
  };

  const adopt: Telephony["adopt"] = async (channelId, direction) => {
    if (calls.has(channelId)) throw new AriError("conflict", null, "this call is held already");
    // On the list before anything is awaited: the sweep must not take it for an orphan.
    const call = addCall(channelId, direction, `.${randomUUID().slice(0, 8)}`);
    const seen = await look();
    const channel = seen.all.find(({ id }) => id === channelId);
    const talksWithout = seen.bridges.some((bridge) => handovers.isTalk(bridge.id) && bridge.channels.includes(channelId));
    if (channel?.state !== "Up" || talksWithout) {
      if (channel === undefined || talksWithout) call.letGo();
      else await call.hangup("system", { q850: q850.temporaryFailure, sip: null, text: "was not answered when the node was lost" });
      return null;
    }
    // As at its beginning: else its end would be told without a cause.
    await subscribe(channelId).catch((error: unknown) => log.warn("the exchange refused", { what: "subscribing", channelId, error }));
    return {
      channelId,
      direction,
      trunk: trunkOf(channel.name),
      attach: async (target, onEvent) => {
        call.listen(onEvent);
        try {
          return call.signalling(await call.takeUp(target));
        } catch (error) {
          await call.fail("making the media leg anew", error);
          throw error;
        }
      },
    };
  };

  const onEvent = (event: AriEvent): void => {
    switch (event.type) {
      case "StasisStart": {
        const { id } = event.channel;
        if (id.startsWith(`${app}.media.`)) return entering.get(id)?.();
        if (id.startsWith(`${app}.out.`)) {
          ringing.get(id)?.();
          return calls.get(id)?.onUp();
        }
        if (board.isLeg(id)) return board.onUp(id);
        return calls.has(id) ? undefined : acceptInbound(event.channel, event.args);
      }
      case "StasisEnd": {
        const { id } = event.channel;
        parted(id);
        board.onLeft(id);
        if (!id.startsWith(`${app}.media.`)) return calls.get(id)?.onLeft();
        const owner = [...calls.values()].find((call) => call.ids.media === id);
        return void owner?.hangup("system", { q850: q850.temporaryFailure, sip: null, text: "the media leg ended" });
      }
      case "ChannelStateChange":
        if (event.channel.state !== "Ringing") return;
        board.onRinging(event.channel.id);
        return calls.get(event.channel.id)?.feed({ type: "ringing" });
      case "Dial":
        if (event.dialstatus === "RINGING") board.onRinging(event.peer.id);
        if (event.dialstatus === "RINGING") calls.get(event.peer.id)?.feed({ type: "ringing" });
        else if (event.dialstatus === "PROGRESS") calls.get(event.peer.id)?.feed({ type: "progress" });
        return;
      case "ChannelDtmfReceived":
        return calls.get(event.channel.id)?.feed({ type: "digit", digit: event.digit });
      case "ChannelHold":
      case "ChannelUnhold":
        return calls.get(event.channel.id)?.feed({ type: "held", on: event.type === "ChannelHold" });
      case "ChannelHangupRequest":
        board.noteCause(event.channel.id, causeOf(event));
        return calls.get(event.channel.id)?.noteCause(causeOf(event));
      case "ChannelDestroyed":
        parted(event.channel.id);
        board.onDestroyed(event.channel.id, causeOf(event));
        return calls.get(event.channel.id)?.onDestroyed(causeOf(event));
      case "ApplicationReplaced":
        return log.error("another program took the application", { app });
    }
  };

  const look = async (): Promise<{ all: AriChannel[]; ours: string[]; bridges: { id: string; channels: string[]; creationtime?: string | undefined }[] }> => {
    const [channels, bridges, application] = await Promise.all([
      request("GET", "/channels"),
      request("GET", "/bridges"),
      request("GET", `/applications/${encodeURIComponent(app)}`),
    ]);
    const all = channelListSchema.parse(channels);
    const inApp = new Set(applicationSchema.parse(application).channel_ids);
    return {
      all,
      ours: all.map((channel) => channel.id).filter((id) => id.startsWith(`${app}.`) || inApp.has(id)),
      bridges: bridgeListSchema.parse(bridges).filter(({ id }) => id.startsWith(`${app}.bridge.`) || board.isLeg(id) || handovers.isTalk(id)),
    };
  };

  const sweep = async (): Promise<void> => {
    const known = handovers.known();
    const seen = await look();
    handovers.reconcile(seen.bridges, known);
    const [talks, moved] = [handovers.owned(), board.owned()];
    const owned = { channels: new Set([...talks.channels, ...moved.channels]), bridges: new Set([...talks.bridges, ...moved.bridges]) };
    for (const call of calls.values()) {
      owned.channels.add(call.channelId).add(call.ids.media);
      owned.bridges.add(call.ids.bridge);
    }
    const found = findOrphans({ channels: seen.ours, bridges: seen.bridges.map((bridge) => bridge.id) }, owned, suspects);
    suspects = found.suspects;
    if (found.hangUp.length + found.destroy.length > 0) log.warn("hanging up what nobody owns", { channels: found.hangUp.length, bridges: found.destroy.length });
    await Promise.allSettled([
      ...found.hangUp.map((id) => hangUpChannel(request, id, q850.normalClearing)),
      ...found.destroy.map((id) => deleteIfThere(request, `/bridges/${encodeURIComponent(id)}`)),
    ]);
  };
  const sweepNow = (): void => void sweep().catch((error: unknown) => log.warn("the sweep failed", { error }));

  /** What happened while nothing could be heard: calls that vanished, calls that were answered. */
  const readopt = async (known: readonly ExchangeCall[]): Promise<void> => {
    const live = new Map((await look()).all.map((channel) => [channel.id, channel]));
    for (const call of known) {
      const channel = live.get(call.channelId);
      if (channel === undefined) call.feed({ type: "gone", cause: { q850: null, sip: null, text: "ended while the exchange could not be heard" }, lost: true });
      else if (channel.state === "Up") {
        ringing.get(call.channelId)?.();
        call.onUp();
      }
      else if (channel.state === "Ringing") call.feed({ type: "ringing" });
    }
    board.reconcile(live);
    log.info("calls taken up again", { calls: known.length, live: known.filter((call) => live.has(call.channelId)).length });
  };

  const firstUp = Promise.withResolvers<void>();
  const socket = openEventSocket({
    url: `${options.url.replace(/^http/, "ws")}/events?${new URLSearchParams({ app, api_key: `${options.user}:${options.password}` })}`,
    onUp: () => {
      status = "up";
      firstUp.resolve();
      log.info("exchange connected", { app, calls: calls.size });
      readopt([...calls.values()]).catch((error: unknown) => log.warn("taking up calls again failed", { error }));
      sweepNow();
      after(SECOND_LOOK_MS, sweepNow);
    },
    onDown: (why) => {
      status = "down";
      log.warn("exchange lost", { app, why, calls: calls.size });
    },
    onText: (text) => {
      const parsed = parseAriEvent(text);
      options.onParsed?.(parsed.kind);
      if (parsed.kind === "handled") onEvent(parsed.event);
      else if (parsed.kind === "unknown" && !unknown.has(parsed.type) && unknown.size < MAX_UNKNOWN) {
        unknown.add(parsed.type);
        log.warn("an event of the exchange is not known, or not as it was", { type: parsed.type });
      }
    },
  });
  const sweeper = setInterval(() => (status === "up" ? sweepNow() : undefined), SWEEP_MS);
  const giveUp = (): void => firstUp.reject(new AriError("unreachable", null, "given up before the exchange was there"));
  options.signal?.addEventListener("abort", giveUp, { once: true });
  if (options.signal?.aborted) giveUp();
  try {
    await firstUp.promise;
  } catch (error) {
    clearInterval(sweeper);
    socket.close();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", giveUp);
  }

  return {
    onInbound: (handler) => {
      onInbound = handler;
    },
    originate,
    handOver,
    adopt,
    board,
    talks: () => handovers.talks(),
    limitTalk: (talk, leftMs) => handovers.limit(talk, leftMs),
    status: () => status,
    close: async () => {
      closing = true;
      clearInterval(sweeper);
      const live = [...calls.values()];
      await Promise.all(live.map((call) => call.hangup("us", { q850: q850.normalClearing, sip: null, text: "the node shuts down" })));
      await Promise.all(live.map((call) => call.over));
      for (const timer of timers) clearTimeout(timer);
      socket.close();
    },
  };
};
