import type { RouteHandler } from "@hono/zod-openapi";
import { trunkIdSchema } from "@zvon/contract/ids.ts";
import { changeTrunkSchema, createTrunkSchema, putTrunkPasswordSchema, trunkListSchema, trunkRecordSchema, trunkTestSchema } from "@zvon/contract/trunks-api.ts";
import { z } from "zod";
import { changeTrunk, createTrunk, deleteTrunk, listTrunks, requireTrunk } from "../../../trunks/keep-trunks.ts";
import { lookAtNodes, shownTrunk, tellNodes, testTrunk } from "../../../trunks/show-trunks.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { body, changeOf, headers, readerOf } from "../line-request.ts";

const params = z.object({ trunk: trunkIdSchema });
const unfit = problem("Such a trunk would not work: see the fields");

export const listTrunksRoute = secured("lines:read", { method: "get", path: "/v1/trunks", summary: "The account's telephone lines, with what media nodes see of them", request: { headers }, responses: { 200: json("All of them, without passwords", trunkListSchema) } });
export const listTrunksHandler: RouteHandler<typeof listTrunksRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { trunks, nodes } = await listTrunks(services.db, c.get("actor").tenant.id);
  const seen = await lookAtNodes(services, nodes);
  return c.json({ trunks: trunks.map((trunk) => shownTrunk(trunk, seen, readerOf(c))) }, 200);
};

export const createTrunkRoute = secured("lines:write", { method: "post", path: "/v1/trunks", summary: "Add a trunk; its password is written and never answered", request: { headers, body: body(createTrunkSchema) }, responses: { 201: json("It; media nodes have it within moments", trunkRecordSchema), 400: problem("Malformed"), 422: unfit, 503: problem("The installation has no keyring") } });
export const createTrunkHandler: RouteHandler<typeof createTrunkRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { trunk, nodeIds } = await createTrunk(services.db, services.secrets, c.get("actor").tenant.id, c.req.valid("json"), changeOf(c));
  c.executionCtx.waitUntil(tellNodes(services, nodeIds));
  return c.json(shownTrunk(trunk, [], readerOf(c)), 201);
};

export const getTrunkRoute = secured("lines:read", { method: "get", path: "/v1/trunks/{trunk}", summary: "One trunk", request: { params, headers }, responses: { 200: json("It", trunkRecordSchema), 404: problem("No such trunk") } });
export const getTrunkHandler: RouteHandler<typeof getTrunkRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { trunk, nodes } = await requireTrunk(services.db, c.get("actor").tenant.id, c.req.valid("param").trunk);
  return c.json(shownTrunk(trunk, await lookAtNodes(services, nodes), readerOf(c)), 200);
};

export const changeTrunkRoute = secured("lines:write", { method: "patch", path: "/v1/trunks/{trunk}", summary: "Change a trunk; calls under way go on", request: { params, headers, body: body(changeTrunkSchema) }, responses: { 200: json("It", trunkRecordSchema), 400: problem("Malformed"), 404: problem("No such trunk"), 409: problem("It was changed meanwhile"), 422: unfit, 503: problem("The installation has no keyring") } });
export const changeTrunkHandler: RouteHandler<typeof changeTrunkRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { trunk, nodes } = await changeTrunk(services.db, services.secrets, c.get("actor").tenant.id, c.req.valid("param").trunk, c.req.valid("json"), changeOf(c));
  c.executionCtx.waitUntil(tellNodes(services, nodes.map(({ id }) => id)));
  return c.json(shownTrunk(trunk, await lookAtNodes(services, nodes), readerOf(c)), 200);
};

export const putTrunkPasswordRoute = secured("lines:write", { method: "put", path: "/v1/trunks/{trunk}/password", summary: "The carrier's new password, in place of the former one", request: { params, headers, body: body(putTrunkPasswordSchema) }, responses: { 204: { description: "Kept; media nodes have it within moments" }, 400: problem("Malformed"), 404: problem("No such trunk"), 409: problem("It was changed meanwhile"), 503: problem("The installation has no keyring") } });
export const putTrunkPasswordHandler: RouteHandler<typeof putTrunkPasswordRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { nodes } = await changeTrunk(services.db, services.secrets, c.get("actor").tenant.id, c.req.valid("param").trunk, { password: c.req.valid("json").password }, changeOf(c));
  c.executionCtx.waitUntil(tellNodes(services, nodes.map(({ id }) => id)));
  return c.body(null, 204);
};

export const deleteTrunkRoute = secured("lines:write", { method: "delete", path: "/v1/trunks/{trunk}", summary: "Delete a trunk; its numbers stay without one, calls under way go on", request: { params }, responses: { 204: { description: "It is gone" }, 404: problem("No such trunk") } });
export const deleteTrunkHandler: RouteHandler<typeof deleteTrunkRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { nodeIds } = await deleteTrunk(services.db, c.get("actor").tenant.id, c.req.valid("param").trunk, changeOf(c));
  c.executionCtx.waitUntil(tellNodes(services, nodeIds));
  return c.body(null, 204);
};

export const testTrunkRoute = secured("lines:write", { method: "post", path: "/v1/trunks/{trunk}/test", summary: "Have a media node register with the trunk, or ask for it", request: { params, headers }, responses: { 200: json("What came of it: a trunk that does not work is an answer, too", trunkTestSchema), 404: problem("No such trunk"), 429: problem("Tests were very many just now") } });
export const testTrunkHandler: RouteHandler<typeof testTrunkRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { id: tenantId } = c.get("actor").tenant;
  const { trunk, nodes } = await requireTrunk(services.db, tenantId, c.req.valid("param").trunk);
  return c.json(await testTrunk(services, tenantId, trunk, nodes.map(({ id }) => id), readerOf(c)), 200);
};
