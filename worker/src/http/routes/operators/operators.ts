import type { RouteHandler } from "@hono/zod-openapi";
import { beatSchema, operatorListSchema, phoneIdSchema, phoneSchema, presenceSchema, putGroupsSchema } from "@zvon/contract/operators-api.ts";
import type { Context } from "hono";
import { z } from "zod";
import { openPhone, phoneNode } from "../../../operators/open-phone.ts";
import { within } from "../../../services.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { body, headers } from "../line-request.ts";
import { personIn, personOnly } from "./person.ts";

const deskTimeoutMs = 5_000;
const deskOf = (c: Context<AppEnv>) => c.get("services").operators(c.get("actor").tenant.id);

export const listOperatorsRoute = secured("calls:read", { method: "get", path: "/v1/operators", summary: "Operators who are there, and callers who wait for them", responses: { 200: json("As it is now", operatorListSchema) } });
export const listOperatorsHandler: RouteHandler<typeof listOperatorsRoute, AppEnv> = async (c) => {
  const [desk, node] = await Promise.all([within(deskOf(c).list(), deskTimeoutMs), phoneNode(c.get("services"), c.get("actor").tenant.id)]);
  return c.json({ ...desk, phones: node !== null }, 200);
};

export const openPhoneRoute = secured("calls:write", { method: "post", path: "/v1/operators/me/phone", summary: "A telephone in the browser, in place of a former one: address and password of SIP by WebSocket, for some hours", request: { headers }, responses: { 201: json("It; away until presence says that it is available", phoneSchema), 403: personOnly, 409: problem("No media node takes browsers"), 429: problem("Too many operators") } });
export const openPhoneHandler: RouteHandler<typeof openPhoneRoute, AppEnv> = async (c) => c.json(await openPhone(c.get("services"), c.get("actor").tenant.id, personIn(c)), 201, { "cache-control": "no-store" });

export const closePhoneRoute = secured("calls:write", { method: "delete", path: "/v1/operators/me/phone/{phone}", summary: "Give one's telephone back: nobody is put through any more", request: { headers, params: z.object({ phone: phoneIdSchema }) }, responses: { 204: { description: "It is gone" }, 403: personOnly } });
export const closePhoneHandler: RouteHandler<typeof closePhoneRoute, AppEnv> = async (c) => {
  await within(deskOf(c).closePhone({ id: personIn(c).id, phone: c.req.valid("param").phone }), deskTimeoutMs);
  return c.body(null, 204);
};

export const beatRoute = secured("calls:write", { method: "post", path: "/v1/operators/me/presence", summary: "Still there, or in another state; answers who is calling", request: { headers, body: body(beatSchema) }, responses: { 200: json("How it stands", presenceSchema), 400: problem("Malformed"), 403: personOnly } });
export const beatHandler: RouteHandler<typeof beatRoute, AppEnv> = async (c) => {
  const { phone, state = null } = c.req.valid("json");
  return c.json(await within(deskOf(c).beat({ id: personIn(c).id, phone, state }), deskTimeoutMs), 200);
};

export const putGroupsRoute = secured("lines:write", { method: "put", path: "/v1/operators/{operator}/groups", summary: "Which groups an operator takes calls for, beside those for all", request: { headers, params: z.object({ operator: z.string().min(1).max(80) }), body: body(putGroupsSchema) }, responses: { 204: { description: "Kept, also for when they come again" }, 400: problem("Malformed") } });
export const putGroupsHandler: RouteHandler<typeof putGroupsRoute, AppEnv> = async (c) => {
  await within(deskOf(c).setGroups({ id: c.req.valid("param").operator, groups: c.req.valid("json").groups }), deskTimeoutMs);
  return c.body(null, 204);
};
