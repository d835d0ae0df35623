/** The text agent (PRODUCT C3): writing to a bot by WebSocket, or message by message with server-sent events. */
import { createRoute } from "@hono/zod-openapi";
import type { RouteConfig, RouteHandler } from "@hono/zod-openapi";
import { chatQuerySchema, chatTokenRequestSchema, chatTokenSchema, postChatSchema } from "@zvon/contract/chat.ts";
import type { FromChat, PostChat } from "@zvon/contract/chat.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import { actorOfChatToken } from "../../../auth/chat-actor.ts";
import { createVisitorStarts } from "../../../auth/visitor-starts.ts";
import { getRecord, notPublished } from "../../../bots/open-bot.ts";
import { beginChat, requireChat, requireChatFields } from "../../../calls/chats.ts";
import { ourOrigin } from "../../middleware/origin.ts";
import { grantChat, verifyChat } from "../../../calls/chat-token.ts";
import { Refusal, notFound } from "../../../refusal.ts";
import type { AppEnv } from "../../app-env.ts";
import { needs, scopeExtension, secured, tenantCredentials } from "../../middleware/secured.ts";
import { languageHeaders, languageOf } from "../../request-language.ts";
import { upgradeFor } from "../../trusted-upgrade.ts";
import { json, problem } from "../answers.ts";

const botParams = z.object({ bot: z.string().min(1).max(80) });
const answers = { 404: problem("No such bot, version or chat"), 409: problem("The chat has ended, or the bot is not published"), 422: problem("A faulty draft, or a language it does not speak"), 429: problem("A limit of the tenant is reached") };

/** The tenant's own credentials, or the token of a site's page. */
function chatRoute<P extends string, R extends Omit<RouteConfig, "path" | "middleware"> & { path: P }>(config: R) {
  return createRoute({ ...config, security: [...tenantCredentials, { chatToken: [] }], [scopeExtension]: "calls:write", middleware: byTokenOr(needs("calls:write")) });
}

function byTokenOr(otherwise: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const token = c.req.query("token") ?? /^Bearer (eyJ\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (token === undefined) return otherwise(c, next);
    const { db, secrets, now } = c.get("services");
    const claims = await verifyChat(secrets.linkKey, token, now());
    const actor = claims === null ? null : await actorOfChatToken(db, claims);
    if (claims === null || actor === null) throw new Refusal(401, "unauthenticated", { ru: "Токен переписки недействителен или уже истёк: запросите новый.", en: "The chat token is not valid, or not any more: ask for a new one." });
    if (claims.origin !== null && c.req.header("origin") !== claims.origin) throw new Refusal(403, "foreign_origin", { ru: "Токен переписки выдан для другого сайта.", en: "The chat token is for another site." });
    c.set("actor", actor);
    c.set("chat", claims);
    return next();
  };
}

export const openChatRoute = chatRoute({
  method: "get",
  path: "/v1/bots/{bot}/chat",
  summary: "WebSocket: write to a bot, in plain text frames or those of contract/chat",
  request: { params: botParams, query: chatQuerySchema, headers: languageHeaders },
  responses: { 101: { description: "Plain text, or contract/chat with format=json" }, 403: problem("Not for this credential"), ...answers, 426: problem("Not a WebSocket") },
});

export const openChat: RouteHandler<typeof openChatRoute, AppEnv> = async (c) => {
  if (c.req.header("upgrade") !== "websocket") throw new Refusal(426, "websocket_expected", { ru: "Откройте этот адрес как WebSocket.", en: "Open this address as a WebSocket." });
  const { format, call, fields: _none, ...asked } = c.req.valid("query");
  const { tenant } = c.get("actor");
  const services = c.get("services");
  const callId = await chatOf(c, { callId: call, ...asked });
  return services.session(tenant.id, callId).fetch(upgradeFor(c.req.raw, "/chat", { format, resumed: call === undefined ? "no" : "yes", visitor: c.get("chat") === undefined ? "no" : "yes" }));
};

export const postChatRoute = chatRoute({
  method: "post",
  path: "/v1/bots/{bot}/chat",
  summary: "One message to a bot; its answer as server-sent events of contract/chat",
  request: { params: botParams, headers: languageHeaders, body: { required: true, content: { "application/json": { schema: postChatSchema } } } },
  responses: { 200: { description: "Server-sent events until the turn is answered", content: { "text/event-stream": { schema: z.string() } } }, 400: problem("Malformed"), 403: problem("Not for this credential"), ...answers },
});

