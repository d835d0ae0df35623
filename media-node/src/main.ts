/** The media node: reads its settings, builds the parts, joins the ways in to calls, and stops in order. */
import { setMaxListeners } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { isIP } from "node:net";
import path from "node:path";
import type { Language } from "@zvon/contract/call-link.ts";
import type { Cause } from "@zvon/contract/end-reason.ts";
import type { LinkGrant, ToMediaNode, Via } from "@zvon/contract/node-link.ts";
import { connectAsterisk } from "./asterisk/connect.ts";
import { addressFileName, readAddressFile, type ExchangeAddress } from "./asterisk/address-file.ts";
import { openExchange, type ExchangeStatus } from "./asterisk/exchange.ts";
import type { InboundCall, Telephony } from "./asterisk/port.ts";
import { createSipPassage } from "./browser/sip-passage.ts";
import { placeOf } from "./browser/socket-limits.ts";
import { certificateMetrics, readCertificate, watchCertificate } from "./browser/certificate.ts";
import { createTickets } from "./browser/tickets.ts";
import { listenForBrowsers } from "./browser/listener.ts";
import { createBrowserWay, type BrowserWay } from "./browser/way.ts";
import { startCall } from "./call/call.ts";
import { rtpMedia, socketMedia } from "./call/exchange-media.ts";
import { createHeldWay } from "./call/held-way.ts";
import { openLiveRegister, type HeldCall } from "./call/live-register.ts";
import type { CallPorts, LiveCall } from "./call/port.ts";
import { createCalls, type Refused } from "./call/calls.ts";
import { createRtpWay } from "./call/rtp-way.ts";
import { createAdoptedWay, createInboundWay, createOutboundWay, type ExchangeWay } from "./call/sip-way.ts";
import { causeOfRefusal, serveUntaken } from "./call/untaken.ts";
import type { Way } from "./call/way.ts";
import { createStoredAnswers } from "./call/without-edge.ts";
import { createScriptedCaller } from "./caller/caller.ts";
import type { CallerStep } from "./caller/machine.ts";
import { prepareScript } from "./caller/prepare.ts";
import { parseScript } from "./caller/script.ts";
import { isLocal, readConfig, readVendors } from "./config.ts";
import { openLink, type FactStore } from "./link/link.ts";
import { createLog } from "./log.ts";
import { startMediaEngine } from "./media/engine.ts";
import { connectControl, type OfferAnswer } from "./node-link/control.ts";
import { createPrivateCheck, createRangeCheck } from "./net/private.ts";
import { nodeMetrics } from "./node-link/metrics.ts";
import { createDials } from "./operators/dials.ts";
import { openLine } from "./operators/line.ts";
import { createRecordingDelivery } from "./recording/delivery.ts";
import { openSpeech } from "./speech/open.ts";
import { openSpool } from "./spool/spool.ts";
import { defaultVoice } from "./tts/embedded/voices.ts";
import { createCounters } from "./watch/counters.ts";
import { watchDisk } from "./watch/disk.ts";
import { openTrunks } from "./trunks/open-trunks.ts";
import { trunkMetrics } from "./trunks/trunk-states.ts";
import { healthOf } from "./watch/health.ts";
import { watchLoad } from "./watch/watch-load.ts";
import { openTurnModel } from "./turn/onnx-turn-model.ts";

