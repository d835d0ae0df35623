import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { problemSchema } from "@zvon/contract/api.ts";
import type { Message } from "@zvon/contract/api.ts";
import { listenTicketSchema } from "@zvon/contract/listening-api.ts";
import { liveEventSchema } from "@zvon/contract/live.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import { describe, expect, it } from "vitest";
import { openLinkTo } from "../../../call/link-stand-in.ts";
import { connectNode } from "../../../testing/node-stand-in.ts";
import type { TestTenant } from "../../../testing/people.ts";
import { ask, makeKey, makeNode, makeTenant } from "../../../testing/people.ts";

const listenUrl = "wss://node.example.com/media";

async function liveCall(options: { listenUrl?: string } = { listenUrl }) {
  const tenant = await makeTenant();
  const node = await connectNode((await makeNode(tenant.id)).token, options);
  node.say({ type: "offer", offer: "o", via: "sip", number: tenant.number, from: "79160000042", diversion: null });
  const { callId } = (await node.hear("accept")).grant;
  const session = env.CALL_SESSION.get(env.CALL_SESSION.idFromName(`${tenant.id}/${callId}`));
  const link = await openLinkTo(session, callId, { epoch: 1 });
  await link.hear("welcome");
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(greeting.reply, 0, greeting.text);
  const post = (what: string, json: unknown = {}, key = tenant.apiKey) => ask(`/v1/calls/${callId}/${what}`, { method: "POST", key, json });
  return { tenant, node, callId, session, link, post, greeting };
}
type Live = Awaited<ReturnType<typeof liveCall>>;

async function listening(call: Live) {
  const { listener } = listenTicketSchema.parse(await (await call.post("listen")).json());
  await call.node.hear("listen");
  await call.link.fact({ type: "listener", listener, state: "listening", atMs: 3_000 });
  return listener;
}

async function expectRefused(asked: Promise<Response>, status: number, code: string): Promise<void> {
  const response = await asked;
  expect({ status: response.status, code: problemSchema.parse(await response.json()).code }).toEqual({ status, code });
}

const audited = async (tenant: TestTenant) => (await env.DB.prepare("SELECT action, actor, subject, after FROM audit_log WHERE tenant_id = ? ORDER BY id").bind(tenant.id).all<{ action: string; actor: string; subject: string; after: string | null }>()).results;

/** As the list of live calls has the one call; told behind what the API answers. */
async function standsInList(tenant: TestTenant): Promise<string> {
  const hub = env.TENANT_HUB.get(env.TENANT_HUB.idFromName(tenant.id));
  for (let look = 0; look < 200; look += 1) {
    const state = await runInDurableObject(hub, (_hub, { storage }) => storage.sql.exec<{ state: string }>("SELECT state FROM leases").one().state);
    if (state === "taken") return state;
  }
  throw new Error("the list was not told");
}

