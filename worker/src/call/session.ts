/**
 * One call at the edge, named `{tenantId}/{callId}`: a thin shell around `step`. It owns the node's socket, the
 * sockets of those who watch, the rows and the one alarm; what happens is decided in machine.ts.
 */
import { DurableObject } from "cloudflare:workers";
import type { Call, Message } from "@zvon/contract/api.ts";
import { closeCode, epochsPerBase } from "@zvon/contract/call-link.ts";
import type { ToEdge, ToNode } from "@zvon/contract/call-link.ts";
import type { FromChat } from "@zvon/contract/chat.ts";
import { fromChatSchema } from "@zvon/contract/chat.ts";
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import { callMonth } from "@zvon/contract/ids.ts";
import type { Member } from "@zvon/contract/listening-api.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import type { UsageLine, VendorAccesses } from "@zvon/contract/speech.ts";
import type { ToolResult, Understood } from "../dialogue/decision.ts";
import type { AnalysisRequest } from "../dialogue/outcome/refine.ts";
import type { DialogueState } from "../dialogue/state.ts";
import type { Env } from "../env.ts";
import { isolateBreakers, isolateTokens } from "../llm/isolate.ts";
import type { Services } from "../services.ts";
import { createServices, within } from "../services.ts";
import type { Renewal, TalkGrant } from "../tenants/hub.ts";
import { cutOffStrangers, whoMay } from "../tenants/listening-rights.ts";
import { openSealed } from "../vendors/provider-keys.ts";
import { askAnalysis } from "./analysing.ts";
import type { BeginCall } from "./begin.ts";
import { beginCallSchema } from "./begin.ts";
import { createChatDoor } from "./chat-door.ts";
import type { ChatDoor } from "./chat-door.ts";
import type { CallEffect, CallEvent, DeskNews, DeskWord } from "./events.ts";
import { step } from "./machine.ts";
import { createAsk, noModel } from "./models.ts";
import type { Ask } from "./models.ts";
import { callOf, listenersOf, messageOf, standsAs } from "./record.ts";
import { refine, refineBudgetMs } from "./refining.ts";
import { runCallTool } from "./run-tool.ts";
import { settleCall } from "./settling.ts";
import { forgotten, settingAgain, settingOf } from "./setting.ts";
import type { Setting } from "./setting.ts";
import { attach, attachWatcher, attachmentOf, closeSocket, mostChatSockets, readFrame, sendEvent, watcherOf } from "./sockets.ts";
import type { Attachment } from "./sockets.ts";
import { loadCall, newCall } from "./state.ts";
import type { CallState } from "./state.ts";
import { createCallStorage } from "./storage.ts";
import { talkRequest } from "./talk-money.ts";
import type { CallStorage } from "./storage.ts";
import { handBack, invite, mayListen, takeOver, whisper, whispersOf } from "./team.ts";
import type { CallHere, HandedBack, Invited, TakenOver, Whispered } from "./team.ts";
import { createThinking } from "./thinking.ts";
import type { Thinking } from "./thinking.ts";

const rpcTimeoutMs = 10_000;
/** Who opens a page does not wait longer for what it may offer. */
const mayListenTimeoutMs = 1_500;
/** A turn's text has at most 4,000 signs, what was heard 8,000. */
const maxFrameChars = 64 * 1024;
/** The node pings every 5 s; four missed ones mean that the socket is half open. */
const silentLinkMs = 20_000;

type D = DialogueState;
type Live = Setting & { state: CallState<D> };

export type CallSnapshot = { call: Call; messages: Message[]; commits: number };

