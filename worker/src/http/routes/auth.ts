import type { Handler } from "hono";
import type { createAuth } from "../../auth/better-auth.ts";
import type { Services } from "../../services.ts";
import type { AppEnv } from "../app-env.ts";
import { isOurOrigin, ourOrigin } from "../middleware/origin.ts";
import { Refusal } from "../../refusal.ts";

/** Hosts one isolate may be reached by; more are a client playing with the Host header. */
const maxOrigins = 8;

const instances = new WeakMap<Services, Map<string, ReturnType<typeof createAuth>>>();

/** POST /auth/sign-in/email {email, password}, POST /auth/sign-up/email {name, email, password}, POST /auth/sign-out {}, … */
export const handleAuth: Handler<AppEnv> = async (c) => {
  if (c.req.method !== "GET" && !isOurOrigin(c)) throw new Refusal(403, "foreign_origin", "The request comes from another site.");
  const services = c.get("services");
  const origin = services.secrets.publicUrl === null ? ourOrigin(c) : (c.req.header("origin") ?? ourOrigin(c));
  const known = instances.get(services) ?? new Map<string, ReturnType<typeof createAuth>>();
  instances.set(services, known);
  let auth = known.get(origin);
  if (auth === undefined) {
    const { createAuth: create } = await import("../../auth/better-auth.ts");
    if (known.size >= maxOrigins) known.clear();
    auth = create(services, origin);
    known.set(origin, auth);
  }
  return auth.handler(c.req.raw);
};
