/**
 * One media node, seen from the edge: its control socket, what it carries, the calls it offers and those it is asked
 * to place. The socket hibernates; what must outlive that is in SQLite (calls) or in the socket's attachment (sight).
 */
import { DurableObject } from "cloudflare:workers";
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { MayListen } from "@zvon/contract/listening-api.ts";
import { nodeBeatMs } from "@zvon/contract/node-link.ts";
import type { FromMediaNode, ToMediaNode } from "@zvon/contract/node-link.ts";
import type { DialAct } from "@zvon/contract/operator-dials.ts";
import type { NodePhone } from "@zvon/contract/operators-api.ts";
import type { KeyedVendorHealth } from "@zvon/contract/speech.ts";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { migrateObject } from "../db/object-schema.ts";
import type { Env } from "../env.ts";
import type { Services } from "../services.ts";
import { createServices, within } from "../services.ts";
import type { DialRequest } from "../operators/dial-out.ts";
import { linesOfNode } from "../trunks/node-lines.ts";
import { carriedCalls, carriedCount, carriedMigration, carry, letGo, mediaOf, notePlaced } from "./carried.ts";
import { createControlSocket } from "./control-socket.ts";
import type { ControlSocket } from "./control-socket.ts";
import { countTalks } from "./count-talks.ts";
import type { TalkCounter } from "./count-talks.ts";
import { dialsMigration, forgetDial, keepDial, tenantOfDial } from "./dials.ts";
import { parseFrame } from "./frame.ts";
import { clockIsOff } from "./liveness.ts";
import { absenceMigration, createNodeLife } from "./node-life.ts";
import type { NodeLife } from "./node-life.ts";
import { nodeSettings, settingsMigration } from "./node-settings.ts";
import type { NodeSettings } from "./node-settings.ts";
import type { NodeAttachment, NodeListens, NodeStatus } from "./node-status.ts";
import { answerOffer } from "./offer.ts";
import type { Offer } from "./offer.ts";
import { createPhones, phonesMigration } from "./phones.ts";
import type { Phones } from "./phones.ts";
import { createQuestions } from "./questions.ts";
import { keepTalk, talksMigration } from "./talks.ts";
import type { TalkRow } from "./talks.ts";
import { forgetSights, keepSights, sightsMigration, sightsOf } from "./trunk-sights.ts";

type Place = Extract<ToMediaNode, { type: "place" }>;
type Placed = Extract<FromMediaNode, { type: "placed" }>;

export type PlaceRequest = Omit<Place, "v" | "type"> & { tenantId: TenantId };
export type PlaceResult =
  | { ok: true; media: Placed["media"] }
  /** `certain` false: the node may yet have dialled. */
  | { ok: false; certain: boolean; reason: EndReason; cause: Cause; detail: string };

/** `detail`: "no node", "busy", "timeout", or the node's own words. */
export type TrunkProbed = Omit<Extract<FromMediaNode, { type: "trunk.probed" }>, "v" | "type" | "probe">;
type Probe = Extract<ToMediaNode, { type: "probe" }>;
type Probed = Extract<FromMediaNode, { type: "probed" }>;
export type ProbeRequest = Omit<Probe, "v" | "type" | "probe">;
/** `code` null when it worked; `no_node`, `busy` and `timeout` are said here, the others by the node. */
export type ProbeResult = Omit<Probed, "v" | "type" | "probe">;

const placeTimeoutMs = 10_000;
/** A vendor may take its time over the first connection; the page that asks waits 20 s. */
const probeTimeoutMs = 15_000;
/** People press test buttons; more than this at once is no person. */
const maxProbes = 8;
/** Hubs and sessions answer in ms; one that hangs must not keep the others' calls waiting. */
const rpcTimeoutMs = 10_000;
/** A frame of hello names at most 10,000 calls of 29 signs. */
const maxFrameBytes = 512 * 1024;
/** An answer with audio holds up to 1 MB of Base64. */
const maxAudioFrameBytes = 1100 * 1024;
const notProbed = (code: string, detail: string): ProbeResult => ({ ok: false, code, detail, tookMs: 0, audio: null });
const trunkNotProbed = (detail: string): TrunkProbed => ({ ok: false, state: "unknown", code: null, detail, tookMs: 0 });
const noCause: Cause = { q850: null, sip: null, text: "" };

const migrations = [
  `${carriedMigration}
   ${absenceMigration}`,
  `${settingsMigration}
   ${sightsMigration}`,
  phonesMigration,
  dialsMigration,
  talksMigration,
];