export class CallSession extends DurableObject<Env> {
  private readonly rows: CallStorage<D>;
  private readonly services: Services;
  private live: Live | null = null;
  private thinking: Thinking | null = null;
  private ask: Ask | null = null;
  /** Of a call in writing: it stands where a media node's link would. */
  private chat: ChatDoor | null = null;
  /** What the step at work said to the line and to those who watch. */
  private said: { messages: ToNode[]; events: LiveEvent[] } = { messages: [], events: [] };
  /** Events that effects brought while a step was at work. */
  private readonly queue: CallEvent[] = [];
  private stepping = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.rows = createCallStorage<D>(ctx.storage);
    this.services = createServices(env);
    const loaded = this.rows.load();
    // Who writes to a bot may write "ping".
    if (loaded?.begin.via !== "text") ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    if (loaded === null) return;
    void ctx.blockConcurrencyWhile(async () => {
      const [armedAtMs, access] = await Promise.all([ctx.storage.getAlarm(), this.accessOf(loaded.begin)]);
      this.live = { ...settingAgain(loaded.begin, access), state: loadCall(loaded.data, loaded.messages, armedAtMs, this.services.now()) };
      this.run({ type: "loaded", connectedEpoch: this.newestEpoch() });
      this.openChat();
    });
  }

  // ---------------------------------------------------------------- what others ask

  /** Begins the call; a second time changes nothing. @returns the node it began with. @throws when the pinned bot can't be used. */
  async begin(request: BeginCall): Promise<{ nodeId: string | null }> {
    if (this.live !== null) return { nodeId: this.live.context.begin.nodeId };
    const begin = beginCallSchema.parse(request);
    const access = await this.accessOf(begin);
    const setting = settingOf(begin, access);
    if (!setting.ok) throw new Error(setting.why);
    // Asked twice at once: the first one has it.
    if (this.live === null) this.live = { ...setting.setting, state: newCall(begin, this.services.now()) };
    // What models need is loaded before anybody waits for them.
    if ((this.live.bot?.llm ?? null) !== null) this.thoughts();
    this.run({ type: "begin" });
    if (begin.via === "text") this.ctx.setWebSocketAutoResponse();
    this.openChat();
    return { nodeId: begin.nodeId };
  }

  /** @returns null when no call lives here: it never began, or the archive has it. */
  async snapshot(): Promise<CallSnapshot | null> {
    if (this.live === null || this.live.state.data.phase === "settled") return null;
    const { context, state } = this.live;
    return { call: callOf(context.begin, state), messages: state.memory.messages.map(messageOf), commits: state.data.commits };
  }

  /** @param _by who asked: the audit log has the name, the call's record only that it was a user or the API. */
  async hangup(_by: string): Promise<void> {
    this.run({ type: "hangup", reason: "api_hangup" });
  }

  /** One of the team wants to hear the call; the node is told by whoever asks. */
  async invite(by: Member): Promise<Invited> {
    return invite(this.here(), by);
  }

  async whisper(request: { by: Member; text: string; say: boolean }): Promise<Whispered> {
    return whisper(this.here(), request);
  }

  async takeOver(request: { by: Member; listener: string }): Promise<TakenOver> {
    return takeOver(this.here(), request);
  }

  async handBack(): Promise<HandedBack> {
    return handBack(this.here());
  }

  /** Whose right was taken away while they are there reads, hears and talks no more. */
  async reviewRights(): Promise<void> {
    const { listeners } = this.live?.state.data ?? { listeners: [] };
    const { tenantId, callId, nodeId = null } = this.live?.context.begin ?? {};
    if (tenantId === undefined || callId === undefined) return;
    const watchers = this.ctx.getWebSockets("live").map((socket) => ({ socket, by: watcherOf(socket) ?? "" }));
    const readers = watchers.length === 0 ? new Set() : await whoMay(this.services, tenantId, watchers.map(({ by }) => by), "calls:read");
    for (const { socket, by } of watchers) if (!readers.has(by)) closeSocket(socket, closeCode.refused, "the right to read along was taken away");
    if (listeners.length === 0 || nodeId === null) return;
    const strangers = await cutOffStrangers(this.services, { tenantId, callId, nodeId, listeners });
    if (strangers.has(this.live?.state.data.taken?.by.id ?? "")) this.run({ type: "hand-back" });
  }

  private here(): CallHere<D> {
    if (this.live === null) return null;
    return { setting: this.live, state: this.live.state, nowMs: this.services.now(), run: (event) => this.run(event) };
  }

  async placeFailed(failure: { reason: EndReason; cause: Cause; detail: string }): Promise<void> {
    this.run({ type: "place-failed", ...failure });
  }

  async nodeLost(): Promise<void> {
    this.run({ type: "node-lost" });
  }

  /** Of the account's operators. @returns whether the caller still waits for one. */
  async fromDesk(news: DeskNews): Promise<boolean> {
    const { phase, transfer } = this.live?.state.data ?? { phase: "settled", transfer: null };
    if (phase !== "live" || transfer?.queue === undefined || transfer.key !== news.key) return false;
    this.run({ type: "desk", news });
    return true;
  }

  private openChat(): void {
    if (this.live === null || this.live.context.begin.via !== "text" || this.live.state.data.phase !== "live" || this.chat !== null) return;
    const { begin } = this.live.context;
    const newest = { current: this.live.state };
    this.chat = createChatDoor<D>({
      begin, now: () => this.services.now(), run: (event) => this.run(event), sockets: () => this.ctx.getWebSockets("chat"),
      state: () => (newest.current = this.live?.state ?? newest.current),
    });
    this.chat.open();
  }

  /** `/link`: the media node, `/live`: one who watches, `/chat`: one who writes. All were authenticated by the Worker. */
  override async fetch(request: Request): Promise<Response> {
    if (this.live === null) return new Response(null, { status: 404 });
    if (new URL(request.url).pathname === "/chat") return this.onChat(request);
    if (request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 426 });
    const { 0: client, 1: server } = new WebSocketPair();
    const { pathname } = new URL(request.url);
    if (pathname === "/link") {
      this.ctx.acceptWebSocket(server, ["link"]);
      attach(server, { epochBase: Number(request.headers.get("x-zvon-epoch-base") ?? 0), epoch: null, sinceMs: this.services.now() });
    } else if (pathname === "/live") {
      const may = await mayListen(this.here(), (nodeId) => within(this.services.node(nodeId).mayListen(), mayListenTimeoutMs));
      const here = this.here();
      if (this.live === null || here === null || this.live.state.data.phase === "settled") return new Response(null, { status: 404 });
      this.ctx.acceptWebSocket(server, ["live"]);
      attachWatcher(server, request.headers.get("x-zvon-actor") ?? "");
      const { context, state } = this.live;
      sendEvent(server, { type: "snapshot", call: callOf(context.begin, state), messages: state.memory.messages.map(messageOf), listeners: listenersOf(state.data), mayListen: may, whispers: whispersOf(here) });
    } else {
      return new Response(null, { status: 404 });
    }
    return new Response(null, { status: 101, webSocket: client });
  }

  private async onChat(request: Request): Promise<Response> {
    const resumed = request.headers.get("x-zvon-resumed") === "yes";
    const visitor = request.headers.get("x-zvon-visitor") === "yes";
    const message: FromChat | null = request.method === "POST" ? fromChatSchema.nullable().parse(await request.json()) : null;
    // Asked for anew: the body was waited for.
    const { chat } = this;
    if (chat === null || this.live?.state.data.phase !== "live") return new Response(null, { status: 409 });
    if (request.headers.get("upgrade") !== "websocket") return chat.stream(message, resumed, visitor);
    if (this.ctx.getWebSockets("chat").length >= mostChatSockets) return new Response(null, { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, ["chat"]);
    this.run({ type: "joined" });
    chat.welcome(server, { chat: request.headers.get("x-zvon-format") === "json" ? "json" : "text", visitor }, resumed);
    return new Response(null, { status: 101, webSocket: client });
  }

  // ---------------------------------------------------------------- sockets and alarm

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    if (this.ctx.getTags(socket).includes("chat")) return this.chat?.said(socket, data);
    const attachment = attachmentOf(socket);
    if (attachment === null) return;
    const message = typeof data === "string" && data.length <= maxFrameChars ? readFrame(data) : null;
    if (message === null || !this.belongs(message, attachment)) return closeSocket(socket, closeCode.refused, "not a message of this link");
    if (message.type === "hello") attach(socket, { ...attachment, epoch: message.epoch });
    const epoch = message.type === "hello" ? message.epoch : attachment.epoch;
    if (epoch !== null) this.run({ type: "frame", epoch, message });
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    const epoch = attachmentOf(socket)?.epoch ?? null;
    closeSocket(socket, code === 1005 || code === 1006 ? 1000 : code, "");
    if (epoch !== null) this.run({ type: "disconnected", epoch });
    if (this.ctx.getTags(socket).includes("chat") && !this.ctx.getWebSockets("chat").some((other) => other !== socket && other.readyState === WebSocket.OPEN)) this.run({ type: "left" });
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1006);
  }

  override async alarm(): Promise<void> {
    this.dropSilentLinks();
    this.run({ type: "alarm" });
  }

  /** A half-open socket never closes by itself. */
  private dropSilentLinks(): void {
    const before = this.services.now() - silentLinkMs;
    for (const socket of this.ctx.getWebSockets("link")) {
      const attachment = attachmentOf(socket);
      const pingedMs = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
      if (attachment === null || Math.max(pingedMs, attachment.sinceMs) >= before) continue;
      socket.serializeAttachment(null);
      closeSocket(socket, closeCode.restart, "silent for too long");
      if (attachment.epoch !== null) this.run({ type: "disconnected", epoch: attachment.epoch });
    }
  }

  private belongs(message: ToEdge, attachment: Attachment): boolean {
    if (message.type !== "hello") return attachment.epoch !== null;
    return message.callId === this.live?.context.begin.callId && message.epoch >= attachment.epochBase * epochsPerBase;
  }

  private newestEpoch(): number | null {
    const epochs = this.ctx.getWebSockets("link").flatMap((socket) => (socket.readyState === WebSocket.OPEN ? [attachmentOf(socket)?.epoch ?? 0] : []));
    const newest = Math.max(0, ...epochs);
    return newest === 0 ? null : newest;
  }

  // ---------------------------------------------------------------- the machine

  private run(event: CallEvent): void {
    this.queue.push(event);
    if (this.stepping) return;
    this.stepping = true;
    try {
      for (let next = this.queue.shift(); next !== undefined && this.live !== null; next = this.queue.shift()) {
        const { state, effects } = step(this.live.context, this.live.state, next, this.services.now());
        const before = this.live;
        this.live = { ...before, state };
        this.tellHub(before.state, state);
        for (const effect of effects) this.perform(effect, next);
        if (this.chat === null) continue;
        const { messages, events } = this.said;
        this.said = { messages: [], events: [] };
        this.chat.heard(messages, events);
      }
    } catch (error) {
      // Memory is ahead of the disk now: the object begins anew from what is stored, and the node says the rest again.
      console.error(JSON.stringify({ event: "call session failed", call: this.live?.context.begin.callId, error: String(error) }));
      this.ctx.abort("the call's state could not be stored");
      throw error;
    } finally {
      this.stepping = false;
    }
  }

  /** Whoever looks on at all calls of the account sees how this one stands. */
  private tellHub(before: CallState<D>, after: CallState<D>): void {
    const now = standsAs(after);
    const { begin } = this.live?.context ?? {};
    if (now === null || begin === undefined || now === standsAs(before)) return;
    this.inBackground("live list not told", within(this.services.hub(begin.tenantId).stands({ callId: begin.callId, state: now }), rpcTimeoutMs), () => null);
  }

  /** The output gate holds what is sent until the rows written before it are on disk. */
  private perform(effect: CallEffect<D>, cause: CallEvent): void {
    if (this.live === null) return;
    const { begin } = this.live.context;
    switch (effect.type) {
      case "commit": {
        const kept = effect.forget ? forgotten(begin) : cause.type === "begin" ? begin : null;
        this.rows.commit({ begin: kept, data: effect.data, messages: effect.messages, forget: effect.forget });
        if (effect.forget && kept !== null) {
          this.live = { ...this.live, ...settingAgain(kept, {}) };
          for (const socket of this.ctx.getWebSockets("live")) closeSocket(socket, closeCode.done, "the call is over");
        }
        return;
      }
      case "send":
        if (this.live.context.begin.via === "text") return void this.said.messages.push(effect.message);
        if (effect.message.type === "transfer") return this.handOn(begin, effect.epoch, effect.message);
        return this.toNode(effect.epoch, (socket) => socket.send(JSON.stringify(effect.message)));
      case "close":
        return this.toNode(effect.epoch, (socket) => closeSocket(socket, effect.code, ""));
      case "arm":
        return this.inBackground("alarm not armed", this.ctx.storage.setAlarm(effect.atMs), () => null);
      case "publish":
        if (this.live.context.begin.via === "text") this.said.events.push(effect.event);
        for (const socket of this.ctx.getWebSockets("live")) sendEvent(socket, effect.event);
        return;
      case "runTool":
        return this.inBackground("tool failed", this.tool(effect.call), (result) => ({ type: "tool-finished", key: effect.call.key, result }), { type: "tool-finished", key: effect.call.key, result: lost(effect.call.effect) });
      case "think":
        return this.thoughts()?.think(effect.thought);
      case "speculate":
        return this.thoughts()?.speculate(effect.thought);
      case "refine":
        return this.inBackground("meaning not asked", this.meaningOf(effect), (understood) => ({ type: "refined", turn: effect.turn, understood }), { type: "refined", turn: effect.turn, understood: null });
      case "stopThinking":
        return this.thoughts()?.stop();
      case "renewLease":
        this.inBackground("rights not looked up", this.reviewRights(), () => null);
        return this.inBackground("lease not renewed", this.renewLease(begin, effect.mediaMs), (answer) => ({ type: "lease", answer }), { type: "lease", answer: "unreachable" });
      case "settle":
        return this.inBackground("call not settled yet", settleCall(this.services, effect.record), () => ({ type: "settled" }), { type: "settle-failed" });
      case "analyse":
        return this.inBackground("call not analysed", this.analyse(effect.request), (event) => event, { type: "analysis", text: null, lines: [] });
      case "file":
        return this.inBackground("analysis not filed yet", within(this.archive().find(effect.finding), rpcTimeoutMs), () => ({ type: "filed" }), { type: "file-failed" });
      case "correct":
        return this.inBackground("correction not delivered yet", within(this.archive().correct(effect.correction), rpcTimeoutMs), () => ({ type: "corrected" }));
      case "desk": {
        const { word } = effect;
        const lostWish: CallEvent | null = word.type === "join" ? { type: "desk", news: { type: "nobody", key: word.key, why: "nobody" } } : null;
        return this.inBackground("operators' desk not told", this.toDesk(begin, word), () => null, lostWish);
      }
      case "erase":
        this.live = null;
        return this.inBackground("call not erased", this.ctx.storage.deleteAll(), () => null);
    }
  }

  /** The models of this call's bot; made when the first is asked. */
  private thoughts(): Thinking | null {
    const { live } = this;
    if (this.thinking !== null || live === null) return this.thinking;
    this.thinking = createThinking({
      ask: this.asking(live),
      now: () => this.services.now(),
      emit: (event) => this.run(event),
      waitUntil: (promise) => this.ctx.waitUntil(promise),
      onFailure: (error) => this.warn("no model answered", error instanceof Error ? error.message : "unknown"),
    });
    return this.thinking;
  }

  /** One for the whole call: personal data keeps its placeholder. */
  private asking({ context: { begin }, bot, access: tenant }: Live): Ask {
    const llm = bot?.llm ?? null;
    const shared = { breakers: isolateBreakers, tokens: isolateTokens, fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init) };
    const access = { tenantId: begin.tenantId, tenant, platform: this.services.secrets.vendors };
    this.ask ??= llm === null ? noModel : createAsk({ llm, fields: bot?.fields ?? {} }, access, shared, (why) => this.warn("model not usable", why));
    return this.ask;
  }

  private async meaningOf({ text, wanted }: Extract<CallEffect<D>, { type: "refine" }>): Promise<Understood | null> {
    const { live } = this;
    const state = live?.state.data.dialogue ?? null;
    if (live === null || live.bot === null || live.bot.llm === null || state === null) return null;
    const onUsage = (lines: UsageLine[]) => this.run({ type: "thought-usage", lines, over: false });
    return refine(live.bot, this.asking(live), refineBudgetMs(live.bot.llm), { text, wanted, state, known: live.state.data.fields, timeZone: live.context.begin.timeZone, nowMs: this.services.now() }, onUsage, (error) => this.warn("meaning not asked", error instanceof Error ? error.message : "unknown"));
  }

  private async analyse(request: AnalysisRequest): Promise<CallEvent> {
    const lines: UsageLine[] = [];
    const { live } = this;
    const text = live === null ? null : await askAnalysis(this.asking(live), request, (more) => void lines.push(...more), (error) => this.warn("call not analysed", error instanceof Error ? error.message : "unknown"));
    return { type: "analysis", text, lines };
  }

  private warn(what: string, why: string): void {
    console.warn(JSON.stringify({ event: what, call: this.live?.context.begin.callId, why }));
  }

  /** A key that cannot be opened is as good as none: the call goes on with the platform's, or with the flow's own words. */
  private async accessOf(begin: BeginCall): Promise<VendorAccesses> {
    if (begin.access === undefined || begin.access.length === 0) return {};
    try {
      return await openSealed(this.services.secrets, begin.tenantId, begin.access);
    } catch (error) {
      console.error(JSON.stringify({ event: "vendor keys not opened", call: begin.callId, error: String(error) }));
      return {};
    }
  }

  private async renewLease({ tenantId, callId }: BeginCall, mediaMs: number): Promise<{ ok: true; untilMs: number } | { ok: false; detail: string }> {
    const renewal: Renewal = await within<Renewal>(this.services.hub(tenantId).renew({ callId, mediaMs }), rpcTimeoutMs);
    return renewal.ok ? { ok: true, untilMs: renewal.untilMs } : { ok: false, detail: renewal.detail };
  }

  /** The hub holds the money of the talk first; one that can't be asked is asked when the wish is said again. */
  private handOn(begin: BeginCall, epoch: number, transfer: Extract<ToNode, { type: "transfer" }>): void {
    const request = talkRequest(begin, transfer, this.services.now());
    const send = (message: ToNode) => this.toNode(epoch, (socket) => socket.send(JSON.stringify(message)));
    if (request === null) return send(transfer);
    this.inBackground("talk not granted", within<TalkGrant>(this.services.hub(begin.tenantId).grantTalk(request), rpcTimeoutMs), (grant) => {
      if (!grant.ok) {
        this.warn("a caller was not handed on", grant.detail);
        return { type: "transfer-refused", key: transfer.key };
      }
      send({ ...transfer, maxMs: grant.maxMs });
      return null;
    });
  }

  private async toDesk({ tenantId, callId, nodeId, direction, from, to }: BeginCall, word: DeskWord): Promise<void> {
    const desk = this.services.operators(tenantId);
    switch (word.type) {
      case "join":
        return within(desk.join({ callId, key: word.key, nodeId: nodeId ?? "", group: word.group, from: direction === "inbound" ? from : to, summary: word.summary }), rpcTimeoutMs);
      case "leave":
        return within(desk.leave({ callId }), rpcTimeoutMs);
      case "result":
        return within(desk.result({ callId, phone: word.phone, result: word.result }), rpcTimeoutMs);
    }
  }

  private async tool(call: Extract<CallEffect<D>, { type: "runTool" }>["call"]): Promise<ToolResult> {
    const { live } = this;
    if (live === null) return lost(call.effect);
    return runCallTool({ begin: live.context.begin, bot: live.bot, language: live.state.data.language, runs: live.state.data.tools, services: this.services }, call);
  }

  private archive() {
    const { tenantId, callId } = this.live?.context.begin ?? { tenantId: null, callId: "" };
    const month = callMonth(callId);
    if (tenantId === null || month === null) throw new Error("no call lives here");
    return this.services.archive(tenantId, month);
  }

  /** Waits outside the step; what came of it is the next event. */
  private inBackground<T>(whatFailed: string, promise: Promise<T>, done: (value: T) => CallEvent | null, failed: CallEvent | null = null): void {
    const follow = async () => {
      let event = failed;
      try {
        event = done(await promise);
      } catch (error) {
        console.error(JSON.stringify({ event: whatFailed, call: this.live?.context.begin.callId, error: String(error) }));
      }
      if (event !== null) this.run(event);
    };
    this.ctx.waitUntil(follow());
  }

  private toNode(epoch: number, act: (socket: WebSocket) => void): void {
    for (const socket of this.ctx.getWebSockets("link")) {
      if (attachmentOf(socket)?.epoch !== epoch || socket.readyState !== WebSocket.OPEN) continue;
      try {
        act(socket);
      } catch (error) {
        // It went while we worked; its close is on the way, and the node says what it lacks when it is back.
        console.warn(JSON.stringify({ event: "link message not sent", error: String(error) }));
      }
    }
  }
}

const lost = (effect: "read" | "write"): ToolResult => (effect === "write" ? { status: "unknown" } : { status: "failed", reason: "the tool did not answer" });
