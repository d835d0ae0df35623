import type { RouteHandler } from "@hono/zod-openapi";
import { z } from "zod";
import { cancelOwnAppointment, deleteAppointment } from "../../../tenants/appointments.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { problem } from "../answers.ts";
import { changeOf } from "../bots/bot-request.ts";

const params = z.object({ appointment: z.string().min(1).max(300) });

export const cancelAppointmentRoute = secured("calls:write", {
  method: "post",
  path: "/v1/appointments/{appointment}/cancel",
  summary: "Cancel an appointment: its time is free again; nobody is told",
  request: { params },
  responses: { 204: { description: "It is cancelled, or was" }, 404: problem("No such appointment") },
});

export const cancelAppointmentHandler: RouteHandler<typeof cancelAppointmentRoute, AppEnv> = async (c) => {
  await cancelOwnAppointment(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").appointment, changeOf(c));
  return c.body(null, 204);
};

export const deleteAppointmentRoute = secured("calls:write", {
  method: "delete",
  path: "/v1/appointments/{appointment}",
  summary: "Delete an appointment and what it holds of the caller, those of test calls too",
  request: { params },
  responses: { 204: { description: "It is gone" }, 404: problem("No such appointment") },
});

export const deleteAppointmentHandler: RouteHandler<typeof deleteAppointmentRoute, AppEnv> = async (c) => {
  await deleteAppointment(c.get("services"), c.get("actor").tenant.id, c.req.valid("param").appointment, changeOf(c));
  return c.body(null, 204);
};
