import type { RouteHandler } from "@hono/zod-openapi";
import { callMonth } from "@zvon/contract/ids.ts";
import { findCall } from "../../../calls/find-call.ts";
import type { AppEnv } from "../../app-env.ts";
import { secured } from "../../middleware/secured.ts";
import { notFound } from "../../../refusal.ts";
import { callParams, problem } from "../answers.ts";
import { rangeOf } from "./range.ts";

export const getRecordingRoute = secured("calls:read", {
  method: "get",
  path: "/v1/calls/{id}/recording",
  summary: "The recording: stereo WAV, caller left, bot right; ranges are served",
  request: { params: callParams },
  responses: {
    200: { description: "All of it", content: { "audio/wav": { schema: { type: "string", format: "binary" } } } },
    206: { description: "The range asked for", content: { "audio/wav": { schema: { type: "string", format: "binary" } } } },
    404: problem("No such call, or no recording (yet)"),
    416: { description: "The range lies outside" },
  },
});

export const getRecording: RouteHandler<typeof getRecordingRoute, AppEnv> = async (c) => {
  const { id } = c.req.valid("param");
  const services = c.get("services");
  const { tenant } = c.get("actor");
  const found = await findCall(services, tenant, id);
  const recording = found === null ? null : await services.archive(tenant.id, callMonth(id) ?? "").recording(id);
  if (recording === null) throw notFound("recording");
  const range = rangeOf(c.req.header("range"), recording.bytes);
  if (range === "outside") return c.body(null, 416, { "content-range": `bytes */${recording.bytes}` });
  const object = await services.storage.get(recording.key, range === null ? {} : { range });
  if (object === null) throw notFound("recording");
  const headers = { "content-type": "audio/wav", "accept-ranges": "bytes", "cache-control": "private, max-age=300", "etag": object.httpEtag, "content-disposition": `inline; filename="${id}.wav"` };
  if (range === null) return new Response(object.body, { status: 200, headers: { ...headers, "content-length": String(recording.bytes) } });
  return new Response(object.body, { status: 206, headers: { ...headers, "content-length": String(range.length), "content-range": `bytes ${range.offset}-${range.offset + range.length - 1}/${recording.bytes}` } });
};
