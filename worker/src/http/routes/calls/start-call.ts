import type { RouteHandler } from "@hono/zod-openapi";
import { startCallSchema, startedCallSchema } from "@zvon/contract/api.ts";
import { z } from "zod";
import { placeCall } from "../../../calls/place-call.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { json, problem } from "../answers.ts";

export const startCallRoute = secured("calls:write", {
  method: "post",
  path: "/v1/calls",
  summary: "Start a call",
  request: {
    headers: z.object({ "idempotency-key": z.string().min(1).max(200).optional().describe("A repeat within 24 hours finds the first call") }),
    body: { required: true, content: { "application/json": { schema: startCallSchema } } },
  },
  responses: {
    201: json("The call has begun", startedCallSchema),
    400: problem("Malformed"),
    404: problem("No such bot"),
    409: problem("The Idempotency-Key came with another request"),
    422: problem("The bot does not speak the language, or RTP may not be sent there"),
    429: problem("A limit of the tenant is reached"),
    503: problem("No media node can take it"),
  },
});

export const startCall: RouteHandler<typeof startCallRoute, AppEnv> = async (c) => {
  const started = await placeCall(c.get("services"), c.get("actor").tenant, c.req.valid("json"), c.req.valid("header")["idempotency-key"] ?? null);
  return c.json(started, 201);
};
