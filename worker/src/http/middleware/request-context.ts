import { newId } from "@zvon/contract/ids.ts";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../../env.ts";
import { createServices } from "../../services.ts";
import type { Services } from "../../services.ts";
import type { AppEnv } from "../app-env.ts";

/** Services live as long as the isolate; a new environment (tests make many) gets its own. */
const servicesOf = new WeakMap<Env, Services>();

/** Gives each request its number and its services; the number is ours, whatever the client sends. */
export const requestContext: MiddlewareHandler<AppEnv> = async (c, next) => {
  const requestId = newId("request");
  const services = servicesOf.get(c.env) ?? createServices(c.env);
  servicesOf.set(c.env, services);
  c.set("requestId", requestId);
  c.set("services", services);
  await next();
  // A WebSocket's answer cannot be touched.
  if (c.res.status === 101) return;
  // The answer of a Durable Object comes with headers that can't be changed: a copy can.
  c.res = new Response(c.res.body, c.res);
  c.res.headers.set("x-request-id", requestId);
  c.res.headers.set("x-content-type-options", "nosniff");
  c.res.headers.set("referrer-policy", "no-referrer");
  c.res.headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  c.res.headers.set("cross-origin-resource-policy", "same-origin");
  if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
};
