import type { RouteHandler } from "@hono/zod-openapi";
import { callPageSchema, callStatusSchema } from "@zvon/contract/api.ts";
import { callIdSchema } from "@zvon/contract/ids.ts";
import { z } from "zod";
import { listCalls } from "../../../calls/find-call.ts";
import type { ListPlace } from "../../../calls/find-call.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { Refusal } from "../../../refusal.ts";
import { json, problem } from "../answers.ts";

const placeSchema = z.union([
  z.object({ part: z.literal("live"), sinceMs: z.number(), callId: callIdSchema }),
  z.object({ part: z.literal("settled"), createdAt: z.number().min(0).max(8.64e15), callId: z.union([callIdSchema, z.literal("")]) }),
]);

export const listCallsRoute = secured("calls:read", {
  method: "get",
  path: "/v1/calls",
  summary: "Calls, newest first; those that live come before those in the books",
  request: {
    query: z.object({
      status: callStatusSchema.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      cursor: z.string().max(300).optional().describe("`next` of the page above"),
    }),
  },
  responses: { 200: json("A page", callPageSchema), 400: problem("Malformed") },
});

export const listCallsHandler: RouteHandler<typeof listCallsRoute, AppEnv> = async (c) => {
  const { status, limit, cursor } = c.req.valid("query");
  const { calls, next } = await listCalls(c.get("services"), c.get("actor").tenant, {
    limit,
    live: true,
    settled: status === undefined || status === "ended",
    from: cursor === undefined ? null : placeOf(cursor),
    accepts: (call) => status === undefined || call.status === status,
  });
  return c.json({ calls, next: next === null ? null : btoa(JSON.stringify(next)) }, 200);
};

/** A cursor only says where to go on: it names no tenant and opens nothing. */
function placeOf(cursor: string): ListPlace {
  const place = placeSchema.safeParse(decode(cursor));
  if (!place.success) throw new Refusal(400, "invalid_request", { ru: "Не всё в запросе подходит.", en: "Some fields do not fit." }, [{ pointer: "?cursor", detail: { ru: "Такой закладки список не выдавал.", en: "This is no cursor that the list gave out." } }]);
  return place.data;
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(atob(cursor));
  } catch {
    return null;
  }
}