export class MediaNode extends DurableObject<Env> {
  private readonly services: Services;
  private readonly control: ControlSocket;
  private readonly settings: NodeSettings;
  private readonly phones: Phones;
  private readonly talks: TalkCounter;
  private readonly life: NodeLife;
  /** Promises of `place` under way; a request in progress keeps the object in memory. */
  private readonly placing = new Map<string, { promise: Promise<PlaceResult>; resolve: (result: PlaceResult) => void }>();
  private readonly probing = createQuestions<ProbeResult>({
    most: maxProbes,
    timeoutMs: probeTimeoutMs,
    otherwise: { busy: notProbed("busy", "Other tests are under way: try again in a moment."), timeout: { ...notProbed("timeout", "The vendor did not answer in time."), tookMs: probeTimeoutMs }, gone: notProbed("no_node", "The media node went away while it tried the vendor.") },
  });
  private readonly probingTrunks = createQuestions<TrunkProbed>({ most: maxProbes, timeoutMs: probeTimeoutMs, otherwise: { busy: trunkNotProbed("busy"), timeout: { ...trunkNotProbed("timeout"), tookMs: probeTimeoutMs }, gone: trunkNotProbed("no node") } });
  /** As the last beat told it; after a sleep the next beat brings it again. */
  private vendors: { at: number; vendors: KeyedVendorHealth[] } | null = null;
  /** Messages that were dropped since the object woke. */
  private refused = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.services = createServices(env);
    // The node hears by the answer that its socket is not half open; the object may sleep through it.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    migrateObject(ctx.storage, migrations);
    const { sql } = ctx.storage;
    const { services } = this;
    this.control = createControlSocket(ctx);
    const { control } = this;
    this.settings = nodeSettings(sql);
    this.phones = createPhones({ sql, now: services.now, control });
    this.talks = countTalks({ sql, services, control });
    this.life = createNodeLife({ ctx, services, control, settings: this.settings, talks: this.talks, isPlacing: (callId) => this.placing.has(callId) });
  }

  /** The control socket; the Worker has checked the node's credential and set `x-zvon-node`. */
  override async fetch(request: Request): Promise<Response> {
    const nodeId = request.headers.get("x-zvon-node");
    if (nodeId === null || request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 400 });
    const now = this.services.now();
    this.control.closeAll(4001, "a newer connection took over");
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.control.attach(server, { nodeId, epoch: now, lastSeenMs: now, hello: null, telephony: "none", calls: 0, nodeSkewMs: 0, draining: false });
    await this.life.look();
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Asks the node to place a call; waits for its answer for at most 10 s. The same call asked twice is placed once. */
  async place(request: PlaceRequest): Promise<PlaceResult> {
    const underWay = this.placing.get(request.grant.callId);
    if (underWay !== undefined) return underWay.promise;
    const placedBefore = mediaOf(this.ctx.storage.sql, request.grant.callId);
    if (placedBefore !== null) return { ok: true, media: placedBefore };
    const current = this.control.current();
    const refuse = (detail: string, reason: EndReason = "failed"): PlaceResult => ({ ok: false, certain: true, reason, cause: noCause, detail });
    if (current === null || current.sight.hello === null) return refuse("The media node is not connected.");
    if (clockIsOff(current.sight.nodeSkewMs)) return refuse("The media node's clock is wrong: it gets no calls.");
    if (!current.sight.hello.ways.includes(request.via)) return refuse(request.via === "sip" ? "No telephone line is connected: give the media node an Asterisk (ZVON_ARI_URL, or npm run lab)." : `The media node takes no calls by ${request.via}.`);
    if (this.drains()) return refuse("The media node takes no new calls: it is being drained.", "congestion");
    if (request.via === "sip" && current.sight.telephony === "down") return refuse("The media node has no telephone exchange now.");
    if (carriedCount(this.ctx.storage.sql) >= current.sight.hello.capacity) return refuse("The media node is full.", "congestion");

    const { promise, resolve } = Promise.withResolvers<PlaceResult>();
    this.placing.set(request.grant.callId, { promise, resolve });
    const timer = setTimeout(() => resolve({ ok: false, certain: false, reason: "failed", cause: noCause, detail: "The media node did not answer in time." }), placeTimeoutMs);
    const { tenantId, ...place } = request;
    carry(this.ctx.storage.sql, request.grant.callId, tenantId, this.services.now());
    this.control.send(current.socket, { type: "place", ...place });
    const result = await promise;
    clearTimeout(timer);
    this.placing.delete(request.grant.callId);
    if (result.ok) notePlaced(this.ctx.storage.sql, request.grant.callId, result.media);
    else if (result.certain) letGo(this.ctx.storage.sql, request.grant.callId);
    return result;
  }

  /** Droppable help when a user hangs up: the call's own link says the same. */
  async hangup(request: { callId: string; reason: EndReason }): Promise<void> {
    const current = this.control.current();
    if (current !== null) this.control.send(current.socket, { type: "hangup", callId: request.callId, reason: request.reason });
  }

  /** Has the node try a vendor: with the access given, or with its own. Answers within 15 s, never throws. */
  async probe(request: ProbeRequest): Promise<ProbeResult> {
    const current = this.control.current();
    if (current === null || current.sight.hello === null) return notProbed("no_node", "No media node is connected, and it is the one that speaks to vendors of speech.");
    return this.probing.ask((probe) => this.control.send(current.socket, { type: "probe", probe, ...request }));
  }

  /** May somebody of the team hear calls of this node? */
  async mayListen(): Promise<Exclude<MayListen, "in_writing">> {
    const hello = this.control.current()?.sight.hello ?? null;
    return hello === null ? "no_node" : hello.listenUrl === null ? "no_address" : "yes";
  }

  /** Tells the node who will come with which ticket. @returns where to. */
  async listen(request: Omit<Extract<ToMediaNode, { type: "listen" }>, "v" | "type">): Promise<NodeListens> {
    const current = this.control.current();
    const hello = current?.sight.hello ?? null;
    if (current === null || hello === null) return { ok: false, why: "no_node" };
    if (hello.listenUrl === null) return { ok: false, why: "no_address" };
    this.control.send(current.socket, { type: "listen", ...request });
    return { ok: true, url: `${hello.listenUrl}/listen/${request.callId}` };
  }

  /** Who was to listen, or does, may not any more. Of a call that is over, or a node that is away, nobody is heard. */
  async dropListener(request: Omit<Extract<ToMediaNode, { type: "listen.drop" }>, "v" | "type">): Promise<void> {
    const current = this.control.current();
    if (current !== null) this.control.send(current.socket, { type: "listen.drop", ...request });
  }

  /** What the node says of its vendors; null when it said nothing for long, or never. */
  async vendorHealth(): Promise<{ at: number; vendors: KeyedVendorHealth[] } | null> {
    return this.control.current() === null ? null : this.vendors;
  }

  /** The call is over and settled. `talk`: its caller and somebody else talk on. */
  async ended(request: { callId: string; talk?: Omit<TalkRow, "id" | "toldMs" | "toldAt"> }): Promise<void> {
    letGo(this.ctx.storage.sql, request.callId);
    if (request.talk === undefined) return;
    keepTalk(this.ctx.storage.sql, { id: request.callId, ...request.talk });
    await this.life.look();
  }

  async status(): Promise<NodeStatus> {
    const sight = this.control.current()?.sight ?? null;
    const drainBy = this.drainAsked() ? "us" : sight?.draining === true ? "node" : null;
    const known = { calls: carriedCount(this.ctx.storage.sql), drainBy, trunks: sightsOf(this.ctx.storage.sql) } as const;
    if (sight === null || sight.hello === null) return { ...known, connected: false, telephony: "none", ways: [], capacity: 0, version: null, clockOff: false, clockSkewMs: null, lastSeenMs: sight?.lastSeenMs ?? this.life.absentSince(), phoneUrl: null };
    return { ...known, connected: true, telephony: sight.telephony, ways: sight.hello.ways, capacity: sight.hello.capacity, version: sight.hello.version, clockOff: clockIsOff(sight.nodeSkewMs), clockSkewMs: sight.nodeSkewMs, lastSeenMs: sight.lastSeenMs, phoneUrl: sight.hello.phoneUrl };
  }

  /** Of one tenant: how many calls are its own. */
  async callsOf(request: { tenantId: TenantId }): Promise<number> {
    return carriedCount(this.ctx.storage.sql, request.tenantId);
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const sight = this.control.sightOf(socket);
    // An older connection's last words change nothing.
    if (sight === null || this.control.current()?.sight.epoch !== sight.epoch) return;
    const seen = { ...sight, lastSeenMs: this.services.now() };
    this.control.attach(socket, seen);
    const frame = typeof data === "string" && data.length <= (this.probing.waiting() > 0 ? maxAudioFrameBytes : maxFrameBytes) ? parseFrame(data) : { ok: false as const, otherVersion: false, why: "too large, or not text" };
    if (!frame.ok) {
      // One bad message costs itself: closing would part the node from all its calls.
      this.refused += 1;
      console.warn(JSON.stringify({ event: "control message refused", node: sight.nodeId, refused: this.refused, why: frame.why }));
      return frame.otherVersion ? this.control.close(socket, 4003, "another version of the node link") : undefined;
    }
    const { message } = frame;
    switch (message.type) {
      case "hello":
        return this.hello(socket, seen, message);
      case "beat":
        if (message.vendors !== undefined) this.vendors = { at: seen.lastSeenMs, vendors: message.vendors };
        if (message.trunks !== undefined) keepSights(this.ctx.storage.sql, message.trunks);
        await this.talks.look(message.talks);
        return this.control.attach(socket, { ...seen, telephony: message.telephony, calls: message.calls, nodeSkewMs: message.nowMs - seen.lastSeenMs, draining: message.draining ?? false });
      case "offer":
        return this.offered(socket, seen, message);
      case "dial.state":
        return this.dialState(message);
      case "placed":
        return this.placing.get(message.callId)?.resolve({ ok: true, media: message.media });
      case "place.failed":
        return this.placeFailed(message);
      case "probed": {
        const { ok, code, detail, tookMs, audio } = message;
        return this.probing.answer(message.probe, { ok, code, detail, tookMs, audio });
      }
      case "trunk.probed": {
        const { ok, state, code, detail, tookMs } = message;
        return this.probingTrunks.answer(message.probe, { ok, state, code, detail, tookMs });
      }
      default:
        return message satisfies never;
    }
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.control.close(socket, code === 1005 || code === 1006 ? 1000 : code, reason);
    if (this.control.current() !== null) return;
    this.probing.dropAll();
    this.probingTrunks.dropAll();
    this.life.absentFrom(this.services.now());
    await this.life.look();
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1006, "the connection broke");
  }

  override async alarm(): Promise<void> {
    await this.life.onAlarm();
  }

  // ---------------------------------------------------------------- what the node says

  private async hello(socket: WebSocket, sight: NodeAttachment, message: Extract<FromMediaNode, { type: "hello" }>): Promise<void> {
    const { version, capacity, ways, phoneUrl = null, listenUrl = null } = message;
    this.control.attach(socket, { ...sight, hello: { version, capacity, ways, phoneUrl, listenUrl }, calls: message.calls.length, nodeSkewMs: message.nowMs - sight.lastSeenMs });
    this.control.send(socket, { type: "welcome", nodeId: sight.nodeId, beatMs: nodeBeatMs });
    this.control.send(socket, { type: "drain", on: this.drainAsked() });
    this.life.isHere(new Set(message.calls), sight.lastSeenMs);
    await this.life.look();
    if (phoneUrl !== null) this.phones.tell();
    await this.life.isBack(sight.nodeId);
    await this.tellLines(socket, sight.nodeId, message.trunks ?? null);
  }

  // ---------------------------------------------------------------- telephones of operators in browsers

  /** An operator's telephone, until it is closed or its time is over. @throws Error when there are too many. */
  async openPhone(phone: NodePhone & { untilMs: number }): Promise<void> {
    this.phones.open(phone);
  }

  /** Idempotent. */
  async closePhone({ id }: { id: string }): Promise<void> {
    this.phones.close(id);
  }

  /** An operator dials. @returns false: nobody was asked, for the node is away or has no exchange now. */
  async dial({ tenantId, ...dial }: DialRequest & { tenantId: TenantId }): Promise<boolean> {
    const current = this.control.current();
    if (current === null || current.sight.hello === null || current.sight.telephony !== "up") return false;
    keepDial(this.ctx.storage.sql, dial.dial, tenantId, this.services.now());
    this.control.send(current.socket, { type: "dial", ...dial });
    return true;
  }

  /** Of a dial that is over, or a node that is away, nothing comes. */
  async dialAct(request: { dial: string; act: DialAct }): Promise<void> {
    const current = this.control.current();
    if (current !== null) this.control.send(current.socket, { type: "dial.act", ...request });
  }

  private async dialState({ dial, stage, result }: Extract<FromMediaNode, { type: "dial.state" }>): Promise<void> {
    const tenantId = tenantOfDial(this.ctx.storage.sql, dial);
    if (tenantId === null) return;
    if (stage === "over") forgetDial(this.ctx.storage.sql, dial);
    try {
      await within(this.services.operators(tenantId).dialState({ dial, stage, result }), rpcTimeoutMs);
    } catch (error) {
      // The desk gives a dial up that it hears nothing more of.
      console.error(JSON.stringify({ event: "dial not told", dial, stage, error: String(error) }));
    }
  }

  /** Also a call that nobody waits for any more, as one that was offered, accepted and then given back: it ends at once. */
  private async placeFailed({ callId, reason, cause, detail }: Extract<FromMediaNode, { type: "place.failed" }>): Promise<void> {
    const underWay = this.placing.get(callId);
    if (underWay !== undefined) return underWay.resolve({ ok: false, certain: true, reason, cause, detail });
    const row = carriedCalls(this.ctx.storage.sql).find((carried) => carried.callId === callId);
    if (row === undefined) return;
    try {
      await within(this.services.session(row.tenantId, callId).placeFailed({ reason, cause, detail }), rpcTimeoutMs);
      letGo(this.ctx.storage.sql, callId);
    } catch (error) {
      // The row stays: the node names the call no more, and the look finds it missing.
      console.error(JSON.stringify({ event: "place.failed not delivered", callId, error: String(error) }));
    }
  }

  private async offered(socket: WebSocket, sight: NodeAttachment, offer: Offer): Promise<void> {
    const refuse = (body: Omit<Extract<ToMediaNode, { type: "refuse" }>, "v" | "type" | "offer">) => this.control.send(socket, { type: "refuse", offer: offer.offer, ...body });
    if (clockIsOff(sight.nodeSkewMs)) return refuse({ reason: "congestion", detail: "The media node's clock is wrong: it gets no calls.", fallback: null });
    const full = sight.hello !== null && carriedCount(this.ctx.storage.sql) >= sight.hello.capacity;
    const answer = await answerOffer(this.services, { id: sight.nodeId, full, draining: this.drains() }, offer);
    if (!answer.ok) {
      const { ok: _ok, talk, ...body } = answer;
      if (talk !== undefined) {
        keepTalk(this.ctx.storage.sql, talk);
        await this.life.look();
      }
      return refuse(body);
    }
    carry(this.ctx.storage.sql, answer.callId, answer.tenantId, this.services.now());
    this.control.send(socket, { type: "accept", offer: offer.offer, grant: answer.grant });
  }

  // ---------------------------------------------------------------- lines: trunks and numbers that the node serves

  /** Trunks or numbers changed: the node is told all anew, unless it has them already. */
  async linesChanged(): Promise<void> {
    const current = this.control.current();
    if (current !== null && current.sight.hello !== null) await this.tellLines(current.socket, current.sight.nodeId, this.settings.get("lines"));
  }

  /** @param known the hash of what the node has. */
  private async tellLines(socket: WebSocket, nodeId: string, known: string | null): Promise<void> {
    try {
      const { owners, ...lines } = await linesOfNode(this.services.db, this.services.secrets, nodeId);
      forgetSights(this.ctx.storage.sql, [...owners.keys()]);
      if (lines.hash === known) return;
      this.settings.set("lines", lines.hash);
      this.control.send(socket, { type: "trunks", ...lines });
    } catch (error) {
      // What it has goes on working; the next change or hello tells it again.
      console.error(JSON.stringify({ event: "lines not told", nodeId, error: String(error) }));
    }
  }

  /** Has the node register with a trunk, or ask for it. Answers within 15 s, never throws. */
  async probeTrunk(trunk: TrunkSettings): Promise<TrunkProbed> {
    const current = this.control.current();
    if (current === null || current.sight.hello === null) return trunkNotProbed("no node");
    return this.probingTrunks.ask((probe) => this.control.send(current.socket, { type: "trunk.probe", probe, trunk }));
  }

  /** No new calls while on; said to the node, and kept for when it comes back. */
  async drain(request: { on: boolean }): Promise<void> {
    this.settings.set("drain", request.on ? "on" : "off");
    const current = this.control.current();
    if (current !== null) this.control.send(current.socket, { type: "drain", on: request.on });
  }

  /** Its credential is no longer good: it is parted, and what it carried is lost after the usual time. */
  async disconnect(): Promise<void> {
    this.control.closeAll(4003, "the credential is no longer good");
    this.life.absentFrom(this.services.now());
    await this.life.look();
  }

  private drainAsked(): boolean {
    return this.settings.get("drain") === "on";
  }

  private drains(): boolean {
    return this.drainAsked() || this.control.current()?.sight.draining === true;
  }
}