const version = "0.1.0";
/** One attempt to connect to the exchange; there is always a next one. */
const exchangeTimeoutMs = 10_000;
/** Well under the 10 s that the edge waits for a placed call. */
const prepareTimeoutMs = 5_000;
/** The links' hurried drain (1.5 s) and the spool's write; a supervisor kills 5 s after `ZVON_DRAIN_MS` has passed. */
const lastFactsMs = 2_200;
/** Of a patient drain, what is left for an apology to those who talk on. */
const goodbyeMs = 6_000;
/** SIP is a way as soon as an exchange is known; whether it can be reached now is told by `telephony`. */
const waysWith = (telephony: ExchangeStatus): Via[] => (telephony === "none" ? ["rtp", "browser"] : ["sip", "rtp", "browser"]);
const refusals: Record<Refused, string> = {
  full: "the node is full", draining: "the node takes no new calls now", hurried: "the node has too much to do", known: "the node has this call already",
};
const countedAs = { ended: "zvon_node_calls_ended_total", transfer: "zvon_node_transfers_total", unrecorded: "zvon_node_unrecorded_total", listener: "zvon_node_listeners_total" } as const;
const noCause: Cause = { q850: null, sip: null, text: "" };
const q850 = { noCircuit: 34 } as const;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const readText = (file: string) => readFileSync(file, "utf8");
  const vendors = readVendors(config, readText);
  const tlsFiles = config.ZVON_NODE_TLS_CERT !== undefined && config.ZVON_NODE_TLS_KEY !== undefined ? { cert: config.ZVON_NODE_TLS_CERT, key: config.ZVON_NODE_TLS_KEY } : null;
  const tls = tlsFiles && readCertificate(tlsFiles, readText);
  const log = createLog((line) => process.stderr.write(`${line}\n`));
  /** Set up last: until then there is nothing to stop in order. */
  let stop: (exitCode: number) => Promise<void> = (exitCode) => process.exit(exitCode);
  let failed = false;
  /** What cannot be mended here: the supervisor starts the node again. */
  function giveUp(what: string, error: unknown): void {
    // Stopping may fail too (a log that nobody reads): once is enough.
    if (failed) return;
    failed = true;
    log.error(what, { error });
    void stop(1);
  }
  // A launcher that was killed hard reads no log any more; that its pipe is gone is no error of ours.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  process.on("uncaughtException", (error) => giveUp("an error that nobody caught", error));
  process.on("unhandledRejection", (error) => giveUp("a rejection that nobody caught", error));
  mkdirSync(config.ZVON_NODE_DATA, { recursive: true });
  const engine = await startMediaEngine({ vad: config.ZVON_VAD, comfortNoiseDb: config.ZVON_COMFORT_NOISE_DB, onFailure: (error) => giveUp("the media thread died", error) });
  const spool = await openSpool({ folder: path.join(config.ZVON_NODE_DATA, "spool"), edgeUrl: config.ZVON_EDGE_URL, log });
  const register = await openLiveRegister({ folder: path.join(config.ZVON_NODE_DATA, "live"), log });
  const setTimer = (run: () => void, ms: number) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  const now = () => performance.now();
  const speech = await openSpeech({
    cacheFolder: config.ZVON_SPEECH_CACHE ?? path.join(config.ZVON_NODE_DATA, "speech"),
    modelFolder: config.ZVON_STT_MODEL ?? null, modelLanguage: config.ZVON_STT_MODEL_LANGUAGE, examplesFolder: config.ZVON_STT_EXAMPLES ?? null,
    vendors, egressAllow: config.ZVON_EGRESS_ALLOW, now, setTimer, log,
  });
  const recordings = createRecordingDelivery({ folder: path.join(config.ZVON_NODE_DATA, "recordings"), edgeUrl: config.ZVON_EDGE_URL, fetch, random: Math.random, now, setTimer, log });
  await recordings.resume();
  /** Aborts when the node stops: links spool what the edge has not stored. */
  const hurry = new AbortController();
  setMaxListeners(0, hurry.signal);
  const turnModel = config.ZVON_TURN_MODEL === undefined ? null : await openTurnModel(config.ZVON_TURN_MODEL);
  /** How calls of the exchange are heard. */
  const openMedia = config.ZVON_MEDIA_TRANSPORT === "websocket" ? socketMedia() : rtpMedia(config.ZVON_RTP_HOST);
  const counters = createCounters();
  const disk = watchDisk({
    free: async () => {
      const room = await statfs(config.ZVON_NODE_DATA);
      return room.bavail * room.bsize;
    },
    setTimer, log,
  });
  const load = watchLoad({
    media() {
      const { utilisation: mediaBusy, frameLateMs } = engine.stats();
      return { mediaBusy, frameLateMs };
    },
    log,
  });
  const factStore: FactStore = {
    keep: (record) => spool.keep(record).catch((error: unknown) => {
      counters.add("zvon_node_facts_lost_total", "spool");
      throw error;
    }),
  };
  const ports: CallPorts = {
    engine, now, setTimer, log, turnModel,
    recordings: { ...recordings, mayRecord: disk.mayRecord },
    count: (what, which) => counters.add(countedAs[what], which),
    tts: speech.tts,
    stt: speech.stt,
    agent: speech.agent,
    openLink: (grant, fresh, onEvent) => openLink({ edgeUrl: config.ZVON_EDGE_URL, grant, fresh, onEvent, clock: now, random: Math.random, hurry: hurry.signal, spool: factStore, log }),
  };
  const calls = createCalls(config.ZVON_CAPACITY, load.hurried);
  const tickets = createTickets<BrowserWay>(setTimer);
  /** Of those who will listen in: their ids. */
  const listenTickets = createTickets<string>(setTimer);
  const fixedExchange: ExchangeAddress | null = config.ZVON_ARI_URL
    ? { url: config.ZVON_ARI_URL, user: config.ZVON_ARI_USER ?? "", password: config.ZVON_ARI_PASSWORD ?? "", app: config.ZVON_ARI_APP }
    : null;
  const addressFile = path.join(config.ZVON_NODE_DATA, addressFileName);
  const trunks = await openTrunks({ settingsFile: config.ZVON_ASTERISK_SETTINGS, folder: config.ZVON_ASTERISK_FOLDER, allows: createPrivateCheck(config.ZVON_EGRESS_ALLOW), now, wallClock: Date.now, onNews: tellEdge, setTimer, log });
  const hello = () => {
    trunks.node?.forgetTold();
    return { version, capacity: config.ZVON_CAPACITY, ways: waysWith(exchange.status()), calls: calls.ids(), trunks: trunks.node?.hash(), listenUrl: toldUrl, phoneUrl: trunks.phones === null || toldUrl === undefined ? undefined : `${toldUrl}/sip` };
  };
  const beat = () => ({ calls: calls.ids().length, telephony: exchange.status(), vendors: speech.healthByKey(), draining: calls.draining(), trunks: trunks.node?.news(), talks: exchange.telephony()?.talks() });

  const origins = new Set(config.ZVON_NODE_ORIGINS);
  /** Who names none is no page. */
  const allowsOrigin = (origin: string | null) => origin === null || origins.size === 0 || origins.has(origin);
  const isProxy = createRangeCheck(config.ZVON_NODE_PROXIES);
  const telephones = trunks.phones && createSipPassage({
    exchange: trunks.phones.exchange,
    allowsOrigin,
    addressOf: (request) => placeOf(request, isProxy),
    now,
    count: (what) => counters.add("zvon_node_phone_connections_total", what),
    setTimer,
  });
  const listener = await listenForBrowsers({
    host: config.ZVON_NODE_HOST,
    port: config.ZVON_NODE_PORT,
    tls,
    allowsOrigin,
    limits: { most: config.ZVON_NODE_SOCKETS, mostByAddress: config.ZVON_NODE_SOCKETS_BY_ADDRESS },
    isProxy,
    admit: {
      browser(callId, ticket) {
        const way = tickets.redeem(callId, ticket);
        return way ? (socket) => way.join(socket) : null;
      },
      listen(callId, ticket) {
        const listener = listenTickets.redeem(callId, ticket);
        const call = calls.get(callId);
        return listener !== null && call ? (socket) => call.listeners.join(listener, socket) : null;
      },
    },
    telephones,
    health: () => ({
      ...healthOf({
        works: !failed, edge: control.status(), telephony: exchange.status(), draining: calls.draining(), hurried: load.hurried(), full: calls.ids().length >= config.ZVON_CAPACITY,
        mayRecord: disk.mayRecord(), vendorsFailing: speech.health().filter(({ state }) => state === "open" || state === "failing").length,
      }),
      edge: control.status(), telephony: exchange.status(), calls: calls.ids().length, capacity: config.ZVON_CAPACITY,
    }),
    metrics: () => nodeMetrics({ calls: calls.ids().length, capacity: config.ZVON_CAPACITY, edgeUp: control.status() === "up", telephonyUp: exchange.status() === "up", recordingsPending: recordings.pending(), factsPending: spool.pending(), hurried: load.hurried(), draining: calls.draining(), loopLateMs: load.loopLateMs(), timers: process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length, diskFreeBytes: disk.freeBytes(), mayRecord: disk.mayRecord(), counters: counters.text() + trunkMetrics(trunks.node?.sights() ?? []) + certificateMetrics(certificate?.validUntilMs() ?? null), vendors: speech.health(), engine: engine.stats() }),
    metricsToken: config.ZVON_METRICS_TOKEN ?? null,
    onRefused: (why) => counters.add("zvon_node_sockets_refused_total", why),
    now, setTimer, log,
  });
  const storedAnswers = createStoredAnswers();
  const publicUrl = config.ZVON_NODE_PUBLIC_URL ?? `${tls ? "wss" : "ws"}://${isIP(config.ZVON_NODE_HOST) === 6 ? `[${config.ZVON_NODE_HOST}]` : config.ZVON_NODE_HOST}:${listener.port}`;
  /** On a machine of its own, an address that is this machine's alone would send browsers to theirs. */
  const toldUrl = config.ZVON_NODE_PUBLIC_URL !== undefined || isLocal(new URL(config.ZVON_EDGE_URL).hostname) ? publicUrl : undefined;
  const certificate = tls && tlsFiles && watchCertificate({ files: tlsFiles, current: tls, readFile: readText, onRenewed: listener.renew, wallNow: Date.now, setTimer, log });

  const control = connectControl({
    edgeUrl: config.ZVON_EDGE_URL,
    token: config.ZVON_NODE_TOKEN,
    hello,
    beat,
    onPlace: (message) => void place(message),
    onHangup: (message) => calls.get(message.callId)?.hangup(message.reason),
    // Of a call that is over the edge knows by the call's own link.
    onListen: ({ callId, listener: who, ticket }) => listenTickets.issue(callId, ticket, who, () => undefined),
    onListenDrop({ callId, listener: who }) {
      listenTickets.withdraw(callId, who);
      calls.get(callId)?.listeners.drop(who);
    },
    onDrain(on) {
      if (on === calls.draining()) return;
      log.info(on ? "the edge asks for no more calls" : "the edge lets calls come again");
      calls.pause(on);
      control.send({ type: "beat", ...beat(), nowMs: Date.now() });
    },
    onDial: (message) => void dials.begin(message),
    onDialAct: ({ dial, act }) => dials.act(dial, act),
    onTalkLimit: ({ talk, leftMs }) => exchange.telephony()?.limitTalk(talk, leftMs),
    onTrunks(message) {
      storedAnswers.keep(message.numbers);
      trunks.node?.onTrunks(message);
    },
    ...(trunks.phones && { onPhones: trunks.phones.onPhones }),
    onTrunkProbe: async ({ probe, trunk }) => control.send({ type: "trunk.probed", probe, ...(await trunks.probe(trunk)) }),
    onProbe: async ({ probe, ...request }) => control.send({ type: "probed", probe, ...(await speech.probe(request)) }),
    random: Math.random,
    log,
  });
  const exchange = openExchange({
    find: () => (fixedExchange ? Promise.resolve(fixedExchange) : readAddressFile(addressFile)),
    async connect(address, signal) {
      const telephony = await connectAsterisk({ ...address, signal: AbortSignal.any([signal, AbortSignal.timeout(exchangeTimeoutMs)]), log, onParsed: (kind) => counters.add("zvon_node_exchange_events_total", kind) });
      void takeUp(telephony);
      return telephony;
    },
    onInbound: (call) => void inbound(call),
    onStatus: () => greet(),
    setTimer,
    random: Math.random,
    log,
  });
  const dials = createDials({
    board: () => exchange.telephony()?.board ?? null,
    takesCalls: () => !calls.draining() && !load.hurried(),
    openLine: (grant, onHangup, talkedMs) => openLine({ openLink: (onEvent) => ports.openLink(grant, talkedMs !== undefined, onEvent), now, onHangup, ...(talkedMs !== undefined && { talkedMs }) }),
    keep: (line) => void register.keep({ ...line, direction: "outbound", line: true }),
    forget: (callId) => void register.forget(callId),
    wallClock: Date.now,
    tell: (state) => control.send({ type: "dial.state", ...state }),
    log,
  });
  function tellEdge(): void {
    control.send({ type: "beat", ...beat(), nowMs: Date.now() });
  }
  /** The edge learns at once that SIP has come or gone, not at the next beat. */
  function greet(): void {
    control.send({ type: "hello", ...hello(), nowMs: Date.now() });
    control.send({ type: "beat", ...beat(), nowMs: Date.now() });
  }

  function begin(grant: LinkGrant, way: Way, life: { fresh: boolean; beforeMs?: number } = { fresh: false }): LiveCall {
    const call = startCall({ grant, ...life, way, ports });
    calls.add(call);
    return call;
  }

  /** A call that Asterisk keeps though this process dies: the next one finds it in the register. */
  function hold(way: ExchangeWay, held: Omit<HeldCall, "channelId">, life?: { fresh: boolean; beforeMs?: number }): LiveCall {
    const { grant } = held;
    const call = begin(grant, createHeldWay(way, held, register, Date.now), life);
    void call.done.then(() => register.forget(grant.callId));
    return call;
  }

  /** Calls that an earlier run of this node held when it was killed; each is asked for once. */
  const inherited = [...register.inherited];

  async function takeUp(telephony: Telephony): Promise<void> {
    const taken = await Promise.all(inherited.splice(0).map(async (held) => {
      const { callId } = held.grant;
      const numbers = { ours: held.ours, theirs: held.theirs };
      try {
        if (held.line === true) {
          const line = { ...held, grant: { ...held.grant, epochBase: held.grant.epochBase + 1 }, answeredAt: held.answeredAt ?? Date.now() };
          await register.keep({ ...line, line: true });
          const talks = await dials.takeUp(line, telephony.board);
          counters.add("zvon_node_calls_taken_up_total", talks ? "taken" : "gone");
          return talks ? callId : register.forget(callId);
        }
        const adopted = await telephony.adopt(held.channelId, held.direction);
        counters.add("zvon_node_calls_taken_up_total", adopted ? "taken" : "gone");
        // Not one too many, however busy the node is: it had this call already.
        if (!adopted || calls.get(callId)) return register.forget(callId);
        const grant = { ...held.grant, epochBase: held.grant.epochBase + 1 };
        // First of all: a crash of this life must find its epochs used up.
        await register.keep({ ...held, grant });
        const beforeMs = held.answeredAt === null ? 0 : Math.max(0, Date.now() - held.answeredAt);
        hold(createAdoptedWay(adopted, telephony, numbers, openMedia), { ...held, grant }, { fresh: true, beforeMs });
        return callId;
      } catch (error) {
        log.warn("a call of an earlier run could not be taken up", { callId, error });
        return register.forget(callId);
      }
    }));
    if (taken.length === 0) return;
    log.info("calls of an earlier run", { found: taken.length, taken: calls.ids().length });
    greet();
  }

  /** A call the edge places: by SIP, to a tool's RTP, or for a browser that will come with the ticket. */
  async function place(message: Extract<ToMediaNode, { type: "place" }>): Promise<void> {
    const { callId } = message.grant;
    const failed = (detail: string) => control.send({ type: "place.failed", callId, reason: "failed", cause: noCause, detail });
    const refused = calls.refuses(callId);
    if (refused) {
      counters.add("zvon_node_calls_refused_total", refused);
      return control.send({ type: "place.failed", callId, reason: "congestion", cause: noCause, detail: refusals[refused] });
    }
    try {
      const call = await startPlaced(message);
      const placed = await call.placed;
      if (!placed.ok) return control.send({ type: "place.failed", callId, reason: placed.reason, cause: placed.cause, detail: placed.detail });
      control.send({ type: "placed", callId, media: {
        rtp: message.rtp && placed.leg.local ? { ...placed.leg.local, codec: message.rtp.codec, dtmfPayloadType: message.rtp.dtmfPayloadType } : null,
        browser: message.browser ? { url: `${publicUrl}/browser/${callId}` } : null,
      } });
    } catch (error) {
      failed(error instanceof Error ? error.message : "the call could not be placed");
    }
  }

  async function startPlaced(message: Extract<ToMediaNode, { type: "place" }>): Promise<LiveCall> {
    const { grant } = message;
    const { callId } = grant;
    if (message.via === "rtp" && message.rtp) {
      // A name would be looked up by the node for whoever asks: a tool says where it listens.
      if (isIP(message.rtp.host) === 0) throw new Error("the RTP host must be an IP address");
      return begin(grant, createRtpWay(message.rtp, config.ZVON_RTP_HOST));
    }
    if (message.via === "browser" && message.browser) {
      const { ticket, script, language } = message.browser;
      const steps = script === null ? null : await prepare(script, language);
      const way = createBrowserWay(steps && createScriptedCaller(steps), now);
      tickets.issue(callId, ticket, way, () => way.expire());
      return begin(grant, way);
    }
    if (message.via !== "sip" || !message.sip) throw new Error("the edge named no way to place the call");
    const telephony = exchange.telephony();
    if (!telephony) throw new Error("this node has no telephone exchange now");
    const { from, to } = message.sip;
    return hold(createOutboundWay(telephony, { callId, ...message.sip }, openMedia), { grant, direction: "outbound", ours: from, theirs: to, answeredAt: null });
  }

  let preparing = false;
  /** One at a time: the voice process speaks to live callers too. */
  async function prepare(script: string, language: Language): Promise<CallerStep[]> {
    if (preparing) throw new Error("busy: the node prepares another script now");
    preparing = true;
    try {
      return (await prepareScript(parseScript(script), language, speech.embeddedVoice(), null, AbortSignal.timeout(prepareTimeoutMs))).steps;
    } finally {
      preparing = false;
    }
  }

  /** Inbound calls the edge is being asked about, and those it did not take while they are told so. */
  let offering = 0;
  let untaken = 0;

  /** A call that rings at Asterisk: the edge says which session takes it, or why none does. */
  async function inbound(ringing: InboundCall): Promise<void> {
    // Before the edge is asked: a session that begins and gets no call would hold its lease in vain.
    const refused = calls.refuses("") ?? (calls.ids().length + offering >= config.ZVON_CAPACITY ? "full" : null);
    if (refused) {
      counters.add("zvon_node_calls_refused_total", refused);
      log.warn("an inbound call found no room", { refused });
      return ringing.reject(q850.noCircuit);
    }
    offering += 1;
    const answer = await control.offer({ via: "sip", number: ringing.number, from: ringing.from, diversion: ringing.diversion, trunk: ringing.trunk, ...(ringing.registered === true ? { registered: true } : {}) });
    offering -= 1;
    if (!answer.ok) {
      counters.add("zvon_node_calls_refused_total", "edge");
      log.warn("an inbound call was refused", { reason: answer.reason, detail: answer.detail });
      return notTaken(ringing, storedAnswers.instead(answer, ringing.number, ringing.trunk));
    }
    const telephony = exchange.telephony();
    if (!telephony || calls.refuses(answer.grant.callId)) {
      control.send({ type: "place.failed", callId: answer.grant.callId, reason: "congestion", cause: noCause, detail: "the node is full or draining" });
      return ringing.reject(q850.noCircuit);
    }
    hold(createInboundWay(ringing, telephony, openMedia), { grant: answer.grant, direction: "inbound", ours: ringing.number, theirs: ringing.from, answeredAt: null });
  }

  /** Nobody's call: forwarded or told why, as its number's owner wants it. Counts as one while it lasts. */
  async function notTaken(ringing: InboundCall, { reason, fallback, language, forward }: Extract<OfferAnswer, { ok: false }>): Promise<void> {
    const cause = causeOfRefusal(reason);
    const telephony = exchange.telephony();
    if (!telephony) return ringing.reject(cause);
    offering += 1;
    const became = await serveUntaken({
      ringing, telephony, engine, cause, forward: forward ?? null, told: fallback ? { text: fallback, language: language ?? "ru" } : null, id: `untaken_${++untaken}`,
      voice: (spoken) => ({ tts: speech.embeddedVoice(), voice: defaultVoice[spoken] }), openMedia, setTimer, log,
    });
    offering -= 1;
    // Its money is somebody else's at once; a beat that is lost is made up for by the edge's own time.
    if (forward?.talk !== undefined && became !== "forwarded") control.send({ type: "beat", ...beat(), talks: [...(exchange.telephony()?.talks() ?? []), { talk: forward.talk.id, ms: 0, over: true }], nowMs: Date.now() });
    counters.add("zvon_node_untaken_total", became);
  }

  await Promise.all([control.ready, exchange.settled]);
  process.stdout.write(`${JSON.stringify({ ready: true, url: publicUrl.replace(/^ws/, "http"), port: listener.port, vad: engine.stats().vad.kind, telephony: exchange.status() })}\n`);

  const within = (work: Promise<void>, ms: number) => Promise.race([work, new Promise<void>((resolve) => setTimeout(resolve, ms))]);
  let stopping = false;
  /** No new calls; live ones may finish for a while, then they end as failed; what the edge has not stored is spooled. */
  stop = async (exitCode) => {
    if (stopping) return;
    stopping = true;
    try {
      const drained = calls.drain();
      control.send({ type: "beat", ...beat(), nowMs: Date.now() });
      if (exitCode === 0) {
        // A patient supervisor leaves time to say goodbye in; with the default's 2 s calls end as they are.
        const patient = config.ZVON_DRAIN_MS > 2 * goodbyeMs;
        await within(drained, config.ZVON_DRAIN_MS - (patient ? goodbyeMs : 0));
        if (patient) for (const id of calls.ids()) calls.get(id)?.leave();
        if (patient) await within(drained, goodbyeMs);
      }
      hurry.abort();
      for (const id of calls.ids()) calls.get(id)?.hangup("failed");
      await within(drained, lastFactsMs);
      control.close();
      trunks.node?.close();
      trunks.phones?.close();
      recordings.close();
      disk.close();
      load.close();
      certificate?.close();
      await within(Promise.all([listener.close(), exchange.close(), speech.close(), turnModel?.close(), spool.close(), engine.close()]).then(() => undefined), lastFactsMs);
    } catch (error) {
      log.error("the node did not stop in order", { error });
    }
    process.exit(exitCode);
  };
  process.on("SIGTERM", () => void stop(0));
  process.on("SIGINT", () => void stop(0));
  // The launcher holds the other end: when it is gone, nobody will stop this process.
  if (process.env["ZVON_PARENT_WATCH"]) {
    process.stdin.on("end", () => void stop(0));
    process.stdin.resume();
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`The media node can't start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