async function watch(call: Live) {
  const response = await ask(`/v1/calls/${call.callId}/live`, { key: call.tenant.apiKey, headers: { upgrade: "websocket" } });
  const socket = response.webSocket;
  if (socket === null) throw new Error("not watched");
  const events: LiveEvent[] = [];
  const waiting: (() => void)[] = [];
  socket.addEventListener("message", (event) => {
    events.push(liveEventSchema.parse(JSON.parse(String(event.data))));
    for (const wake of waiting.splice(0)) wake();
  });
  socket.accept();
  return async <T extends LiveEvent["type"]>(type: T): Promise<Extract<LiveEvent, { type: T }>> => {
    for (;;) {
      const index = events.findIndex((event) => event.type === type);
      const [found] = index < 0 ? [] : events.splice(0, index + 1).slice(-1);
      if (found?.type === type) return found as Extract<LiveEvent, { type: T }>;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
}

describe("POST /v1/calls/{id}/listen", () => {
  it("gives a ticket that the call's node is told of, and says so in the audit log", async () => {
    const call = await liveCall();
    const before = Date.now();
    const response = await call.post("listen");
    expect(response.status).toBe(201);
    const ticket = listenTicketSchema.parse(await response.json());
    expect(await call.node.hear("listen")).toEqual({ v: 1, type: "listen", callId: call.callId, listener: ticket.listener, ticket: ticket.ticket });
    expect(ticket.url).toBe(`${listenUrl}/listen/${call.callId}`);
    expect(ticket.ticket.length).toBeGreaterThanOrEqual(40);
    expect(ticket.expiresAt - before).toBeGreaterThanOrEqual(30_000);
    const [row] = await audited(call.tenant);
    expect(row).toMatchObject({ action: "call.listen", subject: call.callId, after: JSON.stringify({ listener: ticket.listener }) });
    expect(JSON.stringify(row)).not.toContain(ticket.ticket);
    call.node.close();
  });

  it("gives each who asks a ticket of their own, up to eight", async () => {
    const call = await liveCall();
    const tickets = [];
    for (let n = 0; n < 8; n += 1) tickets.push(listenTicketSchema.parse(await (await call.post("listen")).json()).ticket);
    expect(new Set(tickets).size).toBe(8);
    await expectRefused(call.post("listen"), 429, "too_many_listeners");
    call.node.close();
  });

  it("is refused with a reason: a node without an address, a node that is away, a call that is over", async () => {
    const dumb = await liveCall({});
    await expectRefused(dumb.post("listen"), 409, "no_listening");
    dumb.node.close();
    await dumb.node.closed;
    await expectRefused(dumb.post("listen"), 503, "node_lost");
    await dumb.link.end();
    await expectRefused(dumb.post("listen"), 409, "call_not_live");
  });

  it("is refused of a call in writing", async () => {
    const tenant = await makeTenant();
    const chat = await ask("/v1/bots/salon/chat", { method: "POST", key: tenant.apiKey, json: {} });
    const callId = /call_[0-9a-z]{24}/.exec(await chat.text())?.[0] ?? "";
    await expectRefused(ask(`/v1/calls/${callId}/listen`, { method: "POST", key: tenant.apiKey }), 409, "call_in_writing");
    await expectRefused(ask(`/v1/calls/${callId}/whisper`, { method: "POST", key: tenant.apiKey, json: { text: "Здравствуйте" } }), 409, "call_in_writing");
  });

  it("needs a right of its own", async () => {
    const call = await liveCall();
    const writer = await makeKey(call.tenant.id, ["calls:read", "calls:write"]);
    await expectRefused(call.post("listen", {}, writer), 403, "scope_missing");
    call.node.close();
  });
});

describe("a right to listen that is taken away", () => {
  it("ends the listening of whoever had it, and of nobody else; the bot has the floor again", async () => {
    const call = await liveCall();
    const keeper = await makeKey(call.tenant.id, ["calls:read", "calls:write", "calls:listen"]);
    const kept = listenTicketSchema.parse(await (await call.post("listen", {}, keeper)).json()).listener;
    await call.node.hear("listen");
    const listener = await listening(call);
    await call.post("take-over", { listener });
    await call.link.hear("floor");
    const review = () => runInDurableObject(call.session, async (session) => session.reviewRights());
    await review();
    await env.DB.prepare("UPDATE api_keys SET revoked_at = 1 WHERE tenant_id = ? AND scopes LIKE '%account:read%'").bind(call.tenant.id).run();
    await review();
    expect(await call.node.hear("listen.drop")).toEqual({ v: 1, type: "listen.drop", callId: call.callId, listener });
    expect(await call.link.hear("floor")).toMatchObject({ listener: null });
    await call.link.fact({ type: "listener", listener, state: "gone", atMs: 5_000 });
    await env.DB.prepare("UPDATE api_keys SET scopes = '[\"calls:read\"]' WHERE tenant_id = ?").bind(call.tenant.id).run();
    await review();
    expect((await call.node.hear("listen.drop")).listener).toBe(kept);
    call.node.close();
  });

  it("is a person's role, too: one who only looks on now, or is of the account no more", async () => {
    const call = await liveCall();
    const by = (id: string) => ({ id: `user:${id}`, name: id });
    const { tenant, session } = call;
    for (const [id, role] of [["anna", "operator"], ["boris", "viewer"]] as const) {
      await env.DB.prepare("INSERT INTO users (id, name, email, email_verified, created_at, updated_at) VALUES (?1, ?1, ?2, 0, 0, 0)").bind(`${id}-${tenant.id}`, `${id}@${tenant.id}`).run();
      await env.DB.prepare("INSERT INTO members (id, tenant_id, user_id, role, created_at) VALUES (?1, ?2, ?1, ?3, 0)").bind(`${id}-${tenant.id}`, tenant.id, role).run();
    }
    const dropped: string[] = [];
    const invited = await Promise.all(["anna", "boris", "gone"].map(async (id) => ({ id, answer: await session.invite(by(`${id}-${tenant.id}`)) })));
    await runInDurableObject(session, async (object) => object.reviewRights());
    for (let n = 0; n < 2; n += 1) dropped.push((await call.node.hear("listen.drop")).listener);
    const listenerOf = (id: string) => invited.flatMap(({ id: one, answer }) => (one === id && answer.ok ? [answer.listener] : []))[0];
    expect(dropped.toSorted()).toEqual([listenerOf("boris"), listenerOf("gone")].toSorted());
    call.node.close();
  });
});

describe("a right to read along that is taken away", () => {
  it("closes the socket of whoever had it, and of nobody else", async () => {
    const call = await liveCall();
    const other = await makeKey(call.tenant.id, ["calls:read"]);
    const watching = async (key: string) => {
      const socket = (await ask(`/v1/calls/${call.callId}/live`, { key, headers: { upgrade: "websocket" } })).webSocket;
      const closed = new Promise<number>((resolve) => socket?.addEventListener("close", ({ code }) => resolve(code)));
      socket?.accept();
      return { socket, closed };
    };
    const [kept, lost] = [await watching(call.tenant.apiKey), await watching(other)];
    await env.DB.prepare("UPDATE api_keys SET revoked_at = 1 WHERE tenant_id = ? AND scopes = '[\"calls:read\"]'").bind(call.tenant.id).run();
    await runInDurableObject(call.session, async (session) => session.reviewRights());
    expect(await lost.closed).toBe(4003);
    expect(kept.socket?.readyState).toBe(WebSocket.OPEN);
    call.node.close();
  });
});

describe("POST /v1/calls/{id}/whisper", () => {
  it("has the bot say the words, which the transcript shows as whispered", async () => {
    const call = await liveCall();
    expect((await call.post("whisper", { text: "Мы открыты до восьми", say: true })).status).toBe(204);
    const reply = await call.link.hearReply();
    expect(reply.text).toBe("Мы открыты до восьми");
    await call.link.heard(reply.reply, 0, reply.text);
    const { messages } = await (await ask(`/v1/calls/${call.callId}/messages`, { key: call.tenant.apiKey })).json<{ messages: Message[] }>();
    expect(messages.at(-1)).toMatchObject({ who: "bot", text: "Мы открыты до восьми", heardText: "Мы открыты до восьми", whisperedBy: { name: null } });
    expect(JSON.stringify(await audited(call.tenant))).not.toContain("восьми");
    call.node.close();
  });

  it("tells to give words to a bot that has no model, and takes none of a call that is over", async () => {
    const call = await liveCall();
    await expectRefused(call.post("whisper", { text: "Предложите скидку" }), 422, "no_model");
    await call.link.end();
    await expectRefused(call.post("whisper", { text: "Предложите скидку", say: true }), 409, "call_not_live");
  });
});

describe("taking a call over", () => {
  it("gives the floor to one's listener, writes down what is said, hands it back and books it", async () => {
    const call = await liveCall();
    const next = await watch(call);
    expect(await next("snapshot")).toMatchObject({ listeners: [], mayListen: "yes", whispers: "say" });
    const listener = await listening(call);
    expect((await next("listeners")).listeners).toEqual([{ listener, by: { id: expect.stringMatching(/^key:/), name: null }, state: "listening" }]);
    expect((await call.post("take-over", { listener })).status).toBe(204);
    expect(await call.link.hear("floor")).toMatchObject({ listener });
    expect(await standsInList(call.tenant)).toBe("taken");
    expect((await next("call.status")).call.taken).toMatchObject({ listener });

    await call.link.fact({ type: "listener", listener, state: "talking", atMs: 4_000 });
    const replies = call.link.messages.filter(({ type }) => type === "reply.text").length;
    await call.link.say(1, "хочу записаться на стрижку");
    expect((await next("message")).message).toMatchObject({ who: "caller", text: "хочу записаться на стрижку" });

    // What survives the object's death: who has it, and what was said.
    await evictDurableObject(call.session);
    call.link.note({ type: "sync", turn: 1, held: { reply: 0, seq: 1, last: true } });
    expect(await call.link.hear("floor")).toMatchObject({ listener });
    expect(call.link.messages.filter(({ type }) => type === "reply.text")).toHaveLength(replies);

    expect((await call.post("hand-back")).status).toBe(204);
    expect(await call.link.hear("floor")).toMatchObject({ listener: null });
    expect((await call.link.hearReply()).text).toMatch(/^Я снова с вами\. \S/);
    await expectRefused(call.post("hand-back"), 409, "call_not_taken");
    const detail = await (await ask(`/v1/calls/${call.callId}`, { key: call.tenant.apiKey })).json<{ takeOvers: unknown[] }>();
    expect(detail.takeOvers).toEqual([{ by: { id: expect.stringMatching(/^key:/), name: null }, from: expect.any(Number), to: expect.any(Number) }]);
    expect((await audited(call.tenant)).map(({ action }) => action)).toEqual(["call.listen", "call.take_over", "call.hand_back"]);
    call.node.close();
  });

  it("is for who listens, and for nobody by another's listener", async () => {
    const call = await liveCall();
    await expectRefused(call.post("take-over", { listener: "lsn_00000000000000000000" }), 409, "not_listening");
    const listener = await listening(call);
    const other = await makeKey(call.tenant.id, ["calls:read", "calls:write", "calls:listen"]);
    await expectRefused(call.post("take-over", { listener }, other), 409, "not_listening");
    expect((await call.post("take-over", { listener })).status).toBe(204);
    await expectRefused(call.post("whisper", { text: "Да", say: true }), 409, "call_taken");
    call.node.close();
  });

  it("ends by itself when the listener is gone and nobody comes back", async () => {
    const call = await liveCall();
    const listener = await listening(call);
    await call.post("take-over", { listener });
    await call.link.hear("floor");
    await call.link.fact({ type: "listener", listener, state: "gone", atMs: 5_000 });
    const detail = await (await ask(`/v1/calls/${call.callId}`, { key: call.tenant.apiKey })).json<{ taken: { goneAt: number } | null }>();
    expect(detail.taken?.goneAt).toEqual(expect.any(Number));
    // The alarm is armed for then; that it does what is due is the machine's own test.
    expect(await runDurableObjectAlarm(call.session)).toBe(true);
    call.node.close();
  });
});
