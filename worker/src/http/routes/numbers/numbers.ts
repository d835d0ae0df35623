import type { RouteHandler } from "@hono/zod-openapi";
import { numberIdSchema } from "@zvon/contract/ids.ts";
import { callerListsSchema, changeNumberSchema, createNumberSchema, numberListSchema, numberRecordSchema } from "@zvon/contract/numbers-api.ts";
import { z } from "zod";
import { callerListsOf, changeNumber, createNumber, deleteNumber, listNumbers, putCallerLists, requireNumber, shownNumber } from "../../../numbers/keep-numbers.ts";
import { rememberedZones } from "../../../numbers/opening-hours.ts";
import { tellNodes } from "../../../trunks/show-trunks.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { body, changeOf, headers } from "../line-request.ts";

const params = z.object({ number: numberIdSchema });
const unfit = problem("It names what is not there, or forwards to where nobody may call");

export const listNumbersRoute = secured("lines:read", { method: "get", path: "/v1/numbers", summary: "The account's telephone numbers, and where their calls go", responses: { 200: json("All of them", numberListSchema) } });
export const listNumbersHandler: RouteHandler<typeof listNumbersRoute, AppEnv> = async (c) => {
  const { db, now } = c.get("services");
  const { id, timeZone } = c.get("actor").tenant;
  const zones = rememberedZones();
  return c.json({ timeZone, numbers: (await listNumbers(db, id)).map((number) => shownNumber(number, timeZone, now(), zones)) }, 200);
};

export const createNumberRoute = secured("lines:write", { method: "post", path: "/v1/numbers", summary: "Add a number", request: { headers, body: body(createNumberSchema) }, responses: { 201: json("It", numberRecordSchema), 400: problem("Malformed"), 409: problem("The number is taken"), 422: unfit } });
export const createNumberHandler: RouteHandler<typeof createNumberRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { tenant } = c.get("actor");
  const { id, nodeIds } = await createNumber(services.db, tenant, c.req.valid("json"), changeOf(c));
  c.executionCtx.waitUntil(tellNodes(services, nodeIds));
  return c.json(shownNumber(await requireNumber(services.db, tenant.id, id), tenant.timeZone, services.now()), 201);
};

export const getNumberRoute = secured("lines:read", { method: "get", path: "/v1/numbers/{number}", summary: "One number", request: { params }, responses: { 200: json("It", numberRecordSchema), 404: problem("No such number") } });
export const getNumberHandler: RouteHandler<typeof getNumberRoute, AppEnv> = async (c) => {
  const { db, now } = c.get("services");
  const { id, timeZone } = c.get("actor").tenant;
  return c.json(shownNumber(await requireNumber(db, id, c.req.valid("param").number), timeZone, now()), 200);
};

export const changeNumberRoute = secured("lines:write", { method: "patch", path: "/v1/numbers/{number}", summary: "Change a number, for calls that come from now on", request: { params, headers, body: body(changeNumberSchema) }, responses: { 200: json("It", numberRecordSchema), 400: problem("Malformed"), 404: problem("No such number"), 422: unfit } });
export const changeNumberHandler: RouteHandler<typeof changeNumberRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { tenant } = c.get("actor");
  const { id, nodeIds } = await changeNumber(services.db, tenant, c.req.valid("param").number, c.req.valid("json"), changeOf(c));
  c.executionCtx.waitUntil(tellNodes(services, nodeIds));
  return c.json(shownNumber(await requireNumber(services.db, tenant.id, id), tenant.timeZone, services.now()), 200);
};

export const deleteNumberRoute = secured("lines:write", { method: "delete", path: "/v1/numbers/{number}", summary: "Delete a number with its caller lists", request: { params }, responses: { 204: { description: "It is gone" }, 404: problem("No such number") } });
export const deleteNumberHandler: RouteHandler<typeof deleteNumberRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { nodeIds } = await deleteNumber(services, c.get("actor").tenant.id, c.req.valid("param").number, changeOf(c));
  c.executionCtx.waitUntil(tellNodes(services, nodeIds));
  return c.body(null, 204);
};

export const getCallersRoute = secured("lines:read", { method: "get", path: "/v1/numbers/{number}/callers", summary: "Who may call the number, and who may not", request: { params }, responses: { 200: json("Both lists", callerListsSchema), 404: problem("No such number") } });
export const getCallersHandler: RouteHandler<typeof getCallersRoute, AppEnv> = async (c) => c.json(await callerListsOf(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").number), 200);

export const putCallersRoute = secured("lines:write", { method: "put", path: "/v1/numbers/{number}/callers", summary: "Both lists as a whole; with entries in `allow` nobody else gets through", request: { params, headers, body: body(callerListsSchema) }, responses: { 204: { description: "Kept, for calls that come from now on" }, 400: problem("Malformed"), 404: problem("No such number") } });
export const putCallersHandler: RouteHandler<typeof putCallersRoute, AppEnv> = async (c) => {
  await putCallerLists(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").number, c.req.valid("json"), changeOf(c));
  return c.body(null, 204);
};