export const postChat: RouteHandler<typeof postChatRoute, AppEnv> = async (c) => {
  const asked = c.req.valid("json");
  const services = c.get("services");
  const { tenant } = c.get("actor");
  const callId = await chatOf(c, asked);
  const headers = { "x-zvon-resumed": asked.callId === undefined ? "no" : "yes", "x-zvon-visitor": c.get("chat") === undefined ? "no" : "yes" };
  const response = await services.session(tenant.id, callId).fetch(new Request("https://object.zvon/chat", { method: "POST", headers, body: JSON.stringify(messageOf(asked)) }));
  // Ended between the question and this.
  if (response.status !== 200) throw new Refusal(409, "call_ended", { ru: "Переписка закончена; сообщения остались.", en: "The chat has ended; its messages stay." });
  return response;
};

const messageOf = ({ text, keys, silence, hangup }: PostChat): FromChat | null =>
  text !== undefined ? { type: "text", text } : keys !== undefined ? { type: "keys", keys } : silence !== undefined ? { type: "silence" } : hangup !== undefined ? { type: "hangup" } : null;

/** Of this isolate: who comes to another one finds the tenant's own limits there. */
const visitorStarts = createVisitorStarts();

/** The chat that is meant, begun when none is named. */
async function chatOf(c: Context<AppEnv>, asked: Pick<PostChat, "callId" | "callerId" | "language" | "version" | "fields"> & { liveTools?: boolean | undefined }): Promise<string> {
  const bot = c.req.param("bot") ?? "";
  const services = c.get("services");
  const { tenant, scopes, byCookie, user } = c.get("actor");
  const token = c.get("chat");
  if (token !== undefined && token.botId !== bot) throw notFound("bot");
  if (asked.version !== undefined && !scopes.has("bots:read")) throw new Refusal(403, "scope_missing", { ru: 'Чтобы пробовать черновик или версию, нужно право «bots:read».', en: 'To try a draft or a version needs the right "bots:read".' });
  if (token !== undefined && asked.fields !== undefined) throw new Refusal(403, "fields_of_token", { ru: "Что известно о собеседнике, говорит токен.", en: "What is known of the caller is told by the token." }, [{ pointer: "/fields", detail: { ru: "Передайте поля при запросе токена.", en: "Give the fields when you ask for the token." } }]);
  if (asked.callId !== undefined) {
    await requireChat(services, tenant, asked.callId, bot, token?.callerId ?? null);
    return asked.callId;
  }
  const address = token === undefined || services.secrets.clientAddressHeader === null ? undefined : c.req.header(services.secrets.clientAddressHeader);
  if (address !== undefined && !visitorStarts.mayBegin(tenant.id, address, services.now())) throw new Refusal(429, "too_many_chats", { ru: "С этого адреса начато слишком много переписок: подождите минуту.", en: "This address has begun too many chats: wait a minute." });
  const callerId = token?.callerId ?? asked.callerId ?? user?.email ?? "chat";
  const { callId } = await beginChat(services, tenant, { bot, version: asked.version, callerId, language: asked.language, fields: token?.fields ?? asked.fields ?? {}, liveTools: asked.liveTools === true, test: byCookie || asked.version !== undefined, visitor: token !== undefined, faultsIn: languageOf(c.req.header("accept-language")) });
  return callId;
}

export const chatTokenRoute = secured("calls:write", {
  method: "post",
  path: "/v1/bots/{bot}/chat-token",
  summary: "A token for a site's page: five minutes, this bot, one caller",
  request: { params: botParams, body: { required: true, content: { "application/json": { schema: chatTokenRequestSchema } } } },
  responses: { 201: json("Goes in ?token= of the WebSocket", chatTokenSchema), 400: problem("Malformed"), 404: problem("No such bot"), 409: problem("The bot is not published"), 422: problem("Fields that the bot has not, or not in this form") },
});

export const makeChatToken: RouteHandler<typeof chatTokenRoute, AppEnv> = async (c) => {
  const { callerId = newId("request").replace("req_", "visitor-"), origin, fields = {} } = c.req.valid("json");
  const { tenant } = c.get("actor");
  const { db, secrets, now } = c.get("services");
  const bot = await getRecord(db, tenant.id, c.req.valid("param").bot);
  if (bot.version === null) throw notPublished();
  if (Object.keys(fields).length > 0) await requireChatFields(db, tenant.id, bot.id, fields, languageOf(c.req.header("accept-language")));
  const { token, expiresAt } = await grantChat(secrets.linkKey, { tenantId: tenant.id, botId: bot.id, callerId, origin: origin === undefined ? null : new URL(origin).origin, fields }, now());
  return c.json({ token, callerId, expiresAt, url: new URL(`/v1/bots/${bot.id}/chat?token=${token}`, ourOrigin(c).replace(/^http/, "ws")).href }, 201);
};
