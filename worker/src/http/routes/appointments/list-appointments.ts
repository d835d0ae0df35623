import type { RouteHandler } from "@hono/zod-openapi";
import { appointmentListSchema, appointmentQuerySchema } from "@zvon/contract/appointments-api.ts";
import { listAppointments } from "../../../tenants/appointments.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";

export const listAppointmentsRoute = secured("calls:read", {
  method: "get",
  path: "/v1/appointments",
  summary: "What bots booked into the built-in calendar, in order of time",
  request: { query: appointmentQuerySchema },
  responses: { 200: json("Those of the days", appointmentListSchema), 400: problem("Malformed") },
});

export const listAppointmentsHandler: RouteHandler<typeof listAppointmentsRoute, AppEnv> = async (c) => c.json(await listAppointments(c.get("services"), c.get("actor").tenant, c.req.valid("query")), 200);
