import type { RouteHandler } from "@hono/zod-openapi";
import { nodeIdSchema } from "@zvon/contract/ids.ts";
import { createNodeSchema, nodeCredentialSchema, nodeListSchema } from "@zvon/contract/nodes-api.ts";
import { z } from "zod";
import { createNode, deleteNode, drainNode, listNodes, newCredential } from "../../../nodes/keep-nodes.ts";
import { tellNodes } from "../../../trunks/show-trunks.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { body, changeOf, headers, readerOf } from "../line-request.ts";

const params = z.object({ node: nodeIdSchema });
const notYours = { 403: problem("The node is the platform's"), 404: problem("No such node") };

export const listNodesRoute = secured("lines:read", { method: "get", path: "/v1/nodes", summary: "The account's media nodes, and what it may see of the platform's", request: { headers }, responses: { 200: json("All of them", nodeListSchema) } });
export const listNodesHandler: RouteHandler<typeof listNodesRoute, AppEnv> = async (c) => c.json({ nodes: await listNodes(c.get("services"), c.get("actor").tenant.id, readerOf(c)) }, 200);

export const createNodeRoute = secured("lines:write", { method: "post", path: "/v1/nodes", summary: "Add a media node of the account's own", request: { headers, body: body(createNodeSchema) }, responses: { 201: json("Its credential, shown this once", nodeCredentialSchema), 400: problem("Malformed"), 422: problem("There is no room for another") } });
export const createNodeHandler: RouteHandler<typeof createNodeRoute, AppEnv> = async (c) => c.json(await createNode(c.get("services").db, c.get("actor").tenant.id, c.req.valid("json").name, changeOf(c)), 201);

export const newCredentialRoute = secured("lines:write", { method: "post", path: "/v1/nodes/{node}/credential", summary: "Another credential in place of the former, which is no longer good", request: { params }, responses: { 200: json("It, shown this once", nodeCredentialSchema), ...notYours } });
export const newCredentialHandler: RouteHandler<typeof newCredentialRoute, AppEnv> = async (c) => c.json(await newCredential(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").node, changeOf(c)), 200);

export const deleteNodeRoute = secured("lines:write", { method: "delete", path: "/v1/nodes/{node}", summary: "Delete a media node; calls on it end as lost", request: { params }, responses: { 204: { description: "It is gone" }, ...notYours } });
export const deleteNodeHandler: RouteHandler<typeof deleteNodeRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const nodeIds = await deleteNode(services, c.get("actor").tenant.id, c.req.valid("param").node, changeOf(c));
  c.executionCtx.waitUntil(tellNodes(services, nodeIds));
  return c.body(null, 204);
};

export const drainNodeRoute = secured("lines:write", { method: "post", path: "/v1/nodes/{node}/drain", summary: "No new calls on the node; those that live go on", request: { params }, responses: { 204: { description: "It drains, until undrain" }, ...notYours } });
export const drainNodeHandler: RouteHandler<typeof drainNodeRoute, AppEnv> = async (c) => {
  await drainNode(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").node, true, changeOf(c));
  return c.body(null, 204);
};

export const undrainNodeRoute = secured("lines:write", { method: "post", path: "/v1/nodes/{node}/undrain", summary: "New calls on the node again", request: { params }, responses: { 204: { description: "It takes calls" }, ...notYours } });
export const undrainNodeHandler: RouteHandler<typeof undrainNodeRoute, AppEnv> = async (c) => {
  await drainNode(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").node, false, changeOf(c));
  return c.body(null, 204);
};
