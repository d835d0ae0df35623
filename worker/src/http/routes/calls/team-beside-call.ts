import type { RouteHandler } from "@hono/zod-openapi";
import { listenTicketSchema, takeOverSchema, whisperSchema } from "@zvon/contract/listening-api.ts";
import type { Member } from "@zvon/contract/listening-api.ts";
import type { Context } from "hono";
import { handBackCall, listenIn, takeOverCall, whisperTo } from "../../../calls/team-beside-call.ts";
import { writeAudit } from "../../../tenants/audit.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { callParams, json, problem } from "../answers.ts";
import { body } from "../line-request.ts";

const refusals = { 404: problem("No such call"), 409: problem("The call is not in a state for it; `code` and `detail` say which") };
const done = { 204: { description: "Done; whoever watches the call sees it" } };

const memberIn = (c: Context<AppEnv>): Member => ({ id: c.get("actor").id, name: c.get("actor").user?.name ?? null });
/** What was whispered stands in the transcript alone. */
const audit = (c: Context<AppEnv>, action: string, callId: string, after?: unknown) =>
  writeAudit(c.get("services").db, c.get("actor").tenant.id, { actor: c.get("actor").id, action, subject: callId, ...(after === undefined ? {} : { after }), requestId: c.get("requestId"), at: c.get("services").now() });

export const listenCallRoute = secured("calls:listen", { method: "post", path: "/v1/calls/{id}/listen", summary: "A ticket to hear the call, for 30 s and once", request: { params: callParams }, responses: { 201: json("Where to", listenTicketSchema), ...refusals, 429: problem("Too many hear it already"), 503: problem("Its media node is not there") } });
export const listenCallHandler: RouteHandler<typeof listenCallRoute, AppEnv> = async (c) => {
  const { id } = c.req.valid("param");
  const ticket = await listenIn(c.get("services"), c.get("actor").tenant, id, memberIn(c));
  await audit(c, "call.listen", id, { listener: ticket.listener });
  return c.json(ticket, 201, { "cache-control": "no-store" });
};

export const whisperCallRoute = secured("calls:write", { method: "post", path: "/v1/calls/{id}/whisper", summary: "Words for the bot to say, or to mind; the caller does not hear them from you", request: { params: callParams, body: body(whisperSchema) }, responses: { ...done, 400: problem("Malformed"), ...refusals, 422: problem("The bot takes no such whisper"), 429: problem("Too many") } });
export const whisperCallHandler: RouteHandler<typeof whisperCallRoute, AppEnv> = async (c) => {
  const { id } = c.req.valid("param");
  const whisper = c.req.valid("json");
  await whisperTo(c.get("services"), c.get("actor").tenant, id, memberIn(c), whisper);
  await audit(c, "call.whisper", id, { say: whisper.say });
  return c.body(null, 204);
};

export const takeOverCallRoute = secured("calls:write", { method: "post", path: "/v1/calls/{id}/take-over", summary: "Talk to the caller in the bot's place, by one's own listener", request: { params: callParams, body: body(takeOverSchema) }, responses: { ...done, 400: problem("Malformed"), ...refusals, 429: problem("Too often") } });
export const takeOverCallHandler: RouteHandler<typeof takeOverCallRoute, AppEnv> = async (c) => {
  const { id } = c.req.valid("param");
  const { listener } = c.req.valid("json");
  await takeOverCall(c.get("services"), c.get("actor").tenant, id, memberIn(c), listener);
  await audit(c, "call.take_over", id, { listener });
  return c.body(null, 204);
};

export const handBackCallRoute = secured("calls:write", { method: "post", path: "/v1/calls/{id}/hand-back", summary: "The bot talks on", request: { params: callParams }, responses: { ...done, ...refusals } });
export const handBackCallHandler: RouteHandler<typeof handBackCallRoute, AppEnv> = async (c) => {
  const { id } = c.req.valid("param");
  await handBackCall(c.get("services"), c.get("actor").tenant, id);
  await audit(c, "call.hand_back", id);
  return c.body(null, 204);
};
