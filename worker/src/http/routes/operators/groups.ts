import type { RouteHandler } from "@hono/zod-openapi";
import { groupListSchema, groupSchema, putGroupSchema } from "@zvon/contract/operators-api.ts";
import { z } from "zod";
import { peopleOf } from "../../../operators/people.ts";
import { Refusal } from "../../../refusal.ts";
import { within } from "../../../services.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";
import { body, headers } from "../line-request.ts";

const deskTimeoutMs = 5_000;
const params = z.object({ group: groupSchema });

export const listGroupsRoute = secured("calls:read", { method: "get", path: "/v1/operators/groups", summary: "Groups of operators: who is in them, in which order they are rung, how long callers wait", responses: { 200: json("All of them, and who can be in one", groupListSchema) } });
export const listGroupsHandler: RouteHandler<typeof listGroupsRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { id } = c.get("actor").tenant;
  const [groups, people] = await Promise.all([within(services.operators(id).groups(), deskTimeoutMs), peopleOf(services, id)]);
  return c.json({ groups, people }, 200);
};

export const putGroupRoute = secured("lines:write", { method: "put", path: "/v1/operators/groups/{group}", summary: "Make a group, or change it; holds for callers who wait now, too", request: { headers, params, body: body(putGroupSchema) }, responses: { 204: { description: "Kept" }, 400: problem("Malformed"), 422: problem("A member who is none of the account's people, or a group to go on to that there is not"), 429: problem("Too many groups") } });
export const putGroupHandler: RouteHandler<typeof putGroupRoute, AppEnv> = async (c) => {
  const services = c.get("services");
  const { id } = c.get("actor").tenant;
  const { group: name } = c.req.valid("param");
  const settings = c.req.valid("json");
  const desk = services.operators(id);
  const [known, people] = await Promise.all([within(desk.groups(), deskTimeoutMs), peopleOf(services, id)]);
  const stranger = settings.members.findIndex((member) => !people.some((one) => one.id === member));
  if (stranger >= 0) throw fault(`/members/${stranger}`, "Такого сотрудника в аккаунте нет, или его роль не принимает звонков.", "The account has no such person, or their role takes no calls.");
  if (settings.overflow !== null && (settings.overflow === name || !known.some((one) => one.name === settings.overflow))) throw fault("/overflow", "Такой группы нет.", "There is no such group.");
  if (!(await within(desk.putGroup({ name, settings }), deskTimeoutMs))) throw new Refusal(429, "groups_full", { ru: "Групп слишком много.", en: "There are too many groups." });
  return c.body(null, 204);
};

export const deleteGroupRoute = secured("lines:write", { method: "delete", path: "/v1/operators/groups/{group}", summary: "Remove a group; its callers go to nobody any more", request: { headers, params }, responses: { 204: { description: "Gone" }, 404: problem("No such group") } });
export const deleteGroupHandler: RouteHandler<typeof deleteGroupRoute, AppEnv> = async (c) => {
  const gone = await within(c.get("services").operators(c.get("actor").tenant.id).deleteGroup({ name: c.req.valid("param").group }), deskTimeoutMs);
  if (!gone) throw new Refusal(404, "not_found", { ru: "Такой группы нет.", en: "There is no such group." });
  return c.body(null, 204);
};

const fault = (pointer: string, ru: string, en: string) => new Refusal(422, "group_refused", { ru, en }, [{ pointer, detail: { ru, en } }]);
