/**
 * A media node brings a recording after the call: PUT parts 1…n of 5 MiB or more (the last may be smaller), then POST
 * complete. Each may be repeated at any time, in any order, after a crash of either side.
 */
import { createRoute } from "@hono/zod-openapi";
import type { RouteHandler } from "@hono/zod-openapi";
import { callMonth, callIdSchema } from "@zvon/contract/ids.ts";
import type { Context } from "hono";
import { z } from "zod";
import { verifyRecording } from "../../../calls/grants.ts";
import type { AppEnv } from "../../app-env.ts";
import { bearerOf } from "../../middleware/bearer.ts";
import { Refusal } from "../../../refusal.ts";
import { callParams, json, problem } from "../answers.ts";

/** R2 takes at most 10,000 parts; an hour of stereo 8 kHz PCM is 115 MB, 23 parts of 5 MiB. */
const maxParts = 200;
const maxPartBytes = 32 * 1024 * 1024;

const recordingKey = (tenantId: string, callId: string) => `tenants/${tenantId}/calls/${callId}/recording.wav`;

async function claimsOf(c: Context<AppEnv>, callId: string) {
  const services = c.get("services");
  const claims = await verifyRecording(services.secrets.linkKey, bearerOf(c), callId, services.now());
  if (claims === null) throw new Refusal(401, "unauthenticated", "The token does not take the recording of this call.");
  return claims;
}

export const putRecordingPartRoute = createRoute({
  method: "put",
  path: "/media/v1/calls/{id}/recording/parts/{n}",
  summary: "One part of a recording",
  security: [{ grant: [] }],
  request: { params: callParams.extend({ id: callIdSchema, n: z.coerce.number().int().min(1).max(maxParts) }) },
  responses: { 200: json("Stored", z.object({ n: z.number(), bytes: z.number() })), 401: problem("Not a token of this call"), 413: problem("Too large") },
});

export const putRecordingPart: RouteHandler<typeof putRecordingPartRoute, AppEnv> = async (c) => {
  const { id, n } = c.req.valid("param");
  const claims = await claimsOf(c, id);
  const { archive, storage } = c.get("services");
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > maxPartBytes) throw new Refusal(413, "part_too_large", `A part has at most ${maxPartBytes} bytes.`);
  if (bytes.byteLength === 0) throw new Refusal(400, "invalid_request", "The part is empty.");
  const books = archive(claims.tenantId, callMonth(id) ?? "");
  const key = recordingKey(claims.tenantId, id);
  const upload = await books.upload({ callId: id, key });
  if (upload !== null) {
    const { etag } = await storage.resumeMultipartUpload(key, upload.uploadId).uploadPart(n, bytes);
    await books.uploadedPart({ callId: id, n, etag, bytes: bytes.byteLength });
  }
  return c.json({ n, bytes: bytes.byteLength }, 200);
};

export const completeRecordingRoute = createRoute({
  method: "post",
  path: "/media/v1/calls/{id}/recording/complete",
  summary: "All parts are there",
  security: [{ grant: [] }],
  request: { params: callParams, body: { required: true, content: { "application/json": { schema: z.object({ parts: z.number().int().min(1).max(maxParts), durationMs: z.number().nonnegative() }) } } } },
  responses: { 200: json("The recording", z.object({ url: z.string(), bytes: z.number(), durationMs: z.number() })), 401: problem("Not a token of this call"), 409: problem("Parts are missing") },
});

export const completeRecording: RouteHandler<typeof completeRecordingRoute, AppEnv> = async (c) => {
  const { id } = c.req.valid("param");
  const claims = await claimsOf(c, id);
  const { parts, durationMs } = c.req.valid("json");
  const completed = await c.get("services").archive(claims.tenantId, callMonth(id) ?? "").completeRecording({ callId: id, key: recordingKey(claims.tenantId, id), parts, durationMs });
  if (!completed.ok) throw new Refusal(409, "parts_missing", "Send the missing parts, then complete again.", completed.missing.map((n) => ({ pointer: "/parts", detail: `Part ${n} is not here.` })));
  return c.json({ url: `/v1/calls/${id}/recording`, bytes: completed.recording.bytes, durationMs: completed.recording.durationMs }, 200);
};
