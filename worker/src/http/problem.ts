/** Errors as the API tells them: application/problem+json (RFC 9457), with pointers to the fields at fault. */
import type { Problem } from "@zvon/contract/api.ts";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ZodError } from "zod";
import { Refusal, notFound } from "../refusal.ts";
import type { RefusalStatus } from "../refusal.ts";
import type { AppEnv } from "./app-env.ts";

const titles: Record<RefusalStatus, string> = {
  400: "The request is malformed",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "Conflict",
  413: "Too large",
  415: "Wrong content type",
  422: "The request cannot be done",
  426: "A WebSocket is expected",
  429: "Too many",
  500: "Something broke on our side",
  503: "Not available now",
};

const escapePointer = (part: PropertyKey) => String(part).replaceAll("~", "~0").replaceAll("/", "~1");

/** @param target where the value stood: `json` gives JSON pointers, `query` gives `?name`. */
export function refusalOf(error: ZodError, target: string): Refusal {
  const faults = error.issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys.map((key) => ({ path: [...issue.path, key], message: "This field is not known." })) : [{ path: issue.path, message: issue.message }]));
  const pointer = (path: PropertyKey[]) => (target === "json" ? path.map((part) => `/${escapePointer(part)}`).join("") : target === "query" ? `?${path.map(String).join(".")}` : `{${path.map(String).join(".")}}`);
  // An id in the path that cannot be one names nothing: the same answer as for one that does not exist.
  if (target === "param") return notFound("thing");
  return new Refusal(400, "invalid_request", "Some fields do not fit.", faults.map((fault) => ({ pointer: pointer(fault.path), detail: fault.message })));
}

export function problemResponse(c: Context<AppEnv>, refusal: Refusal): Response {
  const problem: Problem = {
    type: `/problems/${refusal.code}`,
    title: titles[refusal.status],
    status: refusal.status,
    detail: refusal.message,
    code: refusal.code,
    requestId: c.get("requestId"),
    ...(refusal.errors === undefined ? {} : { errors: refusal.errors }),
  };
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (refusal.status === 401) headers["www-authenticate"] = 'Bearer realm="zvon"';
  if (refusal.status === 429) headers["retry-after"] = "10";
  return c.body(JSON.stringify(problem), refusal.status, headers);
}

/** The one place where what was thrown becomes an answer; what nobody foresaw is logged and told as 500 without details. */
export function onError(error: Error, c: Context<AppEnv>): Response {
  if (error instanceof Refusal) return problemResponse(c, error);
  if (error instanceof HTTPException) {
    const status = error.status in titles ? (error.status as RefusalStatus) : error.status < 500 ? 400 : 500;
    return problemResponse(c, new Refusal(status, status === 400 ? "invalid_request" : "refused", error.message || titles[status]));
  }
  console.error(JSON.stringify({ event: "request failed", requestId: c.get("requestId"), method: c.req.method, path: c.req.routePath, error: error.stack ?? String(error) }));
  return problemResponse(c, new Refusal(500, "internal", "The request could not be done; its number helps us to find out why."));
}
